"""Looks things up in the baked gazetteer: names, divisions, postal codes.

Standard library only, opened in milliseconds; every answer is kept in memory, so that a million
rows cost as many look-ups as they hold distinct texts. Who will ask for many texts says so first
(`Gazetteer.fetch_ahead`): they then cost one query.
"""

from __future__ import annotations

import json
import math
import sqlite3
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from trialsites.places.bake import baked
from trialsites.places.divisions import Divisions
from trialsites.places.postal import normal
from trialsites.places.remembered import Remembered
from trialsites.places.town import Town
from trialsites.text import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

__all__ = ["Gazetteer", "Named", "Town", "gazetteer"]

Named = tuple[str, Town, str]
"""A key, a town stored under it, and the kind of name the key is: P its own, A another, T a
transliterated one, S a short form."""

_Area = tuple[float, float, float]

_TOWN = (
    "cast(p.id as text), p.name, p.admin1, p.region, p.country, p.lat, p.lon, p.population, "
    "p.part, p.seat, p.trials"
)
_MAPPED = 1 << 28  # the whole file: look-ups then cost no system calls


def _town(row: tuple[Any, ...]) -> Town:
    return Town._make(row[:11])


class Gazetteer:
    """The baked gazetteer, open for reading; safe to share between threads.

    Parameters
    ----------
    path
        The baked file.
    """

    def __init__(self, path: Path) -> None:
        self._file = sqlite3.connect(
            f"{path.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        self._file.execute(f"pragma mmap_size = {_MAPPED}")
        self._lock = Lock()
        self._lengths: dict[str, int] = json.loads(
            self.rows("select value from meta where name = 'postal_lengths'")[0][0]
        )
        self.country = cache(self._country)
        self._names = Remembered(self._ask_names)
        self._areas = Remembered(self._ask_areas)
        self.divisions = Divisions(self)

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Return the rows of a query.

        Parameters
        ----------
        sql
            The query.
        *values
            What stands for its question marks.
        """
        with self._lock:
            return self._file.execute(sql, values).fetchall()

    def towns(self, which: str, *values: object) -> list[Town]:
        """Return towns.

        Parameters
        ----------
        which
            The condition and order of a query over the places p, for constant text only.
        *values
            What stands for its question marks.
        """
        return list(map(_town, self.rows(f"select {_TOWN} from place p where {which}", *values)))

    def fetch_ahead(
        self, countries: tuple[str, ...], names: Collection[str], codes: Collection[str]
    ) -> None:
        """Look up in two queries what will be asked one by one.

        Parameters
        ----------
        countries
            Alpha-2 codes of a country and the territories linked to it.
        names
            Keys of `spelling.key`.
        codes
            Postal codes of the country as published.
        """
        self._names(countries, names)
        self._areas(countries[0], codes)

    def having(self, name: str) -> tuple[str, ...]:
        """Return the alpha-2 codes of the countries that have a town of some name, in order.

        Parameters
        ----------
        name
            A key of `spelling.key`.
        """
        sql = (
            "with recursive c(x) as (select min(country) from name union all "
            "select (select min(country) from name where country > x) from c where x is not null) "
            "select x from c where exists (select 1 from name where country = x and key = ?)"
        )
        return tuple(code for (code,) in self.rows(sql, name))

    def _country(self, name: str) -> str:
        """Return the alpha-2 code of a country name, or empty.

        Parameters
        ----------
        name
            A country in any registry's spelling, or its code.
        """
        found = self.rows("select code from country where name = ?", fold(name))
        return str(found[0][0]) if found else ""

    def named(self, countries: tuple[str, ...], names: Collection[str]) -> list[Named]:
        """Return the towns stored under some keys in some countries.

        Parameters
        ----------
        countries
            Alpha-2 codes.
        names
            Keys of `spelling.key`.
        """
        return [named for found in self._names(countries, names) for named in found]

    def _ask_names(
        self, countries: tuple[str, ...], names: Collection[str]
    ) -> dict[str, list[Named]]:
        # A cross join keeps its order: the planner would walk through all the names instead.
        sql = (
            f"select {_TOWN}, n.key, n.kind from json_each(?) asked cross join name n "
            f"on n.country in ({','.join('?' * len(countries))}) and n.key = asked.value "
            "join place p on p.id = n.place"
        )
        found: dict[str, list[Named]] = {name: [] for name in names}
        for row in self.rows(sql, json.dumps(list(found)), *countries):
            found[row[-2]].append((row[-2], _town(row), row[-1]))
        return found

    def like(self, country: str, pattern: str) -> list[str]:
        """Return the keys of a country's own and other town names that fit a pattern.

        Parameters
        ----------
        country
            Alpha-2 code.
        pattern
            A pattern of `spelling.damaged`.
        """
        sql = (
            "select distinct key from name where country = ? and key >= ? and key < ? || '~' "
            "and kind in ('P', 'A') and key like ? order by key"
        )
        start = pattern.partition("_")[0]
        return [name for (name,) in self.rows(sql, country, start, start, pattern)]

    def keys(self, country: str) -> list[str]:
        """Return the keys of a country's own and other town names.

        Parameters
        ----------
        country
            Alpha-2 code.
        """
        sql = "select distinct key from name where country = ? and kind in ('P', 'A') order by key"
        return [name for (name,) in self.rows(sql, country)]

    def town(self, number: str) -> Town | None:
        """Return the town of a GeoNames id.

        Parameters
        ----------
        number
            The id, in digits.
        """
        if not number.isdecimal():
            return None
        return next(iter(self.towns("p.id = ?", int(number))), None)

    def code(self, country: str, code: str) -> str:
        """Return a postal code in its country's normal form, or empty if it is none.

        Parameters
        ----------
        country
            Alpha-2 code.
        code
            A postal code as published.
        """
        known = normal(code, country, self._lengths.get(country, 0))
        return known if known.strip("0") else ""  # "00000" fills a field that must not be empty

    def area(self, country: str, code: str) -> _Area | None:
        """Return middle (decimal degrees WGS84) and radius (km) of a postal code's area.

        It may lie in a territory that shares the country's codes. A code that is not known
        stands where its longest known beginning stands.

        Parameters
        ----------
        country
            Alpha-2 code.
        code
            A postal code as published.
        """
        return self._areas(country, (code,))[0]

    def _ask_areas(self, country: str, codes: Collection[str]) -> dict[str, _Area | None]:
        starts = {}
        for code in codes:
            known = self.code(country, code)
            starts[code] = [known[:end] for end in range(len(known), 1, -1)]
        asked = json.dumps(sorted({start for several in starts.values() for start in several}))
        sql = (
            "select p.code, p.lat, p.lon, p.km from json_each(?) asked cross join postal p "
            "on p.country = ? and p.code = asked.value"
        )
        areas: dict[str, _Area] = {row[0]: row[1:] for row in self.rows(sql, asked, country)}
        return {
            code: next((areas[start] for start in several if start in areas), None)
            for code, several in starts.items()
        }

    def near(self, lat: float, lon: float, limit: int = 1) -> list[Town]:
        """Return the towns nearest to a point, nearest first, none beyond about 200 km.

        Parameters
        ----------
        lat, lon
            Decimal degrees WGS84.
        limit
            How many at most.
        """
        sql = (
            f"select {_TOWN} from (select id, (south - ?) * (south - ?) + "
            "(west - ?) * (west - ?) * ? away from place_tree "
            "where south <= ? and north >= ? and west <= ? and east >= ? "
            "order by away limit ?) t join place p on p.id = t.id order by t.away"
        )
        shrink = max(0.05, math.cos(math.radians(lat)))
        rows: list[tuple[Any, ...]] = []
        for half in (0.1, 0.2, 0.4, 0.8, 2.0):
            wide = half / shrink
            box = (lat + half, lat - half, lon + wide, lon - wide)
            rows = self.rows(sql, lat, lat, lon, lon, shrink * shrink, *box, limit)
            if len(rows) == limit:
                break
        return list(map(_town, rows))

    def largest(self, country: str, population: int) -> Iterator[Town]:
        """Yield towns of at least some population, largest first, without parts of towns.

        Parameters
        ----------
        country
            Alpha-2 code, or empty for all.
        population
            Inhabitants.
        """
        which = "p.population >= ? and not p.part order by p.population desc, p.id"
        if country:
            yield from self.towns(f"p.country = ? and {which}", country, population)
        else:
            yield from self.towns(which, population)


@cache
def gazetteer() -> Gazetteer:
    """Return the one gazetteer of this process, baked first if need be.

    Raises
    ------
    InputError
        If the cache folder cannot be written.
    """
    return Gazetteer(baked())
