"""The EU's Clinical Trials Information System: sites with named investigators and ORG numbers.

Before mid-2024 a site recurs in every application; it is one row by its id.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from trialsites.extract.draft import Draft
from trialsites.extract.format import Format
from trialsites.extract.json_fields import find, items, json_studies, text
from trialsites.extract.terms import iso_date, phase_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trialsites.extract.document import Document, Head
    from trialsites.extract.format import Records
    from trialsites.model import Study

__all__ = ["FORMAT"]

_NAME = "CTIS"
_KEYS = re.compile(r'"(?:authorizedApplication|authorizedPartI?I|ctNumber|ctStatus)"\s*:')
_ROMAN = re.compile(r"IV|I{1,3}")
_PHASES = re.compile(r"Phase (?:IV|I{1,3})(?:\s*(?:and|/|-)\s*(?:Phase )?(?:IV|I{1,3}))*")
_NOTHING = frozenset({"na", "n/a", "none", "-", "not applicable"})


def _matches(head: Head) -> bool:
    return head.is_json and bool(_KEYS.search(head.text))


def _read(document: Document) -> Records:
    return json_studies(document, frozenset({"data"}), _study, "EU trial number")


def _study(record: dict[str, Any], file: str) -> Study | None:
    number = text(record, "ctNumber")
    if not number:
        return None
    draft = Draft(number)
    seen: set[str] = set()
    countries = []
    for part in _country_parts(record):
        country = text(part, "mscInfo", "countryName") or text(part, "mscInfo", "mscName")
        countries.append(country)
        status = _status(part)
        for site in items(part, "trialSites"):
            key = text(site, "id")
            if not key or key not in seen:
                seen.add(key)
                _site(draft, site, country, status)
    sponsors = list(_sponsors(record))
    _sponsor_contacts(draft, sponsors)
    updated = text(record, "lastUpdated") or text(record, "publishDate")
    return draft.study(
        title=_title(record),
        sponsor=next((name for name in map(_sponsor_name, sponsors) if name), ""),
        status=_overall(record),
        phase=phase_word(_phase(record)),
        as_of=iso_date(updated or text(record, "decisionDateOverall")),
        url=f"https://euclinicaltrials.eu/ctis-public/view/{number}",
        source=_NAME,
        file=file,
        countries=tuple(countries),
    )


def _country_parts(record: dict[str, Any]) -> Iterator[Any]:
    """Yield the parts of the authorised trial, then those of its applications, by country."""
    for holder in (find(record, "authorizedApplication"), record):
        yield from items(holder, "authorizedPartsII")
        for key in ("applications", "applicationInfo"):
            for application in items(holder, key):
                yield from items(application, "partIIInfo")


def _status(part: Any) -> str:  # noqa: ANN401 - JSON is anything
    """Return the status of a country's sites; a site has none of its own."""
    info = find(part, "mscInfo")
    trial = text(info, "trialStatus")
    if trial and trial != "Authorised":
        return trial
    if find(info, "activeTrialRecruitmentPeriod", "recruitmentEndDate"):
        return "ACTIVE_NOT_RECRUITING"
    started = find(info, "hasRecruitmentStarted")
    return "" if started is None else "RECRUITING" if started else "NOT_YET_RECRUITING"


def _site(draft: Draft, site: Any, country: str, status: str) -> None:  # noqa: ANN401 - JSON
    place = find(site, "organisationAddressInfo") or find(site, "organisationAddress")
    department = text(site, "departmentName")
    lines = [text(place, "address", f"addressLine{n}") for n in range(1, 5)]
    position = draft.row(
        facility=text(place, "organisation", "name"),
        department="" if department.casefold() in _NOTHING else department,
        address=", ".join(filter(None, lines)) or text(place, "address", "oneLine"),
        city=text(place, "address", "city"),
        zip=text(place, "address", "postcode"),
        country=text(place, "address", "countryName") or country,
        status=status,
        org_id=text(place, "organisation", "businessKey") or text(place, "businessKey"),
    )
    person = find(site, "personInfo")
    draft.contact(
        position,
        name=" ".join(filter(None, (text(person, "firstName"), text(person, "lastName")))),
        role="Principal Investigator",
        phone=text(person, "telephone") or text(place, "phone"),
        email=text(person, "email") or text(place, "email"),
    )


def _sponsors(record: dict[str, Any]) -> Iterator[Any]:
    for holder in (find(record, "authorizedApplication"), record):
        yield from items(holder, "authorizedPartI", "sponsors")
    yield from items(record, "primarySponsor")


def _sponsor_name(sponsor: Any) -> str:  # noqa: ANN401 - JSON is anything
    return text(sponsor, "organisation", "name") or text(sponsor, "name")


def _sponsor_contacts(draft: Draft, sponsors: list[Any]) -> None:
    seen = set()
    for sponsor in sponsors:
        for kind in ("publicContacts", "scientificContacts"):
            for desk in items(sponsor, kind):
                fields = {
                    "name": text(desk, "functionalName"),
                    "role": f"{kind.removesuffix('Contacts')} contact",
                    "phone": text(desk, "telephone"),
                    "email": text(desk, "functionalEmailAddress"),
                    "affiliation": text(desk, "organisation", "name"),
                }
                if tuple(fields.values()) not in seen:
                    seen.add(tuple(fields.values()))
                    draft.study_contact("sponsor", **fields)


def _title(record: dict[str, Any]) -> str:
    for holder in (find(record, "authorizedApplication"), record):
        named = find(holder, "authorizedPartI", "trialDetails", "clinicalTrialIdentifiers")
        if title := text(named, "publicTitle") or text(named, "fullTitle"):
            return title
    return text(record, "ctTitle") or text(record, "title") or text(record, "shortTitle")


def _overall(record: dict[str, Any]) -> str:
    """Return the status in words; a bare number is CTIS's own code and says nothing to people."""
    status = text(record, "ctStatus")
    return "" if status.isdigit() else status


def _phase(record: dict[str, Any]) -> str:
    named = _PHASES.search(text(record, "trialPhase"))
    return "|".join(f"Phase {number}" for number in _ROMAN.findall(named[0])) if named else ""


FORMAT = Format(_NAME, _matches, _read)
