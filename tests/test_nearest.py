from __future__ import annotations

import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from invented import WHEN, lines, row, site
from trialsites.directory import Change, save
from trialsites.errors import UnknownPlaceError
from trialsites.nearest import nearest
from trialsites.nearest.point import read_point


def ids(answer):
    return [near.site_id for near in answer.sites]


def test_sites_come_in_order_of_distance_and_say_how_exact_they_are(directory):
    answer = nearest(directory, "48.5, 2.04", k=3)
    assert ids(answer) == ["s1", "s2", "s4"]
    first, second, _ = answer.sites
    assert (first.about, second.about) == (True, False)
    assert first.km == pytest.approx(2.955, abs=0.01)
    assert first.statuses == ("RECRUITING",)
    assert answer.unplaced == 1


def test_the_world_is_round(directory):
    assert ids(nearest(directory, (-17.0, -179.9), k=1)) == ["s3"]
    assert nearest(directory, (-17.0, -179.9), k=1).sites[0].km == pytest.approx(21.3, abs=0.1)
    assert ids(nearest(directory, (89.9, 60.0), k=1)) == ["s4"]
    assert ids(nearest(directory, (-90.0, 0.0), k=9)) == ["s3", "s1", "s2", "s4"]


def test_filters_narrow_what_is_near(directory):
    assert ids(nearest(directory, "48.5,2", study="nct00000002")) == ["s1", "s4"]
    assert ids(nearest(directory, "48.5,2", status="completed")) == ["s4"]
    assert ids(nearest(directory, "48.5,2", status="recruiting", study="NCT00000002")) == ["s1"]
    assert nearest(directory, "48.5,2", study="NCT99999999").sites == ()


def test_filters_know_what_a_table_of_ones_own_says(tmp_path):
    path = tmp_path / "d.gpkg"
    rows = [
        row("my sites", 0, "s1", "x", "y", status="Waiting, for now"),
        row("Others", 0, "s2", "x", "y", status="RECRUITING"),
    ]
    found = [site(f"s{n}", f"Site {n}", 10.0, n) for n in (1, 2)]
    save(path, Change({"sites": lines("sites", *found), "rows": lines("rows", *rows)}), when=WHEN)
    assert ids(nearest(path, "10,1", study="My sites")) == ["s1"]
    assert ids(nearest(path, "10,1", study="others")) == ["s2"]
    assert ids(nearest(path, "10,1", status="waiting for now")) == ["s1"]
    assert ids(nearest(path, "10,1", status="Recruiting")) == ["s2"]


def test_a_site_is_a_place_to_start_from(directory):
    answer = nearest(directory, "hopital bruma", k=1)
    assert (answer.origin.name, ids(answer)) == ("Hôpital Bruma", ["s2"])


@pytest.mark.parametrize("where", ["91,0", "0,181", "Zzyzxqq"])
def test_what_is_nowhere_is_an_error(directory, where):
    with pytest.raises(UnknownPlaceError):
        nearest(directory, where)


def test_ties_are_told(tmp_path):
    path = tmp_path / "t.gpkg"
    tied = [site(f"s{i}", f"Site {i}", 10.0, 20.0) for i in range(5)]
    save(path, Change({"sites": lines("sites", *tied)}), when=WHEN)
    answer = nearest(path, "10,20", k=2)
    assert ids(answer) == ["s0", "s1"]
    assert answer.tied == 3


POINTS = st.tuples(
    st.one_of(st.floats(-90, 90), st.sampled_from([-90.0, 90.0, 0.0])),
    st.one_of(st.floats(-180, 180), st.sampled_from([-180.0, 180.0])),
)


@given(st.lists(POINTS, min_size=1, max_size=40), POINTS, st.integers(1, 8))
@settings(max_examples=60, deadline=None)
def test_the_index_finds_what_measuring_everything_finds(tmp_path_factory, points, origin, k):
    path = tmp_path_factory.mktemp("n") / "n.gpkg"
    sites = [site(f"s{i}", f"Site {i}", *point) for i, point in enumerate(points)]
    rows = [row("NCT1", i, f"s{i}", "x", "y") for i in range(len(points))]
    tables = {"sites": lines("sites", *sites), "rows": lines("rows", *rows)}
    save(path, Change(tables), when=WHEN)
    found = [near.km for near in nearest(path, origin, k=k).sites]
    every = sorted(Geodesic.WGS84.Inverse(*origin, *p)["s12"] / 1000 for p in points)
    assert found == pytest.approx(every[:k], abs=0.002)


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("50.63,3.06", (50.63, 3.06)),
        ("-33.87 151.21", (-33.87, 151.21)),
        ("50,63 3,06", (50.63, 3.06)),
        ("50,63; -3,06", (50.63, -3.06)),
        ("50,3", (50.0, 3.0)),
        ("48.5° N, 2.25° E", (48.5, 2.25)),
        ("33°52'12\"S 151°12'36\"E", (-33.87, 151.21)),
        ("40°30\u2032N 74°W", (40.5, -74.0)),
        ("Lille", None),
        ("59000", None),
        ("Paris 13", None),
        ("", None),
    ],
)
def test_points_are_read_as_people_write_them(text, point):
    assert read_point(text) == (pytest.approx(point) if point else None)
