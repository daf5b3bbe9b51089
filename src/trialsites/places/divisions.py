"""First-level divisions (states, provinces, prefectures) as rows name them."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from trialsites.places.postal import distance
from trialsites.places.spelling import close_variants, loose_variants

if TYPE_CHECKING:
    from trialsites.places.gazetteer import Gazetteer
    from trialsites.places.town import Town

__all__ = ["DIVISION", "PART", "Divisions"]

DIVISION = 1
"""A region's name is the division's own."""

PART = 2
"""A region's name is that of a part of the division, such as a county or département."""

_KEPT = 1 << 17
_AROUND = 10


class Divisions:
    """The divisions of all countries; every answer is kept in memory.

    Parameters
    ----------
    places
        The gazetteer they lie in.
    """

    def __init__(self, places: Gazetteer) -> None:
        self._places = places
        self._names = cache(self._all_names)
        self.meant = lru_cache(_KEPT)(self._meant)
        self.town_meant = lru_cache(_KEPT)(self._town_meant)
        self.seat = cache(self._seat)
        self.reach = cache(self._reach)
        self.near = lru_cache(_KEPT)(self._near)

    def _all_names(self, country: str) -> dict[str, dict[str, int]]:
        """Return a country's division names: by key, the kind of name by division."""
        known: dict[str, dict[str, int]] = {}
        sql = "select key, admin1, kind from region where country = ?"
        for name, code, kind in self._places.rows(sql, country):
            known.setdefault(name, {})[code] = kind
        return known

    def named(self, country: str, name: str) -> frozenset[str]:
        """Return the codes of the divisions that a key names, themselves or a part of them.

        Parameters
        ----------
        country
            Alpha-2 code.
        name
            A key of `spelling.key`.
        """
        return frozenset(self._names(country).get(name, ()))

    def own(self, country: str, name: str) -> str:
        """Return the code of the division whose own name a key is, or empty.

        Parameters
        ----------
        country
            Alpha-2 code.
        name
            A key of `spelling.key`.
        """
        codes = self._names(country).get(name)
        if not codes:
            return ""
        return next((code for code, kind in codes.items() if kind == DIVISION), "")

    def _meant(self, country: str, state: str) -> frozenset[str]:
        """Return codes of the divisions a state field may mean, empty if unknown."""
        for read in (close_variants, loose_variants):
            for form, _ in read(state, country):
                if codes := self.named(country, form):
                    return codes
        return frozenset()

    def _town_meant(self, country: str, state: str) -> Town | None:
        """Return the largest town a state field names."""
        for read in (close_variants, loose_variants):
            forms = tuple(form for form, _ in read(state, country))
            found = self._places.named((country,), forms)
            if towns := [town for _, town, kind in found if kind in "PA"]:
                return max(towns, key=lambda t: (t.population, t.id))
        return None

    def _seat(self, country: str, division: str) -> Town | None:
        """Return the seat of a division, or its largest town."""
        first = "p.country = ? and p.admin1 = ? order by p.seat desc, p.population desc limit 1"
        return next(iter(self._places.towns(first, country, division)), None)

    def around(self, country: str, division: str, lat: float, lon: float) -> list[Town]:
        """Return the towns of a division around a point, empty if it lies elsewhere.

        A point beyond the border is in if one of the towns nearest to it is.

        Parameters
        ----------
        country
            Alpha-2 code.
        division
            Its code.
        lat, lon
            Decimal degrees WGS84.
        """
        return [t for t in self.near(country, lat, lon) if t.admin1_code == division]

    def _near(self, country: str, lat: float, lon: float) -> tuple[Town, ...]:
        """Return the towns of a country nearest to a point, without their parts."""
        near = self._places.near(lat, lon, _AROUND)
        return tuple(t for t in near if t.country == country and not t.part)

    def _reach(self, seat: Town) -> float:
        """Return how many kilometres a division reaches from its seat."""
        sql = "select south, west, north, east from division where country = ? and admin1 = ?"
        south, west, north, east = self._places.rows(sql, seat.country, seat.admin1_code)[0]
        corners = ((south, west), (south, east), (north, west), (north, east))
        return max(distance(seat.lat, seat.lon, *corner) for corner in corners)
