"""Invented data that several rooms' tests share. No hospital, person or number here is real."""

from __future__ import annotations

from pathlib import Path

from trialsites.tables import TABLES

ROOT = Path(__file__).parent.parent
RECORD = ROOT / "data" / "NCT06937905.txt"

WHEN = "2026-01-01T00:00:00+00:00"


def lines(table_name, *records):
    """Return a frame of one table: what a record leaves out is empty."""
    table = next(t for t in TABLES if t.name == table_name)
    blank = {"text": "", "int": None, "float": None}
    return table.frame(
        tuple(record.get(c.name, blank[c.type]) for c in table.columns) for record in records
    )


def site(site_id, name, lat, lon, **more):
    return {
        "site_id": site_id,
        "name": name,
        "kind": "named",
        "organisation": name,
        "organisation_id": f"o{site_id}",
        "country": "France",
        "country_code": "FR",
        "city": name.split()[-1],
        "place_id": f"9{site_id[1:]}",
        "rows": 1,
        "studies": 1,
        "lat": lat,
        "lon": lon,
        "precision": "city",
        "confidence": 0.95,
        "radius_km": 3.0,
        "pin_note": "centre of the town",
        **more,
    }


def row(study, position, site_id, facility, city, **more):
    return {
        "study": study,
        "position": position,
        "site_id": site_id,
        "facility": facility,
        "city": city,
        "country": "France",
        "country_code": "FR",
        "kind": "named",
        **more,
    }


def person(study, contact, name, position, **more):
    return {
        "study": study,
        "contact": contact,
        "name": name,
        "kind": "person",
        "role": "primary contact",
        "phone": "+33 1 99 00 00 00",
        "phone_published": "01 99 00 00 00",
        "phone_e164": "+33199000000",
        "email": f"contact{contact}@example.org",
        "position": position,
        "pairing": "order" if position is not None else "open",
        "pairing_confidence": 1.0 if position is not None else 0.4,
        "as_of": "2026-01-01",
        **more,
    }
