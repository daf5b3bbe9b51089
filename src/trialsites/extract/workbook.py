"""Excel workbooks (.xlsx): the tables that may be CSV, one to a sheet.

Only cell texts are wanted, so the sheets' XML is streamed like any other: no formula is run, no
style read, no entity expanded. Source: ECMA-376, part 1, SpreadsheetML.
"""

from __future__ import annotations

import re
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING

from trialsites.errors import InputError
from trialsites.extract import coordinator_table, ictrp, site_csv
from trialsites.extract.decoding import as_published
from trialsites.extract.delimited import HEADER_WITHIN, below_header
from trialsites.extract.document import Document, Source
from trialsites.extract.format import Format
from trialsites.extract.sources import DAMAGE, open_member, seekable
from trialsites.extract.xml_records import xml_records
from trialsites.extract.zip_members import entries

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO
    from xml.etree.ElementTree import Element
    from zipfile import ZipInfo

    from trialsites.extract.document import Head
    from trialsites.extract.format import Records

__all__ = ["FORMAT"]

_NAME = "Excel workbook"
_PARTS = (b"[Content_Types].xml", b"xl/", b"_rels/.rels", b"docProps/")
_SHEET = re.compile(r"xl/worksheets/[^/]*\.xml")
_STRINGS = "xl/sharedStrings.xml"
_MOST_COLUMNS = 2000
_MOST_PARTS = 10_000
_CELL = re.compile(r"([A-Z]{1,3})\d+")
_EXACT = 1e15  # Excel keeps phones and postal codes as numbers, exact up to 15 digits
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_TABLES = (site_csv.TABLE, ictrp.TABLE, coordinator_table.TABLE)


def _matches(head: Head) -> bool:
    start = head.data[:4096]
    return start.startswith(b"PK") and any(part in start for part in _PARTS)


def _read(document: Document) -> Records:
    with seekable(document.stream, document.stream) as packed:
        try:
            parts = {entry.filename: entry for entry in islice(entries(packed), _MOST_PARTS)}
        except DAMAGE as error:
            raise InputError(f"{document.name} is a damaged workbook: save it again") from error
        yield from _tables(document, packed, parts)


def _tables(document: Document, archive: BinaryIO, parts: dict[str, ZipInfo]) -> Records:
    texts = list(_texts(document, archive, parts.get(_STRINGS)))
    understood = False
    for name in sorted(filter(_SHEET.fullmatch, parts)):
        lines = _lines(document, archive, parts[name], texts)
        top = list(islice(lines, HEADER_WITHIN))
        form = next((form for form in _TABLES if any(map(form.has_header, top))), None)
        if form:
            understood = True
            yield from below_header(chain(top, lines), form, document)
    if not understood:
        raise InputError(
            f"{document.name} has no sheet with a header that names columns of a site table: "
            "put headers such as facility, city, country above the columns"
        )


def _elements(
    document: Document, archive: BinaryIO, member: ZipInfo, tag: str
) -> Iterator[Element]:
    name = f"{document.name}!{member.filename}"
    source = Source(name, document.file, partial(open_member, archive, member, name), False)
    with source.open() as stream:
        yield from xml_records(Document.begin(source, stream), tag)


def _texts(document: Document, archive: BinaryIO, member: ZipInfo | None) -> Iterator[str]:
    """Yield the texts that cells share by number."""
    if member:
        for element in _elements(document, archive, member, "si"):
            yield _text(element)


def _text(element: Element) -> str:
    """Return plain or rich text without its phonetic guides."""
    return "".join(part.text or "" for path in ("t", "r/t") for part in element.findall(path))


def _lines(
    document: Document, archive: BinaryIO, member: ZipInfo, texts: list[str]
) -> Iterator[list[str]]:
    for row in _elements(document, archive, member, "row"):
        cells: list[str] = []
        for cell in row.findall("c"):
            number = _column(cell.get("r", ""), len(cells))
            if number >= _MOST_COLUMNS:
                raise InputError(
                    f"{document.name} has more than {_MOST_COLUMNS:,} columns: it is no site table"
                )
            cells += [""] * (number - len(cells))
            cells.append(as_published(_value(cell, texts)))
        if any(cells):
            yield cells


def _column(reference: str, following: int) -> int:
    """Return the 0-based column of a reference such as "B2"; never one that is taken."""
    match = _CELL.fullmatch(reference)
    if not match:
        return following
    number = 0
    for letter in match[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return max(number - 1, following)


def _value(cell: Element, texts: list[str]) -> str:
    kind, value = cell.get("t", "n"), cell.findtext("v", "")
    if kind == "s":
        return texts[int(value)] if value.isdecimal() and int(value) < len(texts) else ""
    if kind == "inlineStr":
        inline = cell.find("is")
        return "" if inline is None else _text(inline)
    if kind == "n" and _NUMBER.fullmatch(value) and ("." in value or "e" in value.lower()):
        number = float(value)
        return str(int(number)) if number.is_integer() and abs(number) < _EXACT else value
    return "" if kind == "e" else value


FORMAT = Format(_NAME, _matches, _read)
