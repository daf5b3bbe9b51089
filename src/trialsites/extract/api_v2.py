"""ClinicalTrials.gov API v2 JSON: single studies, lists, pages of results, NDJSON, zips.

Source: https://clinicaltrials.gov/data-api/about-api/study-data-structure
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

from trialsites.extract.decoding import as_published, decode
from trialsites.extract.format import Format
from trialsites.extract.json_records import NO_JSON, json_records
from trialsites.extract.making import maker
from trialsites.extract.terms import iso_date, status_word
from trialsites.model import Contact, Row, Scope, Skipped, Study

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trialsites.extract.document import Document, Head
    from trialsites.extract.format import Records

__all__ = ["FORMAT"]

_NAME = "ClinicalTrials.gov API v2"
_KEYS = re.compile(r'"(?:protocolSection|derivedSection|identificationModule)"\s*:')
_LISTS = frozenset({"phases", "locations", "contacts", "centralContacts", "overallOfficials"})


class _Part(msgspec.Struct, rename="camel", gc=False):
    """Any object of a record; fields that are not named are not kept."""


class _Point(_Part):
    lat: float | None = None
    lon: float | None = None


class _Person(_Part):
    name: str | None = None
    role: str | None = None
    affiliation: str | None = None
    phone: str | None = None
    phone_ext: str | None = None
    email: str | None = None


class _Location(_Part):
    facility: str | None = None
    status: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | None = None
    country: str | None = None
    geo_point: _Point | None = None
    contacts: list[_Person] | None = None


class _Places(_Part):
    central_contacts: list[_Person] | None = None
    overall_officials: list[_Person] | None = None
    locations: list[_Location] | None = None


class _Identification(_Part):
    nct_id: str | None = None
    brief_title: str | None = None
    official_title: str | None = None


class _Date(_Part):
    date: str | None = None


class _Status(_Part):
    overall_status: str | None = None
    last_update_post_date_struct: _Date | None = None
    last_update_submit_date: str | None = None


class _Sponsor(_Part):
    name: str | None = None


class _Sponsors(_Part):
    lead_sponsor: _Sponsor | None = None


class _Design(_Part):
    phases: list[str] | None = None


class _Protocol(_Part):
    identification_module: _Identification | None = None
    status_module: _Status | None = None
    sponsor_collaborators_module: _Sponsors | None = None
    design_module: _Design | None = None
    contacts_locations_module: _Places | None = None


class _Record(_Part):
    protocol_section: _Protocol | None = None


_NO_DETAILS = ("", "", "", "")  # department, address, id, org_id: API v2 has none
_new_row, _new_contact = maker(Row), maker(Contact)
_DECODER = msgspec.json.Decoder(_Record)
_clean = lru_cache(1 << 16)(as_published)  # places, statuses and sponsors' desks recur


def _matches(head: Head) -> bool:
    return head.is_json and bool(_KEYS.search(head.text))


def _read(document: Document) -> Records:
    for number, raw in enumerate(json_records(document, frozenset({"studies"})), 1):
        record = _decoded(raw)
        protocol = record.protocol_section if record else None
        if protocol and protocol.identification_module and protocol.identification_module.nct_id:
            yield _study(protocol, document.file)
        else:
            why = "has no NCT number" if record else "is no JSON of the registry's form"
            yield Skipped(f"{document.name}, record {number}", why)


def _decoded(raw: bytes) -> _Record | None:
    try:
        return _DECODER.decode(raw)
    except NO_JSON:
        pass
    try:
        loose = msgspec.json.decode(decode(raw))
        return msgspec.convert(_unboxed(loose), _Record, strict=False)
    except NO_JSON:
        return None


def _unboxed(value: Any, key: str = "") -> Any:  # noqa: ANN401 - JSON is anything
    """Return JSON with the one-element lists that R writes for scalars taken off."""
    if isinstance(value, dict):
        return {k: _unboxed(v, k) for k, v in value.items()}
    if isinstance(value, list):
        if key in _LISTS:
            return [_unboxed(v) for v in value]
        return _unboxed(value[0]) if len(value) == 1 else [_unboxed(v) for v in value] or None
    return [value] if key in _LISTS and value is not None else value


def _study(protocol: _Protocol, file: str) -> Study:
    identification = protocol.identification_module or _Identification()
    nct = as_published(identification.nct_id)
    status = protocol.status_module or _Status()
    posted = status.last_update_post_date_struct or _Date()
    lead = (protocol.sponsor_collaborators_module or _Sponsors()).lead_sponsor or _Sponsor()
    design = protocol.design_module or _Design()
    places = protocol.contacts_locations_module or _Places()
    rows: list[Row] = []
    contacts: list[Contact] = []
    for location in places.locations or ():
        for person in location.contacts or ():
            contacts.append(_contact(nct, len(contacts), person, len(rows), "site"))
        rows.append(_row(nct, len(rows), location))
    return Study(
        id=nct,
        title=as_published(identification.brief_title or identification.official_title),
        sponsor=as_published(lead.name),
        status=status_word(as_published(status.overall_status)),
        phase="|".join(design.phases or ()),
        as_of=iso_date(posted.date or status.last_update_submit_date or ""),
        url=f"https://clinicaltrials.gov/study/{nct}",
        source=_NAME,
        file=file,
        nested=True,
        countries=tuple(dict.fromkeys(row.country for row in rows if row.country)),
        rows=tuple(rows),
        contacts=tuple(contacts),
        study_contacts=tuple(_study_contacts(nct, places)),
    )


def _row(nct: str, position: int, location: _Location) -> Row:
    lat, lon = _point(location.geo_point)
    return _new_row(
        nct,
        position,
        as_published(location.facility) if location.facility else "",
        _clean(location.city),
        _clean(location.state) if location.state else "",
        as_published(location.zip) if location.zip else "",
        _clean(location.country),
        status_word(_clean(location.status)) if location.status else "",
        *_NO_DETAILS,
        lat,
        lon,
    )


def _point(point: _Point | None) -> tuple[float | None, float | None]:
    if point is None or point.lat is None or point.lon is None:
        return None, None
    on_earth = abs(point.lat) <= 90 and abs(point.lon) <= 180  # noqa: PLR2004 - degrees
    return (point.lat, point.lon) if on_earth else (None, None)


def _study_contacts(nct: str, places: _Places) -> Iterator[Contact]:
    central = places.central_contacts or []
    for number, person in enumerate(central):
        yield _contact(nct, number, person, None, "central")
    for number, person in enumerate(places.overall_officials or (), len(central)):
        yield _contact(nct, number, person, None, "official")


def _contact(nct: str, number: int, person: _Person, position: int | None, scope: Scope) -> Contact:
    return _new_contact(
        nct,
        number,
        as_published(person.name) if person.name else "",
        _clean(person.role),
        as_published(person.phone) if person.phone else "",
        _clean(person.phone_ext) if person.phone_ext else "",
        as_published(person.email) if person.email else "",
        _clean(person.affiliation) if person.affiliation else "",
        position,
        scope,
    )


FORMAT = Format(_NAME, _matches, _read)
