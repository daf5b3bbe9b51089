"""Town names under every spelling a registry uses, as keys that can be looked up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Literal

from trialsites.rules import load
from trialsites.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "Change",
    "key",
    "linked",
    "names_no_place",
    "sharing_postal_codes",
    "short_forms",
    "variants",
]

Change = Literal["same", "cut", "affix", "part", "rest", "hyphen", "digraph", "state"]

_SEPARATOR = re.compile(r"\s+[-\u2013\u2014]\s+|[/,;|]|\s+(?:and|und|et|y|&)\s+", re.IGNORECASE)
_BRACKET = re.compile(r"^(.*?)[(\[]([^)\]]*)[)\]]?(.*)$")
_CEDEX = re.compile(r"\bcedex\b.*$|\bcs \d+\b|\bbp \d+\b")
_NUMBER = re.compile(r"\b\w*\d\w*\b|\b[ivx]{2,}\b$")
_DIGRAPHS = (("ae", "a"), ("oe", "o"), ("ue", "u"))
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class _Words:
    same: dict[str, str]
    prefixes: tuple[str, ...]
    articles: frozenset[str]
    suffixes: dict[str, tuple[str, ...]]
    glued: dict[str, tuple[str, ...]]
    compass: frozenset[str]
    starts: tuple[str, ...]
    whole: frozenset[str]


@cache
def _words() -> _Words:
    rules: dict[str, Any] = load("spelling.toml")
    suffixes = rules["suffixes"]
    everywhere = suffixes["*"]
    return _Words(
        rules["words"],
        tuple(sorted(rules["prefixes"]["words"], key=len, reverse=True)),
        frozenset(rules["prefixes"]["articles"]),
        {c: tuple(sorted({*w, *everywhere}, key=len, reverse=True)) for c, w in suffixes.items()},
        {c: tuple(w) for c, w in rules["glued"].items()},
        frozenset(rules["compass"]["words"]),
        tuple(rules["nowhere"]["starts"]),
        frozenset(rules["nowhere"]["whole"]),
    )


@cache
def linked(country: str) -> tuple[str, ...]:
    """Return the territories that registries file under a country, by alpha-2 code.

    Parameters
    ----------
    country
        ISO 3166-1 alpha-2 code.
    """
    return tuple(load("spelling.toml")["linked"].get(country, ()))


@cache
def sharing_postal_codes(country: str) -> tuple[str, ...]:
    """Return a country and those linked territories that use its system of postal codes.

    Parameters
    ----------
    country
        ISO 3166-1 alpha-2 code.
    """
    shared = country in load("spelling.toml")["postal"]["shared"]
    return (country, *linked(country)) if shared else (country,)


def key(text: str) -> str:
    """Return the key under which a name is stored: folded words without blanks.

    "Saint-Denis", "St. Denis" and "ST DENIS" share one key, as do "Xi'an" and "Xi an".

    Parameters
    ----------
    text
        A name in any script.
    """
    return _joined(fold(text))


def _joined(folded: str) -> str:
    same = _words().same
    return "".join(same.get(word, word) for word in folded.split())


def names_no_place(city: str) -> bool:
    """Return whether a city field says that it names no place ("Multiple Locations", "N/A").

    Parameters
    ----------
    city
        A city as published.
    """
    folded, words = fold(city), _words()
    return not folded or folded in words.whole or f"{folded} ".startswith(words.starts)


def short_forms(name: str) -> Iterator[str]:
    """Yield keys of the forms people shorten a compound name to.

    "Boulogne" for "Boulogne-Billancourt", "Hospitalet de Llobregat" for "L'Hospitalet de
    Llobregat".

    Parameters
    ----------
    name
        A gazetteer's name.
    """
    words = fold(re.sub("['\u2019]", " ", name)).split()
    articles = _words().articles
    if len(words) > 1 and words[0] in articles:
        yield _joined(" ".join(words[1:]))
    for end in range(len(words) - 1, 0, -1):
        if words[end - 1] not in articles and len("".join(words[:end])) > _SHORTEST:
            yield _joined(" ".join(words[:end]))


@lru_cache(maxsize=1 << 16)
def variants(city: str, country: str) -> tuple[tuple[str, Change], ...]:
    """Return the keys a city field may be stored under, and how each was reached.

    Parameters
    ----------
    city
        A city as published.
    country
        ISO 3166-1 alpha-2 code, which decides the suffixes that mean "town" or "ward".

    Returns
    -------
    variants
        Pairs of key and change, the least changed first; no key twice.
    """
    found: dict[str, Change] = {}
    for text, change in _rewritten(city, country):
        name = _joined(text)
        if len(name) > 1 or change == "same":
            found.setdefault(name, change)
    return tuple(found.items())


def _rewritten(city: str, country: str) -> Iterator[tuple[str, Change]]:
    whole = fold(city)
    yield whole, "same"
    cut = _cut(whole)
    yield cut, "cut"
    first, _, last = cut.rpartition(" ")
    if first and (len(last) == 1 or last in _words().compass):
        cut = first
        yield cut, "cut"
    for stripped in _stripped(cut, country):
        yield stripped, "affix"
    parts = [fold(p) for p in _parts(city)]
    for number, part in enumerate(parts):
        yield _cut(part), "rest" if number else "part"
    for number, part in enumerate(parts):
        for stripped in _stripped(part, country):
            yield stripped, "rest" if number else "part"
    if "-" in city:
        for part in city.split("-"):
            yield _cut(fold(part)), "hyphen"
    for pair, letter in _DIGRAPHS:
        if pair in cut:
            yield cut.replace(pair, letter), "digraph"


def _cut(folded: str) -> str:
    return " ".join(_NUMBER.sub(" ", _CEDEX.sub(" ", folded)).split())


def _parts(city: str) -> Iterator[str]:
    if match := _BRACKET.match(city):
        outside, inside, rest = match.groups()
        yield f"{outside} {rest}"
        yield inside
        city = outside
    pieces = _SEPARATOR.split(city)
    if len(pieces) > 1:
        yield from pieces


def _stripped(folded: str, country: str) -> Iterator[str]:
    """Yield a name without the words that only say what it is, at most two of them."""
    words = _words()
    suffixes = words.suffixes.get(country, words.suffixes["*"])
    texts = [folded]
    for _ in range(2):
        for text in tuple(texts):
            for suffix in suffixes:
                if text.endswith(f" {suffix}"):
                    texts.append(text[: -len(suffix) - 1])
                    break
            for prefix in words.prefixes:
                if text.startswith(f"{prefix} "):
                    texts.append(text[len(prefix) + 1 :])
                    break
    if " " not in folded:
        glued = (s for s in words.glued.get(country, ()) if folded.endswith(s))
        texts.extend(folded[: -len(s)] for s in glued if len(folded) > len(s) + 1)
    yield from texts[1:]
