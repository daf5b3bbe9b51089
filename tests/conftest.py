"""Fixtures that several rooms' tests share."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest
from hypothesis import settings
from playwright.sync_api import sync_playwright

from invented import RECORD, WHEN, lines, person, row, site
from trialsites.directory import Change, save
from trialsites.places.cache import cache_folder
from trialsites.places.gazetteer import gazetteer

# A noisy machine is no bug: no test is about time.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory):
    """Keep a user's registers and answers out of the tests; share the baked gazetteer."""
    gazetteer()
    folder = tmp_path_factory.mktemp("cache")
    for file in cache_folder().glob("gazetteer-*"):
        (folder / file.name).symlink_to(file)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRIALSITES_CACHE", str(folder))
        yield folder


@pytest.fixture(scope="module")
def browser():
    """Open a real browser; while it is open, this thread's event loop is its own."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if not found:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with sync_playwright() as engine:
        made = engine.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture
def tables():
    """A directory of two studies: five sites, one near the antimeridian, one unplaced."""
    return {
        "studies": lines(
            "studies",
            {"study": "NCT00000001", "status": "RECRUITING", "as_of": "2026-01-01"},
            {"study": "NCT00000002", "status": "COMPLETED", "file": "two.json"},
        ),
        "rows": lines(
            "rows",
            row("NCT00000001", 0, "s1", "Clinique Alba", "Alba", place_id="91"),
            row("NCT00000001", 1, "s2", "Hôpital Bruma", "Bruma", place_id="92"),
            row("NCT00000001", 2, "s3", "Cairn Hospital", "Cairn", place_id="93"),
            row("NCT00000002", 0, "s1", "ALBA, clinique", "Alba", status="RECRUITING"),
            row("NCT00000002", 1, "s4", "Dolmen Institute", "Dolmen"),
            row("NCT00000002", 2, "s5", "Research Site", "Erewhon", kind="placeholder"),
        ),
        "contacts": lines(
            "contacts",
            person("NCT00000001", 0, "Élodie Exemple", 0),
            person("NCT00000001", 1, "Bruno Beispiel", 1, phone_note="sponsor line"),
            person("NCT00000001", 2, "Carla Muster", None),
            person("NCT00000002", 0, "Élodie EXEMPLE", 0),
        ),
        "sites": lines(
            "sites",
            site("s1", "Clinique Alba", 48.5, 2.0, rows=2, studies=2, merge_note="same words"),
            site("s2", "Hôpital Bruma", 48.5, 2.1, precision="facility"),
            site("s3", "Cairn Hospital", -17.0, 179.9, city="Cairn"),
            site("s4", "Dolmen Institute", 89.9, -120.0, city="Dolmen"),
            site("s5", "Research Site", None, None, city="Erewhon", kind="placeholder"),
        ),
        "spellings": lines(
            "spellings",
            {"site_id": "s1", "facility": "Clinique Alba", "city": "Alba", "rows": 1},
            {"site_id": "s1", "facility": "ALBA, clinique", "city": "Alba", "rows": 1},
            {"site_id": "s2", "facility": "Hôpital Bruma", "city": "Bruma", "rows": 1},
        ),
        "issues": lines(
            "issues",
            {"code": "phone.central", "message": "m", "study": "NCT00000001", "position": 1},
            {"code": "contact.open", "message": "m", "study": "NCT00000001"},
        ),
    }


@pytest.fixture
def directory(tables, tmp_path):
    """The same tables saved: a directory file."""
    path = tmp_path / "invented.gpkg"
    save(path, Change(tables), when=WHEN)
    return path


@pytest.fixture(scope="session")
def trialsites():
    """Run the command line as a user does; the finished process comes back."""

    def run(*arguments, cwd=None, code=0, given=""):
        done = subprocess.run(
            [sys.executable, "-m", "trialsites", *map(str, arguments)],
            cwd=cwd,
            capture_output=True,
            input=given,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done

    return run


@pytest.fixture(scope="session")
def demo(trialsites, tmp_path_factory):
    """Build the demo record once; return the directory file and what was printed."""
    path = tmp_path_factory.mktemp("demo") / "demo.gpkg"
    return path, trialsites("build", RECORD, "-d", path).stdout
