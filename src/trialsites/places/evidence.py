"""What speaks for and against a candidate, in the names and in the row's other fields."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, lru_cache

from trialsites.places.candidates import Candidate
from trialsites.places.gazetteer import Town, gazetteer
from trialsites.places.postal import distance
from trialsites.places.spelling import names_no_place, sharing_postal_codes
from trialsites.rules import load
from trialsites.text import fold

__all__ = [
    "NEAR_KM",
    "Evidence",
    "postal_kind",
    "postal_point",
    "signs",
    "traits",
    "zip_area",
]

NEAR_KM = 25.0
"""Within this distance two points mean the same town."""

_ZIP_SLACK_KM = 15.0
_ZIP_MID_KM = 60.0
_STATE_TOWN_KM = 60.0
_SHORT_WORD = 3
_PEOPLE_PER_ROW = 10_000


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a row says about where it is, as published; the point in decimal degrees WGS84."""

    city: str
    state: str = ""
    zip: str = ""
    country: str = ""
    facility: str = ""
    point: tuple[float, float] | None = None


@cache
def _rough() -> frozenset[str]:
    return frozenset(load("places.json")["rough_postal_codes"])


def traits(found: tuple[Candidate, ...], country: str) -> list[dict[str, float]]:
    """Return the evidence that lies in the names and places themselves, one dict a candidate.

    Parameters
    ----------
    found
        The candidates, weighed against each other.
    country
        Alpha-2 code of the published country.
    """
    people = sum(c.town.population + 100 for c in found)
    rows = sum(_expected(c.town) for c in found)
    described = []
    for c in found:
        town = c.town
        trait = {
            "population": math.log10(town.population + 100) - 4,
            "share": math.log10((town.population + 100) / people),
            "trials_share": math.log10(_expected(town) / rows),
            f"kind_{c.kind}": 1.0,
            f"change_{c.change}": 1.0,
        }
        if town.part:
            trait["part"] = 1.0
        if town.seat:
            trait["seat"] = 1.0
        if country not in ("", town.country):
            trait["linked"] = 1.0
        described.append(trait)
    return described


def _expected(town: Town) -> float:
    """Return how many registry rows a town leads to expect: those counted, and some for its size.

    The counts come from a sample that lacks many towns; without the second part these would
    lose against any namesake that was sampled.
    """
    return town.trials + 1 + town.population / _PEOPLE_PER_ROW


def signs(candidate: Candidate, evidence: Evidence) -> list[str]:
    """Return the names of the signs for or against a candidate in the row's other fields.

    Parameters
    ----------
    candidate
        One candidate.
    evidence
        The row, its country as alpha-2 code.
    """
    town, seen = candidate.town, list[str]()
    read = _read(evidence.state, evidence.zip, evidence.country, town.country)
    if sign := read.state_sign(town):
        seen.append(sign)
    if read.area and candidate.kind != "D":
        seen.append(read.zip_sign(town))
    if evidence.facility:
        seen += _told(town, evidence)
    if evidence.point:
        near = distance(town.lat, town.lon, *evidence.point) <= NEAR_KM
        seen.append("record_near" if near else "record_far")
    return seen


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the state field and the postal code of a row mean in one country."""

    divisions: frozenset[str] = frozenset()
    centre: tuple[float, float] | None = None
    unknown: str = ""
    area: tuple[float, float, float] | None = None
    rough: str = ""

    def state_sign(self, town: Town) -> str:
        """Return what the state says: it names a division, or else a town to be near to."""
        if self.divisions:
            return "state_agrees" if town.admin1_code in self.divisions else "state_contradicts"
        if self.centre:
            near = distance(town.lat, town.lon, *self.centre) <= _STATE_TOWN_KM
            return "state_town_near" if near else "state_town_far"
        return self.unknown

    def zip_sign(self, town: Town) -> str:
        """Return how far the postal code's area lies from a town."""
        lat, lon, reach = self.area or (0.0, 0.0, 0.0)
        away = distance(town.lat, town.lon, lat, lon) - reach
        if away <= _ZIP_SLACK_KM:
            return f"zip_near{self.rough}"
        return f"zip_mid{self.rough}" if away <= _ZIP_MID_KM else f"zip_far{self.rough}"


@lru_cache(1 << 17)
def _read(state: str, code: str, published: str, country: str) -> _Reading:
    """Return what state and postal code mean for towns of a country."""
    places = gazetteer()
    divisions: frozenset[str] = frozenset()
    centre, unknown, area = None, "", None
    if state and published in ("", country):
        divisions = places.divisions(country, state)
        centre = None if divisions else places.centre(country, state)
        unknown = "" if published else "state_contradicts"
    if code:
        area = zip_area(Evidence("", zip=code, country=published or country))
    return _Reading(divisions, centre, unknown, area, "_rough" if country in _rough() else "")


def zip_area(evidence: Evidence) -> tuple[float, float, float] | None:
    """Return the area of a row's postal code, in its country or a territory linked to it.

    Parameters
    ----------
    evidence
        The row, its country as alpha-2 code.

    Returns
    -------
    area
        Middle in decimal degrees WGS84 and radius in km, or None.
    """
    for code in sharing_postal_codes(evidence.country):
        if area := gazetteer().area(code, evidence.zip):
            return area
    return None


def _told(town: Town, evidence: Evidence) -> list[str]:
    """Return what the facility's name tells about a town beyond the city field itself.

    "Hôpital X, Boulogne-Billancourt" with the city "Boulogne" names one of its candidates in
    full; "University of Missouri" with the city "Columbia" names the division of one.
    """
    facility, city = f" {fold(evidence.facility)} ", fold(evidence.city).split()
    name = fold(town.name)
    more = [word for word in name.split() if word not in city]
    whole = bool(more) and f" {name} " in facility
    told = []
    if whole or any(f" {word} " in facility for word in more if len(word) > _SHORT_WORD):
        told.append("facility_town")
    if town.admin1 and f" {fold(town.admin1)} " in facility:
        told.append("facility_state")
    return told


def postal_point(evidence: Evidence) -> Candidate | None:
    """Return the middle of a row's postal code as a candidate, if it lies in a compact area.

    Parameters
    ----------
    evidence
        The row, its country as alpha-2 code.
    """
    area = zip_area(evidence)
    if area is None or area[2] > NEAR_KM or names_no_place(evidence.city):
        return None
    lat, lon, _ = area
    return Candidate(Town("", evidence.city, "", "", evidence.country, lat, lon), "Z", "same")


def postal_kind(country: str, *, alone: bool) -> str:
    """Return the name of the weight of a postal code's point, by how good its data are.

    Parameters
    ----------
    country
        Alpha-2 code.
    alone
        True if no town of the published name is known, so that nothing speaks against it.
    """
    quality = "_rough" if country in _rough() else ""
    return f"kind_Z{'_alone' if alone else ''}{quality}"
