"""Names as registers write them, understood the way deduplication understands facilities."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from trialsites.rules import load
from trialsites.sites.lexicon import town_words
from trialsites.sites.parse import Name, parse
from trialsites.text import fold

__all__ = ["apart", "towns_of", "understood", "without_prefix"]

_WORD = re.compile(r"[^\W\d_]+")


@cache
def _rules() -> tuple[dict[str, str], dict[str, str], re.Pattern[str]]:
    rules = load("register_words.toml")
    apart = {fold(w): kind for kind, text in rules["apart"].items() for w in text.split(" | ")}
    longest = sorted(apart, key=lambda word: (-len(word), word))
    pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, longest)) + r")\b")
    return rules["abbreviations"], apart, pattern


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
    abbreviations = _rules()[0]
    spelt = _WORD.sub(lambda w: abbreviations.get(w.group().casefold(), w.group()), text)
    return parse(spelt, city, place)


@lru_cache(maxsize=1 << 17)
def apart(text: str) -> frozenset[str]:
    """Return what sets a house apart from the hospital of its name: day unit, dental, long stay.

    Parameters
    ----------
    text
        A name or a register's word for a type.
    """
    _, kinds, pattern = _rules()
    return frozenset(kinds[found] for found in pattern.findall(fold(text)))


@lru_cache(maxsize=1 << 15)
def towns_of(*names: str) -> frozenset[str]:
    """Return the words that only repeat the names of towns."""
    return frozenset[str]().union(*(town_words(name) for name in names if name))


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
