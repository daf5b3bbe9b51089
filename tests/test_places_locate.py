"""Rows placed, or refused with candidates."""

import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trialsites.countries import country_code
from trialsites.places.answer import locate_place
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
    found = locate(rows)[ROWS.names("locate")].iloc[0]
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


@pytest.mark.parametrize(
    ("row", "town", "precision"),
    [
        (("Clinic", "Kanagawa", "", "259-1193", "Japan"), "Isehara", "postcode"),
        (("Clinic", "Kanagawa", "", "000-0000", "Japan"), "Yokohama", "admin1"),
        (("Clinic", "Kanagawa", "", "812-0011", "Japan"), "Yokohama", "admin1"),
        (("Clinic", "Henan", "Luoyang", "", "China"), "Luoyang", "city"),
        (("Clinic", "Hebei", "Hebei", "065000", "China"), "Langfang", "postcode"),
        (("Clinic", "Rajasthan", "", "302021", "India"), "Jaipur", "admin1"),
        (("Clinic, Nice", "Provence-Alpes-Cote d'Azur", "", "", "France"), "Nice", "city"),
        (("Clinic, Lille", "Provence-Alpes-Cote d'Azur", "", "", "France"), "Marseille", "admin1"),
        (
            ("A, Nice, Toulon", "Provence-Alpes-Cote d'Azur", "", "", "France"),
            "Marseille",
            "admin1",
        ),
        (("Clinic", "CABA", "", "", "Argentina"), "Buenos Aires", "city"),
        (("Clinic", "Tatarstan", "", "", "Russia"), "Kazan", "admin1"),
        (("Clinic", "Investigational Site", "Quebec", "", "Canada"), "Québec", "admin1"),
        (("Clinic", "Athens/Tennessee", "Tennessee", "", "United States"), "Athens", "city"),
    ],
)
def test_the_other_fields_tell_where_in_a_province_a_row_is(row, town, precision):
    found = locate(table(row, points=[(35.48, 139.64)])).iloc[0]
    assert (found.place, found.place_precision) == (town, precision)


@pytest.mark.parametrize(
    ("code", "town", "precision"),
    [
        ("806-8501", "Kitakyushu", "postcode"),
        ("812-0011", "Fukuoka", "city"),
        ("", "Fukuoka", "city"),
    ],
)
def test_a_town_named_like_its_province_yields_to_a_code_elsewhere_in_it(code, town, precision):
    found = locate(table(("Clinic", "Fukuoka", "", code, "Japan"))).iloc[0]
    assert (found.place, found.place_precision) == (town, precision)


def test_a_records_point_makes_a_likely_town_doubtful_again():
    row = ("Memory Clinic", "Columbus", "", "", "United States")
    assert "Ohio" in locate(table(row)).iloc[0].place_note
    found = locate(table(row, points=[(32.46, -84.99)])).iloc[0]
    assert found.place_precision == ""
    assert "Georgia" in found.place_note


@pytest.mark.parametrize(("city", "country"), [("Sofia", "Bulgaria"), ("Taipei", "Taiwan")])
def test_a_capital_named_like_the_division_around_it_is_the_city(city, country):
    found = locate(table(("Clinic", city, city, "", country))).iloc[0]
    assert (found.place, found.place_precision) == (city, "city")


def test_towns_that_overlap_are_one_place():
    found = locate(table(("Clinic", "Visakhapatnam", "", "", "India"))).iloc[0]
    assert (found.place, found.place_precision) == ("Visakhapatnam", "city")


@pytest.mark.parametrize(
    ("city", "why"),
    [
        ("Many Locations", "no town is given (Many Locations)"),
        ("", "no town is given."),
        ("Germany", "only a country is given (Germany)"),
        ("Qwrtzplk", "no town of this name is known (Qwrtzplk)"),
    ],
)
def test_a_row_without_a_known_town_says_why(city, why):
    assert why in locate(table(("Clinic", city, "", "", "Germany"))).iloc[0].place_note


@pytest.mark.parametrize(
    ("city", "town"),
    [("Salamanca", "Castille and León"), ("Reus (Tarragona)", "Reus"), ("Radstock, Bath", "Bath")],
)
def test_a_quarter_or_a_second_name_does_not_make_a_town_doubtful(city, town):
    country = "United Kingdom" if town == "Bath" else "Spain"
    found = locate(table(("Clinic", city, "", "", country))).iloc[0]
    assert found.place_precision == "city"
    assert town in found.place_note


