"""Rows placed, or refused with candidates."""

import json

import pandas as pd

from trialsites.places.doubts import place_doubts, place_issues
from trialsites.places.locate import locate, locate_table
from trialsites.tables import DECISIONS, ROWS

COLUMNS = ["study", "position", "facility", "city", "state", "zip", "country"]


def table(*rows, points=None):
    frame = pd.DataFrame([("NCT00000001", n, *row) for n, row in enumerate(rows)], columns=COLUMNS)
    points = points or [(None, None)] * len(rows)
    return frame.assign(record_lat=[p[0] for p in points], record_lon=[p[1] for p in points])


def test_a_row_gets_its_town():
    rows = table(("CHU", "Lille", "", "59000", "France"))
    found = ROWS.check(locate(rows), "locate").iloc[0]
    assert (found.country_code, found.place, found.place_precision) == ("FR", "Lille", "city")
    assert abs(found.place_lat - 50.63) < 0.05
    assert found.place_confidence >= 0.9
    assert found.place_candidates == ""


def test_what_is_doubtful_has_no_point_but_candidates():
    rows = table(("Clinic", "Springfield", "", "", "United States"))
    found = locate(rows).iloc[0]
    assert found.place_id == ""
    assert pd.isna(found.place_lat)
    assert found.place_precision == ""
    names = [c["admin1"] for c in json.loads(found.place_candidates)]
    assert {"Massachusetts", "Missouri", "Illinois"} <= set(names)


def test_a_province_typed_as_city_is_no_hamlet():
    rows = table(("Clinic", "Kanagawa", "", "", "Japan"))
    found = locate(rows).iloc[0]
    assert (found.place, found.place_precision) == ("Yokohama", "admin1")
    assert found.place_radius_km > 30


def test_an_unknown_country_is_never_placed():
    found = locate(table(("Clinic", "Lille", "", "", "Atlantis"))).iloc[0]
    assert found.country_code == ""
    assert pd.isna(found.place_lat)


def test_order_and_company_of_rows_change_nothing():
    rows = table(
        ("A", "Boulogne", "", "", "France"),
        ("B", "Lyon", "", "", "France"),
        ("C", "Boulogne", "", "92100", "France"),
    )
    whole = locate(rows)
    alone = pd.concat([locate(rows.iloc[[n]]) for n in (2, 0, 1)]).sort_index()
    pd.testing.assert_frame_equal(whole, alone)


def test_a_person_decides_for_ever():
    rows = table(("Clinic", "Boulogne", "", "", "France"))
    record = ("place", "Boulogne|||France", "3031133", "same", "me", "2026-01-01T00:00:00")
    found = locate(rows, decisions=DECISIONS.frame([record])).iloc[0]
    assert (found.place, found.place_confidence) == ("Boulogne-sur-Mer", 1.0)


def test_issues_say_what_is_wrong():
    rows = table(
        ("A", "Lille", "", "", "Atlantis"),
        ("B", "Springfield", "", "", "United States"),
        ("C", "Kanagawa", "", "", "Japan"),
        ("D", "Milan", "", "", "Italy"),
        ("E", "Qwrtzplk", "", "", "Italy"),
        points=[(None, None)] * 3 + [(42.78, 12.60), (None, None)],
    )
    issues = place_issues(rows.join(locate(rows)))
    assert [i.code for i in issues] == [
        "country.unknown",
        "place.ambiguous",
        "place.province_only",
        "place.record_point_far",
        "place.unknown",
    ]
    assert "42.78" in issues[3].message
    assert "45.46" in issues[3].message


def test_doubts_are_questions_with_an_id():
    rows = table(*[("B", "Springfield", "", "", "United States")] * 2)
    doubts = place_doubts(rows.join(locate(rows)))
    assert len(doubts) == len({d[2] for d in doubts}) > 1
    assert doubts[0][:2] == ("place", "Springfield|||United States")


def test_a_table_of_places_keeps_its_order_and_ignores_given_points():
    frame = pd.DataFrame(
        {
            "city": ["Milan", "Nowhere at all", "Lille"],
            "country": ["Italy", "Italy", "France"],
            "lat": [0.0, 0.0, 0.0],
            "lon": [0.0, 0.0, 0.0],
        },
        index=[5, 3, 9],
    )
    placed = locate_table(frame)
    assert list(placed.index) == [5, 3, 9]
    assert list(placed["place"]) == ["Milan", "", "Lille"]
    assert placed["lat"].isna().tolist() == [False, True, False]
