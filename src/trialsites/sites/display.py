"""How a site is called: its clearest published spelling, tidied."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from trialsites.rules import load
from trialsites.sites.clean import strip_codes
from trialsites.sites.name import STRONG_TYPES
from trialsites.text import fold, tidy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trialsites.sites.name import Name
    from trialsites.sites.spelling import Spelling

__all__ = ["clarity", "departments", "display_name", "readable"]

_BROKEN = re.compile(r"[?�Ã]|[ăĂ]\S|&#|[,;:(/-]$")
_LONG = 70
_SHOUTED = re.compile(r"\b[A-ZÀ-Ý]{5,}\b")
_SMALL_WORD = re.compile(
    r"(?<=\w )(?:Of|And|The|De|Del|Della|Di|Da|Do|Dos|Du|Des|La|Les|Et|E|Y|I|Der|Und|Im|Am)(?= )"
)
_CAPITALISED = re.compile(r"(?<![\w.&])[A-Z][a-z]{1,7}(?![\w.'\u2019])")
_NUMERAL = re.compile(r"(?:[Vx]?[Ii]{2,3}|I[vx]|X{1,2}[ivx]{2,4})")
"""Roman numerals that are no names: not "Vi" and "Xi"."""


@cache
def _acronyms() -> frozenset[str]:
    return frozenset(load("site_words.toml")["lists"]["acronyms"].split(" | "))


def _is_acronym(word: str) -> bool:
    return fold(word) in _acronyms() or bool(_NUMERAL.fullmatch(word))


def _faults(name: Name) -> int:
    """Count what makes a spelling unclear to a reader."""
    text = name.text
    letters = [c for c in text if c.isalpha()]
    one_case = bool(letters) and (text.isupper() or text.islower())
    return sum(
        (
            3 * bool(_BROKEN.search(text)),
            2 * bool(name.site_number),
            2 * bool(name.person),
            len(name.departments),
            2 * (not name.words and not name.town),
            1 * (not name.types & STRONG_TYPES),
            2 * one_case,
            2 * any(map(_is_acronym, _CAPITALISED.findall(text))),
            1 * (not one_case and any(not _is_acronym(w) for w in _SHOUTED.findall(text))),
            1 * bool(_SMALL_WORD.search(text)),
            2 * any(c.isdigit() for c in text),
            2 * (len(text) > _LONG),
        )
    )


def clarity(spelling: Spelling) -> tuple[int, ...]:
    """Return how unclear a spelling is: whole, uncluttered, common and short ones come first.

    Parameters
    ----------
    spelling
        A spelling of a site.
    """
    return _faults(spelling.name), -spelling.rows, len(spelling.facility)


def readable(facility: str) -> str:
    """Return a published spelling as a reader expects it: no sponsor's number, "CHU" for "Chu".

    Parameters
    ----------
    facility
        As published.
    """
    text = strip_codes(tidy(facility))[0].rstrip(" ,;:/|-") or facility
    text = re.sub(r"\s+(?=[,;])", "", text)
    text = _CAPITALISED.sub(lambda word: word[0].upper() if _is_acronym(word[0]) else word[0], text)
    first, rest = text[:1], text[1:]
    return first.upper() + rest if re.match(r"[a-zà-ÿ]+\b", text) else text


def display_name(spellings: Sequence[Spelling]) -> str:
    """Return the clearest of some published spellings, made readable.

    Parameters
    ----------
    spellings
        All spellings of one site.
    """
    return readable(min(spellings, key=lambda s: (clarity(s), s.facility)).facility)


def departments(spellings: Sequence[Spelling]) -> str:
    """Return the departments that a site's spellings name, each once, joined by ``|``.

    Parameters
    ----------
    spellings
        All spellings of one site.
    """
    return "|".join(sorted({d for s in spellings for d in s.name.departments}))
