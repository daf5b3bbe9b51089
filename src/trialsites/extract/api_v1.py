"""ClinicalTrials.gov API v1 ``full_studies`` JSON (retired in 2024)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from trialsites.extract.draft import Draft
from trialsites.extract.format import Format
from trialsites.extract.json_fields import find, items, json_studies, text
from trialsites.extract.terms import iso_date, phase_word

if TYPE_CHECKING:
    from trialsites.extract.document import Document, Head
    from trialsites.extract.format import Records
    from trialsites.model import Study

__all__ = ["FORMAT"]

_NAME = "ClinicalTrials.gov API v1"
_WRAPPERS = frozenset({"FullStudiesResponse", "FullStudies"})
_KEYS = re.compile(r'"(?:FullStudiesResponse|FullStudy|ProtocolSection)"\s*:')
_FIELDS = {
    "name": "Name",
    "role": "Role",
    "phone": "Phone",
    "phone_ext": "PhoneExt",
    "email": "EMail",
}


def _matches(head: Head) -> bool:
    return head.is_json and bool(_KEYS.search(head.text))


def _read(document: Document) -> Records:
    return json_studies(document, _WRAPPERS, _study, "NCT number")


def _protocol(record: dict[str, Any]) -> dict[str, Any]:
    for path in ((), ("Study",), ("FullStudy", "Study"), ("FullStudy",)):
        if isinstance(found := find(record, *path, "ProtocolSection"), dict):
            return found
    return {}


def _study(record: dict[str, Any], file: str) -> Study | None:
    protocol = _protocol(record)
    nct = text(protocol, "IdentificationModule", "NCTId")
    if not nct:
        return None
    draft = Draft(nct)
    module = find(protocol, "ContactsLocationsModule") or {}
    for location in items(module, "LocationList", "Location"):
        _location(draft, location)
    for person in items(module, "CentralContactList", "CentralContact"):
        draft.study_contact("central", **_person(person, "CentralContact"))
    for person in items(module, "OverallOfficialList", "OverallOfficial"):
        affiliation = text(person, "OverallOfficialAffiliation")
        draft.study_contact(
            "official", **_person(person, "OverallOfficial"), affiliation=affiliation
        )
    named = find(protocol, "IdentificationModule")
    status = find(protocol, "StatusModule")
    posted = text(status, "LastUpdatePostDateStruct", "LastUpdatePostDate")
    phases = items(protocol, "DesignModule", "PhaseList", "Phase")
    return draft.study(
        title=text(named, "BriefTitle") or text(named, "OfficialTitle"),
        sponsor=text(protocol, "SponsorCollaboratorsModule", "LeadSponsor", "LeadSponsorName"),
        status=text(status, "OverallStatus"),
        phase="|".join(phase_word(phase) for phase in phases if isinstance(phase, str)),
        as_of=iso_date(posted or text(status, "LastUpdateSubmitDate")),
        url=f"https://clinicaltrials.gov/study/{nct}",
        source=_NAME,
        file=file,
    )


def _location(draft: Draft, location: dict[str, Any]) -> None:
    position = draft.row(
        facility=text(location, "LocationFacility"),
        city=text(location, "LocationCity"),
        state=text(location, "LocationState"),
        zip=text(location, "LocationZip"),
        country=text(location, "LocationCountry"),
        status=text(location, "LocationStatus"),
    )
    for person in items(location, "LocationContactList", "LocationContact"):
        draft.contact(position, **_person(person, "LocationContact"))


def _person(person: dict[str, Any], prefix: str) -> dict[str, str]:
    return {ours: text(person, prefix + theirs) for ours, theirs in _FIELDS.items()}


FORMAT = Format(_NAME, _matches, _read)
