"""The main job on the demo record, through the command line."""

from __future__ import annotations

import csv
import json
import subprocess
import sys

import pytest

from invented import ROOT


def exported(trialsites, demo, table, tmp_path):
    file = tmp_path / f"{table}.csv"
    trialsites("export", table, "-d", demo[0], "-o", file)
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_summary_says_what_was_found_and_what_is_doubtful(demo):
    printed = demo[1]
    for fact in (
        "40 rows",
        "37 sites",
        "29 cities",
        "40 of 40 paired",
        "38 numbers are a sponsor line",
        "2 contacts without number",
        "2 to check",
        "Boulogne",
    ):
        assert fact in printed
    assert max(map(len, printed.splitlines()[1:])) <= 80


def test_rows_that_are_one_hospital_share_a_site(trialsites, demo, tmp_path):
    rows = exported(trialsites, demo, "rows", tmp_path)
    assert list(rows[0])[:18] == [
        "study",
        "position",
        "id",
        "facility",
        "city",
        "state",
        "zip",
        "country",
        "status",
        "kind",
        "site_id",
        "site",
        "organisation",
        "place",
        "lat",
        "lon",
        "precision",
        "confidence",
    ]
    assert len({row["site_id"] for row in rows}) == 37
    by_line = {}
    for row in rows:
        by_line.setdefault((row["facility"], row["city"]), []).append(row["site_id"])
    repeated = [ids for ids in by_line.values() if len(ids) > 1]
    assert len(repeated) == 3
    assert all(len(set(ids)) == 1 for ids in repeated)
    tours = {
        row["site_id"]: row["organisation"] for row in rows if row["facility"] == "Tours - CHU"
    }
    assert len(tours) == 2
    assert len(set(tours.values())) == 1


def test_boulogne_is_doubtful_and_everything_else_is_in_its_town(trialsites, demo, tmp_path):
    rows = exported(trialsites, demo, "rows", tmp_path)
    unplaced = [row["city"] for row in rows if not row["lat"]]
    assert unplaced == ["Boulogne"]
    lyon = next(row for row in rows if row["city"] == "Lyon")
    assert float(lyon["lat"]) == pytest.approx(45.75, abs=0.1)
    assert float(lyon["lon"]) == pytest.approx(4.85, abs=0.1)


def test_contacts_stand_at_their_own_row(trialsites, demo, tmp_path):
    contacts = exported(trialsites, demo, "contacts", tmp_path)
    assert [c["position"] for c in contacts] == [c["contact"] for c in contacts]
    assert len(contacts) == 40
    assert {c["pairing"] for c in contacts} == {"order"}
    assert sum(bool(c["phone_note"]) for c in contacts) == 38
    assert {c["phone"] for c in contacts} == {"+33 1 56 81 10 45", ""}


def test_sheets_hold_each_contact_once(trialsites, demo, tmp_path):
    trialsites("sheets", "-d", demo[0], "-o", tmp_path / "sheets")
    files = sorted((tmp_path / "sheets").iterdir())
    assert len(files) == 29
    names = []
    for file in files:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            names += [line["investigator"] for line in csv.DictReader(lines)]
    assert len(names) == len(set(names)) == 40


def test_nearest_answers_in_kilometres(trialsites, demo):
    printed = trialsites("nearest", "Lille", "-k", 3, "-d", demo[0]).stdout
    assert "Lille - Centre Oscar Lambret" in printed
    answer = json.loads(trialsites("nearest", "Lille", "-k", 3, "-d", demo[0], "--json").stdout)
    assert answer[0]["city"] == "Lille"
    assert [near["km"] for near in answer] == sorted(near["km"] for near in answer)
    assert len(answer) == 3


def test_an_ambiguous_city_lists_what_it_may_be(trialsites, demo):
    told = trialsites("nearest", "Boulogne", "-d", demo[0], code=1).stderr
    assert "Boulogne-Billancourt" in told
    assert "Boulogne-sur-Mer" in told


def test_show_explains_itself(trialsites, demo):
    printed = trialsites("show", "Caen - CHU", "-d", demo[0]).stdout
    for fact in ("Jeannick MADELAINE", "Karine BOUHIER-LEPORRIER", "NCT06937905", "sponsor line"):
        assert fact in printed


def test_check_holds_limits(trialsites, demo):
    assert "phone.central" in trialsites("check", "-d", demo[0]).stdout
    over = trialsites("check", "-d", demo[0], "--limit", "phone.central=37", code=1).stderr
    assert "phone.central 38 > 37" in over
    trialsites("check", "-d", demo[0], "--limit", "phone.central=38")


def test_building_again_changes_no_site_id(trialsites, demo, tmp_path):
    before = exported(trialsites, demo, "rows", tmp_path)
    trialsites("build", "data/NCT06937905.txt", "-d", demo[0], cwd=ROOT)
    trialsites("build", "-d", demo[0])
    assert exported(trialsites, demo, "rows", tmp_path) == before


HEAVY = ["pandas", "numpy", "geopandas", "folium", "geopy", "pyarrow", "requests", "pydantic"]
PROBE = """
import sys
from trialsites.cli import app
try:
    app(sys.argv[1:])
except SystemExit:
    pass
print([name for name in {heavy} if name in sys.modules], file=sys.stderr)
"""


@pytest.mark.parametrize("verb", ["nearest", "--help", "show", "check"])
def test_quick_verbs_import_nothing_heavy(demo, verb):
    path = str(demo[0])
    arguments = {
        "nearest": ["nearest", "Lille", "-d", path],
        "show": ["show", "Caen - CHU", "-d", path],
        "check": ["check", "-d", path],
    }.get(verb, [verb])
    code = PROBE.format(heavy=HEAVY)
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    assert done.stderr.strip().endswith("[]")
