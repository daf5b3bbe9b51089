"""Pages of ``Label: value`` lines under section titles (ignite-sd.com), often cut early.

The labels are API v2's names made readable. A location label that comes again opens the next
location; contacts that follow a location are its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from trialsites.extract.draft import Draft
from trialsites.extract.format import Format
from trialsites.extract.page_text import page_lines
from trialsites.extract.terms import iso_date, phase_word
from trialsites.rules import load

if TYPE_CHECKING:
    from trialsites.extract.document import Document, Head
    from trialsites.extract.format import Records

__all__ = ["FORMAT"]

_NAME = "Ignite page"
_OWN = re.compile(r"Viewing Study NCT\d{8}|Ignite Creation Date:")
_ID = re.compile(r"NCT\d{8}")
_LABEL = re.compile(r"([A-Z][^:]{0,60}?\??):(?:\s+(.*))?$")
_MISSING = frozenset({"", "None", "N/A"})
_ROW_FIELDS = ("facility", "city", "state", "zip", "country", "status")


@dataclass(slots=True)
class _Gathered:
    """Locations and contacts found so far."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    contacts: list[tuple[int | None, dict[str, Any]]] = field(default_factory=list)


def _matches(head: Head) -> bool:
    return bool(_OWN.search(head.text)) and bool(_ID.search(head.text))


def _read(document: Document) -> Records:
    lines = page_lines(document)
    facts, gathered, section = _facts(lines)
    draft = Draft(next((m[0] for m in map(_ID.search, lines) if m), ""))
    for row in gathered.rows:
        draft.row(**row)
    for position, person in gathered.contacts:
        if position is None:
            draft.study_contact("central", **person)
        else:
            draft.contact(position, **person)
    if not draft.rows:
        message = f"0 locations found; the text ends in section '{section}' (truncated)."
        draft.issue("page.truncated", message, None, section)
    yield draft.study(
        title=facts.get("Brief Title", ""),
        sponsor=facts.get("Sponsor", ""),
        status=facts.get("Status", ""),
        phase=phase_word(facts.get("Phases", facts.get("Phase", ""))),
        as_of=iso_date(facts.get("Last Update Posted", "")),
        source=_NAME,
        file=document.file,
    )


def _facts(lines: list[str]) -> tuple[dict[str, str], _Gathered, str]:
    """Return the first value of every label, the locations, and the last section's title."""
    words = load("module_labels.toml")
    facts: dict[str, str] = {}
    gathered, section = _Gathered(), "the page's head"
    for line in lines:
        match = _LABEL.match(line)
        if line in words["sections"]:
            section = line
        elif match:
            value = (match[2] or "").strip()
            value = "" if value in _MISSING else value
            facts.setdefault(match[1], value)
            _gather(gathered, words["fields"].get(match[1].casefold(), ""), value, section)
    return facts, gathered, section


def _gather(gathered: _Gathered, name: str, value: str, section: str) -> None:
    places = "Location" in section or "Contact" in section
    if not places or not name or not value:
        return
    if name in _ROW_FIELDS:
        if not gathered.rows or name in gathered.rows[-1] or _has_contact(gathered):
            gathered.rows.append({})
        gathered.rows[-1][name] = value
        return
    at = len(gathered.rows) - 1 if gathered.rows else None
    last_at, last = gathered.contacts[-1] if gathered.contacts else (at, None)
    if last is None or last_at != at or name in last:
        last = {}
        gathered.contacts.append((at, last))
    last[name] = value


def _has_contact(gathered: _Gathered) -> bool:
    return bool(gathered.contacts) and gathered.contacts[-1][0] == len(gathered.rows) - 1


FORMAT = Format(_NAME, _matches, _read)
