"""One place, answered or refused: the town, how exact, how sure, and why."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, NamedTuple

from trialsites.places.candidates import CLOSE, Candidate
from trialsites.places.elsewhere import town_elsewhere
from trialsites.places.evidence import NEAR_KM, Evidence, zip_area
from trialsites.places.gazetteer import gazetteer
from trialsites.places.postal import within
from trialsites.places.province import at_code, elsewhere_in_province, province_named
from trialsites.places.score import ACCEPT, judge
from trialsites.places.spelling import names_no_place

if TYPE_CHECKING:
    from trialsites.model import Precision
    from trialsites.places.gazetteer import Town

    Shown = tuple[tuple[Town, float], ...]

__all__ = ["CHOSEN", "Answer", "chosen", "locate_place", "town_radius"]

CHOSEN = "chosen by a person."
"""How the note of a place ends that a person settled."""

_TELLING = 1e-6
_LEAST_SHOWN = 0.01
_MOST_SHOWN = 5
_LEAST_RADIUS_KM = 5.0
_KM_PER_ROOT_PERSON = 0.0065
_POSTAL_KM = 5.0
_SURE_OF_CODE = 0.95
"""A postal code inside the division that is named: right in 97 of 102 rows read."""

_SURE_OF_STATE = 0.95
"""A state field read as a division, where the city field names no place."""

_SURE_ELSEWHERE = 0.95
"""A town that only another field names: of 169 read by one judge none was wrong by 25 km."""

_KINDS = {
    "P": "its own name",
    "A": "another name of it",
    "T": "a transliterated name of it",
    "S": "a short form of its name",
    "D": "the name of the division it is the seat of",
    "Z": "the postal code",
    "C": "the name of its division, and the postal code tells where in it",
    "E": "no town's name, and another field names this one",
    "N": "the name of its division, and another field names the town",
}


class Answer(NamedTuple):
    """What the gazetteer says to one place text; a tuple, because looking up makes so many.

    Attributes
    ----------
    country
        Alpha-2 code of the published country, or of the town's own if it was accepted.
    place_id
        GeoNames id of the accepted town, or empty.
    lat, lon
        Decimal degrees WGS84, or None where nothing was accepted.
    precision
        ``city``, ``postcode``, ``admin1`` or empty.
    confidence
        Probability of the best candidate, whether it was accepted or not.
    radius_km
        The town reaches this far from the point, or None.
    candidates
        Towns and probabilities, best first.
    note
        One sentence that explains it.
    kind
        What was accepted, as of `Candidate`; E a town that only another field names, N one that
        another field names in the division. Empty if nothing was, or a person chose.
    """

    country: str
    place_id: str = ""
    place: str = ""
    admin1: str = ""
    lat: float | None = None
    lon: float | None = None
    precision: Precision = ""
    confidence: float = 0.0
    radius_km: float | None = None
    candidates: tuple[tuple[Town, float], ...] = ()
    note: str = ""
    kind: str = ""

    def candidates_json(self) -> str:
        """Return the candidates as a JSON list, for people to choose from."""
        return json.dumps(
            [
                {
                    "id": t.id,
                    "name": t.name,
                    "admin1": t.admin1,
                    "country": t.country,
                    "lat": t.lat,
                    "lon": t.lon,
                    "p": round(p, 3),
                }
                for t, p in self.candidates
            ],
            ensure_ascii=False,
        )


def locate_place(evidence: Evidence) -> Answer:
    """Return the place a row names, or a refusal that lists what it may be.

    Parameters
    ----------
    evidence
        The row as published; its country may be a name in any spelling.
    """
    code = gazetteer().country(evidence.country)
    if not code:
        said = evidence.country or "no country is given"
        return Answer("", note=f"Not placed: the country is not understood ({said}).")
    city, state = evidence.city, evidence.state
    only_state = names_no_place(city) and not names_no_place(state)
    evidence = Evidence(state if only_state else city, state, evidence.zip, code, *evidence[4:])
    judged = judge(evidence)
    if only_state and (province := province_named(state, code)):
        judged = [(at_code(province, evidence), _SURE_OF_STATE)]
    best, sure = (judged[0][0], _sure(judged)) if judged else (None, 0.0)
    shown = tuple((c.town, p) for c, p in judged[:_MOST_SHOWN] if p >= _LEAST_SHOWN)
    if evidence.zip and (there := elsewhere_in_province(judged, evidence)):
        best, sure = there, _SURE_OF_CODE
    elif best and best.kind == "C":
        sure = min(sure, _SURE_OF_CODE)
    if best and sure >= ACCEPT:
        return _accepted(best, sure, shown, evidence)
    guessed = all(c.kind == "Z" or c.change not in CLOSE for c, _ in judged)
    if guessed and (town := town_elsewhere(evidence)):
        return _accepted(Candidate(town, "E", "same"), _SURE_ELSEWHERE, shown, evidence)
    if not judged:
        return Answer(code, note=_unknown(evidence.city))
    return Answer(code, confidence=sure, candidates=shown, note=_refusal(shown))


def _sure(judged: list[tuple[Candidate, float]]) -> float:
    best = judged[0][0]
    return judged[0][1] + sum([p for c, p in judged[1:] if p > _TELLING and _together(c, best)])


def _together(one: Candidate, other: Candidate) -> bool:
    """Return whether two candidates are one place at the precision of a town.

    They overlap, or the text names both: "Reus (Tarragona)".
    """
    a, b = one.town, other.town
    both_named = {one.change, other.change} == {"part", "rest"}
    reach = NEAR_KM if both_named else town_radius(a) + town_radius(b)
    return within(reach, a.lat, a.lon, b.lat, b.lon)


def _accepted(best: Candidate, sure: float, shown: Shown, evidence: Evidence) -> Answer:
    town, kind, _ = best
    if kind == "D" and (named := town_elsewhere(evidence, inside=town)):
        town, kind = named, "N"
    precision: Precision = "city"
    radius = town_radius(town)
    if kind == "D":
        radius = gazetteer().divisions.reach(town)
        precision = "city" if radius <= NEAR_KM else "admin1"
    elif kind in "CZ":
        area = zip_area(evidence.zip, evidence.country)
        precision, radius = "postcode", max(_POSTAL_KM, area[2] if area else 0.0)
    where = ", ".join(part for part in (town.name, town.admin1, town.country) if part)
    note = f"{where}: the text is {_KINDS[kind]}; probability {sure:.2f}."
    return Answer(
        town.country,
        town.id,
        town.name,
        town.admin1,
        town.lat,
        town.lon,
        precision,
        sure,
        radius,
        shown,
        note,
        kind,
    )


def town_radius(town: Town) -> float:
    """Return how far a town reaches from its centre, in km, judged by its inhabitants.

    Parameters
    ----------
    town
        A town of the gazetteer.
    """
    return max(_LEAST_RADIUS_KM, _KM_PER_ROOT_PERSON * math.sqrt(town.population))


def chosen(town: Town) -> Answer:
    """Return the answer a person gave.

    Parameters
    ----------
    town
        The town that was chosen.
    """
    return Answer(
        town.country,
        town.id,
        town.name,
        town.admin1,
        town.lat,
        town.lon,
        "city",
        1.0,
        town_radius(town),
        (),
        f"{town.name}: {CHOSEN}",
    )


def _unknown(city: str) -> str:
    if names_no_place(city):
        return (
            f"Not placed: no town is given ({city})." if city else "Not placed: no town is given."
        )
    if gazetteer().country(city):
        return f"Not placed: only a country is given ({city})."
    return f"Not placed: no town of this name is known ({city})."


def _refusal(shown: tuple[tuple[Town, float], ...]) -> str:
    named = [f"{t.name} ({t.admin1 or t.country}) {p:.2f}" for t, p in shown]
    if not named:
        return "Not placed: no likely town."
    return f"Not placed, it may be {', '.join(named)}."
