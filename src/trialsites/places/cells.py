"""Things on the map by the cell they lie in, so that what is around a point is found at once."""

from __future__ import annotations

from collections import defaultdict
from math import floor
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Cells"]

_Thing = TypeVar("_Thing")


class Cells(Generic[_Thing]):
    """Things by the cell they lie in.

    Parameters
    ----------
    things
        Latitude and longitude in decimal degrees WGS84, and the thing.
    per_degree
        How many cells a degree has.
    """

    def __init__(self, things: Iterable[tuple[float, float, _Thing]], per_degree: int) -> None:
        self._per_degree = per_degree
        self._cells: dict[tuple[int, int], list[_Thing]] = defaultdict(list)
        for lat, lon, thing in things:
            self._cells[self._cell(lat, lon)].append(thing)

    def _cell(self, lat: float, lon: float) -> tuple[int, int]:
        return floor(lat * self._per_degree), floor(lon * self._per_degree)

    def around(self, lat: float, lon: float) -> Iterator[_Thing]:
        """Yield what lies in the cell of a point and in those beside it.

        Parameters
        ----------
        lat, lon
            Decimal degrees WGS84.
        """
        y, x = self._cell(lat, lon)
        for dy in (-1, 0, 1):
            for dx in (-1, 0, 1):
                yield from self._cells.get((y + dy, x + dx), ())
