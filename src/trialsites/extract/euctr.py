"""The EU Clinical Trials Register: text export, saved pages, and JSON made of them.

A protocol is published once per country; consecutive ones of a trial are one study, and so are
those of several files in one build. It names the sponsor's contact point and counts sites, but
lists none.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Any

from trialsites.extract.decoding import encoding_of, lines
from trialsites.extract.draft import Draft
from trialsites.extract.format import Format
from trialsites.extract.json_fields import items, parsed, text
from trialsites.extract.json_records import json_records
from trialsites.extract.page_text import is_html, page_lines
from trialsites.extract.parts import joined
from trialsites.extract.terms import iso_date
from trialsites.model import Skipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from trialsites.extract.document import Document, Head
    from trialsites.extract.format import Records
    from trialsites.model import Study

__all__ = ["FORMAT"]

_NAME = "EUCTR"
_NUMBER = re.compile(r"EudraCT [Nn]umber:?\s*(\d{4}-\d{6}-\d\d)")
_CODE = re.compile(r"[A-Z]\.\d")
_LABELS = {
    "A.1": "Member State Concerned",
    "A.3": "Full title of the trial",
    "B.1.1": "Name of Sponsor",
    "B.5.1": "Name of organisation",
    "B.5.2": "Functional name of contact point",
    "B.5.4": "Telephone number",
    "B.5.6": "E-mail",
    "E.8.4.1": "Number of sites anticipated in Member State concerned",
}
_JSON_FIELDS = {
    "A.1": "a1_member_state_concerned",
    "A.2": "a2_eudract_number",
    "A.3": "a3_full_title_of_the_trial",
    "status": "x5_trial_status",
    "date": "x6_date_on_which_this_record_was_first_entered_in_the_eudract_database",
    "E.8.4.1": "e841_number_of_sites_anticipated_in_member_state_concerned",
}
_JSON_SPONSOR = {
    "B.1.1": r"b11_",
    "B.5.1": r"b51_",
    "B.5.2": r"b52_",
    "B.5.4": r"b54_",
    "B.5.6": r"b56_",
}

_NO_SITES = (
    "EUCTR publishes the sponsor's contact point and counts of sites, but no sites: zero rows."
)

Fields = dict[str, str]


def _matches(head: Head) -> bool:
    if head.is_json:
        return '"a2_eudract_number"' in head.text
    codes = ("B.1.1", "A.2 ", "A. PROTOCOL INFORMATION", "A. Protocol Information")
    text = head.text
    return bool(_NUMBER.search(text)) and any(code in text for code in codes)


def _read(document: Document) -> Records:
    protocols = _json(document) if document.head.is_json else _text(document)
    for number, group in groupby(protocols, key=lambda protocol: protocol[0].get("A.2", "")):
        if number:
            yield joined([_study(number, *protocol, document.file) for protocol in group])
        else:
            yield Skipped(document.name, "has a protocol without EudraCT number")


def _json(document: Document) -> Iterator[tuple[Fields, list[Fields]]]:
    for raw in json_records(document, frozenset()):
        record: dict[str, Any] = parsed(raw) or {}
        fields = {code: text(record, key) for code, key in _JSON_FIELDS.items()}
        yield fields, [_json_sponsor(sponsor) for sponsor in items(record, "b1_sponsor")]


def _json_sponsor(sponsor: Any) -> Fields:  # noqa: ANN401 - JSON is anything
    keys = list(sponsor) if isinstance(sponsor, dict) else []
    return {
        code: text(sponsor, next((key for key in keys if re.match(start, key)), ""))
        for code, start in _JSON_SPONSOR.items()
    }


def _text(document: Document) -> Iterator[tuple[Fields, list[Fields]]]:
    """Yield the coded fields and the sponsors of every protocol of a text export or page."""
    if is_html(document.head.text):
        source: Iterable[str] = page_lines(document)
    else:
        source = lines(document.stream, encoding_of(document.head.data), document.name)
    protocol = _Protocol()
    for line in filter(None, map(str.strip, source)):
        if line == "Summary" and protocol.fields:
            yield protocol.fields, protocol.sponsors
            protocol = _Protocol()
        protocol.add(line)
    if protocol.fields:
        yield protocol.fields, protocol.sponsors


class _Protocol:
    """Collects "CODE label: value" lines; on saved pages colons are lost, or values a line on."""

    def __init__(self) -> None:
        self.fields: Fields = {}
        self.sponsors: list[Fields] = []
        self.waiting = ""

    def add(self, line: str) -> None:
        """Take one line."""
        if match := _NUMBER.match(line):
            self.fields.setdefault("A.2", match[1])
        elif line.startswith("Trial Status:"):
            self.fields["status"] = line.partition(":")[2].strip()
        elif line.startswith("Date on which this record was first entered"):
            self.fields["date"] = line.rpartition(":")[2].strip()
        elif (code := line.partition(" ")[0].partition("\t")[0]) in _LABELS:
            self._set(code, _value(line.removeprefix(code), _LABELS[code]))
        elif self.waiting and not _CODE.match(line):
            self._set(self.waiting, _value(line, _LABELS[self.waiting]))
        else:
            self.waiting = ""

    def _set(self, code: str, value: str) -> None:
        self.waiting = "" if value else code
        if code == "B.1.1" and value:
            self.sponsors.append({})
        known = self.sponsors[-1] if code.startswith("B.") and self.sponsors else self.fields
        if value:
            known.setdefault(code, value)


def _value(text: str, label: str) -> str:
    """Return what stands after a label."""
    text = text.strip()
    if text.casefold().startswith(label.casefold()):
        return text[len(label) :].lstrip(" :\t")
    return text


def _study(number: str, fields: Fields, sponsors: list[Fields], file: str) -> Study:
    draft = Draft(number)
    for sponsor in sponsors:
        draft.study_contact(
            "sponsor",
            name=sponsor.get("B.5.2", ""),
            role="contact point",
            phone=sponsor.get("B.5.4", ""),
            email=sponsor.get("B.5.6", ""),
            affiliation=sponsor.get("B.5.1", "") or sponsor.get("B.1.1", ""),
        )
    country, sites = _country(fields), fields.get("E.8.4.1", "")
    draft.issue("study.no_sites", _NO_SITES, value=f"{sites} in {country}" if sites else "")
    return draft.study(
        nested=False,
        part=True,
        title=fields.get("A.3", ""),
        sponsor=sponsors[0].get("B.1.1", "") if sponsors else "",
        status=fields.get("status", ""),
        as_of=iso_date(fields.get("date", "")),
        url=f"https://www.clinicaltrialsregister.eu/ctr-search/search?query={number}",
        source=_NAME,
        file=file,
        countries=(country,),
    )


def _country(fields: Fields) -> str:
    """Return the member state without the name of its authority."""
    return fields.get("A.1", "").partition(" - ")[0]


FORMAT = Format(_NAME, _matches, _read)
