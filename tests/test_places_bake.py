"""The baked gazetteer: made once, whole or made again."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from trialsites.errors import InputError
from trialsites.places import bake, postal
from trialsites.places.areas import Inhabited, areas


@pytest.fixture
def small(tmp_path, monkeypatch):
    """Bake three towns instead of the world, in a folder of our own."""
    towns = [(1, "Alpha", "FR", 48.0, 2.0), (2, "Beta", "FR", 49.0, 3.0)]

    def fill(file, step):
        file.execute("create table place (id, name, country, lat, lon)")
        file.executemany("insert into place values (?,?,?,?,?)", towns * 400)
        file.execute("create table meta (name, value)")
        file.execute("insert into meta values ('complete', 'yes')")
        file.commit()
        baked.append(step(1.0))

    baked = []
    monkeypatch.setenv("TRIALSITES_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("trialsites.places.tables.fill", fill)
    return baked


def test_baked_once(small):
    first = bake.baked()
    assert bake.baked() == first
    assert len(small) == 1
    assert not list(first.parent.glob("*.part"))


@pytest.mark.parametrize("damage", ["cut", "scribble", "empty", "foreign"])
def test_a_damaged_file_is_baked_again(small, damage):
    path = bake.baked()
    whole = path.read_bytes()
    middle = len(whole) // 2
    spoilt = {
        "cut": whole[:middle],
        "scribble": whole[:4096] + b"\xff" * 4096 + whole[8192:],
        "empty": b"",
        "foreign": b"GIF89a" + whole[6:],
    }
    path.write_bytes(spoilt[damage])
    os.utime(path, (1, 1))
    assert bake.baked() == path
    assert len(small) == 2
    with sqlite3.connect(path) as file:
        assert file.execute("pragma integrity_check").fetchone() == ("ok",)
    file.close()


def test_a_bake_that_breaks_leaves_nothing(small, monkeypatch):
    def fill(file, step):
        file.execute("create table place (id)")
        raise KeyboardInterrupt

    monkeypatch.setattr("trialsites.places.tables.fill", fill)
    with pytest.raises(KeyboardInterrupt):
        bake.baked()
    assert not list(Path(os.environ["TRIALSITES_CACHE"]).glob("*.sqlite"))
    assert not list(Path(os.environ["TRIALSITES_CACHE"]).glob("*.part"))


def test_baking_removes_what_older_versions_left(small):
    folder = Path(os.environ["TRIALSITES_CACHE"])
    folder.mkdir()
    names = [
        "gazetteer-0ld.sqlite",
        "gazetteer-0ld.seal",
        "gazetteer-0ld.7.part",
        "registers.sqlite",
    ]
    for name in [*names, "gazetteer-other.sqlite"]:
        with sqlite3.connect(folder / name) as file:
            file.execute("create table still (here)")
        file.close()
    for name in names:
        os.utime(folder / name, (1, 1))
    reader = sqlite3.connect(folder / "gazetteer-0ld.sqlite")
    os.utime(folder / "gazetteer-0ld.sqlite", (1, 1))
    made = bake.baked()
    left = {p.name for p in folder.iterdir() if p.stem != made.stem}
    assert left == {"registers.sqlite", "gazetteer-other.sqlite"}
    assert reader.execute("select count(*) from still").fetchone() == (0,)
    reader.close()


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("TRIALSITES_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.raises(InputError, match="TRIALSITES_CACHE"):
        bake.baked()


def test_two_processes_at_once_bake_once(tmp_path):
    script = tmp_path / "one.py"
    script.write_text(
        """
import time
from trialsites.places import bake, tables

def fill(file, step):
    print("baked", flush=True)
    time.sleep(0.5)
    file.execute("create table meta (name, value)")
    file.execute("insert into meta values ('complete', 'yes')")
    file.commit()

tables.fill = fill
bake.baked()
"""
    )
    env = {**os.environ, "TRIALSITES_CACHE": str(tmp_path / "cache")}
    command = [sys.executable, str(script)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) for _ in "ab"]
    said = [p.communicate(timeout=60)[0] for p in both]
    assert [p.returncode for p in both] == [0, 0]
    assert sorted(said) == ["", "baked\n"]


@pytest.mark.parametrize(
    ("code", "country", "length", "normal"),
    [
        ("D-81377", "DE", 5, "81377"),
        ("75571 CEDEX 12", "FR", 5, "75571"),
        ("02115-5450", "US", 5, "02115"),
        ("021155450", "US", 5, "02115"),
        ("2115", "US", 5, "02115"),
        ("000144", "IT", 5, "00144"),
        ("91179 - 06003", "FR", 5, ""),
        ("410-719", "KR", 5, ""),
        ("5223 GZ", "NL", 4, "5223"),
        ("SW1A 2AA", "GB", 0, "SW1A"),
        ("sw1a2aa", "GB", 0, "SW1A"),
        ("M5G 2C4", "CA", 0, "M5G"),
        ("132 20", "SE", 5, "13220"),
        ("113-8655", "JP", 7, "11386"),
        ("C1425DKX", "AR", 4, "1425"),
        ("N/A", "FR", 5, ""),
        ("", "GB", 0, ""),
    ],
)
def test_postal_codes_have_one_form(code, country, length, normal):
    assert postal.normal(code, country, length) == normal


def everywhere_inhabited(points):
    return Inhabited(spot for spots in points.values() for spot in spots)


def test_a_code_astray_from_its_family_is_placed_by_its_beginning():
    points = {f"1000{n}": [(48.0 + n / 20, 2.0)] for n in range(9)}
    points["10009"] = [(-33.0, 151.0)]
    found = {code: (lat, lon) for code, lat, lon, _ in areas(points, everywhere_inhabited(points))}
    assert "10009" not in found
    known = next(found[code] for end in (4, 3, 2) if (code := "10009"[:end]) in found)
    assert known == (pytest.approx(48.2, abs=0.05), 2.0)
    assert found["10008"] == (48.4, 2.0)


def test_a_beginning_of_few_codes_places_no_unknown_code():
    points = {"81001": [(37.7, 93.8)]} | {f"8{n}000": [(36.0, 100.0 + n)] for n in range(2, 9)}
    found = {code for code, *_ in areas(points, everywhere_inhabited(points))}
    assert "81001" in found
    assert not {"8100", "810", "81"} & found


def test_a_code_put_at_one_spot_where_nobody_lives_is_not_known():
    points = {"12400": [(-24.3, -69.4)], "13100": [(-23.1, -70.4)]}
    found = {code for code, *_ in areas(points, Inhabited([(-23.0, -70.5)]))}
    assert "13100" in found
    assert "12400" not in found


def test_distance_crosses_the_date_line():
    assert postal.distance(0.0, 179.9, 0.0, -179.9) == pytest.approx(22.2, abs=0.1)
