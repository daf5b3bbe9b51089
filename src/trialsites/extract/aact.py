"""AACT's pipe-delimited tables, as a folder or a zip: the whole registry without pairing.

Contacts join their facility by ``facility_id``. Columns changed over the years, so every table
is read by its header. Source: https://aact.ctti-clinicaltrials.org/data_dictionary
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from trialsites.errors import InputError
from trialsites.extract.delimited import header_of, table_lines
from trialsites.extract.document import Document
from trialsites.extract.draft import Draft
from trialsites.extract.format import Format
from trialsites.extract.shelf import Shelf
from trialsites.extract.terms import iso_date, phase_word
from trialsites.model import Skipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trialsites.extract.document import Head
    from trialsites.extract.format import Records
    from trialsites.model import Study

__all__ = ["FORMAT", "SITES_TABLE", "TABLES"]

_NAME = "AACT"
_DELIMITER = "|"
SITES_TABLE = "facilities.txt"
TABLES = {
    "studies.txt": "brief_title official_title overall_status phase last_update_posted_date "
    "last_update_submitted_date last_changed_date source",
    "sponsors.txt": "lead_or_collaborator name",
    "countries.txt": "name removed",
    SITES_TABLE: "id status name city state zip country latitude longitude",
    "facility_contacts.txt": "facility_id contact_type name email phone phone_extension",
    "facility_investigators.txt": "facility_id role name",
    "central_contacts.txt": "contact_type name phone email phone_extension role",
    "overall_officials.txt": "role name affiliation",
}
"""The tables that are read, and their columns."""

Line = dict[str, str]


def _matches(head: Head) -> bool:
    return header_of(head, lambda cells: "nct_id" in cells) == _DELIMITER


def _read(document: Document) -> Records:
    if document.file.lower() != SITES_TABLE:
        if SITES_TABLE in document.siblings:
            yield Skipped(document.name, f"is an AACT table; it is read with {SITES_TABLE}")
            return
        raise InputError(
            f"{document.name} is an AACT table without sites: name the folder or zip that holds "
            f"{SITES_TABLE}"
        )
    with Shelf() as shelf:
        for name in TABLES:
            if name == SITES_TABLE:
                _shelve(shelf, name, document)
            elif source := document.siblings.get(name):
                with source.open() as stream:
                    _shelve(shelf, name, Document.begin(source, stream))
        for nct, lines in shelf.studies():
            yield _study(nct, _by_table(lines), document)


def _shelve(shelf: Shelf, table: str, document: Document) -> None:
    lines = table_lines(document, _DELIMITER)
    header = next(lines, [])
    wanted = {*TABLES[table].split(), "nct_id"}
    columns = [(name, n) for n, name in enumerate(header) if name in wanted]
    for cells in lines:
        line = {name: cells[n] for name, n in columns if n < len(cells) and cells[n]}
        if nct := line.pop("nct_id", ""):
            shelf.put(nct, table, line)


def _by_table(lines: list[tuple[str, Line]]) -> dict[str, list[Line]]:
    tables: dict[str, list[Line]] = {name: [] for name in TABLES}
    for kind, line in lines:
        tables[kind].append(line)
    return tables


def _study(nct: str, tables: dict[str, list[Line]], document: Document) -> Study:
    draft = Draft(nct)
    for facility in tables[SITES_TABLE]:
        position = _facility(draft, facility)
        for person in _of(tables["facility_contacts.txt"], facility):
            draft.contact(position, **_person(person))
        for person in _of(tables["facility_investigators.txt"], facility):
            draft.contact(position, **_person(person))
    for person in tables["central_contacts.txt"]:
        draft.study_contact("central", **_person(person))
    for person in tables["overall_officials.txt"]:
        affiliation = person.get("affiliation", "")
        draft.study_contact("official", **_person(person), affiliation=affiliation)
    if "studies.txt" not in document.siblings:
        message = f"No studies.txt stands beside {SITES_TABLE}: title, status and date are unknown."
        draft.issue("study.tables_missing", message)
    facts = next(iter(tables["studies.txt"]), {})
    sponsors = tables["sponsors.txt"]
    leads = (s["name"] for s in sponsors if s.get("lead_or_collaborator") == "lead" and "name" in s)
    countries = (c.get("name", "") for c in tables["countries.txt"] if c.get("removed") != "t")
    return draft.study(
        title=facts.get("brief_title") or facts.get("official_title", ""),
        sponsor=next(leads, facts.get("source", "")),
        status=facts.get("overall_status", ""),
        phase=phase_word(facts.get("phase", "")),
        as_of=_updated(facts),
        url=f"https://clinicaltrials.gov/study/{nct}",
        source=_NAME,
        file=document.file,
        countries=tuple(countries),
    )


def _updated(facts: Line) -> str:
    names = ("last_update_posted_date", "last_update_submitted_date", "last_changed_date")
    return next(filter(None, (iso_date(facts.get(name, "")) for name in names)), "")


def _facility(draft: Draft, facility: Line) -> int:
    return draft.row(
        facility=facility.get("name", ""),
        city=facility.get("city", ""),
        state=facility.get("state", ""),
        zip=facility.get("zip", ""),
        country=facility.get("country", ""),
        status=facility.get("status", ""),
        lat=facility.get("latitude"),
        lon=facility.get("longitude"),
    )


def _of(people: list[Line], facility: Line) -> Iterator[Line]:
    return (person for person in people if person.get("facility_id") == facility.get("id"))


def _person(person: Line) -> Line:
    return {
        "name": person.get("name", ""),
        "role": person.get("contact_type") or person.get("role", ""),
        "phone": person.get("phone", ""),
        "phone_ext": person.get("phone_extension", ""),
        "email": person.get("email", ""),
    }


FORMAT = Format(_NAME, _matches, _read)
