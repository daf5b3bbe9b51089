"""Delimited text as records: delimiter found, quoting understood, width bounded."""

from __future__ import annotations

import csv
from collections import Counter
from typing import TYPE_CHECKING

from trialsites.errors import InputError
from trialsites.extract.decoding import encoding_of, lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trialsites.extract.document import Document, Head
    from trialsites.extract.format import Records, TableForm

__all__ = ["delimiter_of", "header_of", "read_table", "table_lines"]

_USUAL = ",;\t|"
_MOST_COLUMNS = 2000
_MOST_FIELD = 1 << 24
csv.field_size_limit(_MOST_FIELD)  # a site's Locations column holds 1,400 sites in one field


def delimiter_of(line: str) -> str:
    """Return the character that separates the columns of a header line, or empty.

    The usual ones win by count; else any odd single character (control signs, "¬", "^") that is
    no letter, digit, blank or quote and stands there at least twice.

    Parameters
    ----------
    line
        The first line of a table.
    """
    counts = Counter(_unquoted(line))
    best = max(_USUAL, key=lambda sign: counts[sign])
    if counts[best]:
        return best
    odd = {c: n for c, n in counts.items() if not (c.isalnum() or c in " \"'_-./()[]\r\n\ufeff")}
    return max(odd, key=lambda sign: odd[sign]) if odd and max(odd.values()) > 1 else ""


def _unquoted(line: str) -> str:
    return "".join(line.split('"')[::2])


def header_of(head: Head) -> tuple[str, list[str]]:
    """Return the delimiter and the header of a table, or an empty header.

    Parameters
    ----------
    head
        The beginning of an input.
    """
    line = head.first_line
    delimiter = delimiter_of(line[: 1 << 14])
    if not delimiter:
        return "", [line.strip('"')] if line else []
    try:
        return delimiter, [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter))]
    except csv.Error:
        return "", []


def table_lines(document: Document, delimiter: str) -> Iterator[list[str]]:
    """Yield every line of a delimited table as cells, the header first.

    Parameters
    ----------
    document
        The table.
    delimiter
        One character.

    Raises
    ------
    InputError
        If a line has more than 2,000 columns or cannot be split.
    """
    text = lines(document.stream, encoding_of(document.head.data))
    plain = (line.replace("\0", "") for line in text)
    reader = csv.reader(plain, delimiter=delimiter or ",")
    try:
        for cells in reader:
            if len(cells) > _MOST_COLUMNS:
                raise InputError(
                    f"{document.name} has {len(cells):,} columns in line {reader.line_num}: "
                    f"at most {_MOST_COLUMNS:,} are read"
                )
            if any(cells):
                cells[0] = cells[0].lstrip("\ufeff")
                yield cells
    except csv.Error as error:
        raise InputError(
            f"{document.name} cannot be split into columns at line {reader.line_num} ({error})"
        ) from error


def read_table(document: Document, form: TableForm) -> Records:
    """Yield the studies of a delimited table of a known kind.

    Parameters
    ----------
    document
        The table; its first line is its header.
    form
        The kind of table.
    """
    delimiter, _ = header_of(document.head)
    lines = table_lines(document, delimiter)
    yield from form.studies(next(lines, []), lines, document)
