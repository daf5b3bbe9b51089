"""ClinicalTrials.gov API v1 ``study_fields`` JSON: parallel lists with the holes closed up.

A missing state or phone leaves no gap, so lists of unequal length cannot be matched: of 1,375
studies 57 had shifted states, 37 shifted zips, 311 shifted contacts. Columns as long as the list
of cities are read; the others are left out and named in an issue.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from trialsites.extract.draft import Draft
from trialsites.extract.format import Format
from trialsites.extract.json_fields import items, parsed, text
from trialsites.extract.json_records import json_records
from trialsites.extract.terms import iso_date, phase_word
from trialsites.model import Skipped

if TYPE_CHECKING:
    from trialsites.extract.document import Document, Head
    from trialsites.extract.format import Records
    from trialsites.model import Study

__all__ = ["FORMAT"]

_NAME = "ClinicalTrials.gov API v1 study fields"
_WRAPPERS = frozenset({"StudyFieldsResponse", "StudyFields"})
_KEYS = re.compile(r'"(?:StudyFieldsResponse|StudyFields)"|"(?:NCTId|LocationCity|Acronym)":\s*\[')
_ROW = {"facility": "LocationFacility", "city": "LocationCity", "state": "LocationState",
        "zip": "LocationZip", "country": "LocationCountry", "status": "LocationStatus"}  # fmt: skip
_PERSON = {"name": "Name", "role": "Role", "phone": "Phone", "phone_ext": "PhoneExt",
           "email": "EMail", "affiliation": "Affiliation"}  # fmt: skip


def _matches(head: Head) -> bool:
    return bool(_KEYS.search(head.text)) and head.text.lstrip()[:1] in ("{", "[")


def _read(document: Document) -> Records:
    for number, raw in enumerate(json_records(document, _WRAPPERS), 1):
        record = parsed(raw)
        if record and text(record, "NCTId"):
            yield _study(text(record, "NCTId"), record, document.file)
        else:
            why = "is no JSON" if record is None else "has no NCT number"
            yield Skipped(f"{document.name}, record {number}", why)


def _study(nct: str, record: dict[str, Any], file: str) -> Study:
    draft = Draft(nct)
    for line in _lines(draft, record):
        draft.row(**line)
    _people(draft, record)
    return draft.study(
        nested=len(draft.rows) == 1,
        title=text(record, "BriefTitle") or text(record, "OfficialTitle"),
        sponsor=text(record, "LeadSponsorName"),
        status=text(record, "OverallStatus"),
        phase="|".join(phase_word(str(phase)) for phase in items(record, "Phase")),
        as_of=iso_date(text(record, "LastUpdatePostDate") or text(record, "LastUpdateSubmitDate")),
        url=f"https://clinicaltrials.gov/study/{nct}",
        source=_NAME,
        file=file,
    )


def _lines(draft: Draft, record: dict[str, Any]) -> list[dict[str, Any]]:
    columns = {ours: items(record, theirs) for ours, theirs in _ROW.items()}
    count = max(len(columns["city"]), len(columns["country"]))
    for name, values in columns.items():
        if values and len(values) != count:
            message = (
                f"{len(values)} values of {_ROW[name]} stand beside {count} locations; which is "
                "whose cannot be known, so they were left out."
            )
            draft.issue("row.field_misaligned", message, None, name)
    kept = {name: values for name, values in columns.items() if len(values) == count}
    return [{name: values[n] for name, values in kept.items()} for n in range(count)]


def _people(draft: Draft, record: dict[str, Any]) -> None:
    for person in _persons(draft, record, "LocationContact"):
        draft.contact(0 if len(draft.rows) == 1 else None, **person)
    for person in _persons(draft, record, "CentralContact"):
        draft.study_contact("central", **person)
    for person in _persons(draft, record, "OverallOfficial"):
        draft.study_contact("official", **person)


def _persons(draft: Draft, record: dict[str, Any], prefix: str) -> list[dict[str, Any]]:
    columns = {ours: items(record, prefix + theirs) for ours, theirs in _PERSON.items()}
    count = max(len(columns["name"]), len(columns["role"]))
    for name, values in columns.items():
        if values and len(values) != count:
            message = (
                f"{len(values)} values of {prefix}{_PERSON[name]} stand beside {count} contacts; "
                "which is whose cannot be known, so they were left out."
            )
            draft.issue("contact.field_misaligned", message, None, f"{prefix}{_PERSON[name]}")
    kept = {name: values for name, values in columns.items() if len(values) == count}
    return [{name: values[n] for name, values in kept.items()} for n in range(count)]


FORMAT = Format(_NAME, _matches, _read)
