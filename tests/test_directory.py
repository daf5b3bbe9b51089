from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from functools import partial
from pathlib import Path
from threading import Event, Thread

import pandas as pd
import pyogrio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from invented import WHEN, lines, person, row, site
from trialsites.directory import Change, Directory, connect, forget, save
from trialsites.directory.search import find_sites, resolve
from trialsites.errors import DirectoryError, InputError, UnknownPlaceError
from trialsites.tables import TABLES


def test_gdal_reads_the_file_and_its_points(directory):
    layers = dict(pyogrio.list_layers(directory))
    assert layers["sites"] == "Point"
    frame = pyogrio.read_dataframe(directory, layer="sites")
    assert frame.set_index("site_id").geometry["s3"].x == pytest.approx(179.9)
    assert len(pyogrio.read_dataframe(directory, layer="rows")) == 6
    near = pyogrio.read_dataframe(directory, layer="sites", bbox=(1.9, 48.4, 2.2, 48.6))
    assert sorted(near["site_id"]) == ["s1", "s2"]


def test_every_table_comes_back_as_it_went_in(directory, tables):
    opened = Directory.open(directory)
    for name, frame in tables.items():
        pd.testing.assert_frame_equal(opened.table(name), frame)
    assert opened.sites.crs.to_epsg() == 4326
    assert opened.sites.geometry.isna().tolist() == [False] * 4 + [True]
    assert repr(opened).endswith("5 sites, 6 rows>")


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
            st.floats(-90, 90),
            st.floats(-180, 180),
        ),
        max_size=8,
    )
)
@settings(max_examples=25, deadline=None)
def test_any_text_and_any_point_survive(tmp_path_factory, found):
    path = tmp_path_factory.mktemp("d") / "any.gpkg"
    sites = [site(f"s{i}", "n", lat, lon, organisation=t) for i, (t, lat, lon) in enumerate(found)]
    save(path, Change({"sites": lines("sites", *sites)}), when=WHEN)
    read = Directory.open(path).table("sites")
    assert read["organisation"].tolist() == [t for t, *_ in found]
    assert read["lat"].tolist() == [lat for _, lat, _ in found]
    with connect(path) as connection:
        (indexed,) = connection.execute("SELECT count(*) FROM rtree_sites_geom").fetchone()
    assert indexed == len(found)


def test_a_study_built_again_replaces_itself_and_nothing_else(directory):
    change = Change(
        {
            "studies": lines("studies", {"study": "NCT00000001", "status": "COMPLETED"}),
            "rows": lines("rows", row("NCT00000001", 0, "s9", "Clinique Alba", "Alba")),
            "sites": lines("sites", site("s9", "Clinique Alba", 48.5, 2.0)),
        },
        gone_sites=("s1", "s2", "s3"),
        moved_rows=(("named", "s9", "NCT00000002", 0),),
        renamed_sites=(("s1", "s9"),),
    )
    save(directory, change, when=WHEN)
    opened = Directory.open(directory)
    assert opened.rows[["study", "position", "site_id"]].to_numpy().tolist() == [
        ["NCT00000002", 0, "s9"],
        ["NCT00000002", 1, "s4"],
        ["NCT00000002", 2, "s5"],
        ["NCT00000001", 0, "s9"],
    ]
    assert opened.contacts["study"].tolist() == ["NCT00000002"]
    assert set(opened.table("sites")["site_id"]) == {"s4", "s5", "s9"}
    with connect(directory) as connection:
        assert resolve(connection, "s1") == "s9"
        assert find_sites(connection, "s1") == ["s9"]
        indexed = connection.execute("SELECT count(*) FROM rtree_sites_geom").fetchone()
        assert indexed == (2,)
        orphans = connection.execute(
            "SELECT count(*) FROM places WHERE fid NOT IN (SELECT place_ref FROM rows)"
        ).fetchone()
        assert orphans == (0,)
    assert not list(directory.parent.glob("*-wal"))


def test_a_change_that_fails_leaves_the_file_as_it_was(directory, tables):
    broken = Change({"studies": tables["studies"], "rows": pd.DataFrame({"x": [1]})})
    with pytest.raises(KeyError):
        save(directory, broken, when=WHEN)
    opened = Directory.open(directory)
    for name, frame in tables.items():
        pd.testing.assert_frame_equal(opened.table(name), frame)


def test_a_new_file_appears_whole_or_not_at_all(tmp_path):
    with pytest.raises(KeyError):
        save(tmp_path / "new.gpkg", Change({"rows": pd.DataFrame({"x": [1]})}), when=WHEN)
    assert list(tmp_path.iterdir()) == []


