"""The Locations column of the site's downloads, taken apart from the right.

Each location is the non-empty ones of facility, city, state, zip, country joined by ", ", so
commas inside fields and missing fields look alike. The country is known by name, the zip by its
digits. Whether the part before is a city or a state is weighed: how often rows of that country
have a state, which texts are states there, which are cities. What stays unsure is said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log
from typing import TYPE_CHECKING, Any

from trialsites.countries import country_code
from trialsites.extract.page_places import country_parts
from trialsites.rules import load
from trialsites.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trialsites.extract.document import PlaceWords

__all__ = ["Split", "split_location"]

_MOST_CITY_PARTS = 2
_ZIP = re.compile(
    r"(?=.*\d)(?!.*[A-Za-z]{4})[A-Z0-9][A-Z0-9 .\-]{1,11}|\d{4,6}.{0,12}", re.IGNORECASE
)
_SURE = 0.95


@dataclass(frozen=True, slots=True)
class Split:
    """The fields of one location and whether they are sure."""

    facility: str
    city: str
    state: str
    zip: str
    country: str
    sure: bool


def split_location(text: str, places: PlaceWords | None, *, zips: bool = True) -> Split:
    """Return the fields of one location of the Locations column.

    Parameters
    ----------
    text
        Such as ``"Hôpital Nord, Marseille, 13015, France"``.
    places
        Vocabulary of cities and states; without it fewer rows are sure.
    zips
        False for the classic download, which has no postal codes.
    """
    parts = text.split(", ")
    taken = country_parts(parts)
    country = ", ".join(parts[len(parts) - taken :])
    parts = parts[: len(parts) - taken]
    postcode = parts.pop() if zips and len(parts) > 1 and _ZIP.fullmatch(parts[-1].strip()) else ""
    facility, city, state, sure = _best(tuple(parts), country_code(country), country, places)
    return Split(facility, city, state, postcode, country, sure and bool(taken))


def _best(
    parts: tuple[str, ...], code: str, country: str, places: PlaceWords | None
) -> tuple[str, str, str, bool]:
    if not parts:
        return "", "", "", True
    readings = [(_score(reading, code, country, places), reading) for reading in _readings(parts)]
    readings.sort(key=lambda scored: -scored[0])
    best = readings[0][0]
    share = 1 / sum(exp(score - best) for score, _ in readings)
    return *readings[0][1], share >= _SURE


def _readings(parts: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """Yield every (facility, city, state) that could have been joined to these parts."""
    for states in range(3):
        for cities in range(1, _MOST_CITY_PARTS + 1):
            at = len(parts) - states - cities
            if at >= 0:
                yield (
                    ", ".join(parts[:at]),
                    ", ".join(parts[at : at + cities]),
                    ", ".join(parts[at + cities :]),
                )


def _score(
    reading: tuple[str, str, str], code: str, country: str, places: PlaceWords | None
) -> float:
    """Return the log likelihood of a reading, up to a constant."""
    facility, city, state = reading
    weights, learnt = _learnt()
    usual = learnt.get(code, {}).get("share", weights["share"])
    score = log(usual if state else 1 - usual)
    score += weights["facility comma"] * facility.count(", ")
    score += weights["city comma"] * city.count(", ") + weights["state comma"] * state.count(", ")
    if state and not _is("state", state, code, country, places):
        score += weights["unknown state"]
    if not _is("city", city, code, country, places):
        score += weights["unknown city"]
    if _INSTITUTION.search(fold(city)):
        score += weights["institution as city"]
    if not facility:
        return score + weights["no facility"]
    last = facility.rpartition(", ")[2]
    if _is("city", last, code, country, places):
        score += weights["facility ends in a city"]
    return score


_INSTITUTION = re.compile(
    r"\b(?:hosp\w*|clini\w+|klini\w+|univ\w*|cent(?:er|re|ro)|institut\w*|research|site|medical"
    r"|department|dept|ltd|inc|llc)\b"
)


def _is(kind: str, text: str, code: str, country: str, places: PlaceWords | None) -> bool:
    if kind == "state" and fold(text) in _learnt()[1].get(code, {}).get("states", ()):
        return True
    return places is not None and kind in places.kinds(text, country)


@lru_cache(maxsize=1)
def _learnt() -> tuple[dict[str, float], dict[str, dict[str, Any]]]:
    rules = load("location_split.json")
    countries = {
        code: {"share": seen["share"], "states": frozenset(seen["states"])}
        for code, seen in rules["countries"].items()
    }
    return rules["weights"], countries
