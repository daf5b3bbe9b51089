"""The sum over all order-preserving alignments of contact groups with rows.

Groups and rows stand in the same order, so an alignment is a monotone path; the probability of
every pair needs one pass forward and one back (forward-backward: Durbin et al., Biological
sequence analysis, 1998, ch. 4).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["Alignments", "Path", "align"]

# How the rows seen so far end, within their country.
OWNER, AFTER_OWNER, NO_OWNER, BEGINNING = range(4)


@dataclass(frozen=True, slots=True)
class Path:
    """Log-odds of an alignment's own form, beside the pairs it makes.

    Attributes
    ----------
    run
        A row without contacts next to an owner in its country: registries leave out contacts
        country by country, so that a run tends to go on.
    link_country, link_abroad
        A group in the country of the group before it, or in another, where the two share a
        number, a name or a host.
    unplaced
        A group that belongs to no row; -inf on a page that is not damaged.
    """

    run: float = 0.0
    link_country: float = 0.0
    link_abroad: float = 0.0
    unplaced: float = -np.inf


@dataclass(frozen=True, slots=True)
class Alignments:
    """All alignments at once.

    Attributes
    ----------
    pairs
        Probability of every group (first axis) with every row (second axis).
    log_total
        Log of the sum over all alignments of their exponentiated scores.
    path
        How often each weight of the path is expected: run, link_country, link_abroad.
    """

    pairs: NDArray[np.float64]
    log_total: float
    path: tuple[float, float, float]


class _Step(NamedTuple):
    """One way past a row."""

    before: int
    after: int
    owns: bool
    run: bool = False
    link: int = 0


_STEPS = (
    _Step(OWNER, OWNER, owns=True, link=1),
    _Step(AFTER_OWNER, OWNER, owns=True, run=True, link=1),
    _Step(NO_OWNER, OWNER, owns=True, run=True, link=2),
    _Step(BEGINNING, OWNER, owns=True, link=2),
    _Step(OWNER, AFTER_OWNER, owns=False, run=True),
    _Step(AFTER_OWNER, AFTER_OWNER, owns=False),
    _Step(NO_OWNER, NO_OWNER, owns=False),
    _Step(BEGINNING, NO_OWNER, owns=False),
)


def align(
    scores: NDArray[np.float64], countries: Sequence[str], links: Sequence[bool], path: Path
) -> Alignments:
    """Sum over all alignments that place groups on rows in order, one to one.

    Parameters
    ----------
    scores
        Log-odds of every group (first axis) with every row (second axis).
    countries
        Country of every row.
    links
        For every group, whether it shares something with the group before it.
    path
        Weights of the alignment's own form.

    Returns
    -------
    alignments
        Where every group must be placed and there are at least as many rows as groups, each row
        of ``pairs`` sums to 1.
    """
    return _Lattice(scores, countries, np.asarray(links, dtype=float), path).alignments()


class _Lattice:
    """Log sums over partial alignments, by rows seen, how they end, and groups placed."""

    def __init__(
        self,
        scores: NDArray[np.float64],
        countries: Sequence[str],
        links: NDArray[np.float64],
        path: Path,
    ) -> None:
        self._scores = scores
        self._links = links
        self._path = path
        self._shape = (scores.shape[1] + 1, 4, scores.shape[0] + 1)
        self._borders = {i for i in range(1, len(countries)) if countries[i] != countries[i - 1]}

    def alignments(self) -> Alignments:
        rows, _, groups = self._shape
        ahead, behind = self._from_start(), self._to_end()
        log_total = float(np.logaddexp.reduce(self._leave_out(ahead[-1])[:, -1]))
        pairs = np.zeros_like(self._scores)
        path = np.zeros(3)
        for i in range(rows - 1):
            ready = self._leave_out(ahead[i])
            for step in _STEPS:
                here, there = _sides(step, groups)
                gone = (ready if step.owns else ahead[i])[step.before, here]
                rest = behind[i + 1, step.after, there]
                weight = np.exp(gone + self._gain(step, i) + rest - log_total)
                path[0] += step.run * weight.sum()
                if step.owns:
                    pairs[:, i] += weight
                    path[step.link] += weight @ self._links
        return Alignments(pairs, log_total, (path[0], path[1], path[2]))

    def _gain(self, step: _Step, row: int) -> NDArray[np.float64] | float:
        if not step.owns:
            return self._path.run * step.run
        link = self._path.link_country if step.link == 1 else self._path.link_abroad
        return self._scores[:, row] + self._links * link + self._path.run * step.run

    def _from_start(self) -> NDArray[np.float64]:
        sums = np.full(self._shape, -np.inf)
        sums[0, BEGINNING, 0] = 0.0
        for i in range(self._shape[0] - 1):
            ready = self._leave_out(sums[i])
            for step in _STEPS:
                here, there = _sides(step, self._shape[2])
                gone = (ready if step.owns else sums[i])[step.before, here]
                into = sums[i + 1, step.after, there]
                np.logaddexp(into, gone + self._gain(step, i), out=into)
            if i + 1 in self._borders:
                total = np.logaddexp.reduce(sums[i + 1], axis=0)
                sums[i + 1] = -np.inf
                sums[i + 1, BEGINNING] = total
        return sums

    def _to_end(self) -> NDArray[np.float64]:
        rows, states, groups = self._shape
        sums = np.full(self._shape, -np.inf)
        sums[-1, :, -1] = 0.0
        sums[-1] = self._leave_out(sums[-1, :, ::-1])[:, ::-1]
        for i in reversed(range(rows - 1)):
            placing = np.full((states, groups), -np.inf)
            for step in _STEPS:
                here, there = _sides(step, groups)
                into = (placing if step.owns else sums[i])[step.before, here]
                rest = sums[i + 1, step.after, there] + self._gain(step, i)
                np.logaddexp(into, rest, out=into)
            placing = self._leave_out(placing[:, ::-1])[:, ::-1]
            sums[i] = np.logaddexp(sums[i], placing)
            if i in self._borders:
                sums[i] = sums[i, BEGINNING].copy()
        return sums

    def _leave_out(self, sums: NDArray[np.float64]) -> NDArray[np.float64]:
        """Let groups belong to no row, just before a group is placed or at the end."""
        if self._path.unplaced == -np.inf:
            return sums
        cost = self._path.unplaced * np.arange(sums.shape[1])
        left_out: NDArray[np.float64] = np.logaddexp.accumulate(sums - cost, axis=1) + cost
        return left_out


def _sides(step: _Step, groups: int) -> tuple[slice, slice]:
    """Return the numbers of groups placed before and after a step, as slices."""
    return (slice(0, groups - 1), slice(1, groups)) if step.owns else (slice(None), slice(None))
