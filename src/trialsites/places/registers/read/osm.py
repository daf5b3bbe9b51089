"""OpenStreetMap's hospitals and clinics, from Overpass or as GeoJSON with its tags.

Tags: wiki.openstreetmap.org/wiki/Tag:amenity=hospital. healthsites.io publishes the same tags.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from trialsites.places.registers.entries import Listing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["is_tagged", "overpass", "tagged"]

_HOSPITALS = frozenset({"hospital", "clinic"})
_NAMES = ("official_name", "alt_name", "short_name", "old_name", "name:en", "name:fr", "int_name")
_LICENCE = "ODbL 1.0, OpenStreetMap contributors"


def is_tagged(header: Iterable[str]) -> bool:
    """Return whether the properties of a GeoJSON are OpenStreetMap's tags."""
    present = set(header)
    return "name" in present and bool(present & {"amenity", "healthcare"})


def overpass(elements: list[Any]) -> Listing:
    """Return the hospitals of an Overpass answer; ways and relations need ``out center``."""
    rows = []
    for element in elements:
        if not isinstance(element, dict) or not isinstance(element.get("tags"), dict):
            continue
        centre = element["center"] if isinstance(element.get("center"), dict) else element
        rows.append(
            {str(k): str(v) for k, v in element["tags"].items()}
            | {
                "@id": f"{element.get('type', '')}/{element.get('id', '')}",
                "__lat": str(centre.get("lat", "")),
                "__lon": str(centre.get("lon", "")),
            }
        )
    return tagged(rows)


def tagged(rows: Iterable[Mapping[str, str]]) -> Listing:
    """Return the hospitals among rows of OpenStreetMap's tags.

    Parameters
    ----------
    rows
        Tags, with ``@id``, ``__lat`` and ``__lon``.
    """
    records, skipped = [], Counter[str]()
    for row in rows:
        kind = {row.get("amenity", ""), row.get("healthcare", "")}
        if not kind & _HOSPITALS:
            skipped["no hospital or clinic"] += 1
            continue
        others = [part for tag in _NAMES for part in row.get(tag, "").split(";")]
        street = f"{row.get('addr:housenumber', '')} {row.get('addr:street', '')}"
        records.append(
            {
                "id": row.get("@id") or row.get("osm_id", ""),
                "name": row.get("name", ""),
                "other_names": "|".join(others),
                "street": (street.strip() or row.get("addr_street", "")).strip(),
                "city": row.get("addr:city") or row.get("addr_city", ""),
                "zip": row.get("addr:postcode") or row.get("addr_postcode", ""),
                "country": row.get("addr:country", ""),
                "type": row.get("healthcare:speciality") or row.get("speciality", ""),
                "lat": row.get("__lat", ""),
                "lon": row.get("__lon", ""),
            }
        )
    return Listing(
        format="OpenStreetMap",
        records=records,
        columns={"name": "name", "other_names": ", ".join(_NAMES), "type": "healthcare:speciality"},
        skipped=dict(skipped),
        title="OpenStreetMap hospitals",
        licence=_LICENCE,
    )
