"""Pages with fewer groups than rows: all alignments weighed by their evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from trialsites.countries import country_code
from trialsites.model import Pairing
from trialsites.pair.alignment import Alignments, Path, align
from trialsites.pair.evidence import Evidence
from trialsites.pair.groups import owners
from trialsites.pair.weights import weights
from trialsites.text import tidy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from trialsites.model import Row, Study
    from trialsites.pair.groups import Group
    from trialsites.pair.known import Known

__all__ = ["reach", "weigh"]

SUREST = 0.999
"""No evidence is surer than this: the model is learnt from about a hundred studies."""

LEAST_SHOWN = 0.02
"""A row of lower probability is no candidate worth a look."""

MOST_SHOWN = 8


def weigh(
    study: Study,
    groups: Sequence[Group],
    rows: Sequence[Row],
    known: Known | None,
    threshold: float,
) -> list[Pairing]:
    """Pair groups with rows by order and evidence, or leave them open with their candidates.

    Parameters
    ----------
    study
        The record as read.
    groups
        Its contact groups.
    rows
        The rows that may own one, in published order.
    known
        What the directory already knows of people, if anything.
    threshold
        Least probability at which a group is given to a row.

    Returns
    -------
    pairings
        One per contact, in published order.
    """
    evidence = Evidence(study, groups, known)
    damaged = len(groups) > len(owners(study))
    probabilities = _align(evidence, groups, rows, damaged=damaged).pairs
    pairings = []
    for number, (group, chances) in enumerate(zip(groups, probabilities, strict=True)):
        best = int(np.argmax(chances))
        sure = min(round(float(chances[best]), 4), SUREST)
        place = rows[best] if sure >= threshold else None
        if place:
            candidates: tuple[tuple[int, float], ...] = ()
            note = _reasons(evidence.clues(number, place), place, sure)
        else:
            candidates = tuple(_candidates(chances, rows))
            note = _choice(candidates, {row.position: row for row in rows})
        pairings += [
            Pairing(
                contact.contact,
                place.position if place else None,
                "evidence" if place else "open",
                sure,
                note,
                candidates,
            )
            for contact in group.contacts
        ]
    return pairings


def reach(group: int, groups: int, rows: int) -> range:
    """Return the rows a group can stand for with all others placed in order around it."""
    return range(group, rows - groups + group + 1)


def _align(
    evidence: Evidence, groups: Sequence[Group], rows: Sequence[Row], *, damaged: bool
) -> Alignments:
    learnt = weights()
    scores: NDArray[np.float64] = np.zeros((len(groups), len(rows)))
    for g in range(len(groups)):
        for r in range(len(rows)) if damaged else reach(g, *scores.shape):
            scores[g, r] = sum(learnt.clues[clue] for clue in evidence.clues(g, rows[r]))
    path = learnt.path
    if damaged:
        path = Path(path.run, path.link_country, path.link_abroad, learnt.unplaced)
    countries = [country_code(row.country) or row.country for row in rows]
    return align(scores, countries, evidence.links, path)


def _candidates(chances: NDArray[np.float64], rows: Sequence[Row]) -> Iterator[tuple[int, float]]:
    for index in np.argsort(-chances, kind="stable")[:MOST_SHOWN]:
        if (chance := float(chances[index])) >= LEAST_SHOWN:
            yield rows[index].position, round(chance, 4)


def _reasons(clues: Sequence[str], row: Row, sure: float) -> str:
    says, worth = weights().says, weights().clues
    best = sorted((clue for clue in clues if worth[clue] > 0), key=lambda clue: -worth[clue])
    because = " and ".join(says[clue] for clue in best[:2])
    place = _place(row)
    if because:
        return f"The order allows {place} and {because} (probability {sure:.3f})."
    return f"The order and the groups around leave {place} (probability {sure:.3f})."


def _choice(candidates: Sequence[tuple[int, float]], rows: dict[int, Row]) -> str:
    named = [f"{_place(rows[position])} ({chance:.2f})" for position, chance in candidates[:2]]
    if not named:
        return "No row stands out."
    return f"Several rows fit: {' or '.join(named)} most of all."


def _place(row: Row) -> str:
    return ", ".join(filter(None, (tidy(row.facility), tidy(row.city)))) or f"row {row.position}"
