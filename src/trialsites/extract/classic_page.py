"""The registry's classic page (``ct2/show``) as saved text or HTML, its contacts nested.

A site is a facility line, a status, a place line ``City[, State], Country[, Zip]``, then its
``Contact:`` and investigator lines.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from trialsites.countries import country_code
from trialsites.extract.draft import Draft
from trialsites.extract.format import Format
from trialsites.extract.page_places import split_place
from trialsites.extract.page_text import is_phone, page_lines
from trialsites.extract.terms import iso_date, phase_word, status_word
from trialsites.rules import load

if TYPE_CHECKING:
    from trialsites.extract.document import Document, Head
    from trialsites.extract.format import Records
    from trialsites.model import Scope

__all__ = ["FORMAT"]

_NAME = "ClinicalTrials.gov classic page"
_OWN = re.compile(r"ClinicalTrials\.gov Identifier:?\s*(?:</?[^>]+>\s*)*(NCT\d{8})")
_ROLE = re.compile(
    r"(Contact|Principal Investigator|Sub-Investigator|Study Director|Study Chair)(?:: *|\s*$)(.*)"
)
_LABELS = {
    "status": re.compile(r"(?:Overall )?Recruitment Status ?:?\s*(.*)"),
    "as_of": re.compile(r"Last Update Posted ?:?\s*(.*)"),
    "phase": re.compile(r"(Phase \d.*|Early Phase 1)$"),
}
_START = "Contacts and Locations"
_SITES = re.compile(r"^(?:Hide |Show )?(?:\d+ )?(?:Study )?Locations")
_PLACE_AND_ZIP = 3  # city, country, zip
_AFTER_SITES = "Sponsors and Collaborators"
_ENDS = ("More Information", "Study Documents", "Publications")


def _matches(head: Head) -> bool:
    return bool(_OWN.search(head.text))


def _read(document: Document) -> Records:
    lines = [cell.strip() for line in page_lines(document) for cell in line.split("|")]
    lines = [line for line in lines if line.strip(" -")]
    found = _OWN.search("\n".join(lines))
    draft = Draft(found[1] if found else "")
    facts = _facts(lines)
    start = lines.index(_START) + 1 if _START in lines else len(lines)
    body = lines[start:]
    end = next((n for n, line in enumerate(body) if line in _ENDS), len(body))
    _Sites(draft).read(body[:end])
    if not draft.rows:
        message = "0 locations found; the text ends before or without the section "
        draft.issue("page.truncated", f"{message}'{_START}'.", None, _START)
    yield draft.study(
        title=_title(lines),
        sponsor=_after(lines, "Sponsor:"),
        status=facts["status"],
        phase=phase_word(facts["phase"]),
        as_of=iso_date(facts["as_of"]),
        url=f"https://clinicaltrials.gov/study/{draft.id}",
        source=_NAME,
        file=document.file,
    )


def _facts(lines: list[str]) -> dict[str, str]:
    """Return labelled facts; a value may stand on the line after its label."""
    facts = dict.fromkeys(_LABELS, "")
    for number, line in enumerate(lines):
        for name, label in _LABELS.items():
            if not facts[name] and (match := label.match(line)):
                following = lines[number + 1] if number + 1 < len(lines) else ""
                facts[name] = match[1].strip(" :") or following
    return facts


def _title(lines: list[str]) -> str:
    """Return the first line above the identifier that is no menu and no notice."""
    words = load("classic_page.toml")["not_title"]
    above = takewhile(lambda line: not _OWN.search(line), lines)
    return next((line for line in above if not line.startswith(("#", *words))), "")


def _after(lines: list[str], label: str) -> str:
    for number, line in enumerate(lines[:-1]):
        if line == label:
            return lines[number + 1]
        if line.startswith(label):
            return line.removeprefix(label).strip()
    return ""


class _Sites:
    """Reads the section line by line: what waits before a place line is its facility."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.waiting: list[str] = []
        self.over = False
        self.person: dict[str, str] = {}
        self.person_at: int | None = None

    def read(self, lines: list[str]) -> None:
        """Read the lines of the section."""
        for line in lines:
            if line == _AFTER_SITES or _SITES.match(line):
                self._flush()
                self.waiting, self.over = [], line == _AFTER_SITES
            elif match := _ROLE.match(line):
                self._flush()
                self.waiting = []
                self.person = {"role": match[1]}
                sited = self.draft.rows and not self.over
                self.person_at = len(self.draft.rows) - 1 if sited else None
                self._details(match[2])
            elif self._place(line) or self._details(line):
                continue
            else:
                self._flush()
                self.waiting.append(line)
        self._flush()

    def _place(self, line: str) -> bool:
        parts = [part.strip() for part in line.split(",")]
        has_zip = len(parts) >= _PLACE_AND_ZIP and re.search(r"\d", parts[-1])
        postcode = parts.pop() if has_zip else ""
        city, state, country = split_place(", ".join(parts))
        heading = country_code(parts[0]) and len(parts) < _PLACE_AND_ZIP  # "France", "Peru, Lima"
        if heading or not city or not country_code(country):
            return False
        self._flush()
        status = next((line for line in self.waiting if status_word(line) != line), "")
        names = [line for line in self.waiting if line != status and not _heading(line)]
        facility = names[-1] if names else ""
        self.draft.row(
            facility=facility, city=city, state=state, zip=postcode, country=country, status=status
        )
        self.waiting = []
        return True

    def _details(self, text: str) -> bool:
        """Take name, phone and e-mail of the open contact off a line or cell."""
        if not self.person:
            return False
        for part in filter(None, re.split(r"\s{3,}|\t", text)):
            field = "email" if "@" in part else "phone" if is_phone(part) else "name"
            if field in self.person:
                return False
            self.person[field] = part
        return True

    def _flush(self) -> None:
        person, self.person = self.person, {}
        if not person:
            return
        if self.person_at is not None:
            self.draft.contact(self.person_at, **person)
        else:
            scope: Scope = "central" if person["role"] == "Contact" else "official"
            self.draft.study_contact(scope, **person)


def _heading(line: str) -> bool:
    return bool(country_code(line.partition(",")[0]))


FORMAT = Format(_NAME, _matches, _read)
