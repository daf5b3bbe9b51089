"""One directory, however its records arrive."""

from __future__ import annotations

import csv
import json
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import trialsites
from stub_server import Reply, serving
from trialsites.directory import connect, forget
from trialsites.directory.search import find_sites, resolve
from trialsites.errors import DirectoryError
from trialsites.places import online

ROWS = [
    ("CHU de Rennes", "Rennes", "France"),
    ("Rennes - CHU", "Rennes", "France"),
    ("Centre Hospitalier Universitaire de Rennes", "RENNES cedex 9", "France"),
    ("Clinique Sainte-Invention", "Rennes", "France"),
    ("Hôpital de l'Exemple", "Brest", "France"),
    ("Research Site", "Brest", "France"),
    ("Research Site", "Brest", "France"),
    ("Example General Hospital", "Leeds", "United Kingdom"),
    ("Example Gen. Hosp.", "Leeds", "United Kingdom"),
    ("Boulogne - Ambroise Paré", "Boulogne", "France"),
    ("Tours - CHU", "Tours", "France"),
    ("Tours - CHU", "Chambray-lès-Tours", "France"),
]
STUDIES = [f"NCT9000000{n}" for n in range(5)]


def write(path, studies):
    with path.open("w", newline="", encoding="utf-8") as lines:
        writer = csv.writer(lines)
        writer.writerow(["study", "facility", "city", "country", "contact", "phone"])
        for study, rows in studies:
            writer.writerows([study, *ROWS[row], f"Jo Test{row}", ""] for row in rows)
    return path


def outcome(path):
    """Return what must not depend on the order of things: rows with their sites, and the sites."""
    opened = trialsites.Directory.open(path)
    rows = opened.rows.sort_values(["study", "position"])
    sites = opened.table("sites").sort_values("site_id")
    doubts = opened.table("doubts")
    return (
        rows[["study", "position", "facility", "kind", "site_id", "place_id"]].to_numpy().tolist(),
        sites[["site_id", "name", "organisation_id", "rows", "studies", "lat"]]
        .fillna(-1)
        .to_numpy()
        .tolist(),
        sorted(map(tuple, doubts[["kind", "a", "b"]].to_numpy().tolist())),
        opened.contacts.sort_values(["study", "contact"])["person_id"].tolist(),
        opened.issues[["code", "study", "position"]]
        .fillna(-1)
        .sort_values(["study", "code", "position"])
        .to_numpy()
        .tolist(),
        sorted(opened.table("claims").to_numpy().tolist()),
    )


CONTENTS = st.lists(
    st.lists(st.sampled_from(range(len(ROWS))), min_size=1, max_size=5), min_size=2, max_size=4
)


@given(CONTENTS, st.randoms(use_true_random=False))
@settings(max_examples=8, deadline=None)
def test_any_order_and_any_split_give_the_same_directory(tmp_path_factory, contents, random):
    folder = tmp_path_factory.mktemp("b")
    studies = list(zip(STUDIES, contents, strict=False))
    at_once = folder / "once.gpkg"
    trialsites.build(write(folder / "all.csv", studies), directory=at_once)
    bit_by_bit = folder / "bits.gpkg"
    random.shuffle(studies)
    for number, study in enumerate(studies):
        trialsites.build(write(folder / f"{number}.csv", [study]), directory=bit_by_bit)
    assert outcome(bit_by_bit) == outcome(at_once)
    trialsites.build(directory=bit_by_bit)
    assert outcome(bit_by_bit) == outcome(at_once)


def test_a_study_that_changes_takes_its_old_rows_along(tmp_path):
    path = tmp_path / "d.gpkg"
    trialsites.build(write(tmp_path / "a.csv", [(STUDIES[0], [0, 4, 7])]), directory=path)
    trialsites.build(write(tmp_path / "b.csv", [(STUDIES[1], [1])]), directory=path)
    trialsites.build(write(tmp_path / "a.csv", [(STUDIES[0], [3])]), directory=path)
    fresh = tmp_path / "fresh.gpkg"
    trialsites.build(
        write(tmp_path / "c.csv", [(STUDIES[0], [3]), (STUDIES[1], [1])]), directory=fresh
    )
    assert outcome(path) == outcome(fresh)


