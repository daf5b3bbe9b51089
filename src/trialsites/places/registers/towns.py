"""What the gazetteer says about a register's points: their country, and whether they are towns'."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from trialsites.places.gazetteer import gazetteer
from trialsites.places.postal import distance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trialsites.places.registers.entries import Entry

__all__ = ["precise", "with_countries"]

_AT_CENTRE_KM = 0.1
_MOSTLY = 0.5
_SAMPLE = 400


def with_countries(entries: Sequence[Entry]) -> list[Entry]:
    """Return entries with the country of the nearest town where their register gives none.

    Parameters
    ----------
    entries
        As read.
    """
    return [e if e.country else replace(e, country=_country(e.lat, e.lon)) for e in entries]


def _country(lat: float, lon: float) -> str:
    towns = gazetteer().near(lat, lon)
    return towns[0].country if towns else ""


def precise(entries: Sequence[Entry]) -> str:
    """Return ``city`` if most points of a register are within 100 m of a town's centre.

    Such a register (ROR, mostly) knows the hospital and gives its town's point. Others are
    ``facility``. A sample, evenly spread, is compared with the gazetteer.

    Parameters
    ----------
    entries
        As read.
    """
    sample = entries[:: max(1, len(entries) // _SAMPLE)]
    at_centre = sum(_is_centre(entry) for entry in sample)
    return "city" if at_centre > _MOSTLY * len(sample) else "facility"


def _is_centre(entry: Entry) -> bool:
    return any(
        distance(entry.lat, entry.lon, town.lat, town.lon) <= _AT_CENTRE_KM
        for town in gazetteer().near(entry.lat, entry.lon)
    )