@pytest.mark.parametrize(
    ("city", "country", "town"),
    [
        ("Wroc?aw", "Poland", "Wroc\u0142aw"),
        ("S\ufffdo Paulo", "Brazil", "S\u00e3o Paulo"),
        ("Vi?a Del Mar", "Chile", "Vi\u00f1a del Mar"),
        ("???", "Poland", ""),
        ("Where?", "France", ""),
    ],
)
def test_lost_letters_are_read_where_one_town_fits(city, country, town):
    assert locate(table(("Clinic", city, "", "", country))).iloc[0].place == town


def test_a_code_beyond_the_border_of_the_named_city_has_the_name_of_its_own_town():
    found = locate(table(("Clinic", "Seoul", "", "13620", "South Korea"))).iloc[0]
    assert (found.place, found.place_precision) == ("Seongnam-si", "postcode")


def test_a_code_whose_middle_is_far_from_every_town_moves_nothing():
    found = locate(table(("Clinic", "Antofagasta", "", "1240000", "Chile"))).iloc[0]
    assert (found.place, found.place_precision) == ("Antofagasta", "city")


@pytest.mark.parametrize(
    ("row", "town"),
    [
        (("Clinic, Athens", "GR", "", "", "Greece"), "Athens"),
        (("Clinic", "Local Institution", "", "Dublin 4", "Ireland"), "Dublin"),
        (("Clinic, Lyon, Lille", "Qwrtzplk", "", "", "France"), ""),
        (("Clinic, Boulogne-sur-Mer", "Boulogne", "", "", "France"), ""),
    ],
)
def test_another_field_may_name_the_town_where_the_city_names_none(row, town):
    found = locate(table(row)).iloc[0]
    assert found.place == town


@pytest.mark.parametrize(
    ("row", "confidence"),
    [
        (("Clinic", "Wynnewood", "Pennsylvania", "19096", "United States"), 0.9),
        (("Clinic", "Wynnewood", "California", "19096", "United States"), 0.0),
    ],
)
def test_a_code_in_the_state_of_the_row_places_a_town_nobody_knows(row, confidence):
    found = locate(table(row)).iloc[0]
    assert found.place_precision == ("postcode" if confidence else "")
    assert found.place_confidence >= confidence


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
    pd.testing.assert_frame_equal(whole.astype("str"), alone.astype("str"))


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


@pytest.mark.parametrize(
    ("city", "country", "meant"),
    [("Shengyang", "China", "Shenyang"), ("Marsielle", "France", "Marseille")],
)
def test_a_misspelt_town_is_a_suggestion_and_no_place(city, country, meant):
    rows = table(("B", city, "", "", country))
    located = rows.join(locate(rows))
    assert located["place_precision"].tolist() == [""]
    doubts = place_doubts(located)
    assert meant in doubts[0][4]
    assert sum(d[3] for d in doubts) < 0.9


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


def test_each_place_text_is_looked_up_once(monkeypatch):
    asked = []

    def counted(evidence):
        asked.append(evidence)
        return locate_place(evidence)

    monkeypatch.setattr("trialsites.places.locate.locate_place", counted)
    rows = table(*[(f"Clinic {n}", f"Lille {n % 50}", "", "59000", "France") for n in range(2_000)])
    found = locate(rows)
    assert len(asked) == 50
    assert set(found["place"]) == {"Lille"}


def test_the_facility_is_asked_only_where_there_is_doubt():
    rows = table(
        ("Clinic, Boulogne-sur-Mer", "Boulogne", "", "", "France"),
        ("Clinic, Boulogne-Billancourt", "Boulogne", "", "", "France"),
        ("Clinic, Boulogne-sur-Mer", "Paris", "", "", "France"),
    )
    assert list(locate(rows)["place"])[2] == "Paris"
    best = [
        json.loads(c)[0]["name"] if c else p
        for c, p in zip(locate(rows)["place_candidates"], locate(rows)["place"], strict=True)
    ]
    assert best[:2] == ["Boulogne-sur-Mer", "Boulogne-Billancourt"]


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=20), st.text(max_size=12).filter(lambda t: not country_code(t)))
def test_no_country_no_point(city, country):
    found = locate(table(("Clinic", city, "", "59000", country))).iloc[0]
    assert pd.isna(found.place_lat)
    assert (found.place_id, found.place_precision) == ("", "")


def test_rows_without_facility_or_point_are_placed_too():
    rows = pd.DataFrame({"city": ["Lille", None], "country": ["France", None]})
    assert list(locate(rows)["place"]) == ["Lille", ""]
    assert list(locate(rows.iloc[:0])["place"]) == []