def test_a_new_study_works_out_again_its_own_places_only(tmp_path):
    path = tmp_path / "d.gpkg"
    large = [(STUDIES[0], [0, 1, 4, 5, 7, 9]), (STUDIES[1], [2, 3, 6, 8])]
    built = trialsites.build(write(tmp_path / "a.csv", large), directory=path)
    assert built.again == 0
    in_brest = trialsites.build(write(tmp_path / "b.csv", [(STUDIES[2], [4])]), directory=path)
    assert in_brest.again == 3
    in_leeds = trialsites.build(write(tmp_path / "c.csv", [(STUDIES[3], [7, 8])]), directory=path)
    assert in_leeds.again == 2
    replaced = trialsites.build(write(tmp_path / "d.csv", [(STUDIES[3], [4])]), directory=path)
    assert replaced.again == 6


@pytest.mark.parametrize(
    ("name", "towns"),
    [
        ("Zqv-Onco {}", ["Rennes", "Lyon", "Lille", "Nice", "Brest"]),
        ("Research Site", ["Springfield, Illinois", "Springfield, Missouri"]),
    ],
)
def test_a_study_is_remembered_whole_when_one_of_its_places_changes(tmp_path, name, towns):
    lines = ["study,facility,city,state,country"]
    for number, town in enumerate(towns):
        city, _, state = town.partition(", ")
        country = "United States" if state else "France"
        lines.append(f"{STUDIES[0]},{name.format(number)},{city},{state},{country}")
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    last = lines[-1].split(",", 2)[2]
    (tmp_path / "b.csv").write_text(
        f"{lines[0]}\n{STUDIES[1]},Example General Hospital,{last}", encoding="utf-8"
    )
    at_once, bit_by_bit = tmp_path / "once.gpkg", tmp_path / "bits.gpkg"
    trialsites.build(tmp_path / "a.csv", tmp_path / "b.csv", directory=at_once)
    for source in ("a.csv", "b.csv"):
        built = trialsites.build(tmp_path / source, directory=bit_by_bit)
    assert built.again == 1
    assert outcome(bit_by_bit) == outcome(at_once)


def test_an_organisation_is_linked_without_working_out_its_other_places(tmp_path):
    path = tmp_path / "d.gpkg"
    trialsites.build(write(tmp_path / "a.csv", [(STUDIES[0], [11])]), directory=path)
    built = trialsites.build(write(tmp_path / "b.csv", [(STUDIES[1], [10])]), directory=path)
    sites = trialsites.Directory.open(path).table("sites")
    assert built.again == 0
    assert len(sites) == 2
    assert sites["organisation_id"].nunique() == 1
    trialsites.build(write(tmp_path / "b.csv", [(STUDIES[1], [4])]), directory=path)
    alone = trialsites.Directory.open(path).table("sites").set_index("city")
    assert alone["organisation_id"].tolist() == alone["site_id"].tolist()


def test_an_id_that_a_site_once_had_still_finds_it(tmp_path):
    path = tmp_path / "d.gpkg"
    ids = set()
    for number, row in enumerate([0, 1, 2]):
        source = write(tmp_path / f"{number}.csv", [(STUDIES[number], [row])])
        trialsites.build(source, directory=path)
        ids |= set(trialsites.Directory.open(path).table("sites")["site_id"])
    (now,) = trialsites.Directory.open(path).table("sites")["site_id"]
    with connect(path) as connection:
        assert {resolve(connection, old) for old in ids} == {now}
        assert find_sites(connection, min(ids)) == [now]


