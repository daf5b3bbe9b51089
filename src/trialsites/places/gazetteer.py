"""Looks things up in the baked gazetteer: names, divisions, postal codes.

Standard library only, opened in milliseconds; every answer is kept in memory, so that a million
rows cost as many look-ups as they hold distinct texts.
"""

from __future__ import annotations

import json
import math
import sqlite3
from functools import cache, lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from trialsites.places.bake import baked
from trialsites.places.postal import distance, normal
from trialsites.places.spelling import close_variants, loose_variants
from trialsites.places.town import Town
from trialsites.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sized
    from pathlib import Path

__all__ = ["DIVISION", "PART", "Gazetteer", "Town", "gazetteer"]

_TOWN = (
    "cast(p.id as text), p.name, p.admin1, p.region, p.country, p.lat, p.lon, p.population, "
    "p.part, p.seat, p.trials"
)
DIVISION = 1
"""A region's name is the division's own."""

PART = 2
"""A region's name is that of a part of the division, such as a county or département."""

_KEPT = 1 << 17
_MAPPED = 1 << 28  # the whole file: look-ups then cost no system calls


def _town(row: tuple[Any, ...]) -> Town:
    return Town._make(row[:11])


def _marks(values: Sized) -> str:
    return ",".join("?" * len(values))


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
            self._rows("select value from meta where name = 'postal_lengths'")[0][0]
        )
        self._countries = cache(self._all_countries)
        self.country = cache(self._country)
        self.regions_of = cache(self._regions_of)
        self.divisions = lru_cache(_KEPT)(self._divisions)
        self.centre = lru_cache(_KEPT)(self._centre)
        self.area = lru_cache(_KEPT)(self._area)
        self.capital = cache(self._capital)

    def _rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._file.execute(sql, values).fetchall()

    def having(self, name: str) -> tuple[str, ...]:
        """Return the alpha-2 codes of the countries that have a town of some name, in order.

        Parameters
        ----------
        name
            A key of `spelling.key`.
        """
        found = self.named(self._countries(), (name,))
        return tuple(sorted({town.country for _, town, _ in found}))

    def _all_countries(self) -> tuple[str, ...]:
        sql = (
            "with recursive c(x) as (select min(country) from name union all "
            "select (select min(country) from name where country > x) from c where x is not null) "
            "select x from c where x is not null"
        )
        return tuple(c for (c,) in self._rows(sql))

    def _country(self, name: str) -> str:
        """Return the alpha-2 code of a country name, or empty.

        Parameters
        ----------
        name
            A country in any registry's spelling, or its code.
        """
        found = self._rows("select code from country where name = ?", fold(name))
        return str(found[0][0]) if found else ""

    def named(
        self, countries: tuple[str, ...], names: tuple[str, ...]
    ) -> list[tuple[str, Town, str]]:
        """Return the towns stored under some keys in some countries.

        Parameters
        ----------
        countries
            Alpha-2 codes.
        names
            Keys of `spelling.key`.

        Returns
        -------
        towns
            Triples of the key, the town and the kind of name the key is: P its own, A another,
            T a transliterated one, S a short form.
        """
        sql = (
            f"select {_TOWN}, n.key, n.kind from name n join place p on p.id = n.place "
            f"where n.country in ({_marks(countries)}) and n.key in ({_marks(names)})"
        )
        return [(row[-2], _town(row), row[-1]) for row in self._rows(sql, *countries, *names)]

    def keys(self, country: str) -> list[str]:
        """Return the keys of a country's own and other town names.

        Parameters
        ----------
        country
            Alpha-2 code.
        """
        sql = "select distinct key from name where country = ? and kind in ('P', 'A') order by key"
        return [name for (name,) in self._rows(sql, country)]

    def town(self, number: str) -> Town | None:
        """Return the town of a GeoNames id.

        Parameters
        ----------
        number
            The id, in digits.
        """
        if not number.isdecimal():
            return None
        rows = self._rows(f"select {_TOWN} from place p where p.id = ?", int(number))
        return _town(rows[0]) if rows else None

    def _divisions(self, country: str, state: str) -> frozenset[str]:
        """Return codes of the first-level divisions a state field may mean, empty if unknown."""
        for read in (close_variants, loose_variants):
            for form, _ in read(state, country):
                if codes := self.regions(country, form):
                    return codes
        return frozenset()

    def _centre(self, country: str, state: str) -> tuple[float, float] | None:
        """Return the point (decimal degrees WGS84) of the largest town a state field names."""
        for read in (close_variants, loose_variants):
            forms = tuple(form for form, _ in read(state, country))
            towns = [t for _, t, kind in self.named((country,), forms) if kind in "PA"]
            if towns:
                largest = max(towns, key=lambda t: (t.population, t.id))
                return largest.lat, largest.lon
        return None

    def _regions_of(self, country: str) -> dict[str, dict[str, int]]:
        """Return a country's division names: by key, the kind of name by division."""
        known: dict[str, dict[str, int]] = {}
        sql = "select key, admin1, kind from region where country = ?"
        for name, code, kind in self._rows(sql, country):
            known.setdefault(name, {})[code] = kind
        return known

    def regions(self, country: str, name: str) -> frozenset[str]:
        """Return the codes of the divisions that a key names, themselves or a part of them.

        Parameters
        ----------
        country
            Alpha-2 code.
        name
            A key of `spelling.key`.
        """
        return frozenset(self.regions_of(country).get(name, ()))

    def division(self, country: str, name: str) -> str:
        """Return the code of the division whose own name a key is, or empty.

        Parameters
        ----------
        country
            Alpha-2 code.
        name
            A key of `spelling.key`.
        """
        codes = self.regions_of(country).get(name, {})
        return next((code for code, kind in codes.items() if kind == DIVISION), "")

    def _capital(self, country: str, division: str) -> Town | None:
        """Return the seat of a division, or its largest town."""
        sql = (
            f"select {_TOWN} from place p where p.country = ? and p.admin1 = ? "
            "order by p.seat desc, p.population desc limit 1"
        )
        rows = self._rows(sql, country, division)
        return _town(rows[0]) if rows else None

    def reach(self, seat: Town) -> float:
        """Return how many kilometres a division reaches from its seat.

        Parameters
        ----------
        seat
            The seat.
        """
        sql = (
            "select min(lat), max(lat), min(lon), max(lon) from place "
            "where country = ? and admin1 = ?"
        )
        south, north, west, east = self._rows(sql, seat.country, seat.admin1_code)[0]
        corners = ((south, west), (south, east), (north, west), (north, east))
        return max(distance(seat.lat, seat.lon, *corner) for corner in corners)

    def _area(self, country: str, code: str) -> tuple[float, float, float] | None:
        """Return middle (decimal degrees WGS84) and radius (km) of a postal code's area.

        A code that is not known stands where its longest known beginning stands.
        """
        known = normal(code, country, self._lengths.get(country, 0))
        starts = [known[:end] for end in range(len(known), 1, -1)]
        if not starts:
            return None
        sql = (
            f"select lat, lon, km from postal where country = ? and code in ({_marks(starts)}) "
            "order by length(code) desc limit 1"
        )
        rows = self._rows(sql, country, *starts)
        return rows[0] if rows else None

    def near(self, lat: float, lon: float, limit: int = 1) -> list[Town]:
        """Return the towns nearest to a point, nearest first, none beyond about 200 km.

        Parameters
        ----------
        lat, lon
            Decimal degrees WGS84.
        limit
            How many at most.
        """
        sql = f"select {_TOWN} from place p where p.lat between ? and ? and p.lon between ? and ?"
        for half in (0.1, 0.5, 2.0):
            wide = half / max(0.05, math.cos(math.radians(lat)))
            rows = self._rows(sql, lat - half, lat + half, lon - wide, lon + wide)
            if len(rows) >= limit:
                break
        towns = sorted(map(_town, rows), key=lambda t: distance(lat, lon, t.lat, t.lon))
        return towns[:limit]

    def largest(self, country: str, population: int) -> Iterator[Town]:
        """Yield towns of at least some population, largest first, without parts of towns.

        Parameters
        ----------
        country
            Alpha-2 code, or empty for all.
        population
            Inhabitants.
        """
        here, values = ("p.country = ? and", (country,)) if country else ("", ())
        sql = (
            f"select {_TOWN} from place p where {here} p.population >= ? and not p.part "
            "order by p.population desc, p.id"
        )
        for row in self._rows(sql, *values, population):
            yield _town(row)


@cache
def gazetteer() -> Gazetteer:
    """Return the one gazetteer of this process, baked first if need be.

    Raises
    ------
    InputError
        If the cache folder cannot be written.
    """
    return Gazetteer(baked())
