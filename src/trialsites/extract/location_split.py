"""The Locations column of the site's downloads, taken apart from the right.

Each row is the non-empty ones of facility, city, state, zip, country joined by ", ", so commas
inside fields and missing fields look alike. The country is known by name, the zip by its digit;
a vocabulary of places tells city from state. What stays unsure is said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trialsites.countries import country_code

if TYPE_CHECKING:
    from trialsites.extract.document import PlaceWords

__all__ = ["Split", "split_location"]

_MOST_COUNTRY_PARTS = 3
_MOST_PLACE_PARTS = 3
_ZIP = re.compile(r"(?=.*\d)[A-Z0-9][A-Z0-9 .-]{1,11}", re.IGNORECASE)
_ALWAYS_STATE = frozenset({"US", "CA"})


@dataclass(frozen=True, slots=True)
class Split:
    """The fields of one location and whether they are sure."""

    facility: str
    city: str
    state: str
    zip: str
    country: str
    sure: bool


def split_location(text: str, places: PlaceWords | None) -> Split:
    """Return the fields of one location of the Locations column.

    Parameters
    ----------
    text
        Such as ``"Hôpital Nord, Marseille, 13015, France"``.
    places
        Vocabulary that tells city from state; without it few rows are sure.
    """
    parts = [part.strip() for part in text.split(", ")]
    taken = _country_parts(parts)
    country = ", ".join(parts[len(parts) - taken :])
    parts = parts[: len(parts) - taken]
    postcode = parts.pop() if len(parts) > 1 and _ZIP.fullmatch(parts[-1]) else ""
    known = bool(taken)
    facility, city, state, sure = _split_place(parts, country, places)
    return Split(facility, city, state, postcode, country, sure and known)


def _country_parts(parts: list[str]) -> int:
    for taken in range(min(_MOST_COUNTRY_PARTS, len(parts)), 0, -1):
        if country_code(", ".join(parts[-taken:])):
            return taken
    return 0


def _split_place(
    parts: list[str], country: str, places: PlaceWords | None
) -> tuple[str, str, str, bool]:
    """Return facility, city, state and whether they are sure."""
    if not parts:
        return "", "", "", True
    if len(parts) == 1:
        return "", parts[0], "", True
    if places is None:
        return _split_blind(parts, country)
    return _split_known(parts, country, places)


def _split_blind(parts: list[str], country: str) -> tuple[str, str, str, bool]:
    """Split without a vocabulary: only North America always has a state."""
    if country_code(country) in _ALWAYS_STATE:
        return ", ".join(parts[:-2]), parts[-2], parts[-1], len(parts) > 2  # noqa: PLR2004
    return ", ".join(parts[:-1]), parts[-1], "", len(parts) == 2  # noqa: PLR2004


def _split_known(parts: list[str], country: str, places: PlaceWords) -> tuple[str, str, str, bool]:
    readings = list(_readings(parts, country, places))
    readings.sort(key=lambda reading: -reading[0])
    best = readings[0]
    second = readings[1][0] if len(readings) > 1 else 0.0
    return *best[1], best[0] - second >= 1.0


def _readings(
    parts: list[str], country: str, places: PlaceWords
) -> list[tuple[float, tuple[str, str, str]]]:
    """Return every reading of the last parts as city and state, with what speaks for it."""
    found = []
    for states in (0, 1, 2):
        for cities in (1, 2):
            at = len(parts) - states - cities
            if at < 0:
                continue
            facility = ", ".join(parts[:at])
            city = ", ".join(parts[at : at + cities])
            state = ", ".join(parts[at + cities :])
            score = _score(facility, city, state, country, places)
            found.append((score - 1.5 * (cities + max(states, 1) - 2), (facility, city, state)))
    return found


def _score(facility: str, city: str, state: str, country: str, places: PlaceWords) -> float:
    has_states = country_code(country) in _ALWAYS_STATE
    score = 2.0 if "city" in places.kinds(city, country) else 0.0
    if state:
        score += 2.0 if "state" in places.kinds(state, country) else -2.0
    elif has_states:
        score -= 2.0
    if not facility:
        score -= 0.5
    elif not state and not has_states:
        last = facility.rpartition(", ")[2]
        score -= 1.0 if "city" in places.kinds(last, country) else 0.0
    return score
