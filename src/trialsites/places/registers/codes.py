"""What a row's postal code says to a register's entry: its own, another one, or nothing."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from trialsites.places.evidence import zip_area
from trialsites.places.gazetteer import gazetteer
from trialsites.places.postal import distance
from trialsites.places.registers.names import understood
from trialsites.places.registers.question import STRONG, types_of
from trialsites.places.registers.weights import weights
from trialsites.places.registers.wording import named_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trialsites.places.registers.decision import Candidate
    from trialsites.places.registers.question import Question

__all__ = ["CodeSign", "code_sign", "with_codes"]

CodeSign = Literal["same", "other", "apart", ""]

_OTHER_KM = 1.5
_APART_KM = 10.0
_MOST_SHARING = 4
_FULL = {"GB": 5, "NL": 6, "CA": 6, "IE": 7}  # letters and digits of a code that names a street


@lru_cache(1 << 17)
def code_sign(mine: str, theirs: str, country: str) -> CodeSign:
    """Return whether two postal codes are the same, or their areas lie far from each other.

    A different code says little: large users have a code of their own (Cedex), and registers
    often give that of the seat.

    Parameters
    ----------
    mine, theirs
        Postal codes as published.
    country
        Alpha-2 code.

    Returns
    -------
    sign
        ``same``; ``other`` if their known areas lie over 1.5 km from each other, ``apart`` if
        over 10 km; else empty.
    """
    if not mine or not theirs:
        return ""
    one, other = (_form(code, country) for code in (mine, theirs))
    if one and one == other:
        return "same"
    here, there = zip_area(mine, country), zip_area(theirs, country)
    if not here or not there or max(here[2], there[2]) > _APART_KM:
        return ""
    away = distance(here[0], here[1], there[0], there[1]) - here[2] - there[2]
    if away <= _OTHER_KM:
        return ""
    return "apart" if away > _APART_KM else "other"


def _form(code: str, country: str) -> str:
    """Return a code as it is compared, or empty if it names no more than a district."""
    if least := _FULL.get(country):
        whole = "".join(filter(str.isalnum, code.upper()))
        return whole if len(whole) >= least else ""
    return gazetteer().code(country, code)


def with_codes(found: Sequence[Candidate], code: str, asked: Question) -> list[Candidate]:
    """Return candidates with what a row's postal code says to each, best first.

    It speaks for one campus of an institution, and for none of several institutions a general
    name may mean. The code of half a town says nothing, nor does another one against the very
    name.

    Parameters
    ----------
    found
        Scored entries.
    code
        The row's postal code as published.
    asked
        The facility.
    """
    signs = [code_sign(code, c.entry.zip, c.entry.country) for c in found]
    telling = (bool(asked.words) or asked.campuses) and signs.count("same") <= _MOST_SHARING
    told = [
        _told(candidate, sign if telling or sign != "same" else "", asked)
        for candidate, sign in zip(found, signs, strict=True)
    ]
    return sorted(told, key=lambda c: (-c.score, c.register, c.entry.id))


def _told(candidate: Candidate, sign: CodeSign, asked: Question) -> Candidate:
    known = candidate.known and sign not in {"other", "apart"}
    if not sign or not candidate.score:
        return replace(candidate, known=known)
    rules, score = weights(), candidate.score
    if candidate.by_name < rules["exact"]:
        if sign != "same":
            score *= rules["against"][f"code_{sign}"]
        elif _is_named(asked, candidate):
            score = max(score, min(rules["accept"], score * rules["code_same"]))
    return replace(candidate, code=sign, score=score, known=known)


def _is_named(asked: Question, candidate: Candidate) -> bool:
    """Return whether an entry has most words of a hospital's name, in its own and not an alias."""
    if not asked.words or not types_of(asked.name) & STRONG:
        return False
    theirs = named_words(understood(candidate.entry.name, candidate.entry.city))
    return 2 * len(asked.words & theirs) > len(asked.words)
