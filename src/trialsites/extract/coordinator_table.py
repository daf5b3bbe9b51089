"""Tables that coordinators keep, as CSV or any delimited text: one location or contact a line.

Any of these columns may be there, in any order and under headers in English, French, German or
Spanish: id, study, facility, department, address, city, state, zip, country, status, contact,
role, phone, email, lat, lon. Lines of one study are one record, in the table's order.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from trialsites.extract.decoding import as_published
from trialsites.extract.delimited import header_of, read_table
from trialsites.extract.draft import Draft
from trialsites.extract.format import Format, TableForm
from trialsites.extract.headers import CONTACT_FIELDS, LINE_FIELDS, columns_of
from trialsites.extract.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trialsites.extract.document import Document
    from trialsites.extract.format import Records
    from trialsites.model import Study

__all__ = ["FORMAT", "TABLE"]

_NAME = "coordinator table"


def _has_header(cells: list[str]) -> bool:
    return bool(columns_of(cells))


def _studies(header: list[str], lines: Iterator[list[str]], document: Document) -> Records:
    columns = columns_of(header)
    stem = PurePath(document.file).name.split(".")[0]
    with Shelf() as shelf:
        for cells in lines:
            known = {
                field: text
                for field, number in columns.items()
                if number < len(cells) and (text := as_published(cells[number]))
            }
            if known:
                shelf.put(known.pop("study", "") or stem, "line", known)
        for study, found in shelf.studies():
            yield _study(study, [cells for _, cells in found], document.file)


def _study(study: str, lines: list[dict[str, str]], file: str) -> Study:
    """Return one study; lines that repeat an id and a site and name another person are one row."""
    draft = Draft(study)
    last: dict[str, str] = {}
    for cells in lines:
        site = {field: cells[field] for field in LINE_FIELDS if field in cells}
        person = {field: cells[field] for field in CONTACT_FIELDS if field in cells}
        if not (site.get("id") and person and site == last):
            draft.row(**site)
            last = site
        if person:
            name = person.pop("contact", "")
            draft.contact(len(draft.rows) - 1, name=name, **person)
    return draft.study(source=_NAME, file=file)


TABLE = TableForm(_NAME, _has_header, _studies)
FORMAT = Format(
    _NAME,
    lambda head: _has_header(header_of(head)[1]),
    lambda document: read_table(document, TABLE),
)
