"""Tables that coordinators keep, as CSV or any delimited text: one location or contact a line.

Any of these columns may be there, in any order and under headers in English, French, German or
Spanish: id, study, facility, department, address, city, state, zip, country, status, contact,
role, phone, email, lat, lon, and several people a line ("PI", "PI phone", "Coordinator"). Lines
of one study are one record, in the table's order.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from trialsites.extract.decoding import as_published
from trialsites.extract.delimited import table_format
from trialsites.extract.draft import Draft
from trialsites.extract.format import TableForm
from trialsites.extract.headers import columns_of
from trialsites.extract.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trialsites.extract.document import Document
    from trialsites.extract.format import Records
    from trialsites.model import Study

__all__ = ["FORMAT", "TABLE"]

_NAME = "coordinator table"
_SITE = "\0site"  # no role that a table states


def _has_header(cells: list[str]) -> bool:
    return bool(columns_of(cells))


def _studies(header: list[str], lines: Iterator[list[str]], document: Document) -> Records:
    columns = columns_of(header)
    stem = PurePath(document.file).name.split(".")[0]
    with Shelf() as shelf:
        for cells in lines:
            site = _known(columns.site, cells)
            people = [(one.role, _known(one.fields, cells)) for one in columns.people]
            study = _known(columns.study, cells).get("study", stem)
            shelf.put(study, _SITE, site)
            for role, person in people:
                if person:
                    shelf.put(study, role, person)
        for study, found in shelf.studies():
            yield _study(study, found, document.file)


def _known(columns: dict[str, int], cells: list[str]) -> dict[str, str]:
    """Return the fields of a line that are not empty."""
    return {
        name: text
        for name, number in columns.items()
        if number < len(cells) and (text := as_published(cells[number]))
    }


def _study(study: str, lines: list[tuple[str, dict[str, str]]], file: str) -> Study:
    """Return one study; lines that repeat an id and a site and name another person are one row."""
    draft = Draft(study)
    last: dict[str, str] = {}
    for number, (kind, cells) in enumerate(lines):
        if kind != _SITE:
            _person(draft, kind, cells, sited=bool(last))
            continue
        with_person = number + 1 < len(lines) and lines[number + 1][0] != _SITE
        if cells and not (cells.get("id") and with_person and cells == last):
            draft.row(**cells)
        last = cells
    return draft.study(source=_NAME, file=file)


def _person(draft: Draft, role: str, cells: dict[str, str], *, sited: bool) -> None:
    """Add a person to the row of the line, or to the study if the line names no site."""
    fields = {**cells, "name": cells.get("contact", ""), "role": cells.get("role", role)}
    fields.pop("contact", None)
    if sited:
        draft.contact(len(draft.rows) - 1, **fields)
    else:
        draft.study_contact("central", **fields)


TABLE = TableForm(_NAME, _has_header, _studies)
FORMAT = table_format(TABLE)
