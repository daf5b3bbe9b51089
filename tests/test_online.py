"""Asking an online geocoder: outcomes kept apart, and requests counted where they arrive."""

import json
import logging
import sqlite3

import pytest
from geopy.exc import (
    GeocoderAuthenticationFailure,
    GeocoderInsufficientPrivileges,
    GeocoderParseError,
    GeocoderRateLimited,
    GeocoderServiceError,
    GeocoderTimedOut,
    GeocoderUnavailable,
)

from stub_server import Reply, serving
from trialsites.errors import InputError
from trialsites.places import online

HOSPITAL = {
    "lat": "47.4809",
    "lon": "-0.5544",
    "display_name": "CHU d'Arville, Rue Haute, Arville, France",
    "class": "amenity",
    "type": "hospital",
}


FOUND = Reply(json.dumps([HOSPITAL]))
REPLIES = {
    "nothing": Reply("[]"),
    "results": Reply('{"results": [], "status": {"code": 200, "message": "OK"}}'),
    "unexpected": Reply('{"place": {"of": "another form"}}'),
    "unauthorised": Reply("who are you", 401),
    "forbidden": Reply("not you", 403),
    "broken": Reply("oh dear", 500),
    "busy_for_hours": Reply("", 429, {"Retry-After": "7200"}),
    "away": Reply("", 503),
    "malformed": Reply('[{"lat": '),
    "killed": None,
}


def word(asked):
    return asked.query.get("q") or asked.query.get("amenity") or asked.path


def misbehaving(asked, server):
    """Answer as the question says."""
    what = word(asked)
    if what == "hang":
        server.over.wait(5)
        return None
    if what == "busy_once" and server.asked[what] == 1:
        return Reply("", 429, {"Retry-After": "1"})
    return REPLIES.get(what, FOUND)


@pytest.fixture
def stub():
    with serving(misbehaving, word) as server:
        yield server


@pytest.fixture
def nominatim(stub, tmp_path):
    with online.geocoder(
        "nominatim",
        cache=tmp_path / "online.sqlite",
        domain=stub.address,
        scheme="http",
        timeout=0.4,
    ) as asked:
        yield asked


def test_a_hit_and_no_hit_are_each_asked_once(nominatim, stub):
    for _ in range(2):
        assert nominatim.geocode("found").latitude == pytest.approx(47.4809)
        assert nominatim.geocode("nothing") is None
    assert stub.asked == {"found": 1, "nothing": 1}
    assert all(asked.agent.startswith("trialsites/") for asked in stub.requests)


@pytest.mark.parametrize(
    ("word", "raised", "requests"),
    [
        ("unauthorised", GeocoderAuthenticationFailure, 1),
        ("forbidden", GeocoderInsufficientPrivileges, 1),
        ("broken", GeocoderServiceError, 1),
        ("malformed", GeocoderParseError, 1),
        ("unexpected", GeocoderParseError, 1),
        ("busy_for_hours", GeocoderRateLimited, 1),
        ("away", GeocoderTimedOut, 3),
        ("hang", GeocoderTimedOut, 3),
        ("killed", GeocoderUnavailable, 3),
    ],
)
def test_a_failure_is_raised_and_never_kept(nominatim, stub, word, raised, requests):
    with pytest.raises(raised):
        nominatim.geocode(word)
    assert stub.asked[word] == requests
    with pytest.raises(raised):
        nominatim.geocode(word)
    assert stub.asked[word] == 2 * requests


def test_a_busy_server_is_asked_again_when_it_says(nominatim, stub):
    assert nominatim.geocode("busy_once") is not None
    assert stub.asked["busy_once"] == 2
    first, second = (asked.seconds for asked in stub.requests)
    assert 1.0 <= second - first < 3.0


def test_a_new_process_asks_nothing_twice(nominatim, stub, tmp_path):
    nominatim.geocode("found")
    nominatim.geocode("nothing")
    with online.geocoder(
        "nominatim",
        cache=tmp_path / "online.sqlite",
        domain=stub.address,
        scheme="http",
    ) as again:
        assert again.geocode("found") is not None
        assert again.geocode("nothing") is None
    assert stub.asked.total() == 2


def test_a_structured_query_keeps_the_hospital(nominatim, stub):
    nominatim.geocode({"amenity": "CHU", "city": "Arville", "country": "France"})
    assert stub.asked["CHU"] == 1


def test_a_key_is_in_no_cache_log_or_error(stub, tmp_path, caplog):
    cache = tmp_path / "online.sqlite"
    with (
        caplog.at_level(logging.DEBUG),
        online.geocoder(
            "opencage",
            cache=cache,
            domain=stub.address,
            scheme="http",
            api_key="s3cr3t/k&y",
            timeout=0.4,
        ) as asked,
    ):
        assert asked.geocode("results") is None
        for word in ("killed", "unauthorised"):
            with pytest.raises(GeocoderServiceError) as failure:
                asked.geocode(word)
            assert "s3cr3t" not in str(failure.value)
    assert "s3cr3t" not in caplog.text
    assert "geocode" in caplog.text
    for file in tmp_path.iterdir():
        assert b"s3cr3t" not in file.read_bytes()


def test_answers_that_may_not_be_kept_are_not(stub, tmp_path, monkeypatch):
    monkeypatch.setenv("MAPTILER_API_KEY", "another")
    cache = tmp_path / "online.sqlite"
    with online.geocoder("maptiler", cache=cache):
        assert not cache.exists()


def test_the_key_is_asked_for_by_name(monkeypatch):
    monkeypatch.delenv("OPENCAGE_API_KEY", raising=False)
    with pytest.raises(InputError, match="OPENCAGE_API_KEY"):
        online.geocoder("opencage")


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("bing maps", {}, "nominatim"),
        ("pelias", {}, "domain"),
        ("nominatim", {"colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_set_up_says_what_is_missing(tmp_path, name, options, said):
    with pytest.raises(InputError, match=said):
        online.geocoder(name, cache=tmp_path / "online.sqlite", **options)


def test_the_french_address_base_is_asked_where_it_lives(tmp_path):
    with online.geocoder("ban", cache=tmp_path / "online.sqlite") as asked:
        assert asked.geocode_api == "https://data.geopf.fr/geocodage/search"
        assert asked.service.countries[0] == "FR"


def test_public_servers_are_not_hurried():
    assert online.SERVICES["nominatim"].delay_s >= 1
    assert all(service.attribution for service in online.SERVICES.values())


def test_a_foreign_file_is_no_cache(tmp_path):
    cache = tmp_path / "online.sqlite"
    cache.write_bytes(b"something else that is no database at all" * 30)
    with pytest.raises(InputError, match="keep answers"):
        online.geocoder("nominatim", cache=cache)


def test_each_answer_is_on_disk_at_once(nominatim, tmp_path):
    nominatim.geocode("found")
    file = sqlite3.connect(tmp_path / "online.sqlite")
    assert file.execute("SELECT count(*) FROM answer").fetchone() == (1,)
    file.close()
