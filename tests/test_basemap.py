"""The built-in map and its city table, as bytes."""

from __future__ import annotations

import base64
import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialsites.maps.basemap import basemap_block
from trialsites.maps.cities import city_block
from trialsites.maps.varints import svarint, varint


def read_varint(data: bytes) -> tuple[int, bytes]:
    value = shift = 0
    for i, byte in enumerate(data):
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, data[i + 1 :]
    raise AssertionError(data)


def embedded(block: bytes) -> int:
    return len(base64.b64encode(gzip.compress(block, 9, mtime=0)))


@given(st.integers(min_value=0, max_value=1 << 60))
def test_varint_returns(value):
    assert read_varint(varint(value)) == (value, b"")


@given(st.integers(min_value=-(1 << 60), max_value=1 << 60))
def test_signed_varint_returns(value):
    zigzag, rest = read_varint(svarint(value))
    assert (zigzag >> 1) ^ -(zigzag & 1) == value
    assert rest == b""


def test_the_order_and_case_of_countries_do_not_matter():
    assert basemap_block(["FR", "be", "JP"]) == basemap_block({"jp", "BE", "fr"})


@pytest.mark.parametrize("odd", [[], ["ZZ"], [""], ["<script>"]])
def test_unknown_countries_leave_the_coarse_world(odd):
    assert basemap_block(odd) == basemap_block([])


def test_countries_with_sites_have_more_detail():
    world, france, both = (basemap_block(codes) for codes in ([], ["FR"], ["FR", "NO"]))
    assert len(world) < len(france) < len(both)


def test_one_country_costs_little_in_the_file():
    assert embedded(basemap_block(["FR"])) <= 135_000


def test_cities_of_one_country_cost_little_in_the_file():
    assert embedded(city_block(["FR"])) <= 175_000


def test_cities_are_the_same_in_any_order_of_countries():
    assert city_block(["FR", "BE"]) == city_block(["be", "fr"])


def test_small_towns_come_with_their_country_only():
    near, far = city_block(["FR"]), city_block(["DE"])
    assert b"Boulogne-sur-Gesse" in near
    assert b"Boulogne-sur-Gesse" not in far
    assert b"Boulogne-Billancourt" in far
