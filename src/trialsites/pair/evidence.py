"""Clues: what a contact and a row say about each other.

Every clue has a name of ``rules/clues.toml``; what it is worth is learnt (``rules/pairing.json``).
Each function looks at plain text and is remembered, so that a distinct value is read once.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from trialsites.countries import country_code
from trialsites.pair.groups import status_word
from trialsites.phones import area_of, digits_of, numbers, same_line
from trialsites.rules import load
from trialsites.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trialsites.model import Contact, Row, Study
    from trialsites.pair.groups import Group
    from trialsites.pair.known import Known

__all__ = ["Evidence"]

LONG_WORD = 4
"""A word of fewer letters is in too many hosts to name a facility."""

FEWEST_INITIALS, MOST_INITIALS = 3, 8
"""Shorter initials fit by chance, longer ones are words."""

SHARED_BY = 3
"""What is given in this many groups, or known in this many cities, is a network's: no clue."""

_NUMBER = re.compile(r"\d{3,}")
_WHOLE = 0.6


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
        self.links = [
            bool(before) and bool(before & after)
            for before, after in zip(
                [set[str](), *map(_traces, groups)], map(_traces, groups), strict=False
            )
        ]

    def clues(self, group: int, row: Row) -> tuple[str, ...]:
        """Return the names of the clues for one group, by its order, and one row."""
        found: dict[str, str] = {}
        for line, met in zip(self._lines[group], self._met[group], strict=True):
            for clue in (*self._of(line, row), *_known_clue(met, row)):
                family = clue.partition(".")[0]
                if family not in found or _RANK[clue] < _RANK[found[family]]:
                    found[family] = clue
        if status_word(row.status) == "NOT_YET_RECRUITING":
            found["status"] = "status.not_yet"
        return tuple(found.values())

    def _of(self, line: _Line, row: Row) -> Iterator[str]:
        code = country_code(row.country)
        yield from _number_clue(line.name, row.facility)
        if line.phone:
            yield from _phone_clues(line.phone, code, fold(row.city), fold(row.state))
        if line.email:
            yield from _domain_clue(line.email, code)
            yield from _host_clues(line.email, row.facility, row.city, self._common)
        yield from _person_clue(line.name, row.facility)


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
            fold(c.name): c for c in central if names[fold(c.name)] == 1 and " " in fold(c.name)
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


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(load("clues.toml")["mail"][kind])


_RANK = {clue: rank for rank, clue in enumerate(load("clues.toml")["clues"])}


def _common_words(rows: Sequence[Row]) -> frozenset[str]:
    """Return the words in the facilities of more than a third of the rows."""
    counts = Counter(word for row in rows for word in set(fold(row.facility).split()))
    return frozenset(word for word, n in counts.items() if n >= SHARED_BY and n * 3 > len(rows))


def _traces(group: Group) -> set[str]:
    """Return what a group may share with its neighbour: numbers, names, hosts of its own."""
    traces = {_digits(contact) for contact in group.contacts}
    traces |= {fold(c.name) for c in group.contacts if not _is_desk(fold(c.name))}
    for contact in group.contacts:
        host = _address(contact).rpartition("@")[2]
        if host and host.partition(".")[0] not in _words("free"):
            traces.add(host)
    return traces - {""}


def _is_desk(folded: str) -> bool:
    """Tell whether a name is a role that many groups bear alike, such as a coordinator."""
    words = load("contacts.toml")["desk"]["words"]
    return any(f" {word} " in f" {folded} " for word in words)


def _site_numbers(text: str) -> set[str]:
    return {number.lstrip("0") or "0" for number in _NUMBER.findall(text)}


@lru_cache(maxsize=1 << 16)
def _number_clue(name: str, facility: str) -> tuple[str, ...]:
    mine, theirs = _site_numbers(name), _site_numbers(facility)
    if not mine or not theirs:
        return ()
    return ("number.same",) if mine & theirs else ("number.differs",)


@lru_cache(maxsize=1 << 16)
def _phone_clues(phone: str, code: str, city: str, state: str) -> tuple[str, ...]:
    if not code:
        return ()
    stated = numbers(phone, "")
    here = stated or numbers(phone, code)
    if any(number.free for number in here):
        return ()
    number = next((number for number in here if number.region == code), None)
    if number is None:
        return ("phone.code.differs" if stated else "phone.national.unfit",)
    spelt_out = stated or digits_of(phone) == digits_of(number.e164)
    clue = "phone.code.same" if spelt_out else "phone.national.fits"
    return (clue, *_area_clue(number.e164, city, state))


