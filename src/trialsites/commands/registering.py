"""``trialsites registers``: hospital lists with coordinates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trialsites.commands.output import print_table, say
from trialsites.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["add", "remove", "show"]

_SHOWN = 4


def add(source: str, *, name: str, columns: Sequence[str], licence: str, date: str) -> None:
    """Add a register, and say what was understood of it."""
    from trialsites.places import registers

    chosen = dict(_column(text) for text in columns)
    added = registers.add(source, name=name or None, columns=chosen, licence=licence, date=date)
    say(
        f"{added.name}: {added.entries:,} hospitals in {_countries(added.countries)}, "
        f"{added.precision} precision, of {added.date or 'unknown date'}"
    )
    if added.columns:
        taken = ", ".join(f"{field}={col}" for field, col in sorted(added.columns.items()))
        say(f"  columns   {taken} (--column FIELD=COLUMN overrides)")
    for reason, count in sorted(added.skipped.items()):
        say(f"  skipped   {count:,}: {reason}")
    say("  Build directories again to use it: trialsites build -d FILE")


def show(*, form: str) -> None:
    """List the registers."""
    from trialsites.places import registers

    kept = registers.registers()
    headings = ["name", "hospitals", "countries", "precision", "date"]
    if form:
        lines = [
            (r.name, r.entries, "|".join(r.countries), r.precision, r.date, r.licence, r.source)
            for r in kept
        ]
        print_table([*headings, "licence", "source"], lines, form)
    elif kept:
        short = [(r.name, r.entries, _countries(r.countries), r.precision, r.date) for r in kept]
        print_table(headings, short, form, right=("hospitals",))
    else:
        say("no registers; add one with `trialsites registers add FILE`")


def remove(name: str) -> None:
    """Remove a register."""
    from trialsites.places import registers

    registers.remove(name)
    say(f"{name}: removed")


def _countries(codes: Sequence[str]) -> str:
    shown = " ".join(codes[:_SHOWN])
    return f"{shown} and {len(codes) - _SHOWN} more" if len(codes) > _SHOWN else shown


def _column(text: str) -> tuple[str, str]:
    field, _, column = text.partition("=")
    if not field or not column:
        raise InputError(f"--column {text!r}: write it as FIELD=COLUMN, such as name=Hospital")
    return field, column
