"""Adding a hospital register from a file or an address, listing and removing it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from trialsites.errors import InputError
from trialsites.places.registers import store as stored
from trialsites.places.registers.entries import Register
from trialsites.places.registers.fetching import local
from trialsites.places.registers.points import placed
from trialsites.places.registers.read import read
from trialsites.places.registers.towns import (
    precise,
    with_confirmed,
    with_countries,
    with_own_points,
)
from trialsites.text import fold, tidy

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["add", "registers", "remove"]


def add(
    source: str | Path,
    *,
    name: str | None = None,
    columns: Mapping[str, str] | None = None,
    licence: str = "",
    date: str = "",
    store: str | Path | None = None,
) -> Register:
    """Read a hospital register and keep it; one of the same name is replaced.

    Parameters
    ----------
    source
        A file, or an address beginning with ``https://`` or ``http://`` that is fetched.
    name
        What to call it; its own title or file name if not given.
    columns
        Which column holds which field, where guessing would go wrong: ``name``, ``lat``, ``lon``,
        ``x``, ``y``, ``crs``, ``id``, ``campus``, ``other_names``, ``street``, ``city``, ``zip``,
        ``country`` (a column, or the country itself), ``type``, ``status``, ``quality``.
    licence
        The licence of the data.
    date
        Date of the data, ``YYYY-MM-DD``.
    store
        The file of registers; that of the cache folder if not given.

    Returns
    -------
    register
        What was kept, which columns were taken, and why lines were passed over.

    Raises
    ------
    InputError
        If the source cannot be read as a register, or holds no hospital with a point.
    """
    with local(source) as path:
        listing = read(path, columns)
        stem, day = path.stem, _file_date(path)
    entries, skipped = placed(listing)
    if not entries:
        reasons = "; ".join(f"{count} {reason}" for reason, count in skipped.items())
        raise InputError(f"{source} holds no hospital with a usable point ({reasons or 'empty'})")
    precision = precise(entries)
    entries = with_own_points(with_confirmed(with_countries(entries)))
    if precision == "city":
        entries = [replace(entry, precision=precision) for entry in entries]
    countries = Counter(entry.country for entry in entries if entry.country)
    register = Register(
        name=_called(name or listing.title or stem),
        source=str(source),
        entries=len(entries),
        countries=tuple(sorted(countries, key=lambda code: (-countries[code], code))),
        licence=licence or listing.licence,
        date=date or listing.date or day,
        precision=precision,
        columns=listing.columns,
        skipped=skipped,
    )
    stored.save(register, entries, store)
    return register


def registers(store: str | Path | None = None) -> list[Register]:
    """Return the registers that were added, by name."""
    return stored.listed(store)


def remove(name: str, store: str | Path | None = None) -> None:
    """Remove a register and all its entries.

    Parameters
    ----------
    name
        As ``registers`` lists it.
    store
        The file of registers; that of the cache folder if not given.

    Raises
    ------
    InputError
        If there is no register of that name.
    """
    if not stored.drop(name, store):
        names = ", ".join(r.name for r in stored.listed(store)) or "none"
        raise InputError(f"there is no register {name!r}; added are: {names}")


def _called(name: str) -> str:
    return fold(tidy(name)).replace(" ", "-") or "register"


def _file_date(path: Path) -> str:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()
