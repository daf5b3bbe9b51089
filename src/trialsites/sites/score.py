"""How probable it is that two names of one place are one site, and why."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import exp
from typing import TYPE_CHECKING

from trialsites.rules import load
from trialsites.sites.features import features, overlap
from trialsites.sites.known import Known, compare

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trialsites.sites.name import Name
    from trialsites.sites.spelling import Spelling

__all__ = ["Model", "Reason", "Score", "ambiguous", "probability", "score", "shipped", "veto"]


_NEVER_ONE = {
    frozenset(pair)
    for pair in (
        ("hospital", "university"),
        ("hospital", "practice"),
        ("cancer", "practice"),
        ("university", "practice"),
    )
}
"""Kinds that share names and towns and are different houses."""


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


def veto(a: Spelling, b: Spelling, *, authority: bool = True) -> str:
    """Return why two names can never be one site, or empty.

    Parameters
    ----------
    a, b
        Two spellings of one place.
    authority
        Whether the authority file of well-known institutions is asked.
    """
    one, two = a.name, b.name
    known = compare(a, b).relation if authority else "none"
    if known == "campuses":
        return "two campuses of one institution"
    if one.numbers and two.numbers and one.numbers != two.numbers:
        numbers = (" ".join(sorted(n)) for n in (one.numbers, two.numbers))
        return "numbers differ: {} and {}".format(*numbers)
    if known != "house" and frozenset((one.kind, two.kind)) in _NEVER_ONE:
        return f"a {one.kind} and a {two.kind}"
    saints = [{w for w in name.words if w.startswith("saint-")} for name in (one, two)]
    if all(saints) and not saints[0] & saints[1] and one.words - saints[0] == two.words - saints[1]:
        return "different saints"
    return ""


def ambiguous(a: Spelling, b: Spelling, *, authority: bool = True) -> bool:
    """Tell whether only a person may join two names, however alike they are.

    One names a further well-known institution, or no campus where the other does: another house may
    be meant. Both are a university and one says which of its departments: these are spread over its
    town, where a hospital's are under its roof. Both are practices and each has a word of its own,
    which may be its owner's name.

    Parameters
    ----------
    a, b
        Two spellings of one place.
    authority
        Whether the authority file of well-known institutions is asked.
    """
    one, two = a.name, b.name
    known = compare(a, b) if authority else Known("none")
    if known.further or (known.relation == "campus one" and not set(a.zips) & set(b.zips)):
        return True
    if known.relation == "house" or one.kind != two.kind:
        return False
    if one.kind == "practice":
        words = overlap(one.words, two.words)
        return bool(words.left_a and words.left_b)
    if one.kind == "university":
        different = one.departments != two.departments
        return different and any(_department_of_university(name) for name in (one, two))
    return False


def _department_of_university(name: Name) -> bool:
    """Tell whether a name is a department of a university, not of its school or clinic."""
    teaching = (part.types for part in name.parts if "univ" in part.types)
    return bool(name.departments) and not any(
        types & {"school", "clinic"} for types in (name.types, *teaching)
    )


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
