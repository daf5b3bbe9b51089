"""Postal codes in one normal form per country, and where each group of codes lies."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["distance", "normal", "usual_length", "within"]


_OUTWARD = frozenset({"GB", "JE", "GG", "IM"})
_FIRST_THREE = frozenset({"CA", "IE"})
_FULL_BRITISH = re.compile(r"^([A-Z]{1,2}\d[A-Z\d]?)(?:\d[A-Z]{0,2})?$")
_DELIVERY_PART = 4
_MOST_DIGITS = 5  # finer codes are houses and streets
_KM_PER_DEGREE = 111.195


def normal(code: str, country: str, length: int = 0) -> str:
    """Return a postal code in its normal form, or empty if it is none.

    Country letters, blanks and what follows the locality part are dropped: "D-81377", "75571
    CEDEX 12", "02115-5450", "5223 GZ" and "SW1A 2AA" become 81377, 75571, 02115, 5223 and SW1A.

    Parameters
    ----------
    code
        A postal code as published.
    country
        ISO 3166-1 alpha-2 code.
    length
        How many digits the country's codes have; 0 if not known.
    """
    if country in _OUTWARD:
        found = _FULL_BRITISH.match(re.sub(r"[^A-Z0-9]", "", code.upper()))
        return found.group(1) if found else ""
    if country in _FIRST_THREE:
        letters = re.sub(r"[^A-Z0-9]", "", code.upper())[:3]
        return letters if re.search(r"\d", letters) else ""
    if code.isdecimal() and len(code) == length:
        return code[:_MOST_DIGITS]
    groups = re.findall(r"\d+", code)
    if not groups:
        return ""
    whole = {g for g in groups if len(g) == length}
    if length and whole:
        return str(whole.pop())[:_MOST_DIGITS] if len(whole) == 1 else ""
    return _fitted("".join(groups), length)[:_MOST_DIGITS]


def _fitted(digits: str, length: int) -> str:
    """Return digits at the country's length: one zero lost, zeros added, or a delivery part cut.

    Other lengths are codes of an older system or mistakes.
    """
    extra = len(digits) - length
    if not length or not extra:
        return digits
    if extra == -1:
        return "0" + digits
    if extra > 0 and not digits[:extra].strip("0"):
        return digits[extra:]
    return digits[:length] if extra >= _DELIVERY_PART else ""


def usual_length(codes: Iterable[str]) -> int:
    """Return the commonest number of digits of a country's codes, 0 without digits.

    Parameters
    ----------
    codes
        Codes as published.
    """
    counts = Counter(len(re.sub(r"\D", "", code)) for code in codes)
    return counts.most_common(1)[0][0] if counts else 0


def distance(lat: float, lon: float, lat2: float, lon2: float) -> float:
    """Return kilometres between two points near each other, good to 1 % below 500 km.

    Parameters
    ----------
    lat, lon, lat2, lon2
        Decimal degrees WGS84.
    """
    east = abs(lon - lon2)
    if east > 180:  # noqa: PLR2004 - half a turn
        east = 360 - east
    shrink = math.cos(math.radians((lat + lat2) / 2))
    return _KM_PER_DEGREE * math.hypot(lat - lat2, east * shrink)


def within(km: float, lat: float, lon: float, lat2: float, lon2: float) -> bool:
    """Return whether two points are at most some distance apart, at little cost if they are not.

    Parameters
    ----------
    km
        The distance.
    lat, lon, lat2, lon2
        Decimal degrees WGS84.
    """
    return abs(lat - lat2) * _KM_PER_DEGREE <= km and distance(lat, lon, lat2, lon2) <= km
