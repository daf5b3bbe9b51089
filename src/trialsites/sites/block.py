"""One place: which of its spellings are one site. A pure function, the same on every engine."""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from trialsites.sites.apart import ambiguous, veto
from trialsites.sites.candidates import candidates
from trialsites.sites.cluster import average_linkage
from trialsites.sites.decisions import Decisions
from trialsites.sites.explain import sentence
from trialsites.sites.keys import by_key, merged, of_equal_keys
from trialsites.sites.known import institutions, one_known
from trialsites.sites.score import Model, probability, score, shipped
from trialsites.sites.together import adopt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trialsites.sites.spelling import Spelling

__all__ = ["Block", "Doubt", "cluster_block"]

_LEAST = 0.01
"""Evidence beyond this says no more: a name read wrong is likelier."""

_CLUTTERED = 0.25
"""Weight of a name with departments and units, beside 1 for a clear one."""

_EXACT = "Exact key: the same identifying words, kind, qualifiers and numbers."

_REVIEW = 0.5
"""Least probability of a near miss that a person is asked about."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A near miss: two groups that may be one site.

    Attributes
    ----------
    a, b
        Indices of the two spellings that are most alike.
    probability
        That they are one site, 0-1.
    note
        One sentence with the strongest reasons.
    """

    a: int
    b: int
    probability: float
    note: str


@dataclass(frozen=True, slots=True)
class Block:
    """The sites of one place.

    Attributes
    ----------
    labels
        For each spelling the index of its site's first spelling.
    keys
        For each spelling its exact key: what the name is reduced to; where a decision keeps
        equal keys apart, with the spelling itself.
    probabilities, notes
        For each spelling how surely it belongs to its site, and why.
    doubts
        Near misses, most probable first.
    """

    labels: tuple[int, ...]
    keys: tuple[str, ...]
    probabilities: tuple[float, ...]
    notes: tuple[str, ...]
    doubts: tuple[Doubt, ...]


def _judged(pairs: frozenset[tuple[str, str]], nodes: dict[str, int]) -> list[tuple[int, int]]:
    found = {
        (min(nodes[a], nodes[b]), max(nodes[a], nodes[b]))
        for a, b in pairs
        if a in nodes and b in nodes
    }
    return sorted((a, b) for a, b in found if a != b)


def cluster_block(
    spellings: Sequence[Spelling],
    decisions: Decisions | None = None,
    threshold: float = 0.9,
    model: Model | None = None,
) -> Block:
    """Group the spellings of one place into sites.

    The result does not depend on the order of the spellings, and on nothing outside the place.

    Parameters
    ----------
    spellings
        Distinct spellings of one place, named ones and persons' practices; never placeholders.
    decisions
        What people settled.
    threshold
        Least probability of an automatic merge.
    model
        Weights; the shipped ones with the authority file if None.
    """
    decisions = decisions or Decisions()
    model = model or shipped()
    members = by_key(spellings, decisions.handles(), authority=model.authority)
    order = sorted(members)
    nodes = [merged([spellings[i] for i in members[name]]) for name in order]
    handles = {own: node for node, (_, own) in enumerate(order) if own}
    different = set(_judged(decisions.different, handles))
    same = set(_judged(decisions.same, handles)) - different
    probabilities, vetoed = _probabilities(nodes, [key for key, _ in order], model)
    unsure = {
        (a, b) for a, b in probabilities if ambiguous(nodes[a], nodes[b], authority=model.authority)
    }
    never = different | (vetoed - same)
    unsure -= same
    lenient = {(a, b) for a, b in unsure if model.authority and one_known(nodes[a], nodes[b])}
    place = _Place(nodes, probabilities, same, never, unsure, lenient, model)
    groups = _link(place, threshold)
    names = [[spellings[i].name for i in members[name]] for name in order]
    known = [institutions(node) if model.authority else frozenset[str]() for node in nodes]
    groups, reasons = adopt(names, groups, place.never | place.unsure, known)
    first = [min(members[name]) for name in order]
    group_first: dict[int, int] = {}
    for node, group in enumerate(groups):
        group_first[group] = min(group_first.get(group, len(spellings)), first[node])
    spread: dict[str, set[int]] = {}
    for (key, _), group in zip(order, groups, strict=True):
        spread.setdefault(key, set()).add(group)
    node_of = {i: node for node, name in enumerate(order) for i in members[name]}
    support = _supports(place, groups)
    for node, text in reasons.items():
        if support[node][0] < threshold or support[node][1] == _EXACT:
            support[node] = (threshold, f"“{text}” names both, and nothing else is named with it.")
    return Block(
        tuple(group_first[groups[node_of[i]]] for i in range(len(spellings))),
        tuple(
            key if len(spread[key]) == 1 else f"{key}|{own}"
            for key, own in (order[node_of[i]] for i in range(len(spellings)))
        ),
        tuple(support[node_of[i]][0] for i in range(len(spellings))),
        tuple(support[node_of[i]][1] for i in range(len(spellings))),
        _doubts(place, groups, first),
    )


