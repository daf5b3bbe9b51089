"""A hospital's name as words that tell it from others, and words that only say what it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from trialsites.rules import load
from trialsites.text import fold

__all__ = ["Name", "understood"]


@dataclass(frozen=True, slots=True)
class Name:
    """A folded name, taken apart.

    Attributes
    ----------
    words
        Words that tell it from other hospitals, in order, saints with their name.
    kinds
        What kind of house it says it is: hospital, university, clinic, cancer …
    apart
        What makes it another house than its neighbour: children, psychiatric, dental …
    """

    words: tuple[str, ...]
    kinds: frozenset[str]
    apart: frozenset[str]


@cache
def _rules() -> tuple[dict[str, str], dict[str, str], dict[str, str], frozenset[str]]:
    rules: dict[str, Any] = load("facility_words.toml")
    kinds = {word: kind for kind, words in rules["kinds"].items() for word in words}
    apart = {word: what for what, words in rules["apart"].items() for word in words}
    return rules["abbreviations"], kinds, apart, frozenset(rules["small"]["words"])


@lru_cache(maxsize=1 << 17)
def understood(text: str) -> Name:
    """Return a name taken apart.

    Parameters
    ----------
    text
        A facility or register entry as published.
    """
    abbreviations, kinds, apart, small = _rules()
    folded = " ".join(abbreviations.get(word, word) for word in fold(text).split())
    words: list[str] = []
    kind, set_apart = set(), set()
    saint = False
    for word in folded.split():
        if word == "saint":
            saint = True
        elif word in small:
            continue
        elif saint:
            words.append(f"saint {word}")
            saint = False
        elif word in apart:
            set_apart.add(apart[word])
        elif word in kinds:
            kind.add(kinds[word])
        else:
            words.append(word)
    return Name(tuple(dict.fromkeys(words)), frozenset(kind), frozenset(set_apart))
