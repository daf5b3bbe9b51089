"""One place: which of its spellings are one site. A pure function, the same on every engine."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from math import log
from typing import TYPE_CHECKING

from trialsites.sites.classify import classify
from trialsites.sites.cluster import average_linkage
from trialsites.sites.decisions import Decisions
from trialsites.sites.explain import sentence
from trialsites.sites.score import Score, score
from trialsites.sites.together import adopt
from trialsites.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trialsites.sites.score import Model
    from trialsites.sites.spelling import Spelling

__all__ = ["Block", "Doubt", "cluster_block", "exact_key"]

_LEAST = 0.01
"""Evidence beyond this says no more: a name read wrong is likelier."""

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


def exact_key(spelling: Spelling) -> str:
    """Return what a spelling is reduced to; equal keys in one place are one site.

    A person's practice keeps its whole text.

    Parameters
    ----------
    spelling
        A named spelling or a person's.
    """
    if classify(spelling.facility) == "person":
        return "person|" + fold(spelling.facility)
    return spelling.name.key


def _merged(members: list[Spelling]) -> Spelling:
    """Return the plainest of some spellings with one key, knowing what all of them know."""
    plainest = min(members, key=lambda s: (len(s.facility), s.facility, s.city))
    return replace(
        plainest,
        zips=tuple(sorted({z for s in members for z in s.zips})),
        rows=sum(s.rows for s in members),
        org_ids=frozenset[str]().union(*(s.org_ids for s in members)),
        people=frozenset[str]().union(*(s.people for s in members)),
        phones=frozenset[str]().union(*(s.phones for s in members)),
        hosts=frozenset[str]().union(*(s.hosts for s in members)),
    )


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
    judged = decisions.handles()
    keys = tuple(exact_key(s) for s in spellings)
    members: dict[tuple[str, str], list[int]] = {}
    for index, spelling in enumerate(spellings):
        own = spelling.handle if judged and spelling.handle in judged else ""
        members.setdefault((keys[index], own), []).append(index)
    order = sorted(members)
    nodes = [_merged([spellings[i] for i in members[name]]) for name in order]
    handles = {own: node for node, (_, own) in enumerate(order) if own}
    different = set(_judged(decisions.different, handles))
    same = set(_judged(decisions.same, handles)) - different
    scores = _scores(nodes, [key for key, _ in order], model)
    probabilities = {pair: verdict.probability for pair, verdict in scores.items()}
    never = different | {
        pair for pair, verdict in scores.items() if verdict.veto and pair not in same
    }
    groups = _link(len(nodes), probabilities, (same, never), threshold)
    names = [[spellings[i].name for i in members[name]] for name in order]
    groups, reasons = adopt(names, groups, never)
    first = [min(members[name]) for name in order]
    group_first: dict[int, int] = {}
    for node, group in enumerate(groups):
        group_first[group] = min(group_first.get(group, len(spellings)), first[node])
    spread: dict[str, set[int]] = {}
    for (key, _), group in zip(order, groups, strict=True):
        spread.setdefault(key, set()).add(group)
    node_of = {i: node for node, name in enumerate(order) for i in members[name]}
    support = [_support(node, groups, scores, same) for node in range(len(nodes))]
    for node, text in reasons.items():
        if support[node][0] < threshold:
            support[node] = (threshold, f"“{text}” names both, and nothing else is named with it.")
    return Block(
        tuple(group_first[groups[node_of[i]]] for i in range(len(spellings))),
        tuple(
            key if len(spread[key]) == 1 else "|".join(order[node_of[i]])
            for i, key in enumerate(keys)
        ),
        tuple(support[node_of[i]][0] for i in range(len(spellings))),
        tuple(support[node_of[i]][1] for i in range(len(spellings))),
        _doubts(groups, scores, never, first),
    )


def _link(
    count: int,
    probabilities: dict[tuple[int, int], float],
    settled: tuple[set[tuple[int, int]], set[tuple[int, int]]],
    threshold: float,
) -> list[int]:
    """Group nodes: first what people settled, then by average linkage of log-odds."""
    same, never = settled
    by_hand = average_linkage([1] * count, dict.fromkeys(same, 1.0), never, 1e-9)
    leaders = sorted(set(by_hand))
    place = {leader: i for i, leader in enumerate(leaders)}
    sizes = [by_hand.count(leader) for leader in leaders]
    total: dict[tuple[int, int], float] = {}
    for (a, b), probability in probabilities.items():
        one, two = sorted((place[by_hand[a]], place[by_hand[b]]))
        if one != two:
            total[one, two] = total.get((one, two), 0.0) + _scaled(probability)
    means = {(a, b): mass / (sizes[a] * sizes[b]) for (a, b), mass in total.items()}
    apart = {
        (min(x, y), max(x, y))
        for x, y in ((place[by_hand[a]], place[by_hand[b]]) for a, b in never)
        if x != y
    }
    linked = average_linkage(sizes, means, apart, _scaled(threshold))
    return [leaders[linked[place[leader]]] for leader in by_hand]


def _scaled(probability: float) -> float:
    """Return log-odds between those of 1 % and 99 % as 0-1; a mean of these is a mean of evidence.

    A lukewarm pair among sure ones then does not keep a site apart, and a sure contradiction does.
    """
    p = min(max(probability, _LEAST), 1 - _LEAST)
    span = log((1 - _LEAST) / _LEAST)
    return (log(p / (1 - p)) + span) / (2 * span)


def _scores(
    nodes: list[Spelling], keys: list[str], model: Model | None
) -> dict[tuple[int, int], Score]:
    """Score every pair worth it: a word in common, both plain, or the same key."""
    found: dict[tuple[int, int], Score] = {}
    for a, b in combinations(range(len(nodes)), 2):
        if keys[a] == keys[b]:
            found[a, b] = Score(1.0, ())
        elif not keys[a].startswith("person|") and not keys[b].startswith("person|"):
            verdict = score(nodes[a], nodes[b], model)
            if verdict.probability > _LEAST or verdict.veto:
                found[a, b] = verdict
    return found


def _support(
    node: int,
    groups: list[int],
    scores: dict[tuple[int, int], Score],
    same: set[tuple[int, int]],
) -> tuple[float, str]:
    """Return how surely a node belongs to its group, and why, by its best neighbour there."""
    best: Score | None = None
    for other, group in enumerate(groups):
        if other == node or group != groups[node]:
            continue
        pair = (min(node, other), max(node, other))
        if pair in same:
            return 1.0, "A person decided that it is the same."
        verdict = scores.get(pair)
        if verdict and (best is None or verdict.probability > best.probability):
            best = verdict
    if best is None or not best.reasons:
        return 1.0, "Exact key: the same identifying words, kind, qualifiers and numbers."
    return best.probability, sentence(best)


def _doubts(
    groups: list[int],
    scores: dict[tuple[int, int], Score],
    never: set[tuple[int, int]],
    first: list[int],
) -> tuple[Doubt, ...]:
    """Return near misses: one for each two groups, by their most probable pair."""
    forbidden = {frozenset((groups[a], groups[b])) for a, b in never}
    best: dict[frozenset[int], tuple[float, int, int]] = {}
    for (a, b), verdict in scores.items():
        sides = frozenset((groups[a], groups[b]))
        if groups[a] == groups[b] or sides in forbidden or verdict.probability < _REVIEW:
            continue
        best[sides] = max(best.get(sides, (0.0, 0, 0)), (verdict.probability, -a, -b))
    found = [
        Doubt(first[-a], first[-b], probability, sentence(scores[-a, -b]))
        for probability, a, b in best.values()
    ]
    return tuple(sorted(found, key=lambda d: (-d.probability, d.a, d.b)))
