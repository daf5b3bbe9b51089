"""Contacts to rows: as given, by order, or left open with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from trialsites.model import Issue, Pairing
from trialsites.pair.groups import groups_of, owners

if TYPE_CHECKING:
    from collections.abc import Collection

    from trialsites.model import Study
    from trialsites.pair.groups import Group

__all__ = ["Known", "pair"]

_ORDER = 0.999


class Known(Protocol):
    """What the directory already knows of people."""

    def facilities(self, name: str, email: str) -> Collection[tuple[str, str, str]]:
        """Return (facility, city, country) of every row a person of other studies stands in.

        Parameters
        ----------
        name, email
            The person as published; either may be empty.
        """


def pair(
    study: Study,
    *,
    known: Known | None = None,  # noqa: ARG001 - evidence follows
    threshold: float = 0.9,  # noqa: ARG001 - evidence follows
) -> tuple[tuple[Pairing, ...], tuple[Issue, ...]]:
    """Say which row each site contact of a study belongs to, how we know, and how sure we are.

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
        What is wrong with the record as a whole, such as more contact groups than rows.
    """
    if study.nested or any(contact.position is not None for contact in study.contacts):
        return tuple(_as_given(study)), ()
    if not study.contacts:
        return (), ()
    groups, rows = groups_of(study), owners(study)
    if len(groups) == len(rows):
        return tuple(_in_order(groups, [row.position for row in rows])), ()
    note = f"{len(groups)} groups of contacts for {len(rows)} rows that may own one."
    pairings = tuple(
        Pairing(contact.contact, None, "open", 0.0, note) for contact in study.contacts
    )
    return pairings, (Issue("pairing.open", note, study.id),)


def _as_given(study: Study) -> list[Pairing]:
    given = "The record itself lists this contact in the row."
    lost = "The record lists this contact in no row."
    return [
        Pairing(contact.contact, contact.position, "nested", 1.0, given)
        if contact.position is not None
        else Pairing(contact.contact, None, "open", 0.0, lost)
        for contact in study.contacts
    ]


def _in_order(groups: list[Group], positions: list[int]) -> list[Pairing]:
    total = len(groups)
    return [
        Pairing(
            contact.contact,
            position,
            "order",
            _ORDER,
            f"Group {number} of {total} belongs to row {number} of {total} that may own contacts.",
        )
        for number, (group, position) in enumerate(zip(groups, positions, strict=True), 1)
        for contact in group.contacts
    ]
