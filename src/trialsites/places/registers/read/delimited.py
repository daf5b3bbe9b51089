"""Tables of text with any separator: commas, semicolons, tabs, and the NHS's ``¬``."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from trialsites.errors import InputError
from trialsites.places.registers.columns import guess, known, records
from trialsites.places.registers.entries import Listing

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["decoded", "matches", "read"]

_SEPARATORS = (",", ";", "\t", "|", "¬")
_SAMPLE = 50


def decoded(data: bytes, what: str) -> str:
    """Return text of bytes in UTF-8 (with or without a mark) or Latin-1.

    Raises
    ------
    InputError
        If the bytes are no text.
    """
    if b"\0" in data[:65536]:
        raise InputError(f"{what} is no text: give a register as CSV, GeoJSON, GeoPackage or ROR")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def matches(head: str) -> bool:
    """Return whether text looks like a table with a header."""
    return bool(_separator(head))


def _separator(text: str) -> str:
    """Return the separator that cuts the first lines into most columns of one number."""
    lines = text.splitlines()[:_SAMPLE]
    best, most = "", 1
    for separator in _SEPARATORS:
        rows = list(csv.reader(lines, delimiter=separator))
        columns = len(rows[0]) if rows else 0
        even = sum(len(row) == columns for row in rows)
        if columns > most and even > len(rows) / 2:
            best, most = separator, columns
    return best


def read(text: str, given: Mapping[str, str] | None, what: str) -> Listing:
    """Return a table of hospitals.

    Parameters
    ----------
    text
        The whole table.
    given
        Columns named by the user.
    what
        What to call the table in an error.

    Raises
    ------
    InputError
        If it has no header, no names or no points.
    """
    separator = _separator(text)
    if not separator:
        raise InputError(f"{what} is no table with a header line")
    csv.field_size_limit(1 << 24)
    try:
        rows = list(csv.DictReader(io.StringIO(text), delimiter=separator, restval=""))
    except csv.Error as error:
        raise InputError(f"{what} cannot be read as a table ({error})") from error
    if not rows:
        raise InputError(f"{what} has a header and no lines")
    header = [name for name in rows[0] if name]
    register = known(header)
    columns = guess(header, given, what)
    date = max(_iso(row.get(register.get("date_column", "")) or "") for row in rows)
    return Listing(
        format="table",
        records=records(rows, columns),
        columns=columns,
        crs=columns.get("crs", "EPSG:4326"),
        title=register.get("title", ""),
        licence=register.get("licence", ""),
        date=date,
        country=register.get("country", ""),
    )


def _iso(published: str) -> str:
    """Return a date such as 2019/08/02 or 16/04/2020 as YYYY-MM-DD, or empty."""
    parts = published.split(" ", maxsplit=1)[0].replace("/", "-").split("-")
    if len(parts) != 3 or not all(part.isdigit() for part in parts):  # noqa: PLR2004 - y, m, d
        return ""
    return "-".join(parts if len(parts[0]) > len(parts[2]) else reversed(parts))
