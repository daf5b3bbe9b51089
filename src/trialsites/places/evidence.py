"""What speaks for and against a candidate, in the names and in the row's other fields."""

from __future__ import annotations

import math
from functools import cache
from typing import NamedTuple

from trialsites.places.candidates import Candidate
from trialsites.places.gazetteer import Town, gazetteer
from trialsites.places.postal import within
from trialsites.places.spelling import names_no_place
from trialsites.rules import load
from trialsites.text import fold

__all__ = [
    "NEAR_KM",
    "Evidence",
    "postal_point",
    "postal_signs",
    "rough_codes",
    "signs",
    "traits",
    "wild_codes",
    "zip_area",
]

NEAR_KM = 25.0
"""Within this distance two points mean the same town."""

_ZIP_SLACK_KM = 15.0
_ZIP_MID_KM = 60.0
_STATE_TOWN_KM = 60.0
_SHORT_WORD = 3
_PEOPLE_PER_ROW = 10_000
_TOWN_PEOPLE = 10_000
_VILLAGE_PEOPLE = 1_000
_OWN = ("P", "same")


class _Nearness(NamedTuple):
    """The signs that say how far from a place a row's postal code lies."""

    near: str
    mid: str
    far: str


_EXACT = _Nearness("zip_near", "zip_mid", "zip_far")
_ROUGH = _Nearness("zip_near_rough", "zip_mid_rough", "zip_far_rough")


class Evidence(NamedTuple):
    """What a row says about where it is, as published; the point in decimal degrees WGS84.

    A tuple, because looking up makes so many.
    """

    city: str
    state: str = ""
    zip: str = ""
    country: str = ""
    facility: str = ""
    point: tuple[float, float] | None = None


@cache
def rough_codes() -> frozenset[str]:
    """Return the alpha-2 codes of the countries whose postal codes are badly known."""
    return frozenset(load("places.json")["rough_postal_codes"])


@cache
def wild_codes() -> frozenset[str]:
    """Return those of the `rough_codes` whose codes mislead even inside the named division."""
    return frozenset(load("places.json")["wild_postal_codes"])


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
    own = [c.town for c in found if (c.kind, c.change) == _OWN]
    owners = {(t.country, t.admin1_code) for t in own if t.population >= _VILLAGE_PEOPLE}
    whole = {(t.country, t.admin1_code) for t in own if t.population >= _TOWN_PEOPLE and not t.part}
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
        division = (town.country, town.admin1_code)
        if (c.kind, c.change) != _OWN and division in owners:
            trait["beside_own"] = 1.0
        elif c.kind != "D" and ((c.kind, c.change) != _OWN or town.part) and whole - {division}:
            trait["against_own"] = 1.0
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


def signs(found: tuple[Candidate, ...], evidence: Evidence) -> list[list[str]]:
    """Return the names of the signs for or against each candidate in the row's other fields.

    Parameters
    ----------
    found
        The candidates.
    evidence
        The row, its country as alpha-2 code.
    """
    readings: dict[str, _Reading] = {}
    all_seen = []
    for town, kind, change in found:
        read = readings.get(town.country)
        if read is None:
            read = _read(evidence.state, evidence.zip, evidence.country, town.country)
            readings[town.country] = read
        seen: list[str] = []
        sign = read.state_sign(town)
        if sign == "state_contradicts" and (kind, change) == _OWN and _repeats(evidence):
            sign = "state_agrees" if town.seat else ""
        if sign:
            seen.append(sign)
        if read.area and (sign := read.zip_sign(town) if kind != "D" else read.in_division(town)):
            seen.append(sign)
        if evidence.facility:
            seen += _told(town, evidence)
        if evidence.point:
            near = within(NEAR_KM, town.lat, town.lon, *evidence.point)
            seen.append("record_near" if near else "record_far")
        all_seen.append(seen)
    return all_seen


def _repeats(evidence: Evidence) -> bool:
    """Return whether the state field repeats the city: a capital named like the land around it."""
    return evidence.state.casefold() == evidence.city.casefold()


