"""Contacts to rows: as given, by order, by evidence, or left open with the reason."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from trialsites.model import Issue, Pairing
from trialsites.pair.groups import groups_of, owners, roles_known
from trialsites.rules import load

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trialsites.model import Study
    from trialsites.pair.groups import Group
    from trialsites.pair.known import Known

__all__ = ["pair"]

MOST_PAIRS = 2_000_000
"""Pages with more pairs of group and row are left open: the largest real one has 1.4 million."""


def pair(
    study: Study, *, known: Known | None = None, threshold: float = 0.9
) -> tuple[tuple[Pairing, ...], tuple[Issue, ...]]:
    """Say which row each site contact of a study belongs to, how we know, and how sure we are.

    Nested formats are taken as given. On a flat page contacts form groups that open at
    ``primary``; where there are as many groups as rows that may own one, the order settles it;
    where there are fewer, all alignments in order are weighed by their evidence.

    Parameters
    ----------
    study
        One record as read; its rows and contacts in published order.
    known
        What the directory already knows of people; evidence where the record leaves a choice.
    threshold
        Least probability at which a contact is given to a row; below it stays open.

    Returns
    -------
    pairings
        One per site contact, in the order of ``study.contacts``.
    issues
        What is wrong or undecided in the record as a whole: codes ``pairing.open``,
        ``pairing.roles_missing``, ``pairing.too_many_groups``, ``pairing.too_few_groups``.
    """
    if study.nested or any(contact.position is not None for contact in study.contacts):
        return tuple(_as_given(study)), ()
    groups, rows = groups_of(study), owners(study)
    issues = list(_damage(study, len(groups), len(rows)))
    if not study.rows:
        pairings = _all_open(study, "The record lists no rows.")
    elif not roles_known(study) and len(groups) != len(rows):
        note = "Without roles the contacts of one row cannot be told from those of the next."
        pairings = _all_open(study, note)
    elif len(groups) == len(rows):
        sure = _sure_by_order("order" if roles_known(study) else "order_without_roles")
        pairings = _in_order(groups, [row.position for row in rows], sure, threshold)
    elif len(groups) * len(study.rows) > MOST_PAIRS:
        note = "The record holds too many contacts and rows to weigh them all."
        pairings = _all_open(study, note)
    else:
        from trialsites.pair.weighing import weigh

        pairings = weigh(study, groups, rows or list(study.rows), known, threshold)
    if left := sum(pairing.position is None for pairing in pairings):
        message = f"{left} of {len(pairings)} site contacts fit several rows and stay open."
        issues.append(Issue("pairing.open", message, study.id))
    return tuple(pairings), tuple(issues)


def _damage(study: Study, groups: int, rows: int) -> Iterator[Issue]:
    """Say where a page breaks the registry's own rules."""
    if not groups:
        return
    if not roles_known(study):
        message = "The page gives no roles, by which contacts of one row are told from the next."
        yield Issue("pairing.roles_missing", message, study.id)
    elif groups > rows:
        message = f"The page has {groups} groups of contacts for {rows} rows that may own one."
        yield Issue("pairing.too_many_groups", message, study.id)
    elif groups < rows and not study.study_contacts:
        message = (
            f"The page has {groups} groups of contacts for {rows} rows, all of which should own "
            "one as the study has no central contact."
        )
        yield Issue("pairing.too_few_groups", message, study.id)


@cache
def _sure_by_order(kind: str) -> float:
    """Return how often equal counts were right where it is known, by the rule of succession."""
    measured: dict[str, int] = load("pairing.json")[kind]
    return round((measured["right"] + 1) / (measured["seen"] + 2), 4)


def _open(contact: int, note: str) -> Pairing:
    return Pairing(contact, None, "open", 0.0, note)


def _all_open(study: Study, note: str) -> list[Pairing]:
    return [_open(contact.contact, note) for contact in study.contacts]


def _as_given(study: Study) -> Iterator[Pairing]:
    for contact in study.contacts:
        if contact.position is None:
            yield _open(contact.contact, "The record lists this contact in no row.")
        else:
            note = "The record itself lists this contact in the row."
            yield Pairing(contact.contact, contact.position, "nested", 1.0, note)


def _in_order(
    groups: Sequence[Group], positions: Sequence[int], sure: float, threshold: float
) -> list[Pairing]:
    total = len(groups)
    pairings = []
    for number, (group, position) in enumerate(zip(groups, positions, strict=True), 1):
        note = (
            f"In the record's order, contact group {number} of {total} goes with row {number} of "
            f"{total} that may have one."
        )
        for contact in group.contacts:
            if sure >= threshold:
                pairings.append(Pairing(contact.contact, position, "order", sure, note))
            else:
                candidates = ((position, sure),)
                pairings.append(Pairing(contact.contact, None, "open", sure, note, candidates))
    return pairings
