"""Asking a geocoder for whole tables of sites: who is asked, what is believed, what is resumed."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from arville import at_town
from stub_server import Reply, serving
from trialsites.places import online
from trialsites.places.pin import pin

NEAR, FAR = (47.4809, -0.5544), (50.7225, 1.6306)


def hit(name, point=NEAR, kind="amenity"):
    return {
        "lat": str(point[0]),
        "lon": str(point[1]),
        "name": name,
        "display_name": f"{name}, Rue Haute, Arville, France",
        "class": kind,
    }


KNOWN = {
    "CHU": [hit("Centre hospitalier universitaire d'Arville")],
    "Clinique Sainte-Berthe": [hit("Clinique Sainte-Berthe", FAR)],
    "Hôpital Neuf": [hit("Arville", kind="place"), hit("Rue de l'Hôpital Neuf", kind="highway")],
    "Hôpital Mercier": [hit("Clinique Dentaire Durand")],
    "Hôpital Double": [hit("Hôpital Double"), hit("Hôpital Double", (47.44, -0.50))],
    "4 rue Haute": [hit("4, Rue Haute", kind="highway")],
}


def word(asked):
    return (asked.query.get("amenity") or asked.query["q"]).split(",")[0]


def answer(asked, server):
    what = word(asked)
    if what.startswith("silent"):
        server.over.wait(20)
        return None
    if what.startswith("refused"):
        return Reply("", 403)
    return Reply(json.dumps(KNOWN.get(what, [])))


@pytest.fixture
def stub():
    with serving(answer, word) as server:
        yield server


@pytest.fixture
def nominatim(stub, tmp_path):
    with online.geocoder(
        "nominatim",
        cache=tmp_path / "online.sqlite",
        domain=stub.address,
        scheme="http",
        timeout=1,
    ) as asked:
        yield asked


def test_a_hospital_that_is_known_gets_its_door(nominatim, stub):
    sites, rows = at_town("Arville - CHU")
    answers = online.ask(sites, rows, nominatim)
    assert answers.count("found") == 1
    site = pin(sites, rows, online=answers).iloc[0]
    assert (site["lat"], site["lon"], site["precision"]) == (*NEAR, "facility")
    assert site["source"] == "nominatim"
    assert stub.asked == {"CHU": 1}
    assert {asked.query["countrycodes"] for asked in stub.requests} == {"fr"}


@pytest.mark.parametrize(
    "name",
    [
        "Clinique Sainte-Berthe",  # a hit 380 km away is no hit
        "Hôpital Neuf",  # the town and a street are no hospital
        "Hôpital Mercier",  # another name is no hit
        "Hôpital Double",  # two of that name stand apart
        "Hôpital Inconnu",
    ],
)
def test_what_is_not_sure_is_not_found(nominatim, name):
    sites, rows = at_town(name)
    answers = online.ask(sites, rows, nominatim)
    assert answers.by_site["s0"].outcome == "not found"
    site = pin(sites, rows, online=answers).iloc[0]
    assert (site["precision"], site["lat"]) == ("city", 47.47)
    assert "nominatim" in site["pin_note"]


def test_a_published_address_gives_the_street(nominatim):
    sites, rows = at_town("Hôpital Inconnu", address="4 rue Haute")
    answer = online.ask(sites, rows, nominatim).by_site["s0"]
    assert (answer.outcome, answer.precision) == ("found", "street")


@pytest.mark.parametrize("kind", ["placeholder", "missing", "person"])
def test_an_undisclosed_site_is_not_asked_about(nominatim, stub, kind):
    sites, rows = at_town("Arville - CHU", kind=kind)
    assert online.ask(sites, rows, nominatim).by_site == {}
    assert not stub.asked


def test_a_site_with_a_better_point_is_not_asked_about(nominatim, stub):
    sites, rows = at_town("Arville - CHU")
    online.ask(sites.assign(precision="facility"), rows, nominatim)
    online.ask(sites.assign(precision=""), rows, nominatim)
    assert not stub.asked


def test_a_refusal_ends_the_run_after_one_request(nominatim, stub):
    sites, rows = at_town("refused one", "refused two", "Arville - CHU")
    answers = online.ask(sites, rows, nominatim)
    assert answers.count("failed") == 3
    assert "403" in answers.stopped
    assert stub.asked.total() == answers.requests == 1
    assert set(pin(sites, rows, online=answers)["precision"]) == {"city"}


def test_progress_counts_down(nominatim):
    sites, rows = at_town("Arville - CHU", "Hôpital Neuf", "Hôpital Inconnu")
    seen = []
    online.ask(sites, rows, nominatim, progress=lambda *step: seen.append(step))
    assert [step[:2] for step in seen] == [(1, 3), (2, 3), (3, 3)]
    assert seen[-1][2] == 0


RUN = """
import sys
sys.path.insert(0, {tests!r})
from arville import at_town
from trialsites.places import online
sites, rows = at_town("Arville - CHU", "Hôpital Neuf", "silent", "Hôpital Inconnu")
asked = online.geocoder("nominatim", cache={cache!r}, domain={domain!r}, scheme="http", timeout=20)
online.ask(sites, rows, asked)
"""


def test_a_killed_run_is_taken_up_where_it_stopped(stub, tmp_path):
    domain, cache = stub.address, str(tmp_path / "online.sqlite")
    code = RUN.format(tests=str(Path(__file__).parent), cache=cache, domain=domain)
    run = subprocess.Popen([sys.executable, "-c", code])
    deadline = time.monotonic() + 30
    while not stub.asked["silent"] and time.monotonic() < deadline:
        time.sleep(0.05)
    run.send_signal(signal.SIGKILL)
    run.wait()
    before = dict(stub.asked)
    assert before["CHU"] == before["silent"] == 1
    sites, rows = at_town("Arville - CHU", "Hôpital Neuf", "Hôpital Inconnu")
    with online.geocoder("nominatim", cache=cache, domain=domain, scheme="http") as asked:
        answers = online.ask(sites, rows, asked)
    assert answers.count("found") == 1
    assert stub.asked["CHU"] == before["CHU"]
    assert stub.asked["Hôpital Neuf"] == before["Hôpital Neuf"]
    assert stub.asked["Hôpital Inconnu"] == 2  # never asked before: as amenity and as text
