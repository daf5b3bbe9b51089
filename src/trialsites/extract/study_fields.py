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
from trialsites.extract.json_fields import items, json_studies, text
from trialsites.extract.terms import iso_date, phase_word

if TYPE_CHECKING:
    from trialsites.extract.document import Document, Head
    from trialsites.extract.format import Records
    from trialsites.model import Study

__all__ = ["FORMAT"]

_NAME = "ClinicalTrials.gov API v1 study fields"
_WRAPPERS = frozenset({"StudyFieldsResponse", "StudyFields"})
_KEYS = re.compile(r'"(?:StudyFieldsResponse|StudyFields)"|"(?:NCTId|LocationCity|Acronym)":\s*\[')
_ROW = {
    "city": "LocationCity",
    "country": "LocationCountry",
    "facility": "LocationFacility",
    "state": "LocationState",
    "zip": "LocationZip",
    "status": "LocationStatus",
}
_PERSON = {
    "name": "Name",
    "role": "Role",
    "phone": "Phone",
    "phone_ext": "PhoneExt",
    "email": "EMail",
    "affiliation": "Affiliation",
}


def _matches(head: Head) -> bool:
    return head.is_json and bool(_KEYS.search(head.text))


def _read(document: Document) -> Records:
    return json_studies(document, _WRAPPERS, _study, "NCT number")


def _study(record: dict[str, Any], file: str) -> Study | None:
    nct = text(record, "NCTId")
    if not nct:
        return None
    draft = Draft(nct)
    for line in _lines(draft, record, _ROW, "row"):
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


def _people(draft: Draft, record: dict[str, Any]) -> None:
    for person in _persons(draft, record, "LocationContact"):
        draft.contact(0 if len(draft.rows) == 1 else None, **person)
    for person in _persons(draft, record, "CentralContact"):
        draft.study_contact("central", **person)
    for person in _persons(draft, record, "OverallOfficial"):
        draft.study_contact("official", **person)


def _persons(draft: Draft, record: dict[str, Any], prefix: str) -> list[dict[str, Any]]:
    keys = {field: prefix + name for field, name in _PERSON.items()}
    return _lines(draft, record, keys, "contact")


def _lines(
    draft: Draft, record: dict[str, Any], keys: dict[str, str], kind: str
) -> list[dict[str, Any]]:
    """Return what some parallel lists say line by line; every line is in one of the first two.

    Parameters
    ----------
    keys
        Field to key of its list.
    kind
        What a line is: ``row`` or ``contact``.
    """
    columns = {field: items(record, key) for field, key in keys.items()}
    count = max(len(columns[field]) for field in list(keys)[:2])
    for field, values in columns.items():
        if values and len(values) != count:
            message = (
                f"{len(values)} values of {keys[field]} stand beside {count} {kind}s; which is "
                "whose cannot be known, so they were left out."
            )
            draft.issue(f"{kind}.field_misaligned", message, None, keys[field])
    kept = {field: values for field, values in columns.items() if len(values) == count}
    return [{field: values[n] for field, values in kept.items()} for n in range(count)]


FORMAT = Format(_NAME, _matches, _read)
