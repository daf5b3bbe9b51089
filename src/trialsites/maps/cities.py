"""The city table inside a map: it answers "nearest to Caen" and labels the land, offline."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from math import log2
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from trialsites.maps import pack
from trialsites.maps.varints import varint

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

__all__ = ["city_block"]

LOCAL_POPULATION = 1_000
WORLD_POPULATION = 100_000

_NEAR_STEPS = 500  # per degree, in the given countries: a point moves by at most 160 m
_FAR_STEPS = 100  # per degree, elsewhere: by at most 800 m, well inside a city of 100,000
_MORTON_STEPS = 1_000
_OCTAVE = 4  # steps per doubling of the population: 19 % apart, for ranking only


class _City(NamedTuple):
    country: str
    name: str
    admin1: str
    latitude: float
    longitude: float
    population: int


def city_block(country_codes: Collection[str]) -> bytes:
    """Return the cities of a map as its page reads them.

    Every place of at least 1,000 inhabitants in the given countries and of at least 100,000
    elsewhere. They are sorted by country, division and along a Morton curve, so that neighbours
    compress each other. Divisions are named in the given countries, and elsewhere where two cities
    of a country share a name.

    Parameters
    ----------
    country_codes
        ISO 3166-1 alpha-2 codes of the countries that hold sites; unknown ones change nothing.

    Returns
    -------
    block
        Varint columns (latitude and longitude WGS84 in steps of 0.002°, elsewhere of 0.01°;
        population in steps of 19 %) and names in UTF-8; ``page/cities.js`` reads it.

    Raises
    ------
    InputError
        If the gazetteer cannot be baked into the cache folder.
    """
    codes = {code.upper() for code in country_codes}
    cities = _in_order(list(_needed_divisions(list(_cities(codes)), codes)))
    divisions = sorted({(city.country, city.admin1) for city in cities})
    number = {division: i for i, division in enumerate(divisions)}
    countries = Counter(city.country for city in cities)
    steps = [_NEAR_STEPS if city.country in codes else _FAR_STEPS for city in cities]
    out = bytearray(b"TSC1" + varint(len(cities)) + varint(len(countries)))
    for code, count in countries.items():
        out += code.encode("ascii") + varint(2 * count + (code in codes))
    out += _text(name for _, name in divisions)
    out += _text(city.name for city in cities)
    out += pack.deltas([number[city.country, city.admin1] for city in cities])
    for degrees in ([c.latitude for c in cities], [c.longitude for c in cities]):
        out += pack.deltas(np.rint(np.array(degrees, dtype=float) * steps))
    out += bytes(round(_OCTAVE * log2(max(city.population, 1))) for city in cities)
    return bytes(out)


def _needed_divisions(cities: list[_City], codes: set[str]) -> Iterator[_City]:
    """Yield the cities, without a division where the country tells them apart."""
    namesakes = Counter((city.country, city.name) for city in cities)
    for city in cities:
        told = city.country in codes or namesakes[city.country, city.name] > 1
        yield city if told else city._replace(admin1="")


def _cities(codes: set[str]) -> Iterator[_City]:
    import pycountry

    from trialsites.places.gazetteer import gazetteer

    places = gazetteer()
    known = {"XK", *(entry.alpha_2 for entry in pycountry.countries)}
    near = (places.largest(country, LOCAL_POPULATION) for country in sorted(codes & known))
    far = (t for t in places.largest("", WORLD_POPULATION) if t.country in known - codes)
    for town in chain(*near, far):
        yield _City(town.country, town.name, town.admin1, town.lat, town.lon, town.population)


def _in_order(cities: list[_City]) -> list[_City]:
    """Return cities by country, division and place along a Morton curve."""
    y, x = (
        np.rint((np.array(degrees, dtype=float) + middle) * _MORTON_STEPS).astype(np.uint64)
        for degrees, middle in (
            ([city.latitude for city in cities], 90),
            ([city.longitude for city in cities], 180),
        )
    )
    curve = pack.interleaved(x, y).tolist()
    keys = zip((c.country for c in cities), (c.admin1 for c in cities), curve, cities, strict=True)
    return [city for *_, city in sorted(keys)]


def _text(lines: Iterable[str]) -> bytes:
    data = "\n".join(line.replace("\n", " ") for line in lines).encode()
    return varint(len(data)) + data
