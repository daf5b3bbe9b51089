"""What people settle: kept with what it changes, for ever, and never asked again."""

from __future__ import annotations

import csv

import pytest

from forms import flat_page
from trialsites import Directory, build
from trialsites.flow import decide
from trialsites.tables import DECISIONS

STUDY = "NCT90000001"
ROWS = [
    ("Clinique Alba", "Angers"),
    ("Clinique Bruma", "Brest"),
    ("Clinique Cairn", "Caen"),
    ("Clinique Dolmen", "Dijon"),
]
NOBODY = {"people": [], "state": "", "country": "France", "status": "RECRUITING"}


def page(folder, rows, city="", date="2026-01-01"):
    """A page whose only contact may be of any row."""
    listed = [{"facility": name, "city": city or town, **NOBODY} for name, town in rows]
    listed[0]["people"] = [("Jo Muster", "", "", "jo@example.org")]
    (folder / "page.txt").write_bytes(
        flat_page(
            {
                "study": STUDY,
                "title": "An invented trial",
                "as_of": date,
                "status": "RECRUITING",
                "phase": "NA",
                "sponsor": "Firma",
                "central": ("Desk", "+33 1 99 00 00 00", "", ""),
                "rows": listed,
            }
        )["page.txt"]
    )
    return folder / "page.txt"


def answered(path, verdict, **choice):
    """Answer the first question that fits, as a reviewer does."""
    doubts = Directory.open(path).table("doubts")
    for name, words in choice.items():
        doubts = doubts[doubts[name].str.contains(words)]
    kind, a, b = doubts[["kind", "a", "b"]].iloc[0]
    decide(DECISIONS.frame([(kind, a, b, verdict, "Ann", "2026-01-01T00:00:00")]), path)


def row_of_contact(path):
    opened = Directory.open(path)
    (contact,) = opened.contacts.to_dict("records")
    if contact["pairing"] == "open":
        return None
    rows = opened.rows.set_index("position")["facility"]
    return rows[contact["position"]]


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "d.gpkg"
    build(page(tmp_path, ROWS), directory=path)
    assert row_of_contact(path) is None
    return path


def test_a_contact_stays_in_the_row_a_person_gave_it(path, tmp_path):
    answered(path, "same", kind="pair", b="Bruma")
    assert row_of_contact(path) == "Clinique Bruma"
    assert "pair" not in set(Directory.open(path).table("doubts")["kind"])
    for rows in (ROWS, ROWS[::-1], ROWS[1:]):
        build(page(tmp_path, rows), directory=path)
        assert row_of_contact(path) == "Clinique Bruma"


def test_a_contact_is_open_again_when_the_row_a_person_gave_it_is_gone(path, tmp_path):
    answered(path, "same", kind="pair", b="Bruma")
    build(page(tmp_path, [ROWS[0], *ROWS[2:]]), directory=path)
    assert row_of_contact(path) is None


def test_what_was_answered_no_is_not_asked_again(path, tmp_path):
    asked = len(Directory.open(path).table("doubts"))
    answered(path, "different", kind="pair", b="Bruma")
    for _ in range(2):
        doubts = Directory.open(path).table("doubts")
        assert len(doubts) == asked - 1
        assert not doubts["b"].str.contains("Bruma").any()
        build(page(tmp_path, ROWS), directory=path)


def test_a_town_refused_is_not_asked_again(tmp_path):
    path = tmp_path / "d.gpkg"
    source = page(tmp_path, ROWS, city="Boulogne")
    build(source, directory=path)
    towns = set(Directory.open(path).table("doubts").query("kind == 'place'")["b"])
    answered(path, "different", kind="place")
    build(source, directory=path)
    left = set(Directory.open(path).table("doubts").query("kind == 'place'")["b"])
    assert len(towns - left) == 1


def test_the_last_answer_counts(path):
    answered(path, "same", kind="pair", b="Bruma")
    given = Directory.open(path).table("decisions")
    answer = given["b"].iloc[0].replace("Bruma, Brest", "Cairn, Caen").replace("row 1", "row 2")
    decide(given.assign(b=answer, when="2026-02-01T00:00:00"), path)
    assert row_of_contact(path) == "Clinique Cairn"
    build(directory=path)
    assert row_of_contact(path) == "Clinique Cairn"


def test_a_verdict_reaches_what_a_spreadsheet_had_to_write_otherwise(trialsites, tmp_path):
    path, questions = tmp_path / "d.gpkg", tmp_path / "doubts.csv"
    table = "facility,city,state,country\nClinique Alba,Boulogne,=A  B,France\n"
    (tmp_path / "sites.csv").write_text(table, encoding="utf-8")
    trialsites("build", tmp_path / "sites.csv", "-d", path)
    trialsites("review", "--export", questions, "-d", path)
    with questions.open(encoding="utf-8", newline="") as lines:
        asked = list(csv.DictReader(lines))
    with questions.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, asked[0])
        writer.writeheader()
        writer.writerow({**asked[0], "verdict": "same"})
    trialsites("review", "--apply", questions, "-d", path)
    (site,) = Directory.open(path).table("sites").to_dict("records")
    assert site["place_id"] == asked[0]["b"]
