"""How much a word says: rare words identify a hospital, common ones do not."""

from __future__ import annotations

import gzip
import json
from functools import cache, lru_cache
from importlib.resources import files
from math import log

from rapidfuzz.distance import JaroWinkler

from trialsites.rules import load

__all__ = ["information", "is_place", "is_town", "similar"]

_FUZZY_LENGTH = 5
_FUZZY = 0.92


@cache
def _counts() -> tuple[dict[str, int], int, frozenset[str], dict[str, frozenset[str]]]:
    packed = files("trialsites.rules").joinpath("site_words.json.gz").read_bytes()
    table = json.loads(gzip.decompress(packed))
    towns = {country: frozenset(words) for country, words in table["towns"].items()}
    return table["counts"], table["texts"], frozenset(table["places"]), towns


def is_place(word: str) -> bool:
    """Tell whether a word names some town, state or landscape, whose name many institutions bear.

    Parameters
    ----------
    word
        A folded word.
    """
    return word in _counts()[2] or word in _landscape()


def is_town(word: str, country: str) -> bool:
    """Tell whether a word is the name of some town of a country.

    Parameters
    ----------
    word
        A folded word.
    country
        ISO 3166-1 alpha-2.
    """
    return word in _counts()[3].get(country, ())


@cache
def _landscape() -> frozenset[str]:
    return frozenset(load("site_words.toml")["lists"]["landscape"].split(" | "))


@lru_cache(maxsize=1 << 17)
def information(word: str) -> float:
    """Return the information of a word in nats: minus the logarithm of its share of names.

    Counted over the distinct (facility, city) texts of a large set of registry rows; a word
    never seen there counts as seen once.

    Parameters
    ----------
    word
        A folded word.
    """
    counts, texts, *_ = _counts()
    return log(texts / counts.get(word, 1))


@lru_cache(maxsize=1 << 18)
def similar(a: str, b: str) -> float:
    """Return how surely two words are one, 0-1: equal, or one mistyped.

    Parameters
    ----------
    a, b
        Folded words.
    """
    if a == b:
        return 1.0
    if min(len(a), len(b)) < _FUZZY_LENGTH or a.startswith("saint-") or b.startswith("saint-"):
        return 0.0
    likeness = JaroWinkler.similarity(a, b)
    return likeness if likeness >= _FUZZY else 0.0
