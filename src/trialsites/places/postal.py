"""Postal codes in one normal form per country, and where each group of codes lies."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Area", "areas", "distance", "normal", "usual_length"]

Area = tuple[str, float, float, float]
"""A code or the start of codes, its middle in decimal degrees WGS84, its radius in km."""

_SHORT_START = 3
_OUTWARD = frozenset({"GB", "JE", "GG", "IM"})
_FIRST_THREE = frozenset({"CA", "IE"})
_FULL_BRITISH = re.compile(r"^([A-Z]{1,2}\d[A-Z\d]?)(?:\d[A-Z]{0,2})?$")
_FINE_KM = 5.0
_KM_PER_DEGREE = 111.195
_FAR_SHARE = 0.9


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
    groups = re.findall(r"\d+", code)
    if not groups:
        return ""
    if length and any(len(g) == length for g in groups):
        return str(next(g for g in groups if len(g) == length))
    return _fitted("".join(groups), length)


def _fitted(digits: str, length: int) -> str:
    """Return digits at the country's length: zeros lost or added before, parts after cut off."""
    if not length or len(digits) == length:
        return digits
    extra = len(digits) - length
    if extra < 0:
        return digits.zfill(length) if extra == -1 else ""
    return digits[extra:] if not digits[:extra].strip("0") else digits[:length]


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


def areas(points: dict[str, list[tuple[float, float]]]) -> Iterator[Area]:
    """Yield the areas of one country's codes and of their shared beginnings.

    A code unknown to the data is then placed by its beginning ("113-8655" by "113-86"). Codes
    that add nothing to a compact parent are left out.

    Parameters
    ----------
    points
        By normal code, the localities that have it, in decimal degrees WGS84.
    """
    groups: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for code, where in points.items():
        middle = _middle(where)
        for end in range(2, len(code)):
            groups[code[:end]].append(middle)
        groups[code].extend(where)
    made = {code: _area(code, where) for code, where in groups.items()}
    for code, area in made.items():
        parent = made.get(code[:-1])
        if parent is None or parent[3] > _FINE_KM:
            yield area


def _middle(where: list[tuple[float, float]]) -> tuple[float, float]:
    if len(where) == 1:
        return where[0]
    return median(p[0] for p in where), median(p[1] for p in where)


def _area(code: str, where: list[tuple[float, float]]) -> Area:
    lat, lon = _middle(where)
    far = sorted(distance(lat, lon, *p) for p in where)[int(_FAR_SHARE * (len(where) - 1))]
    return code, round(lat, 4), round(lon, 4), round(far, 1)
