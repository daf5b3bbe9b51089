"""How probable it is that two names of one place are one site, and why."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import exp
from typing import TYPE_CHECKING

from trialsites.rules import load
from trialsites.sites.features import features

if TYPE_CHECKING:
    from trialsites.sites.spelling import Spelling

__all__ = ["Reason", "Score", "score", "veto"]


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


@cache
def _weights() -> tuple[float, dict[str, float], dict[str, float]]:
    model = load("sites.json")
    return model["intercept"], model["weights"], model["usual"]


def veto(a: Spelling, b: Spelling) -> str:
    """Return why two names can never be one site, or empty.

    Parameters
    ----------
    a, b
        Two spellings of one place.
    """
    one, two = a.name, b.name
    if one.numbers and two.numbers and one.numbers != two.numbers:
        numbers = (" ".join(sorted(n)) for n in (one.numbers, two.numbers))
        return "numbers differ: {} and {}".format(*numbers)
    saints = [{w for w in name.words if w.startswith("saint-")} for name in (one, two)]
    if all(saints) and not saints[0] & saints[1] and one.words - saints[0] == two.words - saints[1]:
        return "different saints"
    return ""


def score(a: Spelling, b: Spelling) -> Score:
    """Return how probable it is that two spellings are one site.

    Additive log-odds over readable features with weights learnt by logistic regression; how they
    were learnt stands in ``rules/sites.json``.

    Parameters
    ----------
    a, b
        Two spellings of one place; the order does not matter.
    """
    if forbidden := veto(a, b):
        return Score(0.0, (), forbidden)
    intercept, weights, usual = _weights()
    seen = features(a, b)
    odds = intercept + sum(weights[name] * value for name, value in seen.items())
    reasons = [
        Reason(name, value, weights[name] * (value - usual[name])) for name, value in seen.items()
    ]
    reasons.sort(key=lambda r: (-abs(r.weight), r.feature))
    return Score(1.0 / (1.0 + exp(-odds)), tuple(r for r in reasons if r.weight))
