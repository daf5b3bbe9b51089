"""How tables reach the terminal, or a pipe."""

from __future__ import annotations

import csv
import json
import re
import shutil
import sys
import textwrap
from typing import TYPE_CHECKING

from trialsites.text import printable, spreadsheet_text, tidy

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["count", "line", "paired_by", "print_table", "say", "words"]

_NARROWEST = 60
_TOGETHER = "p\0=\0"


def say(text: str = "") -> None:
    """Print one line for a person, without control characters of the data."""
    sys.stdout.write(f"{printable(text)}\n")


def line(label: str, text: str, *, indent: int = 12) -> None:
    """Print one fact under its label, folded to the terminal's width below its beginning."""
    width = max(shutil.get_terminal_size().columns, _NARROWEST)
    for folded in textwrap.wrap(
        text.replace("p = ", _TOGETHER),
        width,
        initial_indent=f"  {label}".ljust(indent),
        subsequent_indent=" " * indent,
        break_on_hyphens=False,
        break_long_words=False,
    ):
        say(folded.replace(_TOGETHER, "p = "))


def count(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: 1 city, 1,200 cities."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def paired_by(word: str) -> str:
    """Return how people say it that contacts were paired: nested is by the record itself."""
    return "by the record itself" if word == "nested" else f"by {word}"


def words(status: str) -> str:
    """Return a status as people write it: NOT_YET_RECRUITING is not yet recruiting."""
    return " ".join(re.sub(r"[\W_]+", " ", status).split()).lower()


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
    console = Console()
    with console.capture() as shown:
        console.print(table)
    sys.stdout.writelines(f"{line.rstrip()}\n" for line in shown.get().splitlines())
