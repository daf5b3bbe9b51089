"""What a hospital register holds: its entries, and what is known about the register itself."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["FIELDS", "Entry", "Listing", "Register"]

FIELDS = (
    "id",
    "name",
    "campus",
    "other_names",
    "street",
    "city",
    "zip",
    "country",
    "type",
    "status",
    "quality",
    "lat",
    "lon",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One hospital of a register.

    Attributes
    ----------
    id
        Its identifier in the register, or its line number there.
    name
        As published, campus included.
    other_names
        Aliases, official and former names.
    country
        ISO 3166-1 alpha-2, or empty.
    type
        The register's own word for what it is, as published.
    lat, lon
        Decimal degrees WGS84.
    precision
        ``facility``; ``street`` or ``doubtful`` where the register itself says that this point is
        no better; ``city`` where it gives only towns' points.
    """

    id: str
    name: str
    other_names: tuple[str, ...]
    street: str
    city: str
    zip: str
    country: str
    type: str
    lat: float
    lon: float
    precision: str = "facility"


@dataclass(frozen=True, slots=True)
class Listing:
    """A register file as read, before its points are judged.

    Attributes
    ----------
    records
        One mapping of ``FIELDS`` to published text per hospital; coordinates in ``crs``.
        A record may carry its own ``crs``.
    columns
        Which column of the file was taken for which field, where it has columns.
    skipped
        Why lines were passed over by the reader, and how many.
    """

    format: str
    records: list[dict[str, str]]
    columns: dict[str, str] = field(default_factory=dict)
    crs: str = "EPSG:4326"
    skipped: dict[str, int] = field(default_factory=dict)
    title: str = ""
    licence: str = ""
    date: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Register:
    """A register that was added.

    Attributes
    ----------
    name
        What it is called in ``list`` and ``remove``.
    source
        The file or address it came from.
    entries
        How many hospitals with a usable point it holds.
    countries
        ISO 3166-1 alpha-2 codes, most entries first.
    date
        Of the data where the register says so, else of the file; ISO 8601.
    precision
        ``facility``, or ``city`` where its points are those of towns.
    columns
        Which column was taken for which field.
    skipped
        Why lines were passed over, and how many.
    """

    name: str
    source: str
    entries: int
    countries: tuple[str, ...]
    licence: str
    date: str
    precision: str
    columns: dict[str, str]
    skipped: dict[str, int]
