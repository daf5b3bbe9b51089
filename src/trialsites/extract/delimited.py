"""Delimited text as records: delimiter found, quoting understood, width bounded."""

from __future__ import annotations

import csv
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from trialsites.errors import InputError
from trialsites.extract.decoding import encoding_of, lines
from trialsites.extract.format import Format

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from trialsites.extract.document import Document, Head
    from trialsites.extract.format import Records, TableForm

__all__ = [
    "HEADER_WITHIN",
    "below_header",
    "header_of",
    "read_table",
    "table_format",
    "table_lines",
]

_USUAL = ",;\t|"
_NO_DELIMITER = " \"'_-./()[]*#\r\n\ufeff"
HEADER_WITHIN = 10
"""A header stands among this many lines that hold something."""
_HEADER_CHARACTERS = 1 << 14
_MOST_COLUMNS = 2000
_MOST_FIELD = 1 << 24
csv.field_size_limit(_MOST_FIELD)  # a site's Locations column holds 1,400 sites in one field


def header_of(head: Head, accepts: Callable[[list[str]], bool]) -> str:
    """Return the delimiter of a table whose header is accepted, or empty.

    The header is one of the first ten lines that hold something. The usual delimiters are tried
    by count, then any odd single character (control signs, "¬", "^") that stands there often.

    Parameters
    ----------
    head
        The beginning of an input.
    accepts
        Says whether the cells of a line are a header.
    """
    found = (line for line in head.text.split("\n") if line.strip())
    for line in islice(found, HEADER_WITHIN):
        start = line[:_HEADER_CHARACTERS]
        for delimiter in _candidates(start):
            if accepts(_cells(start, delimiter)):
                return delimiter
    return ""


def _candidates(line: str) -> list[str]:
    counts = Counter("".join(line.split('"')[::2]))
    usual = sorted(filter(counts.__getitem__, _USUAL), key=lambda sign: -counts[sign])
    odd = [sign for sign in counts if not (sign.isalnum() or sign in _NO_DELIMITER)]
    odd = [sign for sign in odd if counts[sign] > 1 and sign not in _USUAL]
    return usual + sorted(odd, key=lambda sign: -counts[sign])[:3]


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        return []


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
    text = lines(document.stream, encoding_of(document.head.data), document.name)
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


def table_format(form: TableForm) -> Format:
    """Return the format of delimited tables of one kind.

    Parameters
    ----------
    form
        The kind of table.
    """
    return Format(
        form.name,
        lambda head: bool(header_of(head, form.has_header)),
        lambda document: read_table(document, form),
    )


def read_table(document: Document, form: TableForm) -> Records:
    """Yield the studies of a delimited table of a known kind.

    Parameters
    ----------
    document
        The table; lines above its header are passed over.
    form
        The kind of table.
    """
    delimiter = header_of(document.head, form.has_header)
    yield from below_header(table_lines(document, delimiter), form, document)


def below_header(lines: Iterator[list[str]], form: TableForm, document: Document) -> Records:
    """Yield the studies below the header of some lines; nothing if there is no header.

    Parameters
    ----------
    lines
        The cells of every line.
    form
        The kind of table.
    document
        Where the lines stand.
    """
    for cells in islice(lines, HEADER_WITHIN):
        if form.has_header(cells):
            yield from form.studies(cells, lines, document)
            return
