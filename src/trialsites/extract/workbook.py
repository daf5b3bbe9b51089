"""Excel workbooks: the tables that may be CSV, one to a sheet."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from trialsites.errors import InputError
from trialsites.extract import coordinator_table, ictrp, site_csv
from trialsites.extract.decoding import as_published
from trialsites.extract.format import Format

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trialsites.extract.document import Document, Head
    from trialsites.extract.format import Records

__all__ = ["FORMAT"]

_NAME = "Excel workbook"
_MOST_BYTES = 256 << 20
_MOST_UNPACKED = 1 << 30
_MOST_COLUMNS = 300
_PARTS = (b"[Content_Types].xml", b"xl/", b"_rels/.rels")


def _matches(head: Head) -> bool:
    start = head.data[:4096]
    return start.startswith(b"PK") and any(part in start for part in _PARTS)


def _read(document: Document) -> Records:
    data = document.stream.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise InputError(f"{document.name} is a workbook of more than 256 MB: save it as CSV")
    _check(document.name, data)
    understood = False
    for sheet, lines in _sheets(document.name, data):
        header = next(lines, [])
        for table in (site_csv.TABLE, ictrp.TABLE, coordinator_table.TABLE):
            if table.has_header(header):
                understood = True
                yield from table.studies(header, lines, document)
                break
        else:
            del sheet
    if not understood:
        raise InputError(
            f"{document.name} has no sheet whose first line names columns of a site table: "
            "put headers such as facility, city, country above the columns"
        )


def _check(name: str, data: bytes) -> None:
    """Refuse a workbook that unpacks to a bomb or brings a document type of its own."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > _MOST_UNPACKED:
                raise InputError(f"{name} unpacks to more than 1 GB: save the table as CSV")
            for member in members:
                if member.filename.endswith((".xml", ".rels")):
                    with archive.open(member) as part:
                        if b"<!DOCTYPE" in part.read(1 << 16):
                            raise InputError(f"{name} declares an XML document type: not read")
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise InputError(f"{name} is a damaged workbook: save it again") from error


def _sheets(name: str, data: bytes) -> Iterator[tuple[str, Iterator[list[str]]]]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (InvalidFileException, KeyError, ValueError, TypeError, SyntaxError, OSError) as error:
        raise InputError(f"{name} is no readable workbook: save it again as .xlsx") from error
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        yield sheet.title, _cells(sheet.iter_rows(max_col=_MOST_COLUMNS, values_only=True))
    book.close()


def _cells(lines: Iterator[tuple[object, ...]]) -> Iterator[list[str]]:
    for line in lines:
        cells = [_text(cell) for cell in line]
        if any(cells):
            yield cells


def _text(cell: object) -> str:
    """Return a cell as text; Excel keeps zips and phones as floats."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return as_published(cell)


FORMAT = Format(_NAME, _matches, _read)
