"""Where postal codes and their shared beginnings lie, worked out once when baking."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from trialsites.places.cells import Cells
from trialsites.places.postal import distance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Area", "Inhabited", "areas"]

Area = tuple[str, float, float, float]
"""A code or the start of codes, its middle in decimal degrees WGS84, its radius in km."""

_FINE_KM = 5.0
_LEAST_DIGITS = 2
_FAR_SHARE = 0.9
_FAMILY = 5
_ASTRAY_KM = 25.0
_ASTRAY_TIMES = 3.0
_CELLS_PER_DEGREE = 5


class Inhabited:
    """Where towns are, roughly: in cells of a fifth of a degree, 22 km from south to north.

    Parameters
    ----------
    towns
        Their points in decimal degrees WGS84.
    """

    def __init__(self, towns: Iterable[tuple[float, float]]) -> None:
        self._cells = Cells(((lat, lon, True) for lat, lon in towns), _CELLS_PER_DEGREE)

    def around(self, lat: float, lon: float) -> bool:
        """Return whether a town lies in the cell of a point or in one beside it.

        Parameters
        ----------
        lat, lon
            Decimal degrees WGS84.
        """
        return any(self._cells.around(lat, lon))


def areas(points: dict[str, list[tuple[float, float]]], inhabited: Inhabited) -> Iterator[Area]:
    """Yield the areas of one country's codes and of their shared beginnings.

    A code unknown to the data is then placed by its beginning ("113-8655" by "113"), if enough
    codes begin so. A code that adds nothing to a compact parent, lies astray from its family, or
    is put at one spot where nobody lives (the middle of a wide commune), is left out.

    Parameters
    ----------
    points
        By normal code, the localities that have it, in decimal degrees WGS84.
    inhabited
        The towns of the world.
    """
    where = {code: list(spots) for code, spots in points.items()}
    longest = max(map(len, where), default=0)
    spread = {code: _area(code, spots) for code, spots in where.items()}
    for length in range(longest, 0, -1):
        families: dict[str, list[_Spread]] = defaultdict(list)
        for code, member in spread.items():
            if len(code) == length:
                families[code[:-1]].append(member)
        for start, members in families.items():
            parent = None
            if length > _LEAST_DIGITS:
                spots = [*where.get(start, ()), *((m.lat, m.lon) for m in members)]
                codes = sum(m.codes for m in members) + (start in where)
                parent = spread[start] = _area(start, spots, codes)
            for m in members:
                told = m.code in where or m.codes >= _FAMILY
                lived_in = m.far > _ASTRAY_KM or inhabited.around(m.lat, m.lon)
                if told and lived_in and (parent is None or parent.needs(m)):
                    yield m.area()


@dataclass(frozen=True, slots=True)
class _Spread:
    """Where the localities of a code lie: middle, usual and far distance from it in km.

    ``codes`` says how many known codes begin so.
    """

    code: str
    lat: float
    lon: float
    usual: float = 0.0
    far: float = 0.0
    codes: int = 1

    def area(self) -> Area:
        return self.code, round(self.lat, 4), round(self.lon, 4), round(self.far, 1)

    def needs(self, member: _Spread) -> bool:
        """Return whether a member says more than this whole, and no mistake."""
        if self.codes < _FAMILY:
            return True
        if self.far <= _FINE_KM:
            return False
        away = distance(self.lat, self.lon, member.lat, member.lon)
        return away <= _ASTRAY_KM + _ASTRAY_TIMES * self.usual


def _area(code: str, where: list[tuple[float, float]], codes: int = 1) -> _Spread:
    if len(where) == 1:
        return _Spread(code, *where[0], codes=codes)
    lat, lon = median(p[0] for p in where), median(p[1] for p in where)
    away = sorted(distance(lat, lon, *p) for p in where)
    far = away[int(_FAR_SHARE * (len(away) - 1))]
    return _Spread(code, lat, lon, away[len(away) // 2], far, codes)
