"""The registry's facts as a flat page (meddatax.com): sites in one list, contacts in another.

The page gives every section a title and a sentence that explains it. Titles are trusted together
with the forms of what follows, so pages without the sentences read the same. The site shows
AACT's tables: of one location's contacts the first is ``primary``, all later ones ``backup``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from trialsites.extract.format import Format
from trialsites.extract.page_people import people
from trialsites.extract.page_places import looks_like_place, split_place
from trialsites.extract.page_text import page_lines, text_lines
from trialsites.extract.terms import iso_date, status_word
from trialsites.model import Contact, Issue, Row, Study
from trialsites.rules import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trialsites.extract.document import Document, Head
    from trialsites.extract.format import Records

__all__ = ["FORMAT"]

_NAME = "meddatax page"
_ID = re.compile(r"NCT ID:\s*(NCT\d{8})\b")
_UPDATED = re.compile(r"Last Updated:\s*(\S+)")
_STATUS_LABEL = "Site Status"
_STATUS_INLINE = re.compile(r"Site Status:?\s+([A-Z_]+)")
_INLINE_LABELS = frozenset({"Role:", "NCT ID:", "Last Updated:"})
_FORM_LINES = 4
_OWN = re.compile(
    r"^(?:Site Status|Role: (?:primary|backup)|Basic Information|Recruitment Status"
    r"|Facility Contacts|Central Contacts)$",
    re.MULTILINE,
)


@dataclass(slots=True)
class _Page:
    """The lines of a page under the titles of its sections."""

    before: list[str] = field(default_factory=list)
    sections: dict[str, list[str]] = field(default_factory=dict)

    @property
    def last(self) -> str:
        """Title of the section in which the text ends."""
        return next(reversed(self.sections), "the page's head")

    def open(self, title: str) -> None:
        """Begin a section, anew if its title was met before."""
        self.sections.pop(title, None)
        self.sections[title] = []


def _matches(head: Head) -> bool:
    lines = "\n".join(_rejoined(text_lines(head.text)))
    return bool(_ID.search(lines)) and bool(_OWN.search(lines))


def _read(document: Document) -> Records:
    lines = list(_rejoined(page_lines(document)))
    page = _sections(lines)
    found = _ID.search("\n".join(lines))
    study = found[1] if found else ""
    rows, issues = _rows(study, page)
    contacts = _contacts(study, page, issues)
    central = people(page.sections.get("Central Contacts", []))
    if cut := _cut(study, page, len(rows), len(contacts)):
        issues.append(cut)
    countries = [line for line in page.sections.get("Countries", []) if line]
    basics = page.sections.get("Basic Information", [])
    yield Study(
        id=study,
        title=_title(page.before),
        sponsor=_sponsor(page.sections.get("Sponsors", [])),
        status=_status(basics),
        phase=_after(basics, "Clinical Phase") or _like(basics, r"(?:EARLY_)?PHASE\d.*|NA"),
        as_of=_updated(lines),
        source=_NAME,
        file=document.file,
        nested=False,
        countries=tuple(countries or dict.fromkeys(r.country for r in rows if r.country)),
        rows=tuple(rows),
        contacts=tuple(contacts),
        study_contacts=tuple(
            Contact(study, n, p.name, p.role, p.phone, p.phone_ext, p.email, scope="central")
            for n, p in enumerate(central)
        ),
        issues=tuple(issues),
    )


def _rejoined(lines: list[str]) -> Iterator[str]:
    """Yield lines with labels and values laid out as on the page itself.

    Saved HTML may break after "Role:" or keep "Site Status" and its word on one line.
    """
    label = ""
    for line in lines:
        if line in _INLINE_LABELS:
            label = f"{line} "
        elif match := _STATUS_INLINE.fullmatch(line):
            yield from (_STATUS_LABEL, match[1])
        else:
            yield label + line
            label = ""


def _sections(lines: list[str]) -> _Page:
    """Put every line under its section; a title counts in the page's own order only."""
    words = load("page_sections.toml")
    titles: list[str] = words["titles"]
    page, reached, known = _Page(), -1, titles.index("Locations")
    for number, line in enumerate(lines):
        after = lines[number + 1 : number + 1 + _FORM_LINES]
        order = titles.index(line) if line in titles else -1
        sure = order >= 0 and (_explained(after[:1]) or (order > reached and _formed(line, after)))
        if sure or order > reached >= known or (order > reached and line not in words["forms"]):
            reached = max(reached, order) if sure or reached >= known else reached
            page.open(line)
        elif not _explained([line]):
            (page.sections[page.last] if page.sections else page.before).append(line)
    return page


