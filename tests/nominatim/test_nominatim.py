"""A real Nominatim that knows the invented town of Arville; ``make test-nominatim`` starts it."""

import os
import time
import urllib.request

import pytest

from arville import at_town
from trialsites.places import online
from trialsites.places.pin import pin

ADDRESS = os.environ.get("NOMINATIM_ADDRESS", "")
pytestmark = [
    pytest.mark.server,
    pytest.mark.skipif(not ADDRESS, reason="make test-nominatim starts the server"),
]


@pytest.fixture(scope="module", autouse=True)
def _ready():
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(f"http://{ADDRESS}/status", timeout=5):
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


@pytest.fixture
def nominatim(tmp_path):
    with online.geocoder(
        "nominatim", cache=tmp_path / "online.sqlite", domain=ADDRESS, scheme="http", timeout=20
    ) as asked:
        yield asked


def test_the_town_is_known(nominatim):
    town = nominatim.geocode({"city": "Arville", "country": "France"})
    assert (town.latitude, town.longitude) == pytest.approx((47.47, -0.55), abs=0.01)
    assert nominatim.service.kind_of(town.raw) == "town"


@pytest.mark.parametrize(
    ("facility", "point"),
    [
        ("Arville - Centre hospitalier universitaire", (47.4809, -0.5544)),
        ("Clinique Sainte-Mathurine", (47.4621, -0.5282)),
    ],
)
def test_a_hospital_is_found_at_its_door(nominatim, facility, point):
    sites, rows = at_town(facility, zip_="")
    pinned = pin(sites, rows, online=online.ask(sites, rows, nominatim)).iloc[0]
    assert (pinned["lat"], pinned["lon"]) == pytest.approx(point)
    assert (pinned["precision"], pinned["source"]) == ("facility", "nominatim")


@pytest.mark.parametrize(
    "facility", ["Hôpital Neuf", "Rue de l'Hôpital", "Clinique Saint-Mathurin"]
)
def test_another_house_is_not_found(nominatim, facility):
    sites, rows = at_town(facility, zip_="")
    assert online.ask(sites, rows, nominatim).by_site["s0"].outcome == "not found"
