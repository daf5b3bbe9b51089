"""Rows of known hospitals move to the town where they stand, and no others do."""

from __future__ import annotations

import pandas as pd
import pytest

from trialsites.places.home import at_home
from trialsites.places.locate import locate, place_text


def places(*rows: tuple[str, str, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["facility", "city", "country"])
    return at_home(table, locate(table))


@pytest.mark.parametrize(
    ("facility", "city", "country", "town"),
    [
        ("CHU de Nancy - Hôpital de Brabois", "Nancy", "France", "Vandœuvre-lès-Nancy"),
        ("Institut Gustave Roussy", "Paris", "France", "Villejuif"),
        ("Karolinska Universitetssjukhuset Huddinge", "Stockholm", "Sweden", "Huddinge"),
        ("CHU de Nancy - Hôpital Central", "Nancy", "France", "Nancy"),
        ("Brabois Consulting", "Lyon", "France", "Lyon"),
        ("Hôpital de Brabois", "Vandoeuvre-les-Nancy", "France", "Vandœuvre-lès-Nancy"),
        ("Hôpital Saint-Louis", "Paris", "France", "Paris"),
        ("", "Nancy", "France", "Nancy"),
    ],
)
def test_a_row_stands_where_its_hospital_stands(
    facility: str, city: str, country: str, town: str
) -> None:
    assert places((facility, city, country)).loc[0, "place"] == town


@pytest.mark.parametrize(
    ("facility", "province", "country", "town", "precision"),
    [
        (
            "Seoul National University Bundang Hospital",
            "Gyeonggi-do",
            "South Korea",
            "Seongnam-si",
            "city",
        ),
        ("Royal Melbourne Hospital", "Victoria", "Australia", "Parkville", "city"),
        ("Royal Melbourne Hospital", "Queensland", "Australia", "Brisbane", "admin1"),
        ("University Hospital", "Gyeonggi-do", "South Korea", "Suwon", "admin1"),
        ("Kocaeli University Hospital", "Kocaeli", "Turkey", "\u0130zmit", "admin1"),
        ("", "Gyeonggi-do", "South Korea", "Suwon", "admin1"),
    ],
)
def test_a_row_that_names_its_province_stands_where_its_hospital_stands(
    facility: str, province: str, country: str, town: str, precision: str
) -> None:
    found = places((facility, province, country)).iloc[0]
    assert (found["place"], found["place_precision"]) == (town, precision)


def test_a_moved_row_has_the_point_and_says_why() -> None:
    found = places(
        ("Hôpital de Brabois", "Nancy", "France"),
        ("Hôpital de Brabois", "Vandoeuvre-les-Nancy", "France"),
        ("Hôpital Central", "Nancy", "France"),
    )
    point = ["place_id", "place_lat", "place_lon", "place_radius_km"]
    assert found.loc[0, point].to_list() == found.loc[1, point].to_list()
    assert found.loc[0, "place_id"] != found.loc[2, "place_id"]
    assert "the record says Nancy" in found.loc[0, "place_note"]


def test_a_person_has_the_last_word() -> None:
    table = pd.DataFrame(
        {"facility": ["Hôpital de Brabois"], "city": "Nancy", "country": "France"},
    )
    nancy = places(("Hôpital Central", "Nancy", "France")).loc[0, "place_id"]
    decided = pd.DataFrame(
        {
            "kind": ["place"],
            "verdict": "same",
            "a": place_text("Nancy", "", "", "France"),
            "b": nancy,
        }
    )
    located = locate(table, decisions=decided)
    assert at_home(table, located).loc[0, "place"] == "Nancy"


def test_a_row_without_a_town_stays_without() -> None:
    found = places(("Hôpital de Brabois", "Xqzzyk", "France"))
    assert found.loc[0, "place"] == ""
    assert found["place_lat"].isna().all()
