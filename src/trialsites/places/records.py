"""The records of the raw place data, decoded."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import msgspec

from trialsites.places.sources import files

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["PostalRecord", "TownRecord", "postal_records", "town_records"]


class TownRecord(msgspec.Struct):
    """One populated place of GeoNames, decimal degrees WGS84."""

    geonameid: int
    name: str
    latitude: float
    longitude: float
    countrycode: str
    population: int
    admin1code: str
    alternatenames: list[str]


class PostalRecord(msgspec.Struct):
    """One postal code at one locality, decimal degrees WGS84."""

    country_code: str
    postal_code: str
    city: str
    state: str
    latitude: float
    longitude: float


def town_records() -> list[TownRecord]:
    """Return every populated place of 500 people or more, and seats below that."""
    raw = files()["towns"].read_bytes()
    return list(msgspec.json.decode(raw, type=dict[str, TownRecord]).values())


def postal_records() -> Iterator[PostalRecord]:
    """Yield every postal record, those of one country together."""
    decoder = msgspec.json.Decoder(PostalRecord)
    with gzip.open(files()["postal"], "rb") as lines:
        for line in lines:
            yield decoder.decode(line)
