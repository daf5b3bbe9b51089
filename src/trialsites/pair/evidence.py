"""Evidence: which clues a contact group and a row of one study show."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from trialsites.countries import country_code
from trialsites.pair.clues import (
    RANK,
    SHARED_BY,
    domain_clue,
    host_clues,
    is_desk,
    known_clue,
    mail_words,
    number_clue,
    person_clue,
    phone_clues,
)
from trialsites.phones import digits_of, same_line
from trialsites.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trialsites.model import Contact, Row, Study
    from trialsites.pair.groups import Group
    from trialsites.pair.known import Known

__all__ = ["Evidence"]


@dataclass(frozen=True, slots=True)
class _Line:
    """One contact's text, without what is the study's own."""

    name: str
    phone: str
    email: str


class Evidence:
    """The clues of one study, for any of its groups and rows.

    Parameters
    ----------
    study
        The record as read.
    groups
        Its contact groups.
    known
        What the directory already knows of people, if anything.
    """

    def __init__(self, study: Study, groups: Sequence[Group], known: Known | None = None) -> None:
        central = _Central(study, groups)
        self._lines = [[central.without(contact) for contact in group.contacts] for group in groups]
        self._met = [
            [_places(known, contact) if known else frozenset() for contact in group.contacts]
            for group in groups
        ]
        self._common = _common_words(study.rows)
        traces = [set[str](), *map(_traces, groups)]
        self.links = [not before.isdisjoint(after) for before, after in pairwise(traces)]

    def clues(self, group: int, row: Row) -> tuple[str, ...]:
        """Return the names of the clues for one group, by its order, and one row."""
        found: dict[str, str] = {}
        for line, met in zip(self._lines[group], self._met[group], strict=True):
            for clue in (*self._of(line, row), *known_clue(met, row)):
                family = clue.partition(".")[0]
                if family not in found or RANK[clue] < RANK[found[family]]:
                    found[family] = clue
        if row.status == "NOT_YET_RECRUITING":
            found["status"] = "status.not_yet"
        return tuple(found.values())

    def _of(self, line: _Line, row: Row) -> Iterator[str]:
        code = country_code(row.country)
        yield from number_clue(line.name, row.facility)
        if line.phone:
            yield from phone_clues(line.phone, code, fold(row.city), fold(row.state))
        if line.email:
            yield from domain_clue(line.email, code)
            yield from host_clues(line.email, row.facility, row.city, self._common)
        yield from person_clue(line.name, row.facility)


class _Central:
    """What a study's own contacts give away, so that it is no clue to a row.

    A person who is the study's contact and stands in one group keeps phone and address there,
    as they are that person's own.
    """

    def __init__(self, study: Study, groups: Sequence[Group]) -> None:
        central = study.study_contacts
        self._lines = [digits_of(contact.phone) for contact in central]
        self._emails = {_address(contact) for contact in central} - {""}
        self._phones_given = Counter(p for g in groups for p in {_digits(c) for c in g.contacts})
        self._emails_given = Counter(e for g in groups for e in {_address(c) for c in g.contacts})
        names = Counter(n for g in groups for n in {fold(c.name) for c in g.contacts})
        self._people = {
            fold(c.name): c
            for c in central
            if names[fold(c.name)] == 1 and " " in fold(c.name) and not is_desk(fold(c.name))
        }

    def without(self, contact: Contact) -> _Line:
        """Return a site contact's text without what is the study's or shared by many groups."""
        digits, email = _digits(contact), _address(contact)
        if same := self._people.get(fold(contact.name)):
            return _Line(contact.name, contact.phone or same.phone, email or _address(same))
        foreign = self._phones_given[digits] >= SHARED_BY or any(
            same_line(digits, line) for line in self._lines
        )
        taken = self._emails_given[email] >= SHARED_BY or email in self._emails
        return _Line(contact.name, "" if foreign else contact.phone, "" if taken else email)


def _digits(contact: Contact) -> str:
    return digits_of(contact.phone)


def _address(contact: Contact) -> str:
    return contact.email.casefold().strip()


def _common_words(rows: Sequence[Row]) -> frozenset[str]:
    """Return the words in the facilities of more than a third of the rows."""
    counts = Counter(word for row in rows for word in set(fold(row.facility).split()))
    return frozenset(word for word, n in counts.items() if n >= SHARED_BY and n * 3 > len(rows))


def _traces(group: Group) -> set[str]:
    """Return what a group may share with its neighbour: numbers, names, hosts of its own."""
    traces = {_digits(contact) for contact in group.contacts}
    traces |= {fold(c.name) for c in group.contacts if not is_desk(fold(c.name))}
    for contact in group.contacts:
        host = _address(contact).rpartition("@")[2]
        if host and host.partition(".")[0] not in mail_words("free"):
            traces.add(host)
    return traces - {""}


def _places(known: Known, contact: Contact) -> frozenset[tuple[str, str, str]]:
    return frozenset(
        (fold(facility), fold(city), country_code(country))
        for facility, city, country in known.facilities(contact.name, contact.email, contact.study)
    )
