"""The city table inside a map: it answers "nearest to Caen" and labels the land, offline."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from trialsites.maps import pack
from trialsites.maps.varints import varint

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

__all__ = ["city_block"]

LOCAL_POPULATION = 1_000
WORLD_POPULATION = 100_000

_NEAR_STEPS = 400  # per degree, in the given countries: a point moves by at most 200 m
_FAR_STEPS = 100  # per degree, elsewhere: by at most 800 m, well inside a city of 100,000
_MORTON_STEPS = 1_000
_COLUMNS = ("id", "country", "name", "admin1", "lat", "lon", "population")
_CITIES = """
    select id, country, name, region, lat, lon, population from place
    where not part and country in (select value from json_each(?)) and population >=
        case when country in (select value from json_each(?)) then ? else ? end
"""
_OTHER_NAMES = """
    select place, group_concat(key, ' ') from (
        select place, key from name where kind = 'A' and country in (select value from json_each(?))
        and place in (select value from json_each(?)) order by place, key
    ) group by place
"""
_RENAMED = 20_000  # cities with other names; they take 30 bytes each
_OCTAVE = 4  # steps per doubling of the population: 19 % apart, for ranking only


def city_block(country_codes: Collection[str], towns: Collection[str] = ()) -> bytes:
    """Return the cities of a map as its page reads them.

    Every place of at least 1,000 inhabitants in the given countries and of at least 100,000
    elsewhere. They are sorted by country, division and along a Morton curve, so that neighbours
    compress each other. Divisions are named in the given countries, and elsewhere where two cities
    of a country share a name. The largest towns with sites are found under their names in other
    languages too.

    Parameters
    ----------
    country_codes
        ISO 3166-1 alpha-2 codes of the countries that hold sites; unknown ones change nothing.
    towns
        GeoNames ids of the towns that hold sites.

    Returns
    -------
    block
        Varint columns (latitude and longitude WGS84 in steps of 0.0025°, elsewhere of 0.01°;
        population in steps of 19 %) and names in UTF-8; ``page/cities.js`` reads it.

    Raises
    ------
    InputError
        If the gazetteer cannot be baked into the cache folder.
    """
    codes = sorted({code.upper() for code in country_codes})
    cities = _cities(codes)
    country = cities["country"]
    count = country.value_counts(sort=False)
    division, _ = pd.factorize(country + "\0" + cities["admin1"])
    first = np.unique(division, return_index=True)[1]
    steps = np.where(cities["near"], _NEAR_STEPS, _FAR_STEPS)
    out = bytearray(b"TSC2" + varint(len(cities)) + varint(len(count)))
    for code, some in count.items():
        out += str(code).encode("ascii") + varint(2 * some + (code in codes))
    out += _text(cities["admin1"].iloc[first])
    out += _text(cities["name"])
    out += pack.deltas(division)
    for column in ("lat", "lon"):
        out += pack.deltas(np.rint(cities[column] * steps).to_numpy())
    size = np.rint(_OCTAVE * np.log2(cities["population"].clip(lower=1)))
    out += size.to_numpy(dtype=np.uint8).tobytes()
    held = cities.index[cities["id"].isin([int(town) for town in towns if town.isdecimal()])]
    return bytes(out + _other_names(cities.loc[held].nlargest(_RENAMED, "population"), codes))


def _other_names(cities: pd.DataFrame, codes: list[str]) -> bytes:
    """Return cities by number, each with the keys of its other names, such as ``geneve``."""
    from trialsites.places.gazetteer import gazetteer

    asked = (codes, cities["id"].tolist())
    names = dict(gazetteer().rows(_OTHER_NAMES, *map(json.dumps, asked)))
    renamed = cities[cities["id"].isin(names)].sort_index()
    number = renamed.index.to_numpy()
    return varint(len(number)) + pack.deltas(number) + _text(names[town] for town in renamed["id"])


def _cities(codes: list[str]) -> pd.DataFrame:
    """Return the cities by country, division and place along a Morton curve."""
    import pycountry

    from trialsites.places.gazetteer import gazetteer

    known = ["XK", *(entry.alpha_2 for entry in pycountry.countries)]
    rows = gazetteer().rows(
        _CITIES, *map(json.dumps, (known, codes)), LOCAL_POPULATION, WORLD_POPULATION
    )
    cities = pd.DataFrame.from_records(rows, columns=list(_COLUMNS))
    cities["near"] = cities["country"].isin(codes)
    namesakes = cities.duplicated(["country", "name"], keep=False)
    cities["admin1"] = cities["admin1"].where(cities["near"] | namesakes, "")
    y, x = (
        np.rint((cities[column] + middle) * _MORTON_STEPS).to_numpy(dtype=np.uint64)
        for column, middle in (("lat", 90), ("lon", 180))
    )
    cities["curve"] = pack.interleaved(x, y)
    order = ["country", "admin1", "curve", "name", "lat", "lon", "population"]
    return cities.sort_values(order, ignore_index=True)


def _text(lines: Iterable[str]) -> bytes:
    data = "\n".join(line.replace("\n", " ") for line in lines).encode()
    return varint(len(data)) + data
