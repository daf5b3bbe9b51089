"""How probable each candidate town is, with "none of them" as an answer of its own.

A conditional logit (softmax over the candidates and NONE) on evidence that stands in the row
itself; weights and how they were learnt lie in ``rules/places.json``.
"""

from __future__ import annotations

import math
from functools import cache, lru_cache

from trialsites.places.candidates import Candidate, candidates, in_state
from trialsites.places.evidence import Evidence, postal_kind, postal_point, signs, traits
from trialsites.places.gazetteer import gazetteer
from trialsites.places.spelling import key, names_no_place
from trialsites.rules import load

__all__ = ["ACCEPT", "judge"]

ACCEPT = 0.9
"""Probability from which a town is taken as the answer."""


@cache
def _weights() -> dict[str, float]:
    weights: dict[str, float] = load("places.json")["weights"]
    return weights


@lru_cache(1 << 17)
def _base(city: str, country: str) -> tuple[tuple[Candidate, float], ...]:
    codes = (country,) if country else gazetteer().having(key(city))
    return _weighed(tuple(c for code in codes for c in candidates(city, code)), country)


@lru_cache(1 << 17)
def _base_in_state(state: str, country: str) -> tuple[tuple[Candidate, float], ...]:
    return _weighed(in_state(state, country), country)


def _weighed(found: tuple[Candidate, ...], country: str) -> tuple[tuple[Candidate, float], ...]:
    weights = _weights()
    return tuple(
        (c, sum(weights.get(name, 0.0) * value for name, value in trait.items()))
        for c, trait in zip(found, traits(found, country), strict=True)
    )


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
    known = _base(evidence.city, evidence.country)
    if not known and evidence.state and not names_no_place(evidence.city):
        known = _base_in_state(evidence.state, evidence.country)
    for candidate, base in known:
        seen = signs(candidate, evidence)
        utility = base
        for sign in seen:
            utility += weights[sign]
            settled = settled or sign.startswith(("zip_near", "zip_mid"))
        scored.append((candidate, utility))
    if evidence.zip and not settled and (here := postal_point(evidence)):
        scored.append((here, weights[postal_kind(evidence.country, alone=not scored)]))
    if not scored:
        return []
    top = max(weights["none"], *(u for _, u in scored))
    odds = [math.exp(u - top) for _, u in scored]
    total = sum(odds) + math.exp(weights["none"] - top)
    judged = [(c, o / total) for (c, _), o in zip(scored, odds, strict=True)]
    if len(judged) > 1:
        judged.sort(key=lambda j: (-j[1], -j[0].town.population, j[0].town.id))
    return judged