class _Reading(NamedTuple):
    """What the state field and the postal code of a row mean in one country."""

    divisions: frozenset[str]
    centre: Town | None
    unknown: str
    area: tuple[float, float, float] | None
    code: _Nearness

    def state_sign(self, town: Town) -> str:
        """Return what the state says: it names a division, or else a town to be near to."""
        if self.divisions:
            return "state_agrees" if town.admin1_code in self.divisions else "state_contradicts"
        if self.centre:
            near = within(_STATE_TOWN_KM, town.lat, town.lon, self.centre.lat, self.centre.lon)
            return "state_town_near" if near else "state_town_far"
        return self.unknown

    def in_division(self, seat: Town) -> str:
        """Return whether the postal code's area lies in a seat's division, empty if it is wide."""
        if not self.area or self.area[2] > NEAR_KM:
            return ""
        lat, lon, _ = self.area
        if within(NEAR_KM, seat.lat, seat.lon, lat, lon):
            return self.code.near
        around = gazetteer().divisions.around(seat.country, seat.admin1_code, lat, lon)
        return self.code.near if around else self.code.far

    def zip_sign(self, town: Town) -> str:
        """Return how far the postal code's area lies from a town."""
        lat, lon, reach = self.area or (0.0, 0.0, 0.0)
        if not within(reach + _ZIP_MID_KM, town.lat, town.lon, lat, lon):
            return self.code.far
        near = within(reach + _ZIP_SLACK_KM, town.lat, town.lon, lat, lon)
        return self.code.near if near else self.code.mid


def _read(state: str, code: str, published: str, country: str) -> _Reading:
    """Return what state and postal code mean for towns of a country."""
    meanings = gazetteer().divisions
    divisions: frozenset[str] = frozenset()
    centre, unknown, area = None, "", None
    if state and published in ("", country):
        divisions = meanings.meant(country, state)
        centre = None if divisions else meanings.town_meant(country, state)
        unknown = "" if published else "state_contradicts"
    if code:
        area = zip_area(code, published or country)
    return _Reading(
        divisions, centre, unknown, area, _ROUGH if country in rough_codes() else _EXACT
    )


def zip_area(code: str, country: str) -> tuple[float, float, float] | None:
    """Return the area of a postal code, in its country or a territory linked to it.

    Parameters
    ----------
    code
        The postal code as published.
    country
        Alpha-2 code.

    Returns
    -------
    area
        Middle in decimal degrees WGS84 and radius in km, or None.
    """
    return gazetteer().area(country, code)


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


def postal_point(evidence: Evidence, *, alone: bool) -> Candidate | None:
    """Return the middle of a row's postal code as a candidate, if it lies in a compact area.

    Parameters
    ----------
    evidence
        The row, its country as alpha-2 code.
    alone
        True if no town of the published name is known. A town is not doubted for a code of the
        countries whose codes mislead.
    """
    if evidence.country in wild_codes() and not alone:
        return None
    area = zip_area(evidence.zip, evidence.country)
    if area is None or area[2] > NEAR_KM or names_no_place(evidence.city):
        return None
    lat, lon, _ = area
    return Candidate(Town("", evidence.city, "", "", evidence.country, lat, lon), "Z", "same")


def postal_signs(here: Candidate, evidence: Evidence, *, alone: bool) -> list[str]:
    """Return the names of the signs for the middle of a row's postal code.

    How good the country's data are, and whether the code lies in the division that the state
    field names, or that the city field names instead of a town.

    Parameters
    ----------
    here
        The candidate of `postal_point`.
    evidence
        The row, its country as alpha-2 code.
    alone
        True if no town of the published name is known, so that nothing speaks against it.
    """
    country = evidence.country
    if country in rough_codes():
        return [f"kind_Z{'_alone' if alone else ''}_rough"]
    seen = [f"kind_Z{'_alone' if alone else ''}"]
    divisions = gazetteer().divisions
    meant = divisions.meant(country, evidence.state or evidence.city)
    if any(divisions.around(country, code, here.town.lat, here.town.lon) for code in meant):
        seen.append("code_in_state")
    return seen
