"""How probable each candidate town is, with "none of them" as an answer of its own.

A conditional logit (softmax over the candidates and NONE) on evidence that stands in the row
itself; weights and how they were learnt lie in ``rules/places.json``.
"""

from __future__ import annotations

import math
from functools import cache, lru_cache
from typing import NamedTuple

from trialsites.places.candidates import Candidate, candidates, in_state
from trialsites.places.evidence import (
    Evidence,
    postal_point,
    postal_signs,
    signs,
    traits,
)
from trialsites.places.gazetteer import gazetteer
from trialsites.places.province import at_code
from trialsites.places.spelling import key, names_no_place
from trialsites.rules import load

__all__ = ["ACCEPT", "judge"]

_FAR = "state_town_far"
_SETTLING = frozenset({"zip_near", "zip_near_rough", "zip_mid", "zip_mid_rough"})
ACCEPT = 0.9
"""Probability from which a town is taken as the answer."""


@cache
def _weights() -> dict[str, float]:
    weights: dict[str, float] = load("places.json")["weights"]
    return weights


class _Known(NamedTuple):
    """The candidates of a name, and what the names and places themselves say for each."""

    found: tuple[Candidate, ...]
    utilities: tuple[float, ...]


@lru_cache(1 << 17)
def _known(city: str, country: str) -> _Known:
    codes = (country,) if country else gazetteer().having(key(city))
    return _weighed(tuple(c for code in codes for c in candidates(city, code)), country)


@lru_cache(1 << 17)
def _known_in_state(city: str, state: str, country: str) -> _Known:
    """Return what a name may mean that may also be a quarter of the town in the state field."""
    known = _known(city, country)
    if names_no_place(city) or any((c.kind, c.change) == ("P", "same") for c in known.found):
        return known
    ids = {c.town.id for c in known.found}
    return _weighed(
        (*known.found, *(c for c in in_state(state, country) if c.town.id not in ids)), country
    )


def _weighed(found: tuple[Candidate, ...], country: str) -> _Known:
    weights = _weights()
    utilities = (
        sum(weights.get(name, 0.0) * value for name, value in trait.items())
        for trait in traits(found, country)
    )
    return _Known(found, tuple(utilities))


def judge(evidence: Evidence) -> list[tuple[Candidate, float]]:
    """Return the candidates of a row with their probabilities, best first.

    What is missing to 1 is the probability that it is none of them.

    Parameters
    ----------
    evidence
        The row, its country as alpha-2 code; without one, the towns of all countries compete.
    """
    weights = _weights()
    known = _known(evidence.city, evidence.country)
    seen_by = signs(known.found, evidence)
    if evidence.state and all(_FAR in seen and _SETTLING.isdisjoint(seen) for seen in seen_by):
        known = _known_in_state(*evidence[:2], evidence.country)
        seen_by = signs(known.found, evidence)
    utilities = [
        utility + sum([weights[sign] for sign in seen])
        for utility, seen in zip(known.utilities, seen_by, strict=True)
    ]
    found = [at_code(c, evidence) if c.kind == "D" else c for c in known.found]
    settled = not all(map(_SETTLING.isdisjoint, seen_by))
    if evidence.zip and not settled and (here := postal_point(evidence, alone=not found)):
        told = postal_signs(here, evidence, alone=not found)
        utilities.append(sum(weights[sign] for sign in told))
        found.append(here)
    return _probable(found, utilities)


def _probable(found: list[Candidate], utilities: list[float]) -> list[tuple[Candidate, float]]:
    if not found:
        return []
    none = _weights()["none"]
    top = max(none, *utilities)
    odds = [math.exp(utility - top) for utility in utilities]
    total = sum(odds) + math.exp(none - top)
    judged = [(c, o / total) for c, o in zip(found, odds, strict=True)]
    if len(judged) > 1:
        judged.sort(key=lambda j: (-j[1], -j[0].town.population, j[0].town.id))
    return judged
