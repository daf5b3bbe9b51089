"""How tables reach the terminal, or a pipe."""

from __future__ import annotations

import csv
import json
import sys
from typing import TYPE_CHECKING

from trialsites.text import spreadsheet_text, tidy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["print_records", "say"]


def say(text: str = "") -> None:
    """Print one line for a person, without control characters of the data."""
    sys.stdout.write(f"{text}\n")


def print_records(
    records: Sequence[Mapping[str, object]], form: str, *, right: Sequence[str] = ()
) -> None:
    """Print records of equal keys as a table for people, or as CSV or JSON.

    Parameters
    ----------
    records
        At least one; the keys of the first are the headings.
    form
        Empty for people, else ``csv`` or ``json``.
    right
        Headings of columns to align right.
    """
    if form == "json":
        say(json.dumps(list(records), ensure_ascii=False, indent=2, default=str))
    elif form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(records[0])
        writer.writerows([_cell(value) for value in record.values()] for record in records)
    else:
        _print_table(records, right)


def _cell(value: object) -> str:
    if isinstance(value, (tuple, list)):
        return spreadsheet_text("; ".join(map(str, value)))
    if isinstance(value, (int, float)):
        return str(value)
    return spreadsheet_text("" if value is None else str(value))


def _print_table(records: Sequence[Mapping[str, object]], right: Sequence[str]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in records[0]:
        if name in right:
            table.add_column(name, justify="right", no_wrap=True)
        else:
            table.add_column(name, overflow="fold")
    for record in records:
        table.add_row(*(Text(tidy("" if v is None else str(v))) for v in record.values()))
    Console().print(table)
