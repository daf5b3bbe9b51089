"""What single words and phrases of facility names mean, read from the rules."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

from rapidfuzz.distance import OSA

from trialsites.countries import known_names
from trialsites.rules import load
from trialsites.text import fold

__all__ = [
    "Group",
    "groups",
    "is_region",
    "is_stop",
    "is_street",
    "saint",
    "town_name",
    "town_words",
]

_CLASSES = (
    "types",
    "qualifiers",
    "generics",
    "fillers",
    "units",
    "stops",
    "networks",
    "ordinals",
    "streets",
)


_MISTYPED = 6
"""Shorter words are too like each other to be called typing errors."""

_STREET = 6
"""Shorter words end like a street by chance."""

_BEGINNING = 4
"""Least letters before the ending of a compound."""


@dataclass(frozen=True, slots=True)
class Group:
    """One word or phrase of a name and what it means.

    Attributes
    ----------
    text
        The folded words.
    meanings
        (class, canonical word) pairs; empty for a word nobody knows, which identifies.
    """

    text: str
    meanings: tuple[tuple[str, str], ...]

    def of(self, kind: str) -> str:
        """Return the canonical word of one class, or empty."""
        return next((word for name, word in self.meanings if name == kind), "")


@cache
def _rules() -> dict[str, Any]:
    return dict(load("site_words.toml"))


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(_spellings(_rules()["lists"][name]))


def _spellings(text: str) -> list[str]:
    return [fold(part) for part in text.split(" | ")]


@cache
def _phrases() -> dict[str, list[tuple[tuple[str, ...], Group]]]:
    """Return every known phrase by its first word, longest first."""
    meanings: dict[str, list[tuple[str, str]]] = {}
    for kind in _CLASSES:
        for word, text in _rules()[kind].items():
            for spelling in _spellings(text):
                known = meanings.setdefault(spelling, [])
                if (kind, word) not in known:
                    known.append((kind, word))
    found: dict[str, list[tuple[tuple[str, ...], Group]]] = {}
    for spelling, known in meanings.items():
        words = tuple(spelling.split())
        found.setdefault(words[0], []).append((words, Group(spelling, tuple(known))))
    for options in found.values():
        options.sort(key=lambda option: -len(option[0]))
    return found


@cache
def _stems() -> tuple[dict[str, str], tuple[int, ...]]:
    stems = {
        stem: word for word, text in _rules()["stems"].items() for stem in _spellings(text) if stem
    }
    return stems, tuple(sorted({len(stem) for stem in stems}, reverse=True))


@cache
def _single_words() -> dict[tuple[str, int], list[str]]:
    """Return the known long words by first letter and length."""
    found: dict[tuple[str, int], list[str]] = {}
    for options in _phrases().values():
        for words, _ in options:
            if len(words) == 1 and len(words[0]) >= _MISTYPED:
                found.setdefault((words[0][0], len(words[0])), []).append(words[0])
    return found


def _one_off(a: str, b: str) -> bool:
    return a[0] == b[0] and OSA.distance(a, b, score_cutoff=1) <= 1


def _mistyped(word: str) -> str:
    """Return the known word that a long word misspells by one letter or a swap, or empty."""
    for length in (len(word), len(word) - 1, len(word) + 1):
        for known in _single_words().get((word[0], length), ()):
            if _one_off(word, known):
                return known
    return ""


@cache
def _long_stems() -> dict[str, list[str]]:
    """Return the stems long enough to be mistyped by their first two letters."""
    found: dict[str, list[str]] = {}
    for stem in sorted(_stems()[0]):
        if len(stem) >= _MISTYPED:
            found.setdefault(stem[:2], []).append(stem)
    return found


def _mistyped_stem(word: str) -> str:
    """Return the stem that the beginning of a word misspells by one letter, or empty."""
    for stem in _long_stems().get(word[:2], ()):
        length = len(stem)
        if any(_one_off(word[:end], stem) for end in (length - 1, length, length + 1)):
            return stem
    return ""


@lru_cache(maxsize=1 << 17)
def _unlisted(word: str) -> tuple[Group, ...]:
    """Return what a word says that is listed nowhere: a specialty, a typing error, a compound."""
    stems, lengths = _stems()
    if specialty := stems.get(word):
        return (Group(word, (("specialties", specialty),)),)
    for ending in _endings():
        first = word[: -len(ending)]
        if word.endswith(ending) and len(first) >= _BEGINNING:
            return (*_unlisted(first), *groups((ending,)))
    for length in lengths:
        if 4 <= length <= len(word) and (specialty := stems.get(word[:length])):  # noqa: PLR2004 - stem
            return (Group(word, (("specialties", specialty),)),)
    if len(word) >= _MISTYPED and (known := _mistyped(word)):
        return tuple(groups((known,)))
    if len(word) >= _MISTYPED and (stem := _mistyped_stem(word)):
        return (Group(word, (("specialties", stems[stem]),)),)
    return (Group(word, ()),)


@cache
def _endings() -> tuple[str, ...]:
    return tuple(sorted(_spellings(_rules()["compounds"]["endings"]), key=lambda e: (-len(e), e)))


@cache
def _saints() -> dict[str, str]:
    return {s: word for word, text in _rules()["saints"].items() for s in _spellings(text)}


def saint(word: str) -> str:
    """Return a saint's name in one spelling for all languages.

    Parameters
    ----------
    word
        The folded word that follows "saint".
    """
    known = _saints().get(word)
    if known is None and word.endswith("s"):
        known = _saints().get(word[:-1], word[:-1])
    return known or word


def groups(words: tuple[str, ...]) -> list[Group]:
    """Return the longest known phrases of a run of folded words, saints joined to their names.

    Parameters
    ----------
    words
        Folded words in their order.
    """
    phrases, sainted = _phrases(), _listed("saint")
    found: list[Group] = []
    index = 0
    while index < len(words):
        word = words[index]
        following = words[index + 1] if index + 1 < len(words) else ""
        if word in sainted and len(following) > 2 and following.isalpha():  # noqa: PLR2004 - a name
            found.append(Group("saint-" + saint(following), ()))
            index += 2
            continue
        for option, group in phrases.get(word, ()):
            if words[index : index + len(option)] == option:
                found.append(group)
                index += len(option)
                break
        else:
            found.extend(_unlisted(word))
            index += 1
    return found


def is_region(text: str) -> bool:
    """Tell whether a folded text is a country or state and nothing else.

    Parameters
    ----------
    text
        Folded words.
    """
    return text in known_names() or text in _listed("regions")


@lru_cache(maxsize=1 << 15)
def is_stop(word: str) -> bool:
    """Tell whether a word says nothing, such as "of" and "the".

    Parameters
    ----------
    word
        A folded word.
    """
    return any(kind == "stops" for group in groups((word,)) for kind, _ in group.meanings)


def is_street(word: str) -> bool:
    """Tell whether a folded word ends as names of streets do.

    Parameters
    ----------
    word
        A folded word.
    """
    return len(word) > _STREET and word.endswith(_street_endings())


@cache
def _street_endings() -> tuple[str, ...]:
    return tuple(sorted(_listed("street_endings")))


@cache
def _exonyms() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for town, text in _rules()["exonyms"].items():
        family = frozenset([fold(town), *_spellings(text)])
        for spelling in family:
            found[spelling] = found.get(spelling, frozenset()) | family
    return found


@lru_cache(maxsize=1 << 15)
def town_name(city: str) -> str:
    """Return a city as folded words without what the post adds ("Caen Cedex 9" is "caen").

    Parameters
    ----------
    city
        As published.
    """
    return " ".join(w for w in fold(city).split() if not w.isdigit() and w != "cedex")


@lru_cache(maxsize=1 << 15)
def town_words(town: str) -> frozenset[str]:
    """Return the folded words that only repeat a town's name, in any language.

    Parameters
    ----------
    town
        A town as published or as the gazetteer writes it.
    """
    folded = town_name(town)
    names = {folded, *_exonyms().get(folded, ())}
    for word in folded.split():
        names |= _exonyms().get(word, frozenset())
    words = {word for name in names for word in name.split()} - _listed("town_fillers")
    parts = folded.split()
    for first, second in pairwise(parts):
        if first in _listed("saint"):
            words.add("saint-" + saint(second))
    return frozenset(w for w in words if len(w) > 1)
