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
    "close_variants",
    "damaged",
    "key",
    "linked",
    "loose_variants",
    "names_no_place",
    "sharing_postal_codes",
    "short_forms",
    "variants",
]

Change = Literal["same", "cut", "affix", "part", "rest", "hyphen", "digraph", "state", "mended"]

_SEPARATOR = re.compile(r"\s+[-\u2013\u2014]\s+|[/,;|]|\s+(?:and|und|et|y|&)\s+", re.IGNORECASE)
_BRACKET = re.compile(r"^(.*?)[(\[]([^)\]]*)[)\]]?(.*)$")
_CEDEX = re.compile(r"\bcedex\b.*$|\bcs \d+\b|\bbp \d+\b")
_DOT = re.compile(r"(?<=[^\W\d_]{2})\.(?=[^\W\d_]{2})")
_NUMBER = re.compile(r"\b\w*\d\w*\b|\b[ivx]{2,}\b$")
_LOST = re.compile(r"[?\ufffd]")
_DIGRAPHS = (("ae", "a"), ("oe", "o"), ("ue", "u"))
_SHORTEST = 3
_MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class _Words:
    same: dict[str, str]
    prefixes: frozenset[str]
    articles: frozenset[str]
    suffixes: dict[str, frozenset[str]]
    glued: dict[str, tuple[str, ...]]
    compass: frozenset[str]
    starts: tuple[str, ...]
    whole: frozenset[str]
    anywhere: re.Pattern[str]
    first: frozenset[str]
    last: frozenset[str]


@cache
def _words() -> _Words:
    rules: dict[str, Any] = load("spelling.toml")
    suffixes = rules["suffixes"]
    everywhere = suffixes["*"]
    return _Words(
        rules["words"],
        frozenset(rules["prefixes"]["words"]),
        frozenset(rules["prefixes"]["articles"]),
        {c: frozenset([*w, *everywhere]) for c, w in suffixes.items()},
        {c: tuple(w) for c, w in rules["glued"].items()},
        frozenset(rules["compass"]["words"]),
        tuple(rules["nowhere"]["starts"]),
        frozenset(rules["nowhere"]["whole"]),
        re.compile("|".join(map(re.escape, rules["nowhere"]["anywhere"]))),
        frozenset(words.split()[0] for words in rules["prefixes"]["words"]),
        frozenset(word.split()[-1] for words in suffixes.values() for word in words),
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
    return _joined(fold(_apart(text)))


def _apart(text: str) -> str:
    """Return "St.Petersburg" in two words; the letters of "D.F." stay together."""
    return _DOT.sub(" ", text) if "." in text else text


def _joined(folded: str) -> str:
    same = _words().same
    return "".join(same.get(word, word) for word in folded.split())


@lru_cache(maxsize=1 << 17)
def names_no_place(city: str) -> bool:
    """Return whether a city field says that it names no place ("Multiple Locations", "N/A").

    Parameters
    ----------
    city
        A city as published.
    """
    folded, words = fold(city), _words()
    return (
        not folded
        or folded in words.whole
        or f"{folded} ".startswith(words.starts)
        or words.anywhere.search(folded) is not None
    )


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


Variants = tuple[tuple[str, Change], ...]


def variants(city: str, country: str) -> Variants:
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
        Pairs of key and change, the least changed first.
    """
    return close_variants(city, country) + loose_variants(city, country)


@lru_cache(maxsize=1 << 17)
def close_variants(city: str, country: str) -> Variants:
    """Return the variants that keep the name whole: as it is, cut, without "city" and the like.

    Parameters
    ----------
    city
        A city as published.
    country
        ISO 3166-1 alpha-2 code.
    """
    whole = fold(_apart(city))
    cut = _cut(whole)
    short = _without_compass(cut)
    texts: list[tuple[str, Change]] = [(whole, "same"), (cut, "cut"), (short, "cut")]
    texts += [(stripped, "affix") for stripped in _stripped(short, country)]
    return _keyed(texts)


@lru_cache(maxsize=1 << 16)
def loose_variants(city: str, country: str) -> Variants:
    """Return the variants that take a name apart, or doubt its letters.

    Parameters
    ----------
    city
        A city as published.
    country
        ISO 3166-1 alpha-2 code.
    """
    texts: list[tuple[str, Change]] = []
    for number, part in enumerate(map(fold, _parts(city))):
        change: Change = "rest" if number else "part"
        texts.append((_cut(part), change))
        texts += [(stripped, change) for stripped in _stripped(part, country)]
    if "-" in city:
        texts += [(_cut(fold(part)), "hyphen") for part in city.split("-")]
    cut = _without_compass(_cut(fold(city)))
    texts += [(cut.replace(pair, one), "digraph") for pair, one in _DIGRAPHS if pair in cut]
    return _keyed(texts)


def damaged(city: str) -> str:
    """Return the pattern of keys for a name that lost letters on its way ("Wroc?aw"), or empty.

    Parameters
    ----------
    city
        A city as published, "?" or the replacement character for each lost letter.

    Returns
    -------
    pattern
        A pattern of SQL's LIKE; empty if nothing is lost or too little is left.
    """
    pieces = [fold(piece).replace(" ", "") for piece in _LOST.split(city)]
    lost, left = len(pieces) - 1, sum(map(len, pieces))
    return "_".join(pieces) if 0 < lost <= left else ""


def _keyed(texts: list[tuple[str, Change]]) -> Variants:
    found: dict[str, Change] = {}
    for text, change in texts:
        name = _joined(text)
        if len(name) > 1 or change == "same":
            found.setdefault(name, change)
    return tuple(found.items())


def _without_compass(folded: str) -> str:
    first, _, last = folded.rpartition(" ")
    return first if first and (len(last) == 1 or last in _words().compass) else folded


def _cut(folded: str) -> str:
    if folded.isalpha():
        return folded
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


def _stripped(folded: str, country: str) -> list[str]:
    """Return a name without the words that only say what it is, at most two of them."""
    words = _words()
    suffixes = words.suffixes.get(country, words.suffixes["*"])
    texts = [folded]
    for _ in range(2):
        for text in tuple(texts):
            tokens = text.split()
            longest = min(_MOST_WORDS, len(tokens) - 1)
            for most in range(longest if tokens and tokens[-1] in words.last else 0, 0, -1):
                if " ".join(tokens[-most:]) in suffixes:
                    texts.append(" ".join(tokens[:-most]))
                    break
            for most in range(longest if tokens and tokens[0] in words.first else 0, 0, -1):
                if " ".join(tokens[:most]) in words.prefixes:
                    texts.append(" ".join(tokens[most:]))
                    break
    if " " not in folded:
        glued = (s for s in words.glued.get(country, ()) if folded.endswith(s))
        texts.extend(folded[: -len(s)] for s in glued if len(folded) > len(s) + 1)
    return texts[1:]
