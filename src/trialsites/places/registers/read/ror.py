"""The Research Organization Registry's dump, schema 1 and 2 (ror.readme.io/docs/data-structure).

ROR knows organisations: its points are mostly those of their towns.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import msgspec

from trialsites.places.registers.entries import Listing

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["matches", "read"]


def matches(first: object) -> bool:
    """Return whether the first record of a list is one of ROR."""
    return isinstance(first, dict) and str(first.get("id", "")).startswith("https://ror.org/")


class _Name(msgspec.Struct):
    value: str = ""
    label: str = ""
    types: list[str] = []


class _Details(msgspec.Struct):
    name: str | None = ""
    city: str | None = ""
    country_code: str | None = ""
    lat: float | None = None
    lng: float | None = None


class _Location(msgspec.Struct):
    geonames_details: _Details | None = None


class _Organisation(msgspec.Struct):
    """What both schemas say of an organisation; each fills its own fields."""

    id: str
    status: str = "active"
    types: list[str] = []
    names: list[_Name] | None = None
    locations: list[_Location] = []
    name: str = ""
    aliases: list[str] = []
    acronyms: list[str] = []
    labels: list[_Name] = []
    addresses: list[_Details] = []
    country: _Details | None = None


def read(organisations: Iterable[Any]) -> Listing:
    """Return the active healthcare organisations of a dump.

    Parameters
    ----------
    organisations
        Its records, parsed.
    """
    records, skipped = [], Counter[str]()
    for published in organisations:
        try:
            organisation = msgspec.convert(published, _Organisation)
        except msgspec.ValidationError:
            skipped["broken record"] += 1
            continue
        if organisation.status.casefold() != "active":
            skipped["not active"] += 1
        elif "healthcare" not in {type_.casefold() for type_ in organisation.types}:
            skipped["no healthcare organisation"] += 1
        elif organisation.names is None:
            records.append(_first(organisation))
        else:
            records.append(_second(organisation, organisation.names))
    return Listing(
        format="ROR",
        records=records,
        skipped=dict(skipped),
        title="Research Organization Registry",
        licence="CC0 1.0",
    )


def _second(organisation: _Organisation, names: list[_Name]) -> dict[str, str]:
    shown = [name.value for name in names if "ror_display" in name.types]
    others = [name.value for name in names]
    location = next(iter(organisation.locations), _Location()).geonames_details or _Details()
    names_first = [*shown, *others, ""]
    return _record(organisation.id, names_first, location, location.country_code or "")


def _first(organisation: _Organisation) -> dict[str, str]:
    labels = [label.label for label in organisation.labels]
    names = [organisation.name, *organisation.aliases, *organisation.acronyms, *labels]
    address = next(iter(organisation.addresses), _Details())
    country = organisation.country or _Details()
    return _record(organisation.id, names, address, country.country_code or "")


def _record(identifier: str, names: list[str], place: _Details, country: str) -> dict[str, str]:
    return {
        "id": identifier.rpartition("/")[2],
        "name": names[0],
        "other_names": "|".join(names[1:]),
        "city": place.name or place.city or "",
        "country": country,
        "lat": "" if place.lat is None else str(place.lat),
        "lon": "" if place.lng is None else str(place.lng),
    }
