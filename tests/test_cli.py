"""What users see when they give something wrong, and what hostile text turns into."""

from __future__ import annotations

import csv
import hashlib
import json

import pytest

from invented import RECORD

PAGE = RECORD.read_bytes()


@pytest.fixture
def existing(demo, tmp_path):
    path = tmp_path / "existing.gpkg"
    path.write_bytes(demo[0].read_bytes())
    return path


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)) * 40, id="jpeg"),
        pytest.param(bytes(50_000_000), id="zeros"),
        pytest.param(b"Dear all, the meeting is on Monday.\n", id="prose"),
        pytest.param(b"PK\x03\x04" + bytes(100), id="broken zip"),
        pytest.param(b"\x1f\x8b\x08" + bytes(100), id="broken gzip"),
        pytest.param(b'{"studies": [{"protocolSection": ', id="cut JSON"),
    ],
)
def test_what_is_no_record_is_one_line_and_changes_nothing(trialsites, existing, tmp_path, content):
    source = tmp_path / "input"
    source.write_bytes(content)
    before = hashlib.sha256(existing.read_bytes()).hexdigest()
    told = trialsites("build", source, "-d", existing, code=1)
    assert told.stdout == ""
    assert told.stderr.count("\n") == 1
    assert "input" in told.stderr
    assert hashlib.sha256(existing.read_bytes()).hexdigest() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["existing.gpkg", "input"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "missing.txt"],
        ["build"],
        ["nearest", "Lille"],
        ["map"],
        ["sheets"],
        ["show", "x"],
        ["check"],
        ["export", "rows", "-o", "rows.csv"],
        ["geocode", "missing.csv", "-o", "out.csv"],
        ["forget", "Nobody"],
        ["review"],
        ["fetch", "not-a-study"],
        ["registers", "add", "missing.csv"],
        ["registers", "remove", "unknown"],
    ],
)
def test_a_missing_file_is_one_line(trialsites, tmp_path, arguments):
    told = trialsites(*arguments, cwd=tmp_path, code=1)
    assert told.stderr.startswith("trialsites: ")
    assert told.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_the_page_cut_anywhere_is_read_or_refused(tmp_path):
    from trialsites import extract
    from trialsites.errors import InputError
    from trialsites.model import Study
    from trialsites.pair import pair

    whole = PAGE.decode()
    for cut in range(0, len(whole), 500):
        source = tmp_path / "page.txt"
        source.write_text(whole[:cut], encoding="utf-8")
        try:
            (study,) = extract.read([source])
        except InputError:
            continue
        assert isinstance(study, Study)
        assert len(study.rows) <= 40
        pairings, _ = pair(study)
        assert all(p.position is None or p.position < len(study.rows) for p in pairings)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-8-sig"])
def test_the_page_in_another_encoding_gives_the_same_rows(trialsites, demo, tmp_path, encoding):
    source = tmp_path / "page.txt"
    source.write_bytes(PAGE.decode().replace("œ", "oe").encode(encoding))
    path = tmp_path / "d.gpkg"
    assert "40 rows, 37 sites, 29 cities" in trialsites("build", source, "-d", path).stdout
    assert "Besançon - CHU" in trialsites("show", "Besancon", "-d", path).stdout


HOSTILE = {
    "facility": "<img src=x onerror=alert(1)>",
    "city": "Lyon",
    "country": "France",
    "contact": "=cmd|'/c calc'!A1",
    "phone": "'; DROP TABLE sites; --",
    "email": '"><script>alert(1)</script>',
    "study": "../../{{7*7}}",
}


def test_hostile_text_is_only_text(trialsites, tmp_path):
    source = tmp_path / "hostile.csv"
    with source.open("w", newline="", encoding="utf-8") as lines:
        writer = csv.DictWriter(lines, HOSTILE)
        writer.writeheader()
        writer.writerow(HOSTILE)
    path = tmp_path / "d.gpkg"
    trialsites("build", source, "-d", path)
    trialsites("sheets", "-d", path, "-o", tmp_path / "sheets")
    (sheet,) = (tmp_path / "sheets").iterdir()
    with sheet.open(encoding="utf-8-sig", newline="") as lines:
        (line,) = csv.DictReader(lines)
    assert line["site"] == HOSTILE["facility"]
    assert line["investigator"] == "'" + HOSTILE["contact"]
    trialsites("map", "-d", path, "-o", tmp_path / "map.html")
    page = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert "onerror=alert" not in page
    assert "<script>alert(1)" not in page
    shown = trialsites("show", "img", "-d", path).stdout
    assert HOSTILE["facility"] in shown