KILLED = """
import sys
sys.path.insert(0, sys.argv[2])
from invented import WHEN, lines, person, row, site
from trialsites.directory import Change, save
n = 60000
save(sys.argv[1], Change({
    "studies": lines("studies", {"study": "NCT9"}),
    "rows": lines("rows", *(row("NCT9", i, f"s{i}", "F", "C") for i in range(n))),
    "sites": lines("sites", *(site(f"s{i}", "F C", 1.0, 2.0) for i in range(10, n))),
}), when=WHEN)
"""


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a POSIX signal")
def test_a_killed_writer_leaves_no_partial_study(directory):
    here = str(Path(__file__).parent)
    writer = subprocess.Popen([sys.executable, "-c", KILLED, str(directory), here])
    size = directory.stat().st_size
    wal = directory.with_name(directory.name + "-wal")
    while writer.poll() is None and not (wal.exists() and wal.stat().st_size > size):
        time.sleep(0.005)
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    with closing(sqlite3.connect(directory)) as connection:
        assert connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
        counts = connection.execute("SELECT study, count(*) FROM rows GROUP BY study").fetchall()
    assert counts[:2] == [("NCT00000001", 3), ("NCT00000002", 3)]
    assert counts[2:] in ([], [("NCT9", 60000)])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "no such directory file"),
        (b"", "is no directory file"),
        (b"\xff\xd8\xff\xe0 a photograph", "is no directory file"),
        (b"SQLite format 3\0" + bytes(5000), "is no directory file"),
    ],
)
def test_what_is_no_directory_is_named_in_one_line(tmp_path, content, says):
    path = tmp_path / "d.gpkg"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DirectoryError, match=says) as caught:
        Directory.open(path)
    assert "\n" not in str(caught.value)


def test_a_damaged_directory_is_one_line_whoever_reads_it(directory):
    damaged = directory.read_bytes()
    sizes = range(4096, len(damaged), 4096)
    seen = set()
    for start in sizes:
        directory.write_bytes(damaged[:start] + b"\xff" * 4096 + damaged[start + 4096 :])
        try:
            Directory.open(directory).tables()
        except DirectoryError as error:
            seen.add(str(error).partition(": ")[2].partition(" (")[0])
    assert "damaged" in seen


def test_a_file_in_use_is_left_alone_and_named(directory, monkeypatch):
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, timeout=0.01))
    with connect(directory, write=True) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(DirectoryError, match="locked"):
            Directory.open(directory)
        other.execute("ROLLBACK")


def test_a_writer_waits_for_one_who_reads(directory, tables):
    reading, done = Event(), Event()

    def read():
        with connect(directory) as reader:
            reading.set()
            done.wait(0.5)
            titles.append(reader.execute("SELECT title FROM studies LIMIT 1").fetchone())

    titles = []
    reader = Thread(target=read)
    reader.start()
    reading.wait()
    save(directory, Change({"studies": tables["studies"].assign(title="new")}), when=WHEN)
    reader.join()
    assert titles == [("",)]
    assert set(Directory.open(directory).studies["title"]) == {"new"}


def test_a_file_that_someone_reads_is_changed_all_the_same(directory, tables):
    with closing(sqlite3.connect(directory)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")  # as a build that was killed leaves it
    with connect(directory) as reader:
        gone = {"studies": tables["studies"].assign(title="changed")}
        save(directory, Change(gone), when=WHEN)
        assert reader.execute("SELECT title FROM studies LIMIT 1").fetchone() == ("",)
    assert set(Directory.open(directory).studies["title"]) == {"changed"}


def test_a_file_of_another_version_is_refused(directory):
    with closing(sqlite3.connect(directory)) as connection:
        connection.execute("UPDATE about SET value = 'other' WHERE key = 'trialsites schema'")
        connection.commit()
    with pytest.raises(DirectoryError, match="another version"):
        Directory.open(directory)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("clinique alba", ["s1"]),
        ("alba clin", ["s1"]),
        ("hopital", ["s2"]),
        ("s4", ["s4"]),
        ("institute", ["s4"]),
    ],
)
def test_a_site_is_found_by_its_words(directory, text, found):
    with connect(directory) as connection:
        assert find_sites(connection, text) == found


def test_a_very_name_is_found_among_many_that_hold_its_words(tmp_path):
    path = tmp_path / "d.gpkg"
    named = [site(f"s{i}", f"Hôpital Alba {i}", 48.0, i, city="Alba") for i in range(40)]
    named.append(site("s99", "Hôpital Alba", 48.0, 50.0, city="Bruma"))
    long = [f"A Much Longer Spelling of That Hospital {i}" for i in range(20)]
    spelt = lines("spellings", *({"site_id": "s99", "facility": name} for name in long))
    save(path, Change({"sites": lines("sites", *named), "spellings": spelt}), when=WHEN)
    with connect(path) as connection:
        assert find_sites(connection, "hopital  ALBA") == ["s99"]
        assert len(find_sites(connection, "alba hopital")) == 20


