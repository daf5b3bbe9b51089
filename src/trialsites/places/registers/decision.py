"""From scored candidates to an answer: one entry, one place of several, or none."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from trialsites.places.registers.weights import weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trialsites.places.registers.codes import CodeSign
    from trialsites.places.registers.entries import Entry

__all__ = ["ONE_CAMPUS_KM", "Candidate", "Verdict", "decide", "kilometres"]

ONE_CAMPUS_KM = 1.0
"""Entries nearer than this to each other do not contradict one another about the place."""

_ONE_DOOR_KM = 0.1
_REMOTE = 0.5
_AS_GOOD = 0.02
_EARTH_KM = 6371.0088


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that may be the hospital.

    Attributes
    ----------
    register
        The register or service it comes from.
    km
        From the centre of the town it would stand in.
    place_id
        That town.
    score
        How well it answers to the facility, 0-1.
    by_name
        How well it answers to the name wherever it stands, 0-1.
    campus
        Whether it says that it is one campus of several, and stands in the very town.
    likeness
        Of the two texts as written, 0-1: decides between entries at one door.
    known
        Whether the authority file takes it for the very house.
    code
        What the row's postal code says to it, of `codes.code_sign`.
    """

    register: str
    entry: Entry
    km: float
    place_id: str = ""
    score: float = 0.0
    by_name: float = 0.0
    campus: bool = False
    likeness: float = 0.0
    known: bool = False
    code: CodeSign = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided about a facility.

    Attributes
    ----------
    word
        ``entry`` one entry is the hospital; ``place`` several are equally good and stand together,
        so that the place is known and the entry is not; ``open`` several are equally good and stand
        apart; ``none`` no entry answers to the name.
    best
        The entry, or the one in the middle of the place.
    lead
        By how much its score leads the best entry elsewhere.
    together
        How many entries share the place.
    """

    word: Literal["entry", "place", "open", "none"]
    best: Candidate | None = None
    lead: float = 0.0
    together: int = 1

    @property
    def probability(self) -> float:
        """That the point is the hospital's, 0-1, as shares of judged matches that were right."""
        judged = weights()["right"]
        if self.best is None or self.word not in {"entry", "place"}:
            return 0.0
        exact = self.best.by_name >= weights()["exact"]
        clear = self.lead >= weights()["lead_inexact"]
        return float(judged["exact_clear" if exact and clear else "exact" if exact else "inexact"])


def kilometres(a: Entry, b: Entry) -> float:
    """Return the great-circle distance of two entries in kilometres."""
    lat, lat2 = math.radians(a.lat), math.radians(b.lat)
    half = math.sin((lat2 - lat) / 2) ** 2 + (
        math.cos(lat) * math.cos(lat2) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    )
    return 2 * _EARTH_KM * math.asin(math.sqrt(half))


def decide(candidates: Sequence[Candidate]) -> Verdict:
    """Return which candidate is the hospital, if one is clear.

    Where no name answers, the entry is asked for that the authority file takes for the very house.
    Registers that give only the town's point contradict no hospital's own point: they are asked
    last.

    Parameters
    ----------
    candidates
        In any order.
    """
    exact = weights()["exact"]
    doors = [c for c in candidates if c.entry.precision != "city"]
    known = [replace(c, score=exact, by_name=exact) for c in doors if c.known]
    for asked in (doors, known, candidates):
        verdict = _decide(asked)
        if verdict.word != "none":
            return verdict
    return verdict


def _decide(candidates: Sequence[Candidate]) -> Verdict:
    rules = weights()
    ranked = sorted(candidates, key=lambda c: (-c.score, c.register, c.entry.id))
    if not ranked or ranked[0].score < rules["accept"]:
        return Verdict("none", ranked[0] if ranked else None)
    first = ranked[0]
    needed = rules["lead" if first.by_name >= rules["exact"] else "lead_inexact"]
    level = [c for c in ranked if first.score - c.score < needed or _equal(c, first)]
    middle, spread = _middle(level)
    named = first.by_name - rules["lead"]
    agreed = [c for c in level if c.code == "same" and c.by_name > named]
    if first not in agreed:
        agreed = [c for c in agreed if _as_good(c, first)]
    if spread > ONE_CAMPUS_KM and agreed:
        level = agreed
        middle, spread = _middle(level)
    if spread > ONE_CAMPUS_KM or _beaten(first, ranked, rules["lead"]):
        return Verdict("open", first)
    lead = first.score - max((c.score for c in ranked if c not in level), default=0.0)
    if spread <= _ONE_DOOR_KM or len({c.register for c in level}) == len(level):
        return Verdict("entry", max(level, key=lambda c: c.likeness), lead)
    return Verdict("place", middle, lead, len(level))


def _middle(level: Sequence[Candidate]) -> tuple[Candidate, float]:
    """Return the candidate nearest to all the others, and how far the farthest is from it."""

    def reach(candidate: Candidate) -> float:
        return max(kilometres(candidate.entry, other.entry) for other in level)

    middle = min(level, key=reach)
    return middle, reach(middle)


def _as_good(candidate: Candidate, first: Candidate) -> bool:
    """Return whether a postal code alone decides between two candidates."""
    named = candidate.by_name >= max(first.by_name - _AS_GOOD, weights()["exact"])
    return named and (candidate.score >= first.score - _AS_GOOD or _equal(candidate, first))


def _equal(candidate: Candidate, first: Candidate) -> bool:
    """Return whether another campus in the town bears the same name, and says that it is one."""
    return candidate.campus and candidate.by_name >= first.by_name


def _beaten(first: Candidate, ranked: Sequence[Candidate], lead: float) -> bool:
    """Return whether a candidate farther off bears the name better than the best one."""
    return any(
        c.by_name >= first.by_name + lead and c.score > _REMOTE * first.score for c in ranked
    )