@pytest.mark.parametrize("made", [False, True])
def test_a_build_that_another_one_overtakes_changes_nothing(tmp_path, made):
    path = tmp_path / "d.gpkg"
    sources = [write(tmp_path / f"{n}.csv", [(STUDIES[n], [n])]) for n in range(3)]
    if made:
        trialsites.build(sources[0], directory=path)

    def overtake(step, _done):
        if step == "merging":
            trialsites.build(sources[1], directory=path)

    with pytest.raises(DirectoryError, match="run it again"):
        trialsites.build(sources[2], directory=path, progress=overtake)
    held = trialsites.Directory.open(path).studies["study"].tolist()
    assert held == STUDIES[:2] if made else STUDIES[1:2]
    assert sorted(tmp_path.glob("*d.gpkg*")) == [path]


def test_a_build_does_not_bring_back_who_was_forgotten_meanwhile(tmp_path):
    path = tmp_path / "d.gpkg"
    source = write(tmp_path / "a.csv", [(STUDIES[0], [0, 3])])
    trialsites.build(source, directory=path)

    def overtake(step, _done):
        if step == "merging":
            forget(path, "Jo Test3")

    with pytest.raises(DirectoryError, match="run it again"):
        trialsites.build(source, directory=path, progress=overtake)
    assert trialsites.Directory.open(path).contacts["name"].tolist() == ["Jo Test0"]


def test_a_verdict_different_outlives_later_data(tmp_path):
    from trialsites.flow import decide
    from trialsites.sites import handle
    from trialsites.tables import DECISIONS

    path = tmp_path / "d.gpkg"
    trialsites.build(write(tmp_path / "a.csv", [(STUDIES[0], [0, 1])]), directory=path)
    assert len(trialsites.Directory.open(path).table("sites")) == 1
    asked = [handle(*ROWS[row][:2], "FR") for row in (0, 1)]
    verdict = DECISIONS.frame([("site", *asked, "different", "tester", "2026-01-01")])
    decide(verdict, path)
    assert len(trialsites.Directory.open(path).table("sites")) == 2
    for number, rows in enumerate([[0], [1], [2, 3]]):
        source = write(tmp_path / "b.csv", [(STUDIES[number + 1], rows)])
        trialsites.build(source, directory=path)
        found = trialsites.Directory.open(path).rows
        sites = found.set_index("facility")["site_id"]
        assert set(sites[[ROWS[0][0]]]).isdisjoint(set(sites[[ROWS[1][0]]]))


def test_a_study_given_twice_is_taken_once_and_named(tmp_path):
    long, short = (
        write(tmp_path / f"{name}.csv", [(STUDIES[0], rows)])
        for name, rows in (("long", [0, 3, 4]), ("short", [7]))
    )
    for number, sources in enumerate([(long, short), (short, long)]):
        path = tmp_path / f"{number}.gpkg"
        built = trialsites.build(*sources, directory=path)
        assert [(s.name, s.reason) for s in built.skipped] == [
            (STUDIES[0], "in short.csv gives way to that in long.csv")
        ]
        assert len(trialsites.Directory.open(path).rows) == 3


def test_an_older_record_does_not_replace_a_newer_one(tmp_path):
    lines = ["NCT ID: NCT90000009", "Last Updated: {}", "Locations", "{}", "Brest, , France"]
    page = "\n\n".join([*lines, "Site Status", ""])
    path = tmp_path / "d.gpkg"
    source = tmp_path / "page.txt"
    source.write_text(page.format("2026-02-01", "New Hospital"), encoding="utf-8")
    trialsites.build(source, directory=path)
    source.write_text(page.format("2025-02-01", "Old Hospital"), encoding="utf-8")
    built = trialsites.build(source, directory=path)
    assert [s.name for s in built.skipped] == ["NCT90000009"]
    assert trialsites.Directory.open(path).rows["facility"].tolist() == ["New Hospital"]


