"""Which column of a table holds the name, the town, the point."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from trialsites.countries import country_code
from trialsites.errors import InputError
from trialsites.places.registers.entries import FIELDS
from trialsites.rules import load
from trialsites.text import fold, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["Known", "guess", "is_closed", "known", "precision", "records"]

Known = dict[str, Any]


@cache
def _rules() -> dict[str, Any]:
    rules: dict[str, Any] = load("registers.toml")
    return rules


def known(header: Iterable[str]) -> Known:
    """Return what is known about a register with this header, or an empty mapping."""
    present = {fold(name) for name in header}
    for register in _rules()["known"].values():
        if present.issuperset(fold(name) for name in register["header"]):
            return dict(register)
    return {}


def guess(
    header: Sequence[str], given: Mapping[str, str] | None = None, what: str = "the table"
) -> dict[str, str]:
    """Return which column holds which field.

    Parameters
    ----------
    header
        Column names as published.
    given
        Fields and the columns to take for them, instead of guessing. ``country`` may be the
        country itself where no column holds it, and ``crs`` names the projection of ``x`` and
        ``y``, such as ``EPSG:2154``.
    what
        What to call the table in an error.

    Raises
    ------
    InputError
        If a given field or column does not exist, or if no name or no point is found.
    """
    given = given or {}
    _check(header, given, what)
    chosen = dict(given)
    folded: dict[str, str] = {}
    for column in header:
        folded.setdefault(fold(column), column)
    for field, names in _rules()["columns"].items():
        taken = set(chosen.values()) if field == "campus" else set()
        found = [folded[name] for name in names if name in folded and folded[name] not in taken]
        if found and field not in chosen:
            chosen[field] = found[0]
    if "lat" in chosen and "lon" in chosen and "x" not in given:
        chosen.pop("x", None)
        chosen.pop("y", None)
    if "name" not in chosen:
        raise InputError(
            f"{what} has no column that looks like a hospital's name: "
            "say which with --column name=COLUMN"
        )
    if not ({"lat", "lon"} <= chosen.keys() or {"x", "y"} <= chosen.keys()):
        raise InputError(
            f"{what} has no columns that look like a point: "
            "say which with --column lat=COLUMN --column lon=COLUMN"
        )
    return chosen


def _check(header: Sequence[str], given: Mapping[str, str], what: str) -> None:
    fields = {*FIELDS, "x", "y", "crs"}
    for field, column in given.items():
        if field not in fields:
            raise InputError(
                f"{field!r} is no field of a register: choose from {', '.join(sorted(fields))}"
            )
        constant = field == "crs" or (field == "country" and country_code(column))
        if column not in header and not constant:
            raise InputError(f"{what} has no column {column!r}")


def records(rows: Iterable[Mapping[str, str]], columns: Mapping[str, str]) -> list[dict[str, str]]:
    """Return rows of a table as records of the fields of a register.

    Parameters
    ----------
    rows
        One mapping of column to text per line.
    columns
        What ``guess`` returned.
    """
    null = set(_rules()["null"])
    fields = [(field, column) for field, column in columns.items() if field != "crs"]
    out = []
    for row in rows:
        record = {}
        for field, column in fields:
            value = tidy(row.get(column, column if field == "country" else ""))
            record[field] = "" if fold(value) in null else value
        record["lon"] = record.get("lon") or record.pop("x", "")
        record["lat"] = record.get("lat") or record.pop("y", "")
        if columns.get("crs"):
            record["crs"] = columns["crs"]
        out.append(record)
    return out


def is_closed(status: str) -> bool:
    """Return whether a status column says that the hospital is no more."""
    return any(word in _rules()["status"]["closed"] for word in fold(status).split())


def precision(quality: str) -> str:
    """Return how exact a point is by a quality column: facility, street or doubtful."""
    marks = _rules()["quality"].items()
    return next((exact for exact, known in marks if quality.strip() in known), "facility")
