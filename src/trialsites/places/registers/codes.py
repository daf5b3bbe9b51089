"""What a row's postal code says to a register's entry: its own, one far away, or nothing."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from trialsites.places.evidence import zip_area
from trialsites.places.gazetteer import gazetteer
from trialsites.places.postal import distance

__all__ = ["CodeSign", "code_sign"]

CodeSign = Literal["same", "apart", ""]

_APART_KM = 10.0
_FULL = {"GB": 5, "NL": 6, "CA": 6, "IE": 7}  # letters and digits of a code that names a street


@lru_cache(1 << 17)
def code_sign(mine: str, theirs: str, country: str) -> CodeSign:
    """Return ``same``, ``apart`` where the areas of both codes are known and far apart, or empty.

    A different code near by says nothing: large users have a code of their own (Cedex), and
    registers often give that of the seat.

    Parameters
    ----------
    mine, theirs
        Postal codes as published.
    country
        Alpha-2 code.
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
    return "apart" if away > _APART_KM else ""


def _form(code: str, country: str) -> str:
    """Return a code as it is compared, or empty if it names no more than a district."""
    if least := _FULL.get(country):
        whole = "".join(filter(str.isalnum, code.upper()))
        return whole if len(whole) >= least else ""
    return gazetteer().code(country, code)
