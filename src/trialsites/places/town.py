"""One town of the gazetteer."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Town"]


class Town(NamedTuple):
    """One populated place of GeoNames; a tuple, because looking up makes so many.

    Attributes
    ----------
    id
        GeoNames id.
    admin1_code
        GeoNames code of the first-level division.
    admin1
        Its English name.
    country
        ISO 3166-1 alpha-2 code.
    lat, lon
        Decimal degrees WGS84.
    part
        True for a part of a town or a mere locality (feature codes PPLX, PPLL and the like).
    seat
        True for the seat of a country or first-level division (PPLC, PPLA).
    trials
        How many registry rows were seen there when the weights were learnt.
    """

    id: str
    name: str
    admin1_code: str
    admin1: str
    country: str
    lat: float
    lon: float
    population: int = 0
    part: bool = False
    seat: bool = False
    trials: int = 0
