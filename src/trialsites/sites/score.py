"""How probable it is that two names of one place are one site, and why."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import exp
from typing import TYPE_CHECKING

from trialsites.rules import load
from trialsites.sites.apart import veto
from trialsites.sites.features import features

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trialsites.sites.spelling import Spelling

__all__ = ["Model", "Reason", "Score", "probability", "score", "shipped"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One term of a score.

    Attributes
    ----------
    feature
        Its name in ``rules/sites.json``.
    value
        What was seen.
    weight
        Log-odds it added, relative to a pair of unrelated names.
    """

    feature: str
    value: float
    weight: float


@dataclass(frozen=True, slots=True)
class Score:
    """A probability with its reasons, strongest first.

    Attributes
    ----------
    probability
        That the two names are one site, 0-1.
    reasons
        Every term that moved it, strongest first.
    veto
        Why the two can never be one, or empty.
    """

    probability: float
    reasons: tuple[Reason, ...]
    veto: str = ""


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of the readable features.

    Attributes
    ----------
    intercept
        Log-odds of a pair whose features are all 0.
    weights
        Log-odds per unit of each feature.
    usual
        Each feature's mean over unrelated pairs; reasons are told relative to it.
    authority
        Whether the authority file of well-known institutions is asked.
    """

    intercept: float
    weights: Mapping[str, float]
    usual: Mapping[str, float]
    authority: bool


@cache
def shipped(*, authority: bool = True) -> Model:
    """Return the learnt weights; how they were learnt stands in ``rules/sites.json``.

    Parameters
    ----------
    authority
        Whether the authority file of well-known institutions is evidence.
    """
    rules = load("sites.json")
    learnt = rules["with authority" if authority else "without authority"]
    return Model(learnt["intercept"], learnt["weights"], rules["usual"], authority)


def _evidence(a: Spelling, b: Spelling) -> list[Reason]:
    """Return what rows, not names, say: people, telephones, e-mail hosts, register entries.

    The judged names carry none of it; these weights are set by hand and cannot merge alone.
    """
    found = []
    for feature, mine, theirs, weight in (
        ("people", a.people, b.people, 1.5),
        ("phones", a.phones, b.phones, 2.0),
        ("hosts", a.hosts, b.hosts, 1.0),
        ("registered", a.org_ids, b.org_ids, 4.0),
    ):
        if mine & theirs:
            found.append(Reason(feature, 1.0, weight))
    if a.org_ids and b.org_ids and not a.org_ids & b.org_ids:
        found.append(Reason("registered_apart", 1.0, -3.0))
    return found


def score(a: Spelling, b: Spelling, model: Model | None = None) -> Score:
    """Return how probable it is that two spellings are one site.

    Additive log-odds over readable features, with weights learnt by logistic regression.

    Parameters
    ----------
    a, b
        Two spellings of one place; the order does not matter.
    model
        The shipped weights with the authority file if None.
    """
    model = model or shipped()
    if forbidden := veto(a, b, authority=model.authority):
        return Score(0.0, (), forbidden)
    seen = features(a, b, authority=model.authority)
    beside = _evidence(a, b)
    reasons = [
        Reason(name, value, model.weights[name] * (value - model.usual[name]))
        for name, value in seen.items()
        if value
    ]
    reasons += beside
    reasons.sort(key=lambda r: (-abs(r.weight), r.feature))
    return Score(_logistic(seen, beside, model), tuple(r for r in reasons if r.weight))


def probability(a: Spelling, b: Spelling, model: Model) -> float:
    """Return the probability of `score` alone, in a third of the time; the veto is not asked.

    Parameters
    ----------
    a, b
        Two spellings of one place.
    model
        Weights.
    """
    return _logistic(features(a, b, authority=model.authority), _evidence(a, b), model)


def _logistic(seen: Mapping[str, float], beside: list[Reason], model: Model) -> float:
    odds = model.intercept + sum(reason.weight for reason in beside)
    odds += sum(model.weights[name] * value for name, value in seen.items() if value)
    return 1.0 / (1.0 + exp(-odds))
