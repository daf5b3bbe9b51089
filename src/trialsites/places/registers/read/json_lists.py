"""Registers that are JSON: GeoJSON, OpenStreetMap's Overpass, healthsites.io, ROR."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from trialsites.errors import InputError
from trialsites.places.registers.columns import guess, known, records
from trialsites.places.registers.entries import Listing
from trialsites.places.registers.read import osm, ror

__all__ = ["matches", "read"]

_Json = dict[str, Any]
_POINT = {"lat": "__lat", "lon": "__lon"}


def matches(head: bytes) -> bool:
    """Return whether bytes begin like JSON."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}


def read(data: bytes, given: Mapping[str, str] | None, what: str) -> Listing:
    """Return the hospitals of a JSON file.

    Parameters
    ----------
    data
        The whole file.
    given
        Columns named by the user; only GeoJSON has any.
    what
        What to call the file in an error.

    Raises
    ------
    InputError
        If it is broken or of no known form.
    """
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{what} is broken JSON ({error})") from error
    if isinstance(content, dict) and isinstance(content.get("elements"), list):
        return osm.overpass(content["elements"])
    if isinstance(content, dict) and isinstance(content.get("features"), list):
        return _features(content, given, what)
    if isinstance(content, list) and content and ror.matches(content[0]):
        return ror.read(content)
    raise InputError(f"{what} is JSON, but no GeoJSON, Overpass answer or ROR dump")


def _features(content: _Json, given: Mapping[str, str] | None, what: str) -> Listing:
    features = [f for f in content["features"] if isinstance(f, dict)]
    rows, skipped = [], Counter[str]()
    for feature in features:
        point = middle(feature.get("geometry"))
        properties = feature.get("properties")
        named = properties.items() if isinstance(properties, dict) else ()
        row = {str(key): _text(value) for key, value in named}
        row |= {"__lat": "", "__lon": ""} if point is None else _named(point)
        if feature.get("id"):
            row.setdefault("@id", str(feature["id"]))
        rows.append(row)
    if not rows:
        raise InputError(f"{what} has no features")
    header = list(dict.fromkeys(name for row in rows for name in row))
    if osm.is_tagged(header) and not given:
        return osm.tagged(rows)
    columns = guess(header, {**_POINT, **(given or {})}, what)
    register = known(header)
    return Listing(
        format="GeoJSON",
        records=records(rows, columns),
        columns={f: c for f, c in columns.items() if c not in _POINT.values()},
        crs=_crs(content),
        skipped=dict(skipped),
        title=register.get("title", ""),
        licence=register.get("licence", ""),
        country=register.get("country", ""),
    )


def middle(geometry: object) -> tuple[float, float] | None:
    """Return latitude and longitude of a GeoJSON point, or of the middle of any other shape."""
    from shapely.errors import ShapelyError
    from shapely.geometry import shape

    if not isinstance(geometry, Mapping):
        return None
    try:
        inside = shape(geometry).representative_point()
    except (ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError):
        return None
    return None if inside.is_empty else (inside.y, inside.x)


def _named(point: tuple[float, float]) -> dict[str, str]:
    return {"__lat": repr(float(point[0])), "__lon": repr(float(point[1]))}


def _text(value: object) -> str:
    if value is None or isinstance(value, (dict, list)):
        return ""
    return str(value)


def _crs(content: _Json) -> str:
    """Return the projection a GeoJSON of before 2016 may name, as its EPSG code."""
    crs = content.get("crs")
    named = crs.get("properties") if isinstance(crs, dict) else None
    name = named.get("name", "") if isinstance(named, dict) else ""
    code = str(name).rpartition(":")[2]
    return f"EPSG:{code}" if "EPSG" in str(name) and code.isdigit() else "EPSG:4326"
