"""How much of one name's words is in another: rare words weigh more."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from trialsites.places.registers.question import Words, telling
from trialsites.places.registers.weights import weights
from trialsites.sites.words import information
from trialsites.text import fold

if TYPE_CHECKING:
    from trialsites.places.registers.question import Question
    from trialsites.sites.parse import Name

__all__ = ["contains", "covered", "likeness", "named_words", "town_first"]

_ELISION = re.compile(r"\b(?:d|l)['\u2019]", re.IGNORECASE)
_ENOUGH = 5.0
_RARE = 8.0
_WHOLE = 0.95
_LITTLE = 0.3
_LONG = 7
_ALIKE = 0.94


def likeness(asked: Question, theirs: Name) -> float:
    """Return how alike two texts are, 0-1, an entry being half as alike that says more.

    Parameters
    ----------
    asked
        What is looked for.
    theirs
        The entry's name.
    """
    alike = fuzz.token_sort_ratio(fold(asked.name.text), fold(theirs.text)) / 100
    return alike / 2 if telling(theirs.words) - asked.words - asked.local else alike


def named_words(name: Name) -> Words:
    """Return all words of a name that are no ordinary ones, its towns included."""
    return frozenset(word for part in name.parts for word in (*part.town, *part.words))


def covered(wanted: Words, theirs: Name, local: Words) -> float:
    """Return how much of the wanted words an entry has, and how little else, 0-1.

    Parameters
    ----------
    wanted
        Words that tell a facility from others.
    theirs
        The entry's name.
    local
        Words of towns and regions, which tell little.
    """
    rules = weights()
    words = telling(theirs.words) - local
    shared, missing = _shared(wanted, words | (named_words(theirs) - local))
    if not shared:
        return 0.0
    cover = shared / (shared + missing)
    whole = shared / (shared + _shared(words, wanted)[1])
    part = max(_share(wanted, telling(frozenset(p.words)) - local) for p in theirs.parts)
    common = max(whole, part) < _LITTLE or (part < _WHOLE and shared < _RARE)
    parts = rules["weights"]
    fits = parts["cover"] * cover + parts["part"] * part + parts["whole"] * whole
    factor = rules["against"]["common_words"] if common else 1.0
    return float(min(1.0, shared / _ENOUGH) * fits * factor)


@lru_cache(maxsize=1 << 18)
def _shared(wanted: Words, words: Words) -> tuple[float, float]:
    """Return the information of the wanted words that are among others, and of those that are not.

    Long words may be mistyped: "puerto" is not "puerta", "gasthuisberg" is "gasthuisburg".
    """
    shared = missing = 0.0
    for word in sorted(wanted):
        alike = 1.0 if word in words else max((_mistyped(word, w) for w in words), default=0.0)
        shared += alike * information(word)
        missing += (1.0 - alike) * information(word)
    return shared, missing


def _mistyped(word: str, other: str) -> float:
    if min(len(word), len(other)) < _LONG or "saint-" in word + other:
        return 0.0
    alike = float(JaroWinkler.similarity(word, other))
    return alike if alike >= _ALIKE else 0.0


def _share(wanted: Words, words: Words) -> float:
    shared, missing = _shared(words, wanted)
    return shared / (shared + missing) if words else 0.0


def contains(text: str, phrase: str) -> bool:
    """Return whether a text has a phrase of three words or more in it, word by word."""
    folded = fold(phrase)
    return folded.count(" ") > 1 and f" {folded} " in f" {fold(text)} "


def town_first(theirs: Name, towns: Words, others: Words) -> bool:
    """Return whether a name says its town before anything that tells it from others."""
    words = fold(_ELISION.sub(" ", theirs.text)).split()
    first = next((at for at, word in enumerate(words) if word in towns), len(words))
    said = {w.removeprefix("saint-") for w in others}
    return first < next((at for at, word in enumerate(words) if word in said), len(words))
