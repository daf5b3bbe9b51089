"""Clues: what the text of a contact and that of a row say about each other.

Every clue has a name of ``rules/clues.toml``; what it is worth is learnt (``rules/pairing.json``).
Each function looks at plain text and is remembered, so that a distinct value is read once.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from trialsites.countries import country_code
from trialsites.phones import area_of, digits_of, numbers
from trialsites.rules import load
from trialsites.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trialsites.model import Row

__all__ = [
    "RANK",
    "SHARED_BY",
    "domain_clue",
    "host_clues",
    "is_desk",
    "known_clue",
    "mail_words",
    "number_clue",
    "person_clue",
    "phone_clues",
]

LONG_WORD = 4
"""A word of fewer letters is in too many hosts to name a facility."""

FEWEST_INITIALS, MOST_INITIALS = 3, 8
"""Shorter initials fit by chance, longer ones are words."""

SHARED_BY = 3
"""What is given in this many groups, or known in this many cities, is a network's: no clue."""

WHOLE = 0.6
"""A host spells a facility if the facility's words are so much of it."""

_NUMBER = re.compile(r"\d{3,}|(?<=\bsite )\d+|(?<=\bnumber )\d+|(?<=\binstitution )\d+")


@cache
def mail_words(kind: str) -> frozenset[str]:
    """Return the words of one list about e-mail hosts: free, public, generic, small, worldwide."""
    return frozenset(load("clues.toml")["mail"][kind])


RANK = {clue: rank for rank, clue in enumerate(load("clues.toml")["clues"])}
"""Of two clues of one kind the one of lower rank counts."""


def is_desk(folded: str) -> bool:
    """Tell whether a name is a role that many groups bear alike, such as a coordinator."""
    return any(f" {word} " in f" {folded} " for word in _desk_words())


@cache
def _desk_words() -> tuple[str, ...]:
    return tuple(load("contacts.toml")["desk"]["words"])


def _site_numbers(text: str) -> set[str]:
    return {number.lstrip("0") or "0" for number in _NUMBER.findall(fold(text))}


@lru_cache(maxsize=1 << 16)
def number_clue(name: str, facility: str) -> tuple[str, ...]:
    """Compare the site numbers of a contact's name and a facility: "Site 0202"."""
    mine, theirs = _site_numbers(name), _site_numbers(facility)
    if not mine or not theirs:
        return ()
    return ("number.same",) if mine & theirs else ("number.differs",)


@lru_cache(maxsize=1 << 16)
def phone_clues(phone: str, code: str, city: str, state: str) -> tuple[str, ...]:
    """Compare a phone's calling and area codes with a row's country, city and state, folded."""
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
    places = area.towns | area.divisions
    if state and any(place in state or state in place for place in places):
        return ("area.state",)
    if city and any(place in city or city in place for place in places):
        return ("area.province",)
    return ("area.differs",) if places else ()


@lru_cache(maxsize=1 << 16)
def domain_clue(email: str, code: str) -> tuple[str, ...]:
    """Compare the country domain of an address with a row's country."""
    domain = email.rpartition(".")[2]
    owner = country_code(domain) if len(domain) == 2 else ""  # noqa: PLR2004 - ISO 3166 alpha-2
    if domain == "uk":
        owner = "GB"
    if not owner or not code or domain in mail_words("worldwide"):
        return ()
    return ("mail.country.same",) if owner == code else ("mail.country.differs",)


@lru_cache(maxsize=1 << 16)
def _host_labels(email: str) -> tuple[str, ...]:
    labels = email.rpartition("@")[2].split(".")[:-1]
    if any(label in mail_words("free") for label in labels):
        return ()
    return tuple(label for label in labels if label not in mail_words("public"))


@lru_cache(maxsize=1 << 16)
def host_clues(email: str, facility: str, city: str, common: frozenset[str]) -> tuple[str, ...]:
    """Compare the host and account of an address with a facility and city, without common words."""
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
    if named and max(_spelt(label, names) / len(label) for label in letters) >= WHOLE:
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
    dull = common | mail_words("generic")
    return [word for word in words if len(word) >= LONG_WORD and word not in dull]


def _spelt(label: str, words: Sequence[str]) -> int:
    """Return how many letters of a host label the facility's words spell, longest first."""
    left = label
    for word in sorted({word for word in words if len(word) > 1}, key=lambda w: (-len(w), w)):
        left = left.replace(word, " ", 1)
    return len(label) - len(left.replace(" ", ""))


def _are_initials(piece: str, words: Sequence[str]) -> bool:
    """Tell whether a piece of a host is a word or a run of initials of the facility."""
    if not FEWEST_INITIALS <= len(piece) <= MOST_INITIALS or piece in mail_words("generic"):
        return False
    large = [word for word in words if word not in mail_words("small")]
    return piece in words or any(piece in "".join(w[0] for w in some) for some in (words, large))


@lru_cache(maxsize=1 << 16)
def person_clue(name: str, facility: str) -> tuple[str, ...]:
    """Tell whether a practice bears the person's surname."""
    words = set(fold(facility).split())
    surname = [word for word in fold(name.partition(",")[0]).split() if len(word) >= LONG_WORD]
    return ("person.in_facility",) if surname and surname[-1] in words else ()


def known_clue(places: frozenset[tuple[str, str, str]], row: Row) -> tuple[str, ...]:
    """Compare where the directory knows a person, folded, with a row."""
    if not 0 < len({place[1:] for place in places}) < SHARED_BY:
        return ()
    city, code = fold(row.city), country_code(row.country)
    if (fold(row.facility), city, code) in places:
        return ("known.facility",)
    if any((its_city, its_code) == (city, code) for _, its_city, its_code in places):
        return ("known.city",)
    return ("known.elsewhere",)
