"""What the gazetteer says about a register's points: their country, and how exact they are."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from trialsites.places.evidence import zip_area
from trialsites.places.gazetteer import gazetteer
from trialsites.places.postal import distance, within
from trialsites.places.spelling import key
from trialsites.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trialsites.places.registers.entries import Entry

__all__ = ["precise", "with_confirmed", "with_countries", "with_own_points"]

_AT_CENTRE_KM = 0.1
_SEVERAL = 3
_MANY = 5
_CONFIRMED_KM = 5.0
_AROUND = 10
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


def with_own_points(entries: Sequence[Entry]) -> list[Entry]:
    """Return entries, those ``doubtful`` whose point also stands for hospitals elsewhere.

    Where a geocoder knew no better it gave every hospital of a town one point: three or more there
    that have no address at all, or five that have five.

    Parameters
    ----------
    entries
        As read.
    """
    addresses: dict[tuple[float, float], list[str]] = defaultdict(list)
    for e in entries:
        addresses[e.lat, e.lon].append(fold(e.street) or e.zip)
    shared = {
        point
        for point, here in addresses.items()
        if (len(here) >= _SEVERAL and not any(here)) or len(set(here)) >= _MANY
    }
    return [replace(e, precision="doubtful") if (e.lat, e.lon) in shared else e for e in entries]


def with_confirmed(entries: Sequence[Entry]) -> list[Entry]:
    """Return entries, those of street precision that nothing confirms as ``doubtful``.

    Their own postal code or town must lie there.

    Parameters
    ----------
    entries
        As read.
    """
    return [
        replace(e, precision="doubtful") if e.precision == "street" and not _confirmed(e) else e
        for e in entries
    ]


def _confirmed(entry: Entry) -> bool:
    area = zip_area(entry.zip, entry.country) if entry.zip else None
    if area and area[2] <= _CONFIRMED_KM:
        return within(area[2] + _CONFIRMED_KM, entry.lat, entry.lon, area[0], area[1])
    return any(
        key(town.name) == key(entry.city)
        and within(_CONFIRMED_KM, entry.lat, entry.lon, town.lat, town.lon)
        for town in gazetteer().near(entry.lat, entry.lon, _AROUND)
    )


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
