"""From published coordinates to points: parsed, reprojected, and passed over where absurd."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from trialsites.countries import country_code
from trialsites.errors import InputError
from trialsites.places.registers.columns import is_closed, precision
from trialsites.places.registers.entries import Entry, Listing

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["placed"]

_NO_DEGREES = 1000  # what is beyond can only be metres

_DEGREES = "EPSG:4326"
_MANY = 20
_POLE = 90.0
_NULL_ISLAND = 1e-6
_MARGIN = 3.0

_Point = tuple[float, float]


def placed(listing: Listing) -> tuple[list[Entry], dict[str, int]]:
    """Return the entries of a listing that have a name and a point, and why others have not.

    Parameters
    ----------
    listing
        A register as read.

    Returns
    -------
    entries
        Points in decimal degrees WGS84; identifiers made unique by their line where they repeat.
    skipped
        Reasons with how many records each cost.

    Raises
    ------
    InputError
        If coordinates are projected and the projection is not known.
    """
    skipped: Counter[str] = Counter(listing.skipped)
    kept: list[tuple[dict[str, str], _Point]] = []
    for record, point in zip(listing.records, _points(listing), strict=True):
        reason = _reason(record, point)
        if reason or point is None:
            skipped[reason] += 1
        else:
            kept.append((record, point))
    entries, seen = [], set[str]()
    for number, (record, point) in enumerate(kept, 1):
        identifier = record.get("id") or f"line {number}"
        if identifier in seen:
            identifier = f"{identifier} ({number})"
        seen.add(identifier)
        entries.append(_entry(record, point, identifier, listing.country))
    swapped = _swapped(entries)
    if swapped:
        skipped["latitude and longitude swapped"] += len(swapped)
    return [e for e in entries if e.id not in swapped], dict(sorted(skipped.items()))


def _reason(record: dict[str, str], point: _Point | None) -> str:
    if not record.get("name"):
        return "no name"
    if is_closed(record.get("status", "")):
        return "closed"
    if point is None:
        return "no point"
    return _absurd(*point)


def _absurd(lat: float, lon: float) -> str:
    if abs(lat) < _NULL_ISLAND and abs(lon) < _NULL_ISLAND:
        return "point at 0, 0"
    if abs(lat) <= _POLE and abs(lon) <= 2 * _POLE:
        return ""
    if abs(lon) <= _POLE and abs(lat) <= 2 * _POLE:
        return "latitude and longitude swapped"
    return "point outside the world"


def _number(text: str) -> float | None:
    try:
        value = float(text.replace(",", ".") if text.count(",") == 1 else text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _points(listing: Listing) -> list[_Point | None]:
    """Return latitude and longitude of every record, reprojected together by projection."""
    out: list[_Point | None] = []
    projected: dict[str, list[int]] = defaultdict(list)
    for number, record in enumerate(listing.records):
        lat, lon = _number(record.get("lat", "")), _number(record.get("lon", ""))
        out.append(None if lat is None or lon is None else (lat, lon))
        crs = record.get("crs") or listing.crs
        if out[-1] is not None and crs != _DEGREES:
            projected[crs].append(number)
    if not projected and _looks_projected([p for p in out if p]):
        raise InputError(
            "the coordinates are not in degrees: name their projection, such as crs=EPSG:2154"
        )
    for crs, numbers in projected.items():
        for number, point in zip(numbers, _degrees(crs, [out[n] for n in numbers]), strict=True):
            out[number] = point
    return out


def _looks_projected(points: list[_Point]) -> bool:
    far = sum(1 for lat, lon in points if abs(lat) > _NO_DEGREES or abs(lon) > _NO_DEGREES)
    return far > len(points) / 2


def _degrees(crs: str, points: Iterable[_Point | None]) -> list[_Point | None]:
    from pyproj import Transformer
    from pyproj.exceptions import CRSError

    try:
        transformer = Transformer.from_crs(crs, _DEGREES, always_xy=True)
    except CRSError as error:
        raise InputError(
            f"{crs!r} is no projection that is known: use a code like EPSG:2154"
        ) from (error)
    northings, eastings = zip(*(p or (math.nan, math.nan) for p in points), strict=True)
    lons, lats = transformer.transform(eastings, northings)
    return [
        (float(lat), float(lon)) if math.isfinite(lat) and math.isfinite(lon) else None
        for lat, lon in zip(lats, lons, strict=True)
    ]


def _entry(record: dict[str, str], point: _Point, identifier: str, country: str) -> Entry:
    name, campus = record["name"], record.get("campus", "")
    others = [o.strip() for o in record.get("other_names", "").split("|")]
    published = record.get("country", "")
    return Entry(
        id=identifier,
        name=f"{name} - {campus}" if campus and campus.casefold() != name.casefold() else name,
        other_names=tuple(dict.fromkeys(o for o in others if o and o != name)),
        street=record.get("street", ""),
        city=record.get("city", ""),
        zip=record.get("zip", ""),
        country=_GISCO.get(published) or country_code(published) or country,
        type=record.get("type", ""),
        lat=round(point[0], 7),
        lon=round(point[1], 7),
        precision=precision(record.get("quality", "")),
    )


_GISCO = {"EL": "GR", "UK": "GB"}  # the EU's own codes for Greece and the United Kingdom


def _swapped(entries: list[Entry]) -> set[str]:
    """Return entries that stand outside their country's others, and inside it when swapped."""
    by_country: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_country[entry.country].append(entry)
    out = set()
    for country, members in by_country.items():
        if not country or len(members) < _MANY:
            continue
        south, north = _middle([e.lat for e in members])
        west, east = _middle([e.lon for e in members])
        for e in members:
            inside = south <= e.lat <= north and west <= e.lon <= east
            if not inside and south <= e.lon <= north and west <= e.lat <= east:
                out.add(e.id)
    return out


def _middle(values: list[float]) -> _Point:
    """Return bounds that hold the middle nine tenths, widened by their own spread."""
    ordered = sorted(values)
    low, high = ordered[len(ordered) // 20], ordered[-1 - len(ordered) // 20]
    spread = max(high - low, _MARGIN)
    return low - spread, high + spread
