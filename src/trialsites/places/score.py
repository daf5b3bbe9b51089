"""How probable each candidate town is, with "none of them" as an answer of its own.

A conditional logit (softmax over the candidates and NONE) on evidence that stands in the row
itself; weights and how they were learnt lie in ``rules/places.json``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from trialsites.places.gazetteer import Gazetteer, Town, gazetteer
from trialsites.places.postal import distance
from trialsites.places.spelling import key, linked, names_no_place, variants
from trialsites.rules import load

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trialsites.places.spelling import Change

__all__ = ["ACCEPT", "Candidate", "Evidence", "candidates", "judge", "signs", "traits"]

ACCEPT = 0.9
"""Probability from which a town is taken as the answer."""

NEAR_KM = 25.0
_ZIP_SLACK_KM = 15.0
_ZIP_MID_KM = 60.0
_KINDS = {"P": 0, "A": 1, "S": 2, "D": 3, "T": 4}
_CHANGES = ("same", "cut", "affix", "part", "hyphen", "digraph")
_MOST = 40


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place a text may mean.

    Attributes
    ----------
    town
        The place; for a division, its seat; for a postal code, a nameless point.
    kind
        Which name matched: P own, A other, T transliterated, S short form, D the division's,
        Z none: the postal code's area.
    change
        What was changed in the published text to find it.
    """

    town: Town
    kind: str
    change: Change


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
def _weights() -> dict[str, float]:
    weights: dict[str, float] = load("places.json")["weights"]
    return weights


@lru_cache(1 << 17)
def candidates(city: str, country: str) -> tuple[Candidate, ...]:
    """Return every place a city field may mean inside a country and its linked territories.

    Parameters
    ----------
    city
        As published.
    country
        Alpha-2 code.

    Returns
    -------
    candidates
        No town twice; each under the least changed reading that finds it.
    """
    if names_no_place(city):
        return ()
    places = gazetteer()
    best: dict[str, Candidate] = {}
    for found in _found(places, city, country):
        known = best.get(found.town.id)
        if known is None or _closeness(found) < _closeness(known):
            best[found.town.id] = found
    ranked = sorted(best.values(), key=lambda c: (_closeness(c)[0] > 0, -c.town.population))
    return tuple(ranked[:_MOST])


def _found(places: Gazetteer, city: str, country: str) -> Iterable[Candidate]:
    for form, change in variants(city, country):
        for code in (country, *linked(country)):
            for town, kind in places.named(code, form):
                yield Candidate(town, kind, change)
        if change in ("same", "cut", "affix") and (division := places.division(country, form)):
            seat = places.capital(country, division)
            if seat:
                yield Candidate(seat, "D", change)


def _closeness(candidate: Candidate) -> tuple[int, int]:
    return _CHANGES.index(candidate.change), _KINDS[candidate.kind]


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
    rows = sum(c.town.trials + 1 for c in found)
    described = []
    for c in found:
        town = c.town
        trait = {
            "population": math.log10(town.population + 100) - 4,
            "share": math.log10((town.population + 100) / people),
            "trials": math.log10(town.trials + 1),
            "trials_share": math.log10((town.trials + 1) / rows),
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


@lru_cache(1 << 17)
def _base(city: str, country: str) -> tuple[tuple[Candidate, float], ...]:
    codes = (country,) if country else gazetteer().having(key(city))
    found = tuple(c for code in codes for c in candidates(city, code))
    weights = _weights()
    return tuple(
        (c, sum(weights.get(name, 0.0) * value for name, value in trait.items()))
        for c, trait in zip(found, traits(found, country), strict=True)
    )


def signs(candidate: Candidate, evidence: Evidence) -> list[str]:
    """Return the names of the signs for or against a candidate in the row's other fields.

    Parameters
    ----------
    candidate
        One candidate.
    evidence
        The row, its country as alpha-2 code.
    """
    town, places, seen = candidate.town, gazetteer(), []
    if evidence.state and evidence.country in ("", town.country):
        divisions = places.divisions(town.country, evidence.state)
        if divisions or not evidence.country:
            seen.append("state_agrees" if town.admin1_code in divisions else "state_contradicts")
    if evidence.zip and candidate.kind != "D":
        area = places.area(town.country, evidence.zip)
        if area:
            away = distance(town.lat, town.lon, area[0], area[1]) - area[2]
            seen.append(_zip_sign(away))
    if evidence.facility and _told(candidate, evidence):
        seen.append("facility")
    if evidence.point:
        near = distance(town.lat, town.lon, *evidence.point) <= NEAR_KM
        seen.append("record_near" if near else "record_far")
    return seen


def _zip_sign(away: float) -> str:
    if away <= _ZIP_SLACK_KM:
        return "zip_near"
    return "zip_mid" if away <= _ZIP_MID_KM else "zip_far"


def _told(candidate: Candidate, evidence: Evidence) -> bool:
    """Return whether the facility's name tells this town by more words than the city field."""
    own, facility = key(candidate.town.name), key(evidence.facility)
    return own in facility and own != key(evidence.city) and len(own) > len(key(evidence.city))


def judge(evidence: Evidence) -> list[tuple[Candidate, float]]:
    """Return the candidates of a row with their probabilities, best first.

    What is missing to 1 is the probability that it is none of them.

    Parameters
    ----------
    evidence
        The row, its country as alpha-2 code; without one, the towns of all countries compete.
    """
    weights = _weights()
    scored = []
    settled = False
    for candidate, base in _base(evidence.city, evidence.country):
        seen = signs(candidate, evidence)
        settled = settled or "zip_near" in seen
        scored.append((candidate, base + sum(weights[s] for s in seen)))
    if evidence.zip and not settled and (here := _postal_point(evidence)):
        scored.append((here, weights["kind_Z"]))
    if not scored:
        return []
    top = max(weights["none"], *(u for _, u in scored))
    odds = [math.exp(u - top) for _, u in scored]
    total = sum(odds) + math.exp(weights["none"] - top)
    judged = [(c, o / total) for (c, _), o in zip(scored, odds, strict=True)]
    judged.sort(key=lambda j: (-j[1], -j[0].town.population, j[0].town.id))
    return judged


def _postal_point(evidence: Evidence) -> Candidate | None:
    area = gazetteer().area(evidence.country, evidence.zip)
    if area is None or area[2] > NEAR_KM or names_no_place(evidence.city):
        return None
    lat, lon, _ = area
    return Candidate(Town("", evidence.city, "", "", evidence.country, lat, lon), "Z", "same")
