"""Hospital and town names as short runs of comparable words."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from trialsites.rules import load
from trialsites.sites.authority.mistyped import Vocabulary
from trialsites.text import fold

__all__ = ["TOWN_NOISE", "forms", "is_generic", "is_plain", "town_keys", "words"]

TOWN_NOISE = frozenset({"cedex", "city", "si", "gun", "shi", "do", "greater", "metropolitan"})

_LATIN_TWINS = (("aa", "a"), ("ae", "a"), ("oe", "o"), ("ue", "u"))
_LOOSE_ELISION = re.compile(r"\b([dl]) (?=[a-z]{3})")
_INITIALS = re.compile(r"\b[a-z](?: [a-z]\b)+")


def _level(text: str) -> str:
    """Fold text and give one spelling to Muenchen and München, Aarhus and Århus."""
    folded = fold(text)
    for pair, single in _LATIN_TWINS:
        folded = folded.replace(pair, single)
    return folded


@cache
def _rules() -> tuple[dict[str, str], dict[str, str], re.Pattern[str], frozenset[str]]:
    """Return word spellings ("" drops a word), phrases, their pattern, and the type words."""
    rules: dict[str, Any] = load("authority/words.toml")
    spellings = {_level(word): "" for word in rules["drop"]}
    for word, others in rules["words"].items():
        spellings[_level(word)] = _level(word)
        spellings.update({_level(other): _level(word) for other in others})
    phrases = {
        _level(phrase): word for word, listed in rules["phrases"].items() for phrase in listed
    }
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")
    return spellings, phrases, pattern, frozenset(_level(word) for word in rules["type"])


@cache
def _vocabulary() -> Vocabulary:
    """Return the words that are read with a letter wrong too."""
    return Vocabulary(load("authority/words.toml")["mistyped"])


@lru_cache(maxsize=1 << 16)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a name that matter, spelt one way in every language.

    Parameters
    ----------
    text
        A hospital's name as published.

    Returns
    -------
    words
        "Centre Hospitalier Universitaire de Bordeaux" and "Bordeaux, C.H.U." give the same two
        words in their own order: ``("uh", "bordeaux")`` and ``("bordeaux", "uh")``.
    """
    spellings, phrases, pattern, _ = _rules()
    read = _vocabulary().read
    level = _LOOSE_ELISION.sub(r"\1", _level(text))
    level = _INITIALS.sub(lambda run: run[0].replace(" ", ""), level)
    spelt = (word if word in spellings else read(word) for word in level.split())
    plain = " ".join(kept for word in spelt if (kept := spellings.get(word, word)))
    return tuple(pattern.sub(lambda phrase: phrases[phrase[0]], plain).split())


def is_generic(name: tuple[str, ...]) -> bool:
    """Return whether a name says only what a place is, such as "University Hospital".

    Parameters
    ----------
    name
        Words as given by `words`.
    """
    types = _rules()[3]
    return all(word in types for word in name)


@cache
def _plain() -> frozenset[str]:
    return frozenset(_level(word) for word in load("authority/words.toml")["plain"])


def is_plain(name: tuple[str, ...]) -> bool:
    """Return whether words lengthen a hospital's name without meaning another one.

    Parameters
    ----------
    name
        Words as given by `words`.
    """
    return _plain().issuperset(name)


def forms(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the orders and degrees in which one name is published.

    A run of type words at one end may stand at the other ("First Affiliated Hospital of X",
    "X First Affiliated Hospital"), a hospital may call itself a university hospital, and a
    "centre hospitalier" a hospital.

    Parameters
    ----------
    text
        A name of the authority file.
    """
    types = _rules()[3]
    name = words(text)
    found = [name]
    head = next((i for i, word in enumerate(name) if word not in types), 0)
    tail = next((i for i, word in enumerate(reversed(name)) if word not in types), 0)
    if head:
        found.append(name[head:] + name[:head])
    if tail:
        found.append(name[-tail:] + name[:-tail])
    for word, other in (("hospital", "uh"), ("ch", "hospital")):
        if word in name:
            found += [tuple(other if w == word else w for w in form) for form in list(found)]
    return tuple(dict.fromkeys(form for form in found if form))


@lru_cache(maxsize=1 << 14)
def town_keys(town: str) -> tuple[str, ...]:
    """Return the forms under which a town is looked up, the fullest first.

    Parameters
    ----------
    town
        A town as published: "Lyon Cedex 08", "Boston, MA", "Seongnam-si".
    """
    whole = _level(town)
    before_comma = _level(town.split(",", maxsplit=1)[0])
    kept = (w for w in before_comma.split() if not w.isdigit() and w not in TOWN_NOISE)
    return tuple(dict.fromkeys(key for key in (whole, before_comma, " ".join(kept)) if key))
