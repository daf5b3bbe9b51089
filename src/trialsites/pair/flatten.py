"""A nested record as the registry's flat page would show it, with the answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from trialsites.text import fold

if TYPE_CHECKING:
    from trialsites.model import Contact, Study

__all__ = ["flatten"]


def flatten(study: Study) -> tuple[Study, tuple[int, ...]]:
    """Tear the contacts of a nested record off their rows, as the flat page does.

    Rows keep their order. Investigators are left out; of the others of one row the first is
    ``primary`` and all later ones ``backup``. Source: ctti-clinicaltrials/aact,
    ``facility_contact.rb`` (October 2024).

    Parameters
    ----------
    study
        A record whose contacts know their rows.

    Returns
    -------
    page
        The same study with flat contacts.
    positions
        For every contact of the page, the row it belongs to.
    """
    nested = sorted(
        (c for c in study.contacts if c.position is not None and not _left_out(c)),
        key=lambda contact: (contact.position, contact.contact),
    )
    seen: set[int | None] = set()
    flat: list[Contact] = []
    for contact in nested:
        role = "backup" if contact.position in seen else "primary"
        seen.add(contact.position)
        flat.append(replace(contact, contact=len(flat), role=role, position=None))
    page = replace(study, nested=False, contacts=tuple(flat))
    return page, tuple(c.position for c in nested if c.position is not None)


def _left_out(contact: Contact) -> bool:
    role = fold(contact.role)
    return "investigator" in role or "study chair" in role
