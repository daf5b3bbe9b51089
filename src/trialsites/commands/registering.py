"""``trialsites registers``: hospital lists with coordinates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trialsites.commands.output import print_records, say
from trialsites.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["add", "remove", "show"]


def add(source: str, *, name: str, columns: Sequence[str], licence: str, date: str) -> None:
    """Add a register, and say what was understood of it."""
    from trialsites.places import registers

    chosen = dict(_column(text) for text in columns)
    added = registers.add(source, name=name or None, columns=chosen, licence=licence, date=date)
    say(f"{added.name}: {added.entries:,} entries, {added.precision} precision")


def show(*, form: str) -> None:
    """List the registers."""
    from trialsites.places import registers

    records = [
        {
            "name": r.name,
            "entries": r.entries,
            "countries": r.countries,
            "precision": r.precision,
            "date": r.date,
            "licence": r.licence,
            "source": r.source,
        }
        for r in registers.registers()
    ]
    if records:
        print_records(records, form, right=("entries",))
    elif not form:
        say("no registers; add one with `trialsites registers add FILE`")


def remove(name: str) -> None:
    """Remove a register."""
    from trialsites.places import registers

    registers.remove(name)
    say(f"{name}: removed")


def _column(text: str) -> tuple[str, str]:
    field, _, column = text.partition("=")
    if not field or not column:
        raise InputError(f"--column {text!r}: write it as FIELD=COLUMN, such as name=Hospital")
    return field, column
