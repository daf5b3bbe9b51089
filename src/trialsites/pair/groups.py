"""Contact groups and the rows that may own them: the hard rules of the registry's page.

A page lists rows and site contacts apart. Its database numbers the contacts of one row from
``primary``, then ``backup`` (AACT, ``facility_contacts.contact_type``), and keeps both lists in
the same order; so a ``primary`` opens the group of a new row, and a row owns at most one group.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trialsites.text import fold

if TYPE_CHECKING:
    from trialsites.model import Contact, Row, Study

__all__ = ["Group", "groups_of", "owners", "roles_known"]

RECRUITING = frozenset({"RECRUITING", "NOT_YET_RECRUITING"})
"""Statuses under which the registry publishes the contacts of a row."""

INHERITED = frozenset({"NOT_YET_RECRUITING", "UNKNOWN", ""})
"""Study statuses under which a row without a status of its own may own contacts."""


@dataclass(frozen=True, slots=True)
class Group:
    """The contacts of one row, in published order, before we know which row."""

    contacts: tuple[Contact, ...]


def owners(study: Study) -> list[Row]:
    """Return the rows that may own site contacts, in published order.

    Only recruiting and not-yet-recruiting rows publish contacts; a row without a status follows
    its study.
    """
    recruiting = RECRUITING | {""} if study.status in INHERITED else RECRUITING
    return [row for row in study.rows if row.status in recruiting]


def roles_known(study: Study) -> bool:
    """Tell whether the contacts carry the page's roles, by which groups open."""
    return any(_is_primary(contact) for contact in study.contacts)


def groups_of(study: Study) -> list[Group]:
    """Return the site contacts in groups, none lost.

    Where no contact is ``primary``, every one that is no backup and no investigator opens a
    group of its own.
    """
    opens = _is_primary if roles_known(study) else _may_be_first
    runs: list[list[Contact]] = []
    for contact in study.contacts:
        if opens(contact) or not runs:
            runs.append([])
        runs[-1].append(contact)
    return [Group(tuple(run)) for run in runs]


def _is_primary(contact: Contact) -> bool:
    return fold(contact.role).startswith("primary")


def _may_be_first(contact: Contact) -> bool:
    words = fold(contact.role).split()
    return not {"backup", "investigator", "subinvestigator", "chair"} & set(words)
