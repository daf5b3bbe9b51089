"""One study's contacts, from published text to the tables of the directory."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from json import dumps
from typing import TYPE_CHECKING

from trialsites.contacts.lines import SHARED_BY, StudyLines, region_of
from trialsites.contacts.names import degrees, fuller_name, kind_of
from trialsites.contacts.roles import role_of
from trialsites.model import Issue
from trialsites.phones import numbers
from trialsites.text import tidy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trialsites.model import Contact, Pairing, Row, Study
    from trialsites.phones import Phone

__all__ = ["Understood", "understand"]

# Bounds of RFC 5321 and 1035, which also bound the time spent on hostile text.
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_ADDRESS = re.compile(rf"[^\s@<>(),;:\"\[\]]{{1,64}}@{_LABEL}(?:\.{_LABEL}){{1,20}}")

SPONSOR_LINE = "sponsor line, not the site's"
STUDY_LINE = "also the study's central number"
DOUBTFUL = "not a complete number"
NO_COUNTRY = "the country to dial is unknown"


@dataclass(frozen=True, slots=True)
class Understood:
    """The contacts of one study as records of two tables, and what is doubtful in them.

    Attributes
    ----------
    contacts
        Records in the column order of ``tables.CONTACTS``, one per site contact.
    study_contacts
        Records in the column order of ``tables.STUDY_CONTACTS``.
    issues
        Codes ``phone.central``, ``phone.doubtful``, ``contact.no_phone``, ``email.invalid``,
        ``name.first_letter_lost``.
    """

    contacts: list[tuple[object, ...]] = field(default_factory=list)
    study_contacts: list[tuple[object, ...]] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


def understand(study: Study, pairings: Sequence[Pairing]) -> Understood:
    """Understand the names, roles, phones and e-mail addresses of a study's contacts.

    Published text is kept beside what was understood and never changed.

    Parameters
    ----------
    study
        One record as read.
    pairings
        One per site contact, in order, as :func:`trialsites.pair.pair` returns them.

    Returns
    -------
    understood
        Records for both contact tables, and the issues found.
    """
    out = Understood()
    rows = {row.position: row for row in study.rows}
    given_names = frozenset(
        tidy(contact.name).partition(" ")[0]
        for contact in (*study.contacts, *study.study_contacts)
        if contact.name[:1].isupper()
    )
    placed = [None if p.position is None else rows.get(p.position) for p in pairings]
    lines = StudyLines.of(study, zip(study.contacts, placed, strict=True))
    reader = _Reader(study, lines, given_names, out.issues)
    begun: set[int] = set()
    for contact, pairing, row in zip(study.contacts, pairings, placed, strict=True):
        may_be = [row] if row else [rows[position] for position, _ in pairing.candidates]
        role = role_of(contact, first=pairing.position not in begun)
        if pairing.position is not None and role.endswith("contact"):
            begun.add(pairing.position)
        out.contacts.append(
            (
                *reader.person(contact, role, row, region_of(may_be, lines.region)),
                pairing.position,
                pairing.how,
                pairing.confidence,
                pairing.note,
                dumps([list(c) for c in pairing.candidates]) if pairing.candidates else "",
            )
        )
    for contact in study.study_contacts:
        record = reader.person(contact, role_of(contact), None, lines.region)
        out.study_contacts.append((*record, contact.scope))
    return out


@dataclass(frozen=True, slots=True)
class _Reader:
    study: Study
    lines: StudyLines
    given_names: frozenset[str]
    issues: list[Issue]

    def person(
        self, contact: Contact, role: str, row: Row | None, region: str
    ) -> tuple[object, ...]:
        """Return the columns both contact tables share."""
        kind = kind_of(contact.name, self.study.sponsor)
        phones = numbers(contact.phone, region) if contact.phone else ()
        note = self._phone_note(contact, row, phones, region)
        if kind == "person":
            self._check_name(contact, row)
        return (
            contact.study,
            contact.contact,
            contact.name,
            kind,
            "",
            degrees(contact.name) if kind == "person" else "",
            role,
            contact.role,
            " / ".join(phone.display for phone in phones),
            phones[0].e164 if phones else "",
            contact.phone_ext or (phones[0].ext if phones else ""),
            contact.phone,
            note,
            self._email(contact, row),
            contact.email,
            contact.affiliation,
            self.study.as_of,
        )

    def _phone_note(
        self, contact: Contact, row: Row | None, phones: tuple[Phone, ...], region: str
    ) -> str:
        if contact.scope != "site":
            return DOUBTFUL if contact.phone.strip() and not phones else ""
        who = tidy(contact.name) or "a contact without a name"
        if not contact.phone.strip():
            if "investigator" not in role_of(contact):
                self._doubt("contact.no_phone", f"No phone is published for {who}.", row, who)
            return ""
        cities = self.lines.shared(contact, region)
        if self.lines.is_central(contact, phones):
            own = cities <= 1 and self._is_central_person(contact)
            message = f"The number given for {who} is the study's central number."
            self._doubt("phone.central", message, row, contact.phone)
            return STUDY_LINE if own else SPONSOR_LINE
        if cities >= SHARED_BY:
            message = f"The number given for {who} stands in {cities} cities of the study."
            self._doubt("phone.central", message, row, contact.phone)
            return SPONSOR_LINE
        if not phones:
            why = "is in no numbering plan" if region else "cannot be dialled without its country"
            self._doubt("phone.doubtful", f"The number given for {who} {why}.", row, contact.phone)
            return DOUBTFUL if region else NO_COUNTRY
        return ""

    def _is_central_person(self, contact: Contact) -> bool:
        name, email = tidy(contact.name).casefold(), contact.email.casefold()
        return any(
            (name and tidy(central.name).casefold() == name)
            or (email and central.email.casefold() == email)
            for central in self.study.study_contacts
        )

    def _email(self, contact: Contact, row: Row | None) -> str:
        if not contact.email.strip():
            return ""
        if address := _ADDRESS.search(contact.email):
            return address.group()
        message = f"The e-mail given for {tidy(contact.name) or 'a contact'} is no address."
        self._doubt("email.invalid", message, row, contact.email)
        return ""

    def _check_name(self, contact: Contact, row: Row | None) -> None:
        suggestion = fuller_name(contact.name, self.given_names)
        if suggestion is not None:
            perhaps = f": {suggestion}?" if suggestion else "."
            message = f"{tidy(contact.name)} seems to have lost a first letter{perhaps}"
            self._doubt("name.first_letter_lost", message, row, contact.name)

    def _doubt(self, code: str, message: str, row: Row | None, value: str) -> None:
        position = None if row is None else row.position
        self.issues.append(Issue(code, message, self.study.id, position, value))