def _area_clue(e164: str, city: str, state: str) -> tuple[str, ...]:
    area = area_of(e164)
    if any(f" {town} " in f" {city} " for town in area.towns):
        return ("area.city",)
    where = {city, state} - {""}
    if any(place in own or own in place for place in area.towns | area.divisions for own in where):
        return ("area.state",)
    return ("area.differs",) if area.towns or area.divisions else ()


@lru_cache(maxsize=1 << 16)
def _domain_clue(email: str, code: str) -> tuple[str, ...]:
    domain = email.rpartition(".")[2]
    owner = country_code(domain) if len(domain) == 2 else ""  # noqa: PLR2004 - ISO 3166 alpha-2
    if domain == "uk":
        owner = "GB"
    if not owner or not code or domain in _words("worldwide"):
        return ()
    return ("mail.country.same",) if owner == code else ("mail.country.differs",)


@lru_cache(maxsize=1 << 16)
def _host_labels(email: str) -> tuple[str, ...]:
    labels = email.rpartition("@")[2].split(".")[:-1]
    if any(label in _words("free") for label in labels):
        return ()
    return tuple(label for label in labels if label not in _words("public"))


@lru_cache(maxsize=1 << 16)
def _host_clues(email: str, facility: str, city: str, common: frozenset[str]) -> tuple[str, ...]:
    names, towns = fold(facility).split(), _telling(fold(city).split(), common)
    account = email.rpartition("@")[0]
    placed = any(word in account for word in (*_telling(names, common), *towns))
    clues = ("account.place",) if placed else ()
    if labels := _host_labels(email):
        return (_host_clue(labels, names, towns, common), *clues)
    return clues


def _host_clue(
    labels: Sequence[str], names: Sequence[str], towns: Sequence[str], common: frozenset[str]
) -> str:
    letters = [label.replace("-", "") for label in labels]
    named = any(word in label for label in letters for word in _telling(names, common))
    if named and max(_spelt(label, names) / len(label) for label in letters) >= _WHOLE:
        return "host.facility.whole"
    pieces = {piece for label in labels for piece in label.split("-")} | set(letters)
    if any(_are_initials(piece, names) for piece in pieces):
        return "host.initials"
    if named:
        return "host.facility.part"
    if any(town in label for town in towns for label in letters):
        return "host.city"
    return "host.unlike"


def _telling(words: Sequence[str], common: frozenset[str]) -> list[str]:
    dull = common | _words("generic")
    return [word for word in words if len(word) >= LONG_WORD and word not in dull]


def _spelt(label: str, words: Sequence[str]) -> int:
    """Return how many letters of a host label the facility's words spell, longest first."""
    left = label
    for word in sorted({word for word in words if len(word) > 1}, key=lambda w: (-len(w), w)):
        left = left.replace(word, " ", 1)
    return len(label) - len(left.replace(" ", ""))


def _are_initials(piece: str, words: Sequence[str]) -> bool:
    """Tell whether a piece of a host is a word or a run of initials of the facility."""
    if not FEWEST_INITIALS <= len(piece) <= MOST_INITIALS or piece in _words("generic"):
        return False
    large = [word for word in words if word not in _words("small")]
    return piece in words or any(piece in "".join(w[0] for w in some) for some in (words, large))


@lru_cache(maxsize=1 << 16)
def _person_clue(name: str, facility: str) -> tuple[str, ...]:
    words = set(fold(facility).split())
    surname = [word for word in fold(name.partition(",")[0]).split() if len(word) >= LONG_WORD]
    return ("person.in_facility",) if surname and surname[-1] in words else ()


def _places(known: Known, contact: Contact) -> frozenset[tuple[str, str, str]]:
    return frozenset(
        (fold(facility), fold(city), country_code(country))
        for facility, city, country in known.facilities(contact.name, contact.email)
    )


def _known_clue(places: frozenset[tuple[str, str, str]], row: Row) -> tuple[str, ...]:
    if not 0 < len({place[1:] for place in places}) < SHARED_BY:
        return ()
    city, code = fold(row.city), country_code(row.country)
    if (fold(row.facility), city, code) in places:
        return ("known.facility",)
    if any((its_city, its_code) == (city, code) for _, its_city, its_code in places):
        return ("known.city",)
    return ("known.elsewhere",)
