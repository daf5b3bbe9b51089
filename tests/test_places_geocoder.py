"""The offline gazetteer where a geopy geocoder is expected."""

import asyncio

import geopandas.tools
import pytest
from geopy.adapters import BaseAsyncAdapter
from geopy.exc import GeocoderQueryError
from geopy.extra.rate_limiter import AsyncRateLimiter, RateLimiter

from trialsites.places.geocoder import Gazetteer


class NoNetwork(BaseAsyncAdapter):
    """An asynchronous adapter that reaches nothing."""

    get_text = get_json = None


def test_an_accepted_town_carries_what_is_known():
    found = Gazetteer().geocode("Lille, France")
    assert (round(found.latitude, 1), round(found.longitude, 1)) == (50.6, 3.1)
    assert found.address == "Lille, Hauts-de-France, FR"
    assert found.raw["id"] == "2998324"
    assert found.raw["source"] == "GeoNames"
    assert found.raw["precision"] == "city"
    assert found.raw["confidence"] >= 0.9
    assert found.raw["radius_km"] > 0
    assert found.raw["rule"]


@pytest.mark.parametrize("query", ["Springfield, USA", "Qwrtzplk, France", "Springfield", ""])
def test_it_refuses_rather_than_guesses(query):
    assert Gazetteer().geocode(query) is None


def test_all_candidates_on_request():
    found = Gazetteer().geocode("Springfield, USA", exactly_one=False)
    assert len(found) > 1
    assert found[0].raw["confidence"] < 0.9
    assert Gazetteer().geocode("Qwrtzplk, France", exactly_one=False) is None


def test_structured_queries_name_their_parts():
    query = {"city": "Boulogne", "postalcode": "62200", "country": "France"}
    assert Gazetteer().geocode(query).raw["id"] == "3031133"
    with pytest.raises(GeocoderQueryError, match="amenity"):
        Gazetteer().geocode({"amenity": "Hôpital Cochin", "city": "Paris"})


def test_a_country_is_found_where_one_town_stands_out():
    assert Gazetteer().geocode("Lille").raw["id"] == "2998324"


def test_reverse_is_the_nearest_town():
    assert Gazetteer().reverse((50.633, 3.058)).raw["id"] == "2998324"
    assert len(Gazetteer().reverse("50.633, 3.058", exactly_one=False)) == 10
    assert Gazetteer().reverse((-48.9, -123.4)) is None


def test_geopandas_geocodes_with_it():
    frame = geopandas.tools.geocode(["Lille, France", "Lyon, France"], provider=Gazetteer)
    assert frame.geometry.x.round(1).tolist() == [3.1, 4.8]


def test_rate_limiters_run_with_it():
    limited = RateLimiter(Gazetteer().geocode, min_delay_seconds=0)
    assert limited("Lille, France").raw["id"] == "2998324"

    async def ask():
        async with Gazetteer(adapter_factory=NoNetwork) as geocoder:
            return await AsyncRateLimiter(geocoder.geocode, min_delay_seconds=0)("Lille, France")

    assert asyncio.run(ask()).raw["id"] == "2998324"