def _link(place: _Place, threshold: float) -> list[int]:
    """Group nodes: first what people settled, then by average linkage of log-odds."""
    count, never = len(place.nodes), place.never | (place.unsure - place.lenient)
    by_hand = average_linkage([1] * count, dict.fromkeys(place.same, 1.0), never, 1e-9)
    leaders = sorted(set(by_hand))
    number = {leader: i for i, leader in enumerate(leaders)}
    clear = [_clarity(node) for node in place.nodes]
    sizes = [0.0] * len(leaders)
    for node, leader in enumerate(by_hand):
        sizes[number[leader]] += clear[node]
    total: dict[tuple[int, int], float] = {}
    for (a, b), likely in place.probabilities.items():
        one, two = sorted((number[by_hand[a]], number[by_hand[b]]))
        chance = min(likely, _REVIEW) if (a, b) in place.lenient else likely
        if one != two:
            total[one, two] = total.get((one, two), 0.0) + _scaled(chance) * clear[a] * clear[b]
    means = {(a, b): mass / (sizes[a] * sizes[b]) for (a, b), mass in total.items()}
    apart = {
        (min(x, y), max(x, y))
        for x, y in ((number[by_hand[a]], number[by_hand[b]]) for a, b in never)
        if x != y
    }
    linked = average_linkage(sizes, means, apart, _scaled(threshold))
    return [leaders[linked[number[leader]]] for leader in by_hand]


def _clarity(spelling: Spelling) -> float:
    """Return the weight of a name in a mean: one full of units says little of its house."""
    name = spelling.name
    return 1.0 if name.words == name.core and not name.departments else _CLUTTERED


def _scaled(probability: float) -> float:
    """Return log-odds between those of 1 % and 99 % as 0-1; a mean of these is a mean of evidence.

    A lukewarm pair among sure ones then does not keep a site apart, and a sure contradiction does.
    """
    p = min(max(probability, _LEAST), 1 - _LEAST)
    span = log((1 - _LEAST) / _LEAST)
    return (log(p / (1 - p)) + span) / (2 * span)


def _probabilities(
    nodes: list[Spelling], keys: list[str], model: Model
) -> tuple[dict[tuple[int, int], float], set[tuple[int, int]]]:
    """Return the probability of every pair worth scoring, and the pairs with a veto."""
    named = [node for node, key in enumerate(keys) if not key.startswith("person|")]
    found: dict[tuple[int, int], float] = {}
    vetoed: set[tuple[int, int]] = set()
    for one, two in candidates([nodes[n] for n in named], authority=model.authority):
        a, b = named[one], named[two]
        if keys[a] != keys[b] and veto(nodes[a], nodes[b], authority=model.authority):
            vetoed.add((a, b))
        elif keys[a] != keys[b]:
            found[a, b] = probability(nodes[a], nodes[b], model)
    equal, two_houses = of_equal_keys(nodes, keys, authority=model.authority)
    found |= equal
    vetoed |= two_houses
    return {pair: p for pair, p in found.items() if p > _LEAST}, vetoed


@dataclass(frozen=True, slots=True)
class _Place:
    """The nodes of one place and what is known between them.

    Pairs that are ``never`` one are not even asked about; ``unsure`` ones only a person joins, and
    of these the ``lenient`` ones also what the other names of their institution say.
    """

    nodes: list[Spelling]
    probabilities: dict[tuple[int, int], float]
    same: set[tuple[int, int]]
    never: set[tuple[int, int]]
    unsure: set[tuple[int, int]]
    lenient: set[tuple[int, int]]
    model: Model


def _supports(place: _Place, groups: list[int]) -> list[tuple[float, str]]:
    """Return how surely each node belongs to its group, and why, by its best neighbour there."""
    best: dict[int, tuple[float, int]] = {}
    for (a, b), found in place.probabilities.items():
        if groups[a] == groups[b]:
            for node, other in ((a, b), (b, a)):
                best[node] = max(best.get(node, (0.0, 0)), (found, -other))
    decided = {node for pair in place.same for node in pair if groups[pair[0]] == groups[pair[1]]}
    supports = []
    for node, spelling in enumerate(place.nodes):
        chance, other = best.get(node, (1.0, 0))
        if node in decided:
            supports.append((1.0, "A person decided that it is the same."))
        elif chance == 1.0:
            supports.append((1.0, _EXACT))
        else:
            supports.append((chance, sentence(score(spelling, place.nodes[-other], place.model))))
    return supports


def _doubts(place: _Place, groups: list[int], first: list[int]) -> tuple[Doubt, ...]:
    """Return near misses: one for each two groups, by their most probable pair."""
    forbidden = {frozenset((groups[a], groups[b])) for a, b in place.never}
    best: dict[frozenset[int], tuple[float, int, int]] = {}
    for (a, b), chance in place.probabilities.items():
        sides = frozenset((groups[a], groups[b]))
        if groups[a] != groups[b] and chance >= _REVIEW and sides not in forbidden:
            best[sides] = max(best.get(sides, (0.0, 0, 0)), (chance, -a, -b))
    found = []
    for chance, a, b in best.values():
        why = sentence(score(place.nodes[-a], place.nodes[-b], place.model))
        found.append(Doubt(first[-a], first[-b], chance, why))
    return tuple(sorted(found, key=lambda d: (-d.probability, d.a, d.b)))
