"""The Research Organization Registry's dump, schema 1 and 2 (ror.readme.io/docs/data-structure).

ROR knows organisations: its points are mostly those of their towns.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from trialsites.places.registers.entries import Listing

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["matches", "read"]


def matches(first: object) -> bool:
    """Return whether the first record of a list is one of ROR."""
    return isinstance(first, dict) and str(first.get("id", "")).startswith("https://ror.org/")


def read(organisations: Iterable[Any]) -> Listing:
    """Return the active healthcare organisations of a dump.

    Parameters
    ----------
    organisations
        Its records, parsed.
    """
    records, skipped = [], Counter[str]()
    for organisation in organisations:
        if not isinstance(organisation, dict):
            continue
        types = {str(t).casefold() for t in organisation.get("types", ())}
        if str(organisation.get("status", "active")).casefold() != "active":
            skipped["not active"] += 1
        elif "healthcare" not in types:
            skipped["no healthcare organisation"] += 1
        elif "locations" in organisation:
            records.append(_second(organisation))
        else:
            records.append(_first(organisation))
    return Listing(
        format="ROR",
        records=records,
        skipped=dict(skipped),
        title="Research Organization Registry",
        licence="CC0 1.0",
    )


def _second(organisation: dict[str, Any]) -> dict[str, str]:
    names = [n for n in organisation.get("names", ()) if isinstance(n, dict)]
    shown = [n["value"] for n in names if "ror_display" in n.get("types", ())]
    others = [str(n.get("value", "")) for n in names]
    location = next(iter(organisation.get("locations") or [{}]))
    details = location.get("geonames_details") or {}
    return _record(
        organisation,
        name=shown[0] if shown else next(iter(others), ""),
        others=others,
        city=details.get("name", ""),
        country=details.get("country_code", ""),
        point=(details.get("lat"), details.get("lng")),
    )


def _first(organisation: dict[str, Any]) -> dict[str, str]:
    labels = [str(label.get("label", "")) for label in organisation.get("labels", ())]
    address = next(iter(organisation.get("addresses") or [{}]))
    country = organisation.get("country") or {}
    return _record(
        organisation,
        name=str(organisation.get("name", "")),
        others=[*organisation.get("aliases", ()), *organisation.get("acronyms", ()), *labels],
        city=address.get("city", ""),
        country=country.get("country_code", ""),
        point=(address.get("lat"), address.get("lng")),
    )


def _record(
    organisation: dict[str, Any],
    *,
    name: str,
    others: list[str],
    city: str,
    country: str,
    point: tuple[object, object],
) -> dict[str, str]:
    lat, lon = ("" if value is None else str(value) for value in point)
    return {
        "id": str(organisation["id"]).rpartition("/")[2],
        "name": name,
        "other_names": "|".join(str(o) for o in others),
        "city": str(city or ""),
        "country": str(country or ""),
        "lat": lat,
        "lon": lon,
    }
