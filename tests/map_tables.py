"""Invented tables for the map. No hospital, person or number here is real."""

from __future__ import annotations

from invented import lines

CANDIDATES = (
    '[{"name": "Springfield", "admin1": "Missouri", "country": "US",'
    ' "lat": 37.2, "lon": -93.3, "p": 0.6},'
    ' {"name": "Springfield", "admin1": "Illinois", "country": "US",'
    ' "lat": 39.8, "lon": -89.6, "p": 0.3}]'
)

# id, name, kind, city, admin1, country, lat, lon, precision
_SITES = (
    ("a1", "Hôpital du Lac", "named", "Annecy", "Haute-Savoie", "FR", 45.92, 6.13, "facility"),
    ("b2", "Clinique des Tilleuls", "named", "Annecy", "Haute-Savoie", "FR", 45.9, 6.12, "city"),
    ("c3", "Dr Jeanne Vorstellix", "person", "Bern", "Bern", "CH", 46.95, 7.45, "city"),
    ("d4", "Research Site", "placeholder", "Bern", "Bern", "CH", 46.95, 7.45, "city"),
    ("g7", "Inselklinik Aare", "named", "Bern", "Bern", "CH", 46.95, 7.45, "city"),
    ("e5", "St. Mary", "named", "Springfield", "", "US", None, None, ""),
    ("f6", "Nowhere Clinic", "named", "", "", "", None, None, ""),
    ("h8", "Centre Œuvre Nîmoise", "named", "Nîmes", "Gard", "FR", 43.83, 4.36, "facility"),
)
_TOWNS = {"Annecy": "3037543", "Bern": "2661552", "Nîmes": "2990363"}


def map_tables():
    """Return eight sites of two studies: exact, about a town, doubtful, unknown, undisclosed."""
    keys = ("site_id", "name", "kind", "city", "admin1", "country_code", "lat", "lon", "precision")
    sites = [dict(zip(keys, site, strict=True)) for site in _SITES]
    for site in sites:
        site["radius_km"] = 6.0 if site["precision"] == "city" else None
        site["pin_note"] = "about: centre of the town" if site["precision"] == "city" else ""
        site["candidates"] = CANDIDATES if site["site_id"] == "e5" else "[]"
        site["place_id"] = _TOWNS.get(site["city"], "")
        site["confidence"] = 0.97 if site["precision"] else None
    sites[0] |= {
        "organisation": "Hôpitaux des Lacs",
        "departments": "Cardiology|Oncology",
        "merge_note": "One practice with Jeanne Vorstellix's.",
    }
    ids = [site["site_id"] for site in sites]
    phone = {
        "phone": "+33 1 23 45 67 89",
        "phone_e164": "+33123456789",
        "phone_published": "01 23 45 67 89",
        "phone_note": "sponsor line, not the site's",
    }
    paired = {"pairing": "nested", "pairing_note": "The record nests it.", "kind": "person"}
    return {
        "studies": lines(
            "studies",
            {
                "study": "NCT00000001",
                "title": "A study of <b>tea</b>",
                "sponsor": "Tea & Co",
                "status": "RECRUITING",
                "phase": "PHASE2|PHASE3",
                "as_of": "2025-04-22",
                "url": "https://registry.example/1",
            },
            {
                "study": "EU-2",
                "title": "Coffee against tea",
                "status": "COMPLETED",
                "phase": "PHASE1",
                "as_of": "2024-01-02",
                "url": "javascript:alert(1)",
            },
        ),
        "rows": lines(
            "rows",
            *(
                {"study": "NCT00000001", "position": k, "site_id": site_id, "status": status}
                for k, (site_id, status) in enumerate(
                    zip(ids, ["", "SUSPENDED", "", "", "", "", "", "WITHDRAWN"], strict=True)
                )
            ),
            {
                "study": "EU-2",
                "position": 0,
                "site_id": "a1",
                "status": "COMPLETED",
                "zip": "74000",
            },
            {"study": "EU-2", "position": 1, "site_id": "g7", "status": "", "zip": "CH-3007"},
        ),
        "contacts": lines(
            "contacts",
            {
                "study": "NCT00000001",
                "contact": 0,
                "name": "Jeanne Vorstellix",
                "role": "primary contact",
                "position": 0,
                **phone,
                **paired,
            },
            {
                "study": "NCT00000001",
                "contact": 1,
                "name": "Luc Pré",
                "position": 0,
                "role": "principal investigator",
                "email": "luc.pre@lac.example",
                **paired,
            },
            {
                "study": "EU-2",
                "contact": 0,
                "name": "Zoë Ångström",
                "position": 1,
                "role": "contact",
                **paired,
            },
            {"study": "EU-2", "contact": 1, "name": "Ina Offenova", "kind": "person"},
        ),
        "study_contacts": lines(
            "study_contacts",
            {
                "study": "NCT00000001",
                "contact": 0,
                "name": "Tea Desk",
                "kind": "desk",
                "phone": "+33 9 87 65 43 21",
                "scope": "central",
                "role": "central contact",
            },
            {
                "study": "NCT00000001",
                "contact": 1,
                "name": "Vera Chairova",
                "kind": "person",
                "phone": "+33 9 00 00 00 01",
                "scope": "official",
            },
        ),
        "sites": lines("sites", *sites),
        "spellings": lines(
            "spellings",
            {"site_id": "a1", "facility": "Hôpital du Lac", "city": "Annecy"},
            {"site_id": "a1", "facility": "HL Annecy", "city": "Annecy", "note": "Same words."},
        ),
    }
