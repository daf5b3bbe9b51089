"""NCI's Clinical Trials Search API: sites with facility points and one contact each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from trialsites.extract.draft import Draft
from trialsites.extract.format import Format
from trialsites.extract.json_fields import find, items, json_studies, text
from trialsites.extract.terms import iso_date, phase_word
from trialsites.rules import load
from trialsites.text import fold

if TYPE_CHECKING:
    from trialsites.extract.document import Document, Head
    from trialsites.extract.format import Records
    from trialsites.model import Study

__all__ = ["FORMAT"]

_NAME = "NCI Clinical Trials Search API"
_KEYS = re.compile(r'"(?:current_trial_status|nci_id|org_state_or_province|org_coordinates)"\s*:')


def _matches(head: Head) -> bool:
    return head.is_json and bool(_KEYS.search(head.text))


def _read(document: Document) -> Records:
    return json_studies(document, frozenset({"data", "trials"}), _study, "trial number")


def _status(published: str) -> str:
    return str(load("statuses.toml")["nci"].get(fold(published), published))


def _study(record: dict[str, Any], file: str) -> Study | None:
    study = text(record, "nct_id") or text(record, "nci_id")
    if not study:
        return None
    draft = Draft(study)
    for site in items(record, "sites"):
        _site(draft, site)
    central = find(record, "central_contact")
    draft.study_contact(
        "central",
        name=text(central, "central_contact_name"),
        role=text(central, "central_contact_type"),
        phone=text(central, "central_contact_phone"),
        email=text(central, "central_contact_email"),
    )
    draft.study_contact(
        "official", name=text(record, "principal_investigator"), role="Principal Investigator"
    )
    phase = find(record, "phase")
    verified = text(record, "record_verification_date")
    return draft.study(
        title=text(record, "brief_title") or text(record, "official_title"),
        sponsor=text(record, "lead_org"),
        status=_status(text(record, "current_trial_status")),
        phase=_phase(text(phase, "phase") or text(record, "phase")),
        as_of=iso_date(verified or text(record, "current_trial_status_date")),
        url=f"https://clinicaltrials.gov/study/{study}" if study.startswith("NCT") else "",
        source=_NAME,
        file=file,
    )


def _phase(published: str) -> str:
    spelled = re.sub(r"^(?=(?:IV|I{1,3})\b)", "Phase ", published.replace("_", "/Phase "))
    return phase_word(spelled)


def _site(draft: Draft, site: Any) -> None:  # noqa: ANN401 - JSON is anything
    street = (text(site, "org_address_line_1"), text(site, "org_address_line_2"))
    position = draft.row(
        facility=text(site, "org_name"),
        address=", ".join(filter(None, street)),
        city=text(site, "org_city"),
        state=text(site, "org_state_or_province"),
        zip=text(site, "org_postal_code"),
        country=text(site, "org_country"),
        status=_status(text(site, "recruitment_status")),
        lat=find(site, "org_coordinates", "lat"),
        lon=find(site, "org_coordinates", "lon"),
    )
    draft.contact(
        position,
        name=text(site, "contact_name"),
        role="Contact",
        phone=text(site, "contact_phone") or text(site, "org_phone"),
        email=text(site, "contact_email") or text(site, "org_email"),
    )


FORMAT = Format(_NAME, _matches, _read)
