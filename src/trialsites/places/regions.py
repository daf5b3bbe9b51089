"""First-level divisions (states, provinces, prefectures) under every name people type."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from trialsites.places.postal import distance
from trialsites.places.spelling import key, variants

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from trialsites.places.records import TownRecord

__all__ = ["DIVISION", "PART", "Nearest", "region_names", "spoken_for"]

DIVISION = 1
"""The name is the division's own."""
PART = 2
"""The name is that of a part of the division, such as a county or département."""

_CELLS_PER_DEGREE = 2
_AGREED = 0.6


class Nearest:
    """Finds the town nearest to a point inside one country."""

    def __init__(self, towns: Iterable[TownRecord]) -> None:
        self._cells: dict[tuple[int, int], list[TownRecord]] = defaultdict(list)
        for town in towns:
            self._cells[self._cell(town.latitude, town.longitude)].append(town)

    @staticmethod
    def _cell(lat: float, lon: float) -> tuple[int, int]:
        return int(lat * _CELLS_PER_DEGREE // 1), int(lon * _CELLS_PER_DEGREE // 1)

    def admin1(self, lat: float, lon: float) -> str:
        """Return the division of the nearest town, or empty if none is near.

        Parameters
        ----------
        lat, lon
            Decimal degrees WGS84.
        """
        y, x = self._cell(lat, lon)
        near = [
            t
            for dy in (-1, 0, 1)
            for dx in (-1, 0, 1)
            for t in self._cells.get((y + dy, x + dx), ())
        ]
        if not near:
            return ""
        return min(near, key=lambda t: distance(lat, lon, t.latitude, t.longitude)).admin1code


def spoken_for(nearest: Nearest, states: dict[str, list[tuple[float, float]]]) -> dict[str, str]:
    """Return the division each state name of the postal data stands for.

    The postal data call divisions by their local names (Lombardia, Aichi Ken, Bayern); the
    towns around their codes say which division that is.

    Parameters
    ----------
    nearest
        The country's towns.
    states
        By state name, some of its points in decimal degrees WGS84.
    """
    spoken = {}
    for state, points in states.items():
        votes = Counter(nearest.admin1(*p) for p in points)
        code, count = votes.most_common(1)[0]
        if code and count >= _AGREED * len(points):
            spoken[state] = code
    return spoken


def region_names(
    country: str, names: dict[str, str], spoken: dict[str, str], cities: dict[str, str]
) -> Iterator[tuple[str, str, int]]:
    """Yield (key, division, kind) for every name a division or its part is known by.

    Parameters
    ----------
    country
        ISO 3166-1 alpha-2 code.
    names
        The divisions' English names by code (GeoNames).
    spoken
        Division by local name, of `spoken_for`.
    cities
        Division by key of the largest town of that name: settles parts that ISO 3166-2 puts
        under no division we know.
    """
    known: dict[str, tuple[str, int]] = {}
    for code, name in names.items():
        if not code.isdigit():
            known[key(code)] = (code, PART)
        for form in _forms(name, country):
            known.setdefault(form, (code, DIVISION))
    for name, code in spoken.items():
        for form in _forms(name, country):
            known.setdefault(form, (code, DIVISION))
    _add_iso(country, known, cities)
    for form, (code, kind) in known.items():
        yield form, code, kind


def _add_iso(country: str, known: dict[str, tuple[str, int]], cities: dict[str, str]) -> None:
    import pycountry

    found: dict[str, str] = {}
    divisions = [d for d in pycountry.subdivisions if d.country_code == country]
    for division in sorted(divisions, key=lambda d: (d.parent_code is not None, d.code)):
        forms = [f for n in re.split(r"[\[\]/,]", division.name) for f in _forms(n, country) if f]
        code = next((known[f][0] for f in forms if f in known), "")
        code = code or found.get(division.parent_code or "", "")
        code = code or next((cities[f] for f in forms if f in cities), "")
        if not code:
            continue
        found[division.code] = code
        top = division.parent_code is None
        for form in forms:
            known.setdefault(form, (code, DIVISION if top else PART))
        known.setdefault(key(division.code.partition("-")[2]), (code, PART))


def _forms(name: str, country: str) -> Iterator[str]:
    for form, change in variants(name, country):
        if change in ("same", "affix") and form:
            yield form