def test_forget_outlasts_a_rebuild(trialsites, existing):
    assert "Guillaume ROQUIN" in trialsites("show", "Angers", "-d", existing).stdout
    trialsites("forget", "roquin guillaume", "-d", existing)
    assert b"ROQUIN" not in existing.read_bytes()
    trialsites("build", RECORD, "-d", existing)
    assert b"ROQUIN" not in existing.read_bytes()


def test_a_decision_about_a_place_is_applied_for_ever(trialsites, existing, tmp_path):
    questions = tmp_path / "doubts.csv"
    trialsites("review", "--export", questions, "-d", existing)
    with questions.open(encoding="utf-8", newline="") as lines:
        asked = list(csv.DictReader(lines))
    places = [line for line in asked if line["kind"] == "place" and "Billancourt" in line["note"]]
    assert places
    chosen = {**places[0], "verdict": "same"}
    with questions.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, chosen)
        writer.writeheader()
        writer.writerow(chosen)
    trialsites("review", "--apply", questions, "--who", "tester", "-d", existing)
    for _ in range(2):
        shown = trialsites("show", "Ambroise Pare", "-d", existing).stdout
        assert "Boulogne-Billancourt" in shown
        assert "48.8" in shown
        trialsites("build", RECORD, "-d", existing)


@pytest.mark.parametrize("form", ["csv", "json", "geojson", "parquet", "gpkg"])
def test_sites_are_exported_whole(trialsites, demo, tmp_path, form):
    import geopandas as gpd
    import pandas as pd

    file = tmp_path / f"sites.{form}"
    trialsites("export", "sites", "-d", demo[0], "-o", file)
    read = {
        "csv": pd.read_csv,
        "json": pd.read_json,
        "parquet": gpd.read_parquet,
    }.get(form, gpd.read_file)
    frame = read(file)
    assert len(frame) == 37
    assert "Caen - CHU" in set(frame["name"])


def test_a_table_without_points_is_no_map_layer(trialsites, demo, tmp_path):
    arguments = ("export", "issues", "-d", demo[0], "-o", tmp_path / "issues.geojson")
    assert "no points" in trialsites(*arguments, code=1).stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "arguments",
    [
        ["export", "rows", "-o", "no/rows.csv"],
        ["export", "sites", "-o", "no/sites.gpkg"],
        ["export", "rows", "--format", "csv", "-o", "."],
        ["map", "-o", "here/map.html"],
        ["map", "-o", "."],
        ["sheets", "-o", "here/sheets"],
        ["sheets", "-o", "here", "--city", "Lyon"],
        ["sheets", "-o", "."],
        ["review", "--export", "no/doubts.csv"],
        ["geocode", ".", "-o", "out.csv"],
        ["build", "x" * 5000],
        ["check", "--limit", "phone.central=²"],
    ],
)
def test_what_the_system_refuses_is_one_line(trialsites, demo, tmp_path, arguments):
    (tmp_path / "here").write_text("a file\n")
    named = [] if arguments[0] == "geocode" else ["-d", demo[0]]
    told = trialsites(*arguments, *named, cwd=tmp_path, code=1)
    assert told.stderr.startswith("trialsites: ")
    assert told.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["here"]


@pytest.mark.parametrize(
    "arguments", [["nearest", "Lille", "--study", "NCT99999999"], ["registers", "list"], ["check"]]
)
def test_an_answer_that_holds_nothing_is_still_json_and_csv(trialsites, tmp_path, arguments):
    (tmp_path / "plain.csv").write_text(
        "facility,city,country\nSt Elsewhere,Leeds,United Kingdom\n"
    )
    path = tmp_path / "d.gpkg"
    trialsites("build", tmp_path / "plain.csv", "-d", path)
    named = [] if arguments[0] == "registers" else ["-d", path]
    assert json.loads(trialsites(*arguments, "--json", *named).stdout) == []
    assert trialsites(*arguments, "--csv", *named).stdout.count("\n") == 1


