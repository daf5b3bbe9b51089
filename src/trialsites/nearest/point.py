"""Reads a point as people write it: decimal degrees, or degrees with N, S, E or W."""

from __future__ import annotations

import re

__all__ = ["read_point"]

_DECIMAL = re.compile(r"([+-]?\d+(?:\.\d+)?)(?:\s*[,;]\s*|\s+)([+-]?\d+(?:\.\d+)?)")
_COMMA = re.compile(r"([+-]?\d+,\d+)(?:\s*;\s*|,?\s+)([+-]?\d+,\d+)")
_ANGLE = (
    r"(\d+(?:\.\d+)?)\s*°?\s*(?:(\d+(?:\.\d+)?)\s*['\u2032]\s*)?"
    r"(?:(\d+(?:\.\d+)?)\s*(?:\"|\u2033|'')\s*)?"
)
_SEXAGESIMAL = re.compile(rf"{_ANGLE}([NS])\s*,?\s*{_ANGLE}([EW])", re.IGNORECASE)


def read_point(text: str) -> tuple[float, float] | None:
    """Return the point that a text writes, or nothing if it writes none.

    Parameters
    ----------
    text
        "50.63, 3.06", "50,63 3,06", "50.63° N, 3.06° E" or "50°38'02"N 3°03'18"E"; latitude
        first.

    Returns
    -------
    point
        Latitude and longitude in decimal degrees, not held against the globe's limits.
    """
    plain = text.strip()
    if match := _DECIMAL.fullmatch(plain) or _COMMA.fullmatch(plain):
        lat, lon = (float(number.replace(",", ".")) for number in match.groups())
        return lat, lon
    if match := _SEXAGESIMAL.fullmatch(plain):
        found = match.groups()
        return _degrees(*found[:4]), _degrees(*found[4:])
    return None


def _degrees(whole: str, minutes: str | None, seconds: str | None, side: str) -> float:
    value = float(whole) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
    return -value if side.upper() in "SW" else value
