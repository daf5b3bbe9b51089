"""Tables that coordinators keep, as CSV or any delimited text: one location or contact a line.

Any of these columns may be there, in any order and under headers in English, French, German or
Spanish: id, study, facility, department, address, city, state, zip, country, status, contact,
role, phone, email, lat, lon. Lines of one study are one record, in the table's order.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from trialsites.extract.decoding import as_published
from trialsites.extract.delimited import delimiter_of, header_of, table_lines
from trialsites.extract.format import Format
from trialsites.extract.headers import CONTACT_FIELDS, LINE_FIELDS, columns_of
from trialsites.extract.shelf import Shelf
from trialsites.extract.terms import status_word
from trialsites.model import Contact, Issue, Row, Study

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from trialsites.extract.document import Document, Head
    from trialsites.extract.format import Records

__all__ = ["FORMAT", "studies_of"]

_NAME = "coordinator table"


def _matches(head: Head) -> bool:
    return bool(columns_of(header_of(head)[1]))


def _read(document: Document) -> Records:
    delimiter = delimiter_of(document.head.first_line)
    yield from studies_of(table_lines(document, delimiter), document.file, _NAME)


def studies_of(lines: Iterable[list[str]], file: str, source: str) -> Iterator[Study]:
    """Yield the studies of a table whose first line is a header.

    Parameters
    ----------
    lines
        The cells of every line.
    file
        File name; without a study column its stem names the study.
    source
        Name of the format.
    """
    lines = iter(lines)
    columns = columns_of(next(lines, []))
    stem = PurePath(file).name.split(".")[0]
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
            yield _study(study, [cells for _, cells in found], file, source)


def _study(study: str, lines: list[dict[str, str]], file: str, source: str) -> Study:
    rows: list[Row] = []
    contacts: list[Contact] = []
    issues: list[Issue] = []
    last: dict[str, str] = {}
    for cells in lines:
        line = {field: cells[field] for field in LINE_FIELDS if field in cells}
        person = {field: cells[field] for field in CONTACT_FIELDS if field in cells}
        if not (line.get("id") and person and line == last and rows):
            rows.append(_row(study, len(rows), line, issues))
            last = line
        if person:
            contacts.append(_contact(study, len(contacts), person, len(rows) - 1))
    return Study(
        id=study,
        source=source,
        file=file,
        nested=True,
        countries=tuple(dict.fromkeys(row.country for row in rows if row.country)),
        rows=tuple(rows),
        contacts=tuple(contacts),
        issues=tuple(issues),
    )


def _row(study: str, position: int, line: dict[str, str], issues: list[Issue]) -> Row:
    texts = {field: text for field, text in line.items() if field not in ("lat", "lon", "status")}
    lat = _degrees(line.get("lat", ""), 90)
    lon = _degrees(line.get("lon", ""), 180)
    if (lat is None) != (lon is None) or (lat is None and "lat" in line):
        lat = lon = None
        message = "The line's coordinates are no decimal degrees and were left out."
        value = f"{line.get('lat', '')}, {line.get('lon', '')}"
        issues.append(Issue("row.coordinates", message, study, position, value))
    status = status_word(line.get("status", ""))
    return Row(study, position, **texts, status=status, lat=lat, lon=lon)


def _degrees(text: str, most: int) -> float | None:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if abs(value) <= most else None


def _contact(study: str, number: int, person: dict[str, str], position: int) -> Contact:
    return Contact(
        study=study,
        contact=number,
        name=person.get("contact", ""),
        role=person.get("role", ""),
        phone=person.get("phone", ""),
        phone_ext=person.get("phone_ext", ""),
        email=person.get("email", ""),
        position=position,
    )


FORMAT = Format(_NAME, _matches, _read)
