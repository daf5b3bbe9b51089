"""Sites of an invented town, at its centre: what an online geocoder is asked about."""

from __future__ import annotations

import pandas as pd

from trialsites.places.pin import pin


def at_town(*facilities, zip_="49000", address="", kind="named"):
    """Return sites at their town's centre, and their rows."""
    rows = pd.DataFrame(
        {
            "site_id": [f"s{number}" for number in range(len(facilities))],
            "facility": list(facilities),
            "address": address,
            "city": "Arville",
            "zip": zip_,
            "country_code": "FR",
            "place_id": "11",
            "place": "Arville",
            "place_lat": 47.47,
            "place_lon": -0.55,
            "place_precision": "city",
            "place_confidence": 0.98,
            "place_radius_km": 5.0,
            "place_candidates": "",
        }
    )
    sites = rows[["site_id", "city", "place_id"]].assign(kind=kind, name=rows["facility"])
    return pin(sites, rows), rows
