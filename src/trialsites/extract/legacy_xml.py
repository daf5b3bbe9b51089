"""ClinicalTrials.gov's XML, retired in 2024 and still in circulation.

Source: https://clinicaltrials.gov/ct2/html/images/info/public.xsd
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from trialsites.extract.draft import Draft
from trialsites.extract.format import Format
from trialsites.extract.terms import iso_date, phase_word
from trialsites.extract.xml_records import xml_records, xml_text
from trialsites.model import Skipped

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from trialsites.extract.document import Document, Head
    from trialsites.extract.format import Records
    from trialsites.model import Study

__all__ = ["FORMAT"]

_NAME = "ClinicalTrials.gov XML"
_CONTACTS = {"contact": "contact", "contact_backup": "contact backup"}
_CENTRAL = {"overall_contact": "contact", "overall_contact_backup": "contact backup"}


def _matches(head: Head) -> bool:
    return bool(re.search(r"<clinical_study[\s>]", head.text))


def _read(document: Document) -> Records:
    for number, record in enumerate(xml_records(document, "clinical_study"), 1):
        if nct := xml_text(record, "id_info/nct_id"):
            yield _study(nct, record, document.file)
        else:
            yield Skipped(f"{document.name}, record {number}", "has no NCT number")


def _study(nct: str, record: Element, file: str) -> Study:
    draft = Draft(nct)
    for location in record.findall("location"):
        _location(draft, location)
    for tag, role in _CENTRAL.items():
        for person in record.findall(tag):
            draft.study_contact("central", **_person(person, role))
    for person in record.findall("overall_official"):
        role, affiliation = xml_text(person, "role"), xml_text(person, "affiliation")
        draft.study_contact("official", **_person(person, role), affiliation=affiliation)
    updated = ("last_update_posted", "last_update_submitted", "lastchanged_date")
    return draft.study(
        title=xml_text(record, "brief_title") or xml_text(record, "official_title"),
        sponsor=xml_text(record, "sponsors/lead_sponsor/agency"),
        status=xml_text(record, "overall_status"),
        phase=phase_word(xml_text(record, "phase")),
        as_of=next(filter(None, (iso_date(xml_text(record, tag)) for tag in updated)), ""),
        url=f"https://clinicaltrials.gov/study/{nct}",
        source=_NAME,
        file=file,
        countries=tuple(xml_text(c) for c in record.findall("location_countries/country")),
    )


def _location(draft: Draft, location: Element) -> None:
    address = "facility/address/"
    position = draft.row(
        facility=xml_text(location, "facility/name"),
        city=xml_text(location, address + "city"),
        state=xml_text(location, address + "state"),
        zip=xml_text(location, address + "zip"),
        country=xml_text(location, address + "country"),
        status=xml_text(location, "status"),
    )
    for tag, role in _CONTACTS.items():
        for person in location.findall(tag):
            draft.contact(position, **_person(person, role))
    for person in location.findall("investigator"):
        draft.contact(position, **_person(person, xml_text(person, "role")))


def _person(person: Element, role: str) -> dict[str, str]:
    names = (xml_text(person, tag) for tag in ("first_name", "middle_name", "last_name"))
    name, degrees = " ".join(filter(None, names)), xml_text(person, "degrees")
    return {
        "name": f"{name}, {degrees}" if name and degrees else name or degrees,
        "role": role,
        "phone": xml_text(person, "phone"),
        "phone_ext": xml_text(person, "phone_ext"),
        "email": xml_text(person, "email"),
    }


FORMAT = Format(_NAME, _matches, _read)
