"""A real addok, the server of the French address base, on loopback through geopy's BANFrance."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from arville import at_town
from trialsites.places import online
from trialsites.places.pin import pin

pytestmark = pytest.mark.server

HERE = Path(__file__).parent / "addok"
REDIS = (
    "import sys; from fakeredis import TcpFakeServer; "
    "TcpFakeServer(('127.0.0.1', int(sys.argv[1])), server_type='redis').serve_forever()"
)


@pytest.fixture(scope="session")
def programs(request):
    """Give the folder of addok's programs, installed once and kept with pytest's cache."""
    wanted = (HERE / "requirements.txt").read_text(encoding="utf-8")
    home = Path(request.config.cache.mkdir("addok"))
    done = home / "installed.txt"
    if not done.exists() or done.read_text(encoding="utf-8") != wanted:
        shutil.rmtree(home / "venv", ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", home / "venv"], check=True)
        pip = [home / "venv/bin/python", "-m", "pip", "install", "--quiet", "-r"]
        installed = subprocess.run(
            [*pip, HERE / "requirements.txt"], check=False, capture_output=True, text=True
        )
        if installed.returncode:
            pytest.skip(f"addok cannot be installed: {installed.stderr.strip()[-300:]}")
        done.write_text(wanted, encoding="utf-8")
    return home / "venv/bin"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(*command, env):
    with subprocess.Popen(
        command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as p:
        try:
            yield
        finally:
            p.terminate()
            p.wait(20)


def wait_for(port, address=""):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if not address:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{address}", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"nothing listens on port {port}")


@pytest.fixture(scope="session")
def addok(programs, tmp_path_factory):
    """Give the address of an addok that knows the invented town of Arville."""
    folder = tmp_path_factory.mktemp("addok")
    (folder / "addok.conf").touch()
    store, port = free_port(), free_port()
    env = {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "HOME": str(folder),
        "ADDOK_CONFIG_MODULE": str(folder / "addok.conf"),
        "REDIS_HOST": "127.0.0.1",
        "REDIS_PORT": str(store),
    }
    with running(programs / "python", "-c", REDIS, str(store), env=env):
        wait_for(store)
        for step in (["batch", HERE / "arville.ndjson"], ["ngrams"]):
            subprocess.run([programs / "addok", *step], env=env, check=True, capture_output=True)
        listen = ("-b", f"127.0.0.1:{port}", "-w", "1", "addok.http.wsgi:application")
        with running(programs / "gunicorn", *listen, env=env):
            wait_for(port, "/search/?q=arville")
            yield f"127.0.0.1:{port}"


@pytest.fixture
def ban(addok, tmp_path):
    with online.geocoder(
        "ban", cache=tmp_path / "online.sqlite", domain=addok, scheme="http", timeout=20
    ) as asked:
        yield asked


def test_the_server_answers_through_geopy(ban):
    town = ban.geocode("Arville")
    assert (town.latitude, town.longitude) == (47.47, -0.55)
    assert ban.service.kind_of(town.raw) == "town"
    assert ban.geocode("Zzyzx") is None


@pytest.mark.parametrize("facility", ["Arville - CHU", "Centre Hospitalier Universitaire Arville"])
def test_a_hospital_is_found_at_its_door(ban, facility):
    sites, rows = at_town(facility, zip_="49990")
    pinned = pin(sites, rows, online=online.ask(sites, rows, ban)).iloc[0]
    assert (pinned["lat"], pinned["lon"]) == pytest.approx((47.4809, -0.5544))
    assert (pinned["precision"], pinned["source"]) == ("facility", "banfrance")


@pytest.mark.parametrize("facility", ["Clinique Sainte-Berthe", "Hôpital Neuf", "Cabinet Durand"])
def test_another_town_or_a_street_is_no_hit(ban, facility):
    sites, rows = at_town(facility, zip_="49990")
    answers = online.ask(sites, rows, ban)
    assert answers.by_site["s0"].outcome == "not found"


def test_a_published_address_is_found(ban):
    sites, rows = at_town("Hôpital Neuf", zip_="49990", address="4 rue de l'Hôpital")
    pinned = pin(sites, rows, online=online.ask(sites, rows, ban)).iloc[0]
    assert (pinned["lat"], pinned["lon"]) == pytest.approx((47.4721, -0.5512))
    assert pinned["precision"] == "street"


def test_nothing_is_asked_twice(ban, addok, tmp_path):
    sites, rows = at_town("Arville - CHU", zip_="49990")
    assert online.ask(sites, rows, ban).requests == 1
    with online.geocoder(
        "ban", cache=tmp_path / "online.sqlite", domain=addok, scheme="http"
    ) as again:
        assert online.ask(sites, rows, again).requests == 0
