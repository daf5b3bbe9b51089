"""The ISRCTN registry, XML as published and JSON made of it: trial centres, study contacts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from trialsites.extract.draft import Draft
from trialsites.extract.format import Format
from trialsites.extract.json_fields import find, items, parsed, text
from trialsites.extract.json_records import json_records
from trialsites.extract.terms import iso_date, phase_word
from trialsites.extract.xml_records import xml_records
from trialsites.model import Skipped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from trialsites.extract.document import Document, Head
    from trialsites.extract.format import Records
    from trialsites.model import Study

__all__ = ["FORMAT"]

_NAME = "ISRCTN"
_XML = re.compile(r"<(?:allTrials|fullTrial|trial)\b[^>]*isrctn", re.IGNORECASE)
_JSON = re.compile(r'"isrctn"\s*:|"fullTrial"\s*:')


def _matches(head: Head) -> bool:
    if head.is_json:
        return bool(_JSON.search(head.text))
    return head.text.lstrip().startswith("<") and bool(_XML.search(head.text))


def _read(document: Document) -> Records:
    for number, record in enumerate(_trials(document), 1):
        trial = find(record, "trial") or record or {}
        digits = re.sub(r"\D", "", text(trial, "isrctn"))
        if digits:
            yield _study(f"ISRCTN{digits}", trial, record, document.file)
        else:
            yield Skipped(f"{document.name}, record {number}", "has no ISRCTN number")


def _trials(document: Document) -> Iterator[dict[str, Any] | None]:
    if document.head.is_json:
        for raw in json_records(document, frozenset({"allTrials", "fullTrial"})):
            yield parsed(raw)
    else:
        whole = "fullTrial" if "<fullTrial" in document.head.text else "trial"
        for element in xml_records(document, whole):
            yield _as_json(element)


def _as_json(element: Element) -> dict[str, Any]:
    """Return an element as its JSON form: children by name, repeated ones as a list."""
    value: dict[str, Any] = {key.rpartition("}")[2]: text for key, text in element.items()}
    for child in element:
        inner = _as_json(child) if len(child) or child.attrib else child.text or ""
        if isinstance(inner, dict) and child.text and child.text.strip():
            inner = child.text
        if child.tag in value:
            known = value[child.tag]
            value[child.tag] = [*(known if isinstance(known, list) else [known]), inner]
        else:
            value[child.tag] = inner
    return value


def _study(study: str, trial: dict[str, Any], record: dict[str, Any] | None, file: str) -> Study:
    draft = Draft(study)
    for centre in items(trial, "participants", "trialCentres", "trialCentre"):
        postcode = text(centre, "zip")
        draft.row(
            facility=text(centre, "name"),
            address=text(centre, "address"),
            city=text(centre, "city"),
            state=text(centre, "state"),
            zip="" if postcode == "-" else postcode,
            country=text(centre, "country"),
            org_id=text(centre, "rtsId"),
        )
    for contact in [*items(trial, "contact"), *items(record, "contact")]:
        _contact(draft, contact)
    design = items(trial, "interventions", "intervention")
    phases = [text(part, "phase") for part in design]
    described = find(trial, "trialDescription")
    return draft.study(
        nested=False,
        title=text(described, "title") or text(described, "scientificTitle"),
        sponsor=_sponsor(trial, record),
        status=text(trial, "participants", "recruitmentStatusOverride"),
        phase=next((phase_word(p) for p in phases if p.casefold().startswith("phase")), ""),
        as_of=iso_date(text(trial, "lastUpdated") or text(trial, "isrctn", "lastUpdated")),
        url=f"https://www.isrctn.com/{study}",
        source=_NAME,
        file=file,
        countries=_countries(trial),
    )


def _contact(draft: Draft, contact: Any) -> None:  # noqa: ANN401 - JSON is anything
    names = (text(contact, key) for key in ("title", "forename", "surname"))
    kinds = items(contact, "contactTypes", "contactType")
    details = find(contact, "contactDetails")
    draft.study_contact(
        "central",
        name=" ".join(filter(None, names)),
        role=", ".join(str(kind) for kind in kinds) or text(contact, "contactType"),
        phone=text(details, "telephone"),
        email=text(details, "email"),
    )


def _sponsor(trial: dict[str, Any], record: dict[str, Any] | None) -> str:
    for holder in (trial, record):
        for sponsor in items(holder, "sponsor"):
            if name := text(sponsor, "organisation"):
                return name
    return ""


def _countries(trial: dict[str, Any]) -> tuple[str, ...]:
    listed = items(trial, "participants", "recruitmentCountries", "country")
    return tuple(str(country) for country in listed if isinstance(country, str))


FORMAT = Format(_NAME, _matches, _read)
