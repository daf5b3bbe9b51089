"""First-level divisions (states, provinces, prefectures) under every name people type."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from trialsites.places.cells import Cells
from trialsites.places.divisions import DIVISION, PART
from trialsites.places.postal import distance
from trialsites.places.spelling import key, variants
from trialsites.rules import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from trialsites.places.records import TownRecord

__all__ = ["Nearest", "region_names", "spoken_for"]

_CELLS_PER_DEGREE = 2
_AGREED = 0.75


class Nearest:
    """Finds the town nearest to a point inside one country."""

    def __init__(self, towns: Iterable[TownRecord]) -> None:
        points = ((town.latitude, town.longitude, town) for town in towns)
        self._cells = Cells(points, _CELLS_PER_DEGREE)

    def admin1(self, lat: float, lon: float) -> str:
        """Return the division of the nearest town, or empty if none is near.

        Parameters
        ----------
        lat, lon
            Decimal degrees WGS84.
        """
        near = list(self._cells.around(lat, lon))
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

    A key may stand for several divisions ("Moscow" is a city and an oblast); it is the own name
    of one at most.

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
    known = _Known(country)
    rules = load("divisions.toml")
    for code, more in rules["parts"].get(country, {}).items():
        for name in more:
            known.add(name, code, PART)
    own = [(name, code) for code, more in rules["names"].get(country, {}).items() for name in more]
    own += [(name, code) for code, name in names.items()]
    own += spoken.items()
    for name, code in own:
        known.add_whole(name, code)
    for name, code in own:
        known.add(name, code, DIVISION)
    for code in names:
        if not code.isdigit():
            known.add(code, code, PART)
    _add_iso(country, known, cities)
    yield from known.rows()


class _Known:
    """The names of one country's divisions so far."""

    def __init__(self, country: str) -> None:
        self.country = country
        self._kinds: dict[str, dict[str, int]] = defaultdict(dict)

    def add_whole(self, name: str, code: str) -> None:
        """Add an unshortened own name; the first division of that name keeps it."""
        self._put(key(name), code, DIVISION)

    def add(self, name: str, code: str, kind: int) -> None:
        """Add a name in full and without its words for "province" and the like."""
        for form in _forms(name, self.country):
            self._put(form, code, kind)

    def _put(self, form: str, code: str, kind: int) -> None:
        taken = DIVISION in self._kinds[form].values()
        self._kinds[form].setdefault(code, PART if taken else kind)

    def code(self, form: str) -> str:
        """Return the division a key stands for first, or empty."""
        return next(iter(self._kinds.get(form, ())), "")

    def rows(self) -> Iterator[tuple[str, str, int]]:
        """Yield what is known as (key, division, kind)."""
        for form, codes in self._kinds.items():
            for code, kind in codes.items():
                yield form, code, kind


def _add_iso(country: str, known: _Known, cities: dict[str, str]) -> None:
    """Add the names and codes of ISO 3166-2, parts under the division they belong to."""
    import pycountry

    found: dict[str, str] = {}
    divisions = [d for d in pycountry.subdivisions if d.country_code == country]
    for division in sorted(divisions, key=lambda d: (d.parent_code is not None, d.code)):
        texts = list(_names_in(division.name))
        forms = [f for t in texts for f in _forms(t, country)]
        code = next((c for f in forms if (c := known.code(f))), "")
        own = bool(code) and division.parent_code is None
        code = code or found.get(division.parent_code or "", "")
        code = code or next((cities[f] for f in forms if f in cities), "")
        if code:
            found[division.code] = code
            for text in texts:
                known.add(text, code, DIVISION if own else PART)
            if not known.code(key(division.code.partition("-")[2])):
                known.add(division.code.partition("-")[2], code, PART)


def _names_in(entry: str) -> Iterator[str]:
    """Yield the names an entry of ISO 3166-2 holds: "Tatarstan, Respublika" is one of two words."""
    for name in re.split(r"[\[\]/]", entry):
        head, _, kind = (part.strip() for part in name.partition(","))
        if head:
            yield head
        if kind:
            yield f"{kind} {head}"


def _forms(name: str, country: str) -> Iterator[str]:
    for form, change in variants(name, country):
        if change in ("same", "affix") and form:
            yield form
