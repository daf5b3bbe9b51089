"""A hospital list in a store of its own, and rows asked of it."""

import pandas as pd

from trialsites.places import registers


def stored(text, folder):
    (folder / "list.csv").write_text(text, encoding="utf-8")
    registers.add(folder / "list.csv", store=folder / "registers.sqlite")
    return folder / "registers.sqlite"


def asked(facility, city, country, point, code=""):
    return {
        "facility": facility,
        "city": city,
        "zip": code,
        "country_code": country,
        "place_id": city,
        "place_lat": point[0],
        "place_lon": point[1],
        "place_candidates": "[]",
    }


def matched(store, *rows):
    return registers.match(pd.DataFrame(list(rows)), store=store)
