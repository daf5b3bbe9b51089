"""Average linkage with cannot-links: groups of names in which all belong together."""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["average_linkage"]

_Pair = tuple[int, int]


def _pair(a: int, b: int) -> _Pair:
    return (a, b) if a < b else (b, a)


def average_linkage(
    sizes: list[float],
    probabilities: Mapping[_Pair, float],
    never: set[_Pair],
    threshold: float,
) -> list[int]:
    """Return the group of every item, as the smallest item in it.

    Groups merge while the mean probability of all pairs between them reaches the threshold; a
    pair that is not listed counts as 0, and two groups that hold a forbidden pair never merge.
    Ties are settled by the items' order, so the result depends on nothing else.

    Parameters
    ----------
    sizes
        Weight of each item in a mean.
    probabilities
        By (smaller, larger) item.
    never
        Pairs that must stay apart.
    threshold
        Least mean probability, 0-1.
    """
    group = list(range(len(sizes)))
    weight = dict(enumerate(sizes))
    links: dict[int, dict[int, float]] = {i: {} for i in weight}
    for (a, b), probability in probabilities.items():
        links[a][b] = links[b][a] = probability * sizes[a] * sizes[b]
    apart: dict[int, set[int]] = {i: set() for i in weight}
    for a, b in never:
        apart[a].add(b)
        apart[b].add(a)
    heap = [(-p, a, b, 1, 1) for (a, b), p in probabilities.items() if p >= threshold]
    heapify(heap)
    version = dict.fromkeys(weight, 1)
    while heap:
        _, a, b, seen_a, seen_b = heappop(heap)
        if version.get(a) != seen_a or version.get(b) != seen_b or b in apart[a]:
            continue
        _absorb(a, b, links, apart)
        weight[a] += weight.pop(b)
        version[a] += 1
        del version[b]
        group = [a if g == b else g for g in group]
        for other, mass in links[a].items():
            mean = mass / (weight[a] * weight[other])
            if mean >= threshold and other not in apart[a]:
                first, second = _pair(a, other)
                heappush(heap, (-mean, first, second, version[first], version[second]))
    return group


def _absorb(a: int, b: int, links: dict[int, dict[int, float]], apart: dict[int, set[int]]) -> None:
    """Give everything that group ``b`` knows to group ``a``."""
    for other, mass in links.pop(b).items():
        del links[other][b]
        if other != a:
            links[a][other] = links[other][a] = links[a].get(other, 0.0) + mass
    for other in apart.pop(b):
        apart[other].discard(b)
        apart[other].add(a)
        apart[a].add(other)