@pytest.mark.parametrize("text", ["nowhere", "", '"', "' OR 1=1 --", "NEAR(", "*"])
def test_what_names_no_site_is_an_error_and_no_sql(directory, text):
    with connect(directory) as connection, pytest.raises(UnknownPlaceError):
        find_sites(connection, text)


def test_a_forgotten_person_is_gone_from_the_bytes(directory):
    assert forget(directory, "Exemple  elodie") >= 2
    content = directory.read_bytes()
    assert "Élodie".encode() not in content
    assert b"EXEMPLE" not in content
    opened = Directory.open(directory)
    assert opened.contacts["name"].tolist() == ["Bruno Beispiel", "Carla Muster"]


@pytest.mark.parametrize("name", ["", "  ", "?!", "\n"])
def test_nobody_has_a_name_without_letters(directory, name):
    before = directory.read_bytes()
    with pytest.raises(InputError, match="is no name"):
        forget(directory, name)
    assert directory.read_bytes() == before


def test_letters_inside_other_words_are_nobodys_name(directory):
    facilities = Directory.open(directory).rows["facility"].tolist()
    assert forget(directory, "rum a") == 0
    assert forget(directory, "A") == 0
    assert forget(directory, "lba") == 0
    assert Directory.open(directory).rows["facility"].tolist() == facilities


WHERE_A_NAME_STANDS = {
    "rows": {"study": "S", "facility": "Praxis Dr. Muster, Jo", "address": "c/o Jo  Muster"},
    "sites": {"site_id": "s1", "name": "JO MUSTER (clinic)", "organisation": "jo-muster"},
    "claims": {"site_id": "s1", "organisation": "FR|jo muster", "name": "Jo Müster"},
    "doubts": {"kind": "pair", "a": "S contact 0: Jo Muster", "b": "row 1: x, y"},
    "decisions": {"kind": "pair", "a": "S contact 0: Jo Muster", "b": "z", "who": "Muster Jo"},
    "studies": {"study": "S", "sponsor": "Jo Muster", "file": "jo_muster.csv"},
    "contacts": {"study": "S", "contact": 1, "name": "Desk", "email": "jo.muster@example.org"},
    "issues": {"code": "place.unknown", "study": "S", "value": "Jo Muster"},
}


def test_a_name_goes_from_every_text_that_holds_it(tmp_path):
    path = tmp_path / "d.gpkg"
    tables = {name: lines(name, record) for name, record in WHERE_A_NAME_STANDS.items()}
    save(path, Change(tables), when=WHEN)
    forget(path, "jo müster")
    held = path.read_bytes().lower()
    assert b"muster" not in held
    assert "müster".encode() not in held


def test_a_name_in_longer_words_and_a_word_that_is_no_name_stay(tmp_path):
    path = tmp_path / "d.gpkg"
    found = [site("s1", "Joann Leeds Hospital", 1.0, 2.0), site("s2", "Ann Lee Hospital", 1.0, 2.0)]
    save(path, Change({"sites": lines("sites", *found)}), when=WHEN)
    forget(path, "Ann Lee")
    assert forget(path, "hospital") == 0
    names = Directory.open(path).table("sites")["name"].tolist()
    assert names == ["Joann Leeds Hospital", "[name removed] Hospital"]
    with connect(path) as connection:
        assert find_sites(connection, "joann leeds") == ["s1"]


def test_a_name_in_a_script_without_capitals_goes_from_the_middle_of_a_text(tmp_path):
    path = tmp_path / "d.gpkg"
    save(path, Change({"sites": lines("sites", site("s1", "张伟医院", 1.0, 2.0))}), when=WHEN)
    save(path, Change({"contacts": lines("contacts", person("S", 0, "张伟", 0))}), when=WHEN)
    forget(path, "张伟")
    assert Directory.open(path).table("sites")["name"].tolist() == ["[name removed]医院"]


def test_questions_that_differ_by_a_forgotten_name_alone_become_one(tmp_path):
    path = tmp_path / "d.gpkg"
    asked = [{"kind": "site", "a": a, "b": "Clinic"} for a in ("Jo Muster", "Muster Jo")]
    save(path, Change({"doubts": lines("doubts", *asked)}), when=WHEN)
    forget(path, "Jo Muster")
    assert len(Directory.open(path).table("doubts")) == 1


def test_tables_declare_every_column_once():
    for table in TABLES:
        names = table.names()
        assert len(names) == len(set(names))
        assert set(table.key) <= set(names)
