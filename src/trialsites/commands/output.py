"""How tables reach the terminal, or a pipe."""

from __future__ import annotations

import csv
import json
import sys
from typing import TYPE_CHECKING

from trialsites.text import printable, spreadsheet_text, tidy

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["print_table", "say"]


def say(text: str = "") -> None:
    """Print one line for a person, without control characters of the data."""
    sys.stdout.write(f"{printable(text)}\n")


def print_table(
    headings: Sequence[str],
    lines: Sequence[Sequence[object]],
    form: str,
    *,
    right: Sequence[str] = (),
) -> None:
    """Print a table for people, or as CSV, or as a JSON list of objects.

    Parameters
    ----------
    headings
        Names of the columns.
    lines
        The values of each line, in the order of the headings.
    form
        Empty for people, else ``csv`` or ``json``.
    right
        Headings of columns to align right.
    """
    if form == "json":
        records = [dict(zip(headings, line, strict=True)) for line in lines]
        sys.stdout.write(json.dumps(records, ensure_ascii=False, indent=2, default=str) + "\n")
    elif form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(headings)
        writer.writerows([_cell(value) for value in line] for line in lines)
    else:
        _print_for_people(headings, lines, right)


def _cell(value: object) -> str:
    if isinstance(value, (tuple, list)):
        return spreadsheet_text("; ".join(map(str, value)))
    if isinstance(value, (int, float)):
        return str(value)
    return spreadsheet_text("" if value is None else str(value))


def _print_for_people(
    headings: Sequence[str], lines: Sequence[Sequence[object]], right: Sequence[str]
) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in headings:
        if name in right:
            table.add_column(name, justify="right", no_wrap=True)
        else:
            table.add_column(name, overflow="fold")
    for line in lines:
        table.add_row(*(Text(tidy("" if v is None else str(v))) for v in line))
    Console().print(table)