def _explained(lines: list[str]) -> bool:
    return any(line.startswith(tuple(load("page_sections.toml")["explainers"])) for line in lines)


def _formed(title: str, after: list[str]) -> bool:
    """Tell whether the lines after a title look like its section, as far as the text goes."""
    form = load("page_sections.toml")["forms"].get(title)
    if form is None:
        return False
    if len(after) < _FORM_LINES or any(re.search(form, line) for line in after):
        return True
    return title == "Locations" and any(map(looks_like_place, after))


def _rows(study: str, page: _Page) -> tuple[list[Row], list[Issue]]:
    lines = page.sections.get("Locations", [])
    blocks = _labelled(lines) if _STATUS_LABEL in lines else _bare(lines)
    rows, issues = [], []
    for position, (before, place, status) in enumerate(blocks):
        city, state, country = split_place(place)
        facility = before[-1] if before else ""
        rows.append(Row(study, position, facility, city, state, "", country, status_word(status)))
        stray = "A line of the locations list was not understood."
        issues += [Issue("page.stray_line", stray, study, position, line) for line in before[:-1]]
    return rows, issues


def _labelled(lines: list[str]) -> list[tuple[list[str], str, str]]:
    """Return (lines before the place, place, status) of blocks that end in "Site Status"."""
    blocks: list[tuple[list[str], str, str]] = []
    waiting: list[str] = []
    closed = False
    for line in lines:
        if line == _STATUS_LABEL:
            if waiting:
                blocks.append((waiting[:-1], waiting[-1], ""))
            waiting, closed = [], True
        elif closed and not waiting and _is_status(line):
            blocks[-1:] = [(b, p, line) for b, p, _ in blocks[-1:]]
        else:
            waiting.append(line)
    if waiting and looks_like_place(waiting[-1]):
        blocks.append((waiting[:-1], waiting[-1], ""))
    return blocks


def _bare(lines: list[str]) -> list[tuple[list[str], str, str]]:
    """Return the same where the labels are lost: a place line closes a block."""
    blocks: list[tuple[list[str], str, str]] = []
    waiting: list[str] = []
    for line in lines:
        if blocks and not waiting and _is_status(line):
            blocks[-1] = (*blocks[-1][:2], line)
        elif looks_like_place(line):
            blocks.append((waiting, line, ""))
            waiting = []
        else:
            waiting.append(line)
    return blocks


def _is_status(line: str) -> bool:
    return line.isupper() and line in load("statuses.toml")["words"].values()


def _contacts(study: str, page: _Page, issues: list[Issue]) -> list[Contact]:
    lines = page.sections.get("Facility Contacts", [])
    found = people(lines)
    if lines and not found:
        message = "The page lists site contacts without their roles; they cannot be told apart."
        issues.append(Issue("page.contacts_lost", message, study))
    return [
        Contact(study, number, one.name, one.role, one.phone, one.phone_ext, one.email)
        for number, one in enumerate(found)
    ]


def _cut(study: str, page: _Page, rows: int, contacts: int) -> Issue | None:
    """Return the issue of a page whose text ends before its lists are complete.

    Every record has an identifier of its own, so a whole page goes on after its contacts.
    """
    titles = load("page_sections.toml")["titles"]
    reached = titles.index(page.last) if page.last in titles else -1
    if reached > titles.index("Facility Contacts"):
        return None
    found = f"{rows} locations and {contacts} contacts found"
    message = f"{found}; the text ends in section '{page.last}' (truncated)."
    return Issue("page.truncated", message, study, None, page.last)


def _title(before: list[str]) -> str:
    for line in before:
        if _ID.match(line):
            return ""
        if not line.startswith("#"):
            return line
    return ""


def _updated(lines: list[str]) -> str:
    return next((iso_date(m[1]) for m in map(_UPDATED.match, lines) if m), "")


def _status(basics: list[str]) -> str:
    said = _after(basics, "Recruitment Status") or next(filter(_is_status, basics), "")
    return status_word(said)


def _after(lines: list[str], label: str) -> str:
    if label not in lines[:-1]:
        return ""
    return lines[lines.index(label) + 1]


def _like(lines: list[str], pattern: str) -> str:
    return next((line for line in lines if re.fullmatch(pattern, line)), "")


def _sponsor(lines: list[str]) -> str:
    """Return the name two lines above "Sponsor Role lead": between them stands its class."""
    for number, line in enumerate(lines):
        if line.casefold() == "sponsor role lead":
            return lines[max(0, number - 2)] if number else ""
    return lines[0] if lines else ""


FORMAT = Format(_NAME, _matches, _read)