def test_a_broken_limit_leaves_the_json_whole(trialsites, demo):
    told = trialsites("check", "--json", "--limit", "phone.central=37", "-d", demo[0], code=1)
    counted = {line["code"]: line["issues"] for line in json.loads(told.stdout)}
    assert counted["phone.central"] == 38
    assert told.stderr == "over the limit: phone.central 38 > 37\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["export", "sites", "-o", "{}"],
        ["map", "-o", "{}"],
        ["review", "--export", "{}"],
    ],
)
def test_no_output_replaces_a_directory(trialsites, existing, arguments):
    before = existing.read_bytes()
    asked = [argument.format(existing) for argument in arguments]
    assert "is a directory file" in trialsites(*asked, "-d", existing, code=1).stderr
    assert existing.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (["build", "NCT06937905"], "trialsites fetch NCT06937905"),
        (["build", "https://example.org/study"], "save the page"),
        (["nearest", "Lyonn"], "did you mean Lyon?"),
        (["nearest", "France"], "is a country: write one of its towns"),
        (["nearest", "59000"], "write the town without postal code"),
        (["nearest", "Lyon", "--country", "Frankreich"], "write its English name"),
        (["nearest", "Lyon", "--study", "NCT00000001"], "holds no study 'NCT00000001'"),
        (["nearest", "Lyon", "--status", "suspended"], "the directory's are not yet recruiting"),
        (["sheets", "--city", "Vandoeuvre"], "did you mean Vandœuvre-lès-Nancy?"),
        (["forget", ""], "is no name"),
        (["forget", "CHU"], "write the whole name"),
        (["forget", "Roquin"], "write the whole name, in quotes: Guillaume ROQUIN"),
        (["export", "rows", "-o", "rows"], "say --format"),
    ],
)
def test_a_mistake_is_answered_with_what_to_do(trialsites, existing, tmp_path, arguments, advice):
    directory = [] if arguments[0] == "build" else ["-d", existing]
    told = trialsites(*arguments, *directory, cwd=tmp_path, code=1)
    assert advice in told.stderr
    assert told.stderr.count("\n") == 1


def test_a_build_that_reads_nothing_says_so(trialsites, existing, tmp_path):
    (tmp_path / "empty").mkdir()
    told = trialsites("build", "empty", "-d", existing, cwd=tmp_path).stdout
    assert "  read      no new record, the directory is as it was\n" in told
    assert "no new record" not in trialsites("build", "-d", existing).stdout


def test_a_folder_without_records_makes_no_directory(trialsites, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "notes.md").write_text("# Notes\n", encoding="utf-8")
    told = trialsites("build", "folder", "-d", "new.gpkg", cwd=tmp_path, code=1)
    assert "no trial record found (1 files passed over)" in told.stderr
    assert not (tmp_path / "new.gpkg").exists()


@pytest.mark.parametrize(
    "words", [["Saint", "Etienne"], ["-33.87,151.21"], ["47,2", "-1,55"], ["50°38'N", "3°3'E"]]
)
def test_places_need_no_quotes(trialsites, demo, words):
    answered = trialsites("nearest", *words, "-k", "1", "-d", demo[0]).stdout
    assert answered.startswith("Nearest to ")


@pytest.mark.parametrize(
    ("delimiter", "encoding"),
    [(";", "cp1252"), (";", "utf-8-sig"), ("\t", "utf-16"), (",", "utf-8")],
)
def test_a_spreadsheets_own_csv_is_geocoded(trialsites, tmp_path, delimiter, encoding):
    table = "City;Country\nOrléans;France\nLyon;France\n".replace(";", delimiter)
    (tmp_path / "towns.csv").write_text(table, encoding=encoding)
    told = trialsites("geocode", "towns.csv", "-o", "out.csv", cwd=tmp_path).stdout
    assert told == "out.csv: 2 of 2 places answered\n"
    assert "Orléans,France,47.9" in (tmp_path / "out.csv").read_text(encoding="utf-8")


def test_what_is_no_table_of_towns_is_one_line(trialsites, tmp_path):
    told = trialsites("geocode", tmp_path, "-o", "out.csv", cwd=tmp_path, code=1).stderr
    assert told.count("\n") == 1


def test_a_forgotten_person_is_counted_nowhere(trialsites, existing):
    assert "38   phone.central" in trialsites("check", "-d", existing).stdout
    trialsites("forget", "Guillaume ROQUIN", "-d", existing)
    assert "37   phone.central" in trialsites("check", "-d", existing).stdout


def test_questions_are_asked_in_words_until_the_input_ends(trialsites, existing):
    asked = trialsites("review", "-d", existing, given="perhaps\nyes\n").stdout
    assert "Boulogne, France: is it Boulogne-Billancourt, Île-de-France?" in asked
    assert "|" not in asked
    assert "[2/3]" not in asked
    assert "1 decision kept and applied" in asked
    assert "nothing is open" in trialsites("review", "-d", existing).stdout
