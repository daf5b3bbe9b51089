"""What a row's postal code says to a register's entry: its own, another one, or nothing."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from trialsites.places.evidence import zip_area
from trialsites.places.gazetteer import gazetteer
from trialsites.places.postal import distance

__all__ = ["CodeSign", "code_sign"]

CodeSign = Literal["same", "other", "apart", ""]

_OTHER_KM = 1.5
_APART_KM = 10.0
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
