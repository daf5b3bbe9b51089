"""Names as registers write them, understood the way deduplication understands facilities."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from trialsites.rules import load
from trialsites.sites.lexicon import town_words
from trialsites.sites.parse import Name, parse
from trialsites.text import fold

_CAMPUS = re.compile(r"(\w{3})campus\b", re.IGNORECASE)

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "apart",
    "chains",
    "is_system",
    "is_trust",
    "owners",
    "silent",
    "towns_of",
    "understood",
    "university_of",
    "without_prefix",
]

_HOUSE = frozenset({"uh", "hosp", "mc"})
_MUNICIPAL = frozenset({"township", "twp", "town", "city", "village", "borough", "county"})
_WORD = re.compile(r"[^\W\d_]+")
_SEGMENT = re.compile(r"[,;()/]|\s?[-\u2013]\s?(?=[A-Z])")
_UNIVERSITY = (r"\b(\w+)(?: state)? university\b", r"\buniversity of (?:the )?(\w+)")
_SAINT = re.compile(r"\bSS?\.\s*(?=[A-ZÀ-Ý][a-zà-ÿ])")


@cache
def _rules() -> dict[str, dict[str, str]]:
    rules: dict[str, dict[str, str]] = load("register_words.toml")
    return rules


def _pattern(spellings: Iterable[str]) -> re.Pattern[str]:
    longest = sorted(spellings, key=lambda word: (-len(word), word))
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest)) + r")\b")


@cache
def _apart() -> tuple[dict[str, str], re.Pattern[str]]:
    kinds = {
        fold(word): kind for kind, text in _rules()["apart"].items() for word in text.split(" | ")
    }
    return kinds, _pattern(kinds)


@cache
def _listed(section: str) -> re.Pattern[str]:
    return _pattern(fold(word) for word in _rules()[section]["words"].split(" | "))


@lru_cache(maxsize=1 << 17)
def understood(text: str, city: str = "", place: str = "") -> Name:
    """Return a name taken apart, a register's abbreviations spelt out.

    Parameters
    ----------
    text
        A facility or a register entry as published.
    city, place
        Its town, whose words say nothing about a hospital that stands in it.
    """
    abbreviations = {} if _listed("english").search(fold(text)) else _rules()["abbreviations"]
    spelt = _CAMPUS.sub(r"\1 campus", _SAINT.sub("San ", text))
    spelt = _WORD.sub(lambda w: abbreviations.get(w.group().casefold(), w.group()), spelt)
    name = parse(spelt, city, place)
    if _listed("everyone").search(fold(text)):
        return replace(name, qualifiers=name.qualifiers - {"children"})
    return name


@lru_cache(maxsize=1 << 15)
def silent(word: str) -> bool:
    """Return whether a folded word is a legal form or the like, which tells nothing."""
    return _listed("silent").fullmatch(word) is not None


@lru_cache(maxsize=1 << 17)
def chains(text: str) -> frozenset[str]:
    """Return the private chains a name says it belongs to."""
    return frozenset(_listed("chains").findall(fold(text)))


@lru_cache(maxsize=1 << 17)
def owners(text: str) -> frozenset[str]:
    """Return the words of owners' names, which tell little beside a hospital's own name."""
    return frozenset(
        word for found in _listed("owners").findall(fold(text)) for word in found.split()
    )


@lru_cache(maxsize=1 << 17)
def is_system(text: str) -> bool:
    """Return whether a name is that of a system, no hospital of it being named beside it."""
    return _says_only("system", text)


@lru_cache(maxsize=1 << 17)
def is_trust(text: str) -> bool:
    """Return whether a name is that of a trust, no hospital being named beside it."""
    return _says_only("trust", text)


def _says_only(section: str, text: str) -> bool:
    segments = [segment for segment in _SEGMENT.split(text) if segment.strip()]
    others = [s for s in segments if not _listed(section).search(fold(s))]
    return len(others) < len(segments) and not any(understood(s).types & _HOUSE for s in others)


@lru_cache(maxsize=1 << 17)
def university_of(text: str) -> frozenset[str]:
    """Return the words that say in English which university a hospital belongs to."""
    found = (word for pattern in _UNIVERSITY for word in re.findall(pattern, fold(text)))
    plain = _listed("university")
    return frozenset(word for word in found if not plain.fullmatch(word))


@lru_cache(maxsize=1 << 17)
def apart(text: str) -> frozenset[str]:
    """Return what sets a house apart from the hospital of its name: day unit, dental, long stay.

    Parameters
    ----------
    text
        A name or a register's word for a type.
    """
    kinds, pattern = _apart()
    folded = _listed("everyone").sub(" ", fold(text))
    return frozenset(kinds[found] for found in pattern.findall(folded))


@lru_cache(maxsize=1 << 15)
def towns_of(*names: str) -> frozenset[str]:
    """Return the words that only repeat the names of towns."""
    words = frozenset[str]().union(*(town_words(name) for name in names if name))
    return words - _MUNICIPAL or words


def without_prefix(facility: str, towns: frozenset[str]) -> str:
    """Return a facility without the town before its name, the ``Tours - `` of ``Tours - CHU``.

    Parameters
    ----------
    facility
        As published.
    towns
        Words of the names of towns thereabouts.
    """
    head, dash, tail = facility.partition(" - ")
    words = town_words(head)
    return tail if dash and tail.strip() and words and words <= towns else facility