PROTOCOL = """Summary
EudraCT Number: 2020-000000-00
Trial Status: Ongoing
Date on which this record was first entered in the EudraCT database: {date}
A.1 Member State Concerned: {country} - AAA
A.3 Full title of the trial: An Invented Trial
B.1.1 Name of Sponsor: Firma
B.5.2 Functional name of contact point: Trials {desk}
B.5.4 Telephone number: +39 0577 585893
E.8.4.1 Number of sites anticipated in Member State concerned: 3
"""


@pytest.mark.parametrize("order", [*permutations(["Spain", "Italy", "France"])])
def test_the_countries_of_a_trial_add_up_from_any_files(tmp_path, order):
    for country in order:
        desk = "Rome" if country == "Italy" else "Paris"
        text = PROTOCOL.format(country=country, date="2020-05-06", desk=desk)
        (tmp_path / f"{country}.txt").write_text(text, encoding="utf-8")
    path = tmp_path / "d.gpkg"
    trialsites.build(*(tmp_path / f"{country}.txt" for country in order), directory=path)
    opened = trialsites.Directory.open(path)
    assert opened.studies[["study", "countries"]].to_numpy().tolist() == [
        ["2020-000000-00", "France|Italy|Spain"]
    ]
    desks = opened.table("study_contacts")
    assert desks[["contact", "name"]].to_numpy().tolist() == [
        [0, "Trials Paris"],
        [1, "Trials Rome"],
    ]
    assert opened.issues["value"].tolist() == ["3 in France, 3 in Italy, 3 in Spain"]


def test_the_newer_record_of_one_country_counts(tmp_path):
    sources = []
    for desk, date in (("New", "2021-01-01"), ("Old", "2020-01-01")):
        sources.append(tmp_path / f"{desk}.txt")
        text = PROTOCOL.format(country="Spain", date=date, desk=desk)
        sources[-1].write_text(text, encoding="utf-8")
    path = tmp_path / "d.gpkg"
    trialsites.build(*sources, directory=path)
    assert trialsites.Directory.open(path).table("study_contacts")["name"].tolist() == [
        "Trials New"
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_one_person_of_a_site_is_one_person_across_studies(tmp_path, count):
    path = tmp_path / "d.gpkg"
    studies = [(study, [0]) for study in STUDIES[:count]]
    trialsites.build(write(tmp_path / "a.csv", studies), directory=path)
    assert trialsites.Directory.open(path).contacts["person_id"].nunique() == 1


def one_hospital(asked, _):
    """Answer as a geocoder that knows one hospital."""
    known = "Sainte-Invention" in str(asked.query)
    place = {"lat": "48.11", "lon": "-1.69", "class": "amenity", "type": "hospital"}
    place |= {"name": "Clinique Sainte-Invention", "display_name": "Clinique Sainte-Invention"}
    return Reply(json.dumps([place] if known else []))


def test_a_point_once_asked_for_is_kept_when_nobody_is_asked(tmp_path):
    path, cache = tmp_path / "d.gpkg", tmp_path / "answers.sqlite"
    source = write(tmp_path / "a.csv", [(STUDIES[0], [0, 3, 5])])
    with (
        serving(one_hospital) as server,
        online.geocoder("nominatim", cache=cache, domain=server.address, scheme="http") as geocoder,
    ):
        built = trialsites.build(source, directory=path, geocoder=geocoder)
    assert built.asked.count("found") == 1
    points = trialsites.Directory.open(path).table("sites").set_index("name")
    found = points.loc["Clinique Sainte-Invention"]
    assert (found["lat"], found["precision"], found["source"]) == (48.11, "facility", "nominatim")
    assert set(points["precision"]) == {"facility", "city"}
    trialsites.build(source, directory=path)
    again = trialsites.Directory.open(path).table("sites").set_index("name")
    assert again.loc["Clinique Sainte-Invention", "lat"] == 48.11
    assert again["lat"].tolist() == points["lat"].tolist()
