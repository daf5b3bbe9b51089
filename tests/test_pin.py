"""From a site to its point, and how exact it says it is."""

import json

import pandas as pd
import pytest

from trialsites.places import pin, registers

TOWN = {"place_id": "11", "place": "Arville", "place_lat": 47.47, "place_lon": -0.55}
BOTH = json.dumps(
    [
        {"id": "21", "name": "Bourg-sur-Mer", "lat": 50.72, "lon": 1.61, "p": 0.5},
        {"id": "22", "name": "Bourg-Haut", "lat": 48.84, "lon": 2.24, "p": 0.4},
    ]
)
REGISTER = """id,name,city,cc,lat,lon,type
1,CENTRE HOSPITALIER UNIVERSITAIRE D'ARVILLE,ARVILLE,FR,47.4809,-0.5544,
2,CLINIQUE DENTAIRE DU CHU D'ARVILLE,ARVILLE,FR,47.50,-0.52,
3,GRP HOSP SITE AMBROISE MERCIER,BOURG HAUT,FR,48.8491,2.2370,
4,CENTRE HOSPITALIER DE BOURG SUR MER,BOURG SUR MER,FR,50.7225,1.6306,
5,CHU DE BELVAL HOPITAL NORD,BELVAL,FR,44.10,3.10,
6,CHU DE BELVAL HOPITAL SUD,BELVAL,FR,44.05,3.05,
"""


def located(facility, city="Arville", *, site="s1", **place):
    known = {"place_id": "", "place": "", "place_lat": None, "place_lon": None} | place
    return {
        "site_id": site,
        "facility": facility,
        "city": city,
        "zip": "",
        "country_code": "FR",
        "place_precision": "city" if known["place_id"] else "",
        "place_confidence": 0.98 if known["place_id"] else None,
        "place_radius_km": 4.0 if known["place_id"] else None,
        "place_candidates": "[]",
    } | known


def pinned(tmp_path, row, kind="named"):
    source = tmp_path / "list.csv"
    source.write_text(REGISTER, encoding="utf-8")
    store = tmp_path / "registers.sqlite"
    registers.add(source, store=store)
    rows = pd.DataFrame([row]).astype(
        {"place_lat": "Float64", "place_lon": "Float64", "place_confidence": "Float64"}
    )
    sites = pd.DataFrame(
        {"site_id": ["s1"], "kind": [kind], "city": [row["city"]], "place_id": [row["place_id"]]}
    )
    return pin.pin(sites, rows, matches=registers.match(rows, store=store)).iloc[0]


def test_without_a_register_a_site_stands_about_its_town(tmp_path):
    rows = pd.DataFrame([located("Hôpital Neuf", **TOWN)])
    sites = pd.DataFrame(
        {"site_id": ["s1"], "kind": ["named"], "city": ["Arville"], "place_id": ["11"]}
    )
    site = pin.pin(sites, rows, matches=None).iloc[0]
    assert (site["lat"], site["lon"], site["radius_km"]) == (47.47, -0.55, 4.0)
    assert site["precision"] == "city"
    assert site["pin_note"] == "about: centre of Arville"


def test_a_register_entry_gives_the_door(tmp_path):
    site = pinned(tmp_path, located("Arville - CHU", **TOWN))
    assert site["precision"] == "facility"
    assert (site["lat"], site["lon"]) == (47.4809, -0.5544)
    assert site["radius_km"] < 1
    assert site["source"] == "register list"


def test_a_register_entry_settles_an_ambiguous_town(tmp_path):
    row = located("Bourg - Ambroise Mercier", "Bourg", place_candidates=BOTH)
    site = pinned(tmp_path, row)
    assert (site["lat"], site["precision"]) == (48.8491, "facility")


def test_a_town_in_doubt_is_no_point(tmp_path):
    site = pinned(tmp_path, located("Cabinet du Port", "Bourg", place_candidates=BOTH))
    assert pd.isna(site["lat"])
    assert site["precision"] == ""
    assert [c["id"] for c in json.loads(site["candidates"])] == ["21", "22"]


def test_a_general_name_of_several_campuses_stays_at_its_town(tmp_path):
    belval = {"place_id": "31", "place": "Belval", "place_lat": 44.08, "place_lon": 3.08}
    site = pinned(tmp_path, located("Belval - CHU", "Belval", **belval))
    assert site["precision"] == "city"
    assert "campus not" in site["pin_note"]
    assert len(json.loads(site["candidates"])) == 2


@pytest.mark.parametrize("kind", ["placeholder", "missing"])
def test_an_undisclosed_site_is_never_at_a_hospital(tmp_path, kind):
    site = pinned(tmp_path, located("CHU d'Arville", **TOWN), kind)
    assert site["precision"] == "city"
    assert site["pin_note"] == "undisclosed site in Arville"


def test_a_dental_clinic_is_not_the_hospital(tmp_path):
    site = pinned(tmp_path, located("Clinique dentaire CHU", **TOWN))
    assert site["lat"] != 47.4809
