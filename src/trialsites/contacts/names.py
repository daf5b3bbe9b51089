"""Names: person, desk or organisation; titles and degrees; a first letter that went missing."""

from __future__ import annotations

from functools import cache, lru_cache

from trialsites.rules import load
from trialsites.text import fold, tidy

__all__ = ["degrees", "fuller_name", "kind_of", "surname_and_given"]

SHORTEST = 4
"""A shorter word may be an abbreviation."""

LONGEST, MOST_WORDS = 200, 12
"""A longer text is no name but an instruction."""

PHONE_DIGITS = 7
"""A name with as many digits holds a phone number."""


@cache
def _words(kind: str) -> tuple[str, ...]:
    return tuple(f" {word} " for word in load("contacts.toml")[kind]["words"])


@cache
def _particles() -> frozenset[str]:
    return frozenset(load("contacts.toml")["names"]["particles"])


@cache
def _given_names() -> dict[str, str]:
    lines = load("given_names.txt").splitlines()
    names = " ".join(line for line in lines if not line.startswith("#")).split()
    return {fold(name): name for name in reversed(names)}


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(folded[:2] for folded in _given_names())


@cache
def _given_by_tail() -> dict[str, list[str]]:
    tails: dict[str, list[str]] = {}
    for folded, name in reversed(_given_names().items()):
        tails.setdefault(folded[1:], []).append(name)
    return tails


@lru_cache(maxsize=1 << 16)
def kind_of(name: str, sponsor: str = "") -> str:
    """Tell whether a contact is a ``person``, a ``desk`` or an ``organisation``.

    Parameters
    ----------
    name
        The name as published.
    sponsor
        The study's sponsor as published: a contact of that name is an organisation, unless it
        bears a degree.

    Returns
    -------
    kind
        The word, or empty where the name holds no name: nothing, a degree alone, an address.
    """
    head, _, tail = tidy(name).partition(",")
    folded, words = fold(head), fold(head).split()
    padded = f" {folded} "
    if len(name) > LONGEST or len(words) > MOST_WORDS:
        return "desk"
    if sum(map(str.isdigit, head)) >= PHONE_DIGITS or any(w in padded for w in _words("desk")):
        return "desk"
    if "@" in head or all(word in _titles() or word.isdigit() for word in words):
        return ""
    if any(word in padded for word in _words("organisation")) or _is_company(words, tail):
        return "organisation"
    named_so = folded in {fold(sponsor), fold(sponsor).partition(" ")[0]}
    return "organisation" if named_so and not _are_titles(tail) else "person"


def _is_company(words: list[str], tail: str) -> bool:
    last = fold(tail.rpartition(",")[2]) if tail else " ".join(words[1:][-1:])
    return last in _legal_forms()


@cache
def _legal_forms() -> frozenset[str]:
    return frozenset(load("contacts.toml")["organisation"]["legal_forms"])


@cache
def _titles() -> frozenset[str]:
    from nameparser.config import CONSTANTS

    known = (CONSTANTS.titles, CONSTANTS.suffix_acronyms, CONSTANTS.suffix_not_acronyms)
    return frozenset(fold(word) for words in known for word in words) - {""}


def _are_titles(text: str) -> bool:
    """Tell whether all parts between commas are titles or degrees: "MD PhD, M. D."."""
    parts = [fold(part).split() for part in text.split(",")]
    return any(parts) and all(
        "".join(words) in _titles() or all(word in _titles() for word in words) for words in parts
    )


@lru_cache(maxsize=1 << 16)
def _parsed(name: str) -> tuple[str, str, str]:
    """Return (degrees and titles, given names, surname) of a person's name."""
    head, _, tail = tidy(name).partition(",")
    if _titles().isdisjoint(fold(head).split()) and (not tail or _are_titles(tail)):
        given, _, surname = head.strip().rpartition(" ")
        return tail.strip(" ,"), given, surname
    from nameparser import HumanName

    human = HumanName(tidy(name))
    off = ", ".join(part for part in (human.title, human.suffix) if part)
    given = " ".join(part for part in (human.first, human.middle) if part)
    return off, given, human.last


def degrees(name: str) -> str:
    """Return the titles and degrees of a person's name, as published: "MD, PhD"."""
    return _parsed(name)[0]


def surname_and_given(name: str) -> tuple[str, str]:
    """Return the surname and the given names of a person's name, as published."""
    _, given, surname = _parsed(name)
    return surname, given


def fuller_name(name: str, others: frozenset[str] = frozenset()) -> str | None:
    """Suggest the given name whose first letter a person's name has lost.

    "homas Martin" suggests "Thomas": the name begins in lower case though it is written with
    capitals elsewhere, its first word is no given name, and a given name is that word with one
    letter before it. Particles ("van", "de", "al-") and names in lower case throughout are
    genuine.

    Parameters
    ----------
    name
        The name as published.
    others
        Given names of other contacts of the record, which are suggested first.

    Returns
    -------
    suggestion
        Given names that fit, joined by " or "; empty if none fits but no known name begins like
        this one; None if nothing seems lost.
    """
    first, _, rest = tidy(name).partition(" ")
    if not first[:1].islower() or not any(map(str.isupper, rest.partition(",")[0])):
        return None
    word = fold(first)
    if fold(first.partition("-")[0]) in _particles() or word in _given_names():
        return None
    seen = sorted(other for other in others if fold(other)[1:] == word)
    if fitting := dict.fromkeys(seen or _given_by_tail().get(word, [])):
        return " or ".join(fitting)
    return "" if len(word) >= SHORTEST and word[:2] not in _beginnings() else None
