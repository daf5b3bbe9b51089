"""Contact groups and the rows that may own them: the hard rules of the registry's page.

A page lists rows and site contacts apart. Its database numbers the contacts of one row from
``primary``, then ``backup`` (AACT, ``facility_contacts.contact_type``), and keeps both lists in
the same order; so a ``primary`` opens the group of a new row, and a row owns at most one group.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trialsites.model import Contact, Row, Study

__all__ = ["Group", "groups_of", "owners", "roles_known", "status_word"]

RECRUITING = frozenset({"RECRUITING", "NOT_YET_RECRUITING"})
"""Statuses under which the registry publishes the contacts of a row."""

INHERITED = frozenset({"NOT_YET_RECRUITING", "UNKNOWN", ""})
"""Study statuses under which a row without a status of its own may own contacts."""

_NOT_LETTER = re.compile(r"[^A-Z]+")


@dataclass(frozen=True, slots=True)
class Group:
    """The contacts of one row, in published order, before we know which row."""

    contacts: tuple[Contact, ...]


def status_word(text: str) -> str:
    """Return a status in its enum form: "Not yet recruiting" is ``NOT_YET_RECRUITING``."""
    return _NOT_LETTER.sub("_", text.upper()).strip("_")


def owners(study: Study) -> list[Row]:
    """Return the rows that may own site contacts, in published order.

    Only recruiting and not-yet-recruiting rows publish contacts; a row without a status follows
    its study. Measured without exception on 4,611 rows (see ``rules/pairing.json``).
    """
    inherited = status_word(study.status) in INHERITED
    return [
        row
        for row in study.rows
        if (status_word(row.status) in RECRUITING) or (inherited and not row.status.strip())
    ]


def roles_known(study: Study) -> bool:
    """Tell whether the contacts carry the page's roles, by which groups open."""
    return any(_opens(contact) for contact in study.contacts)


def groups_of(study: Study) -> list[Group]:
    """Return the site contacts in groups, none lost: by role, or one each without roles."""
    if not roles_known(study):
        return [Group((contact,)) for contact in study.contacts]
    return [Group(tuple(run)) for run in _runs(study.contacts)]


def _opens(contact: Contact) -> bool:
    return contact.role.strip().casefold() == "primary"


def _runs(contacts: tuple[Contact, ...]) -> Iterator[list[Contact]]:
    run: list[Contact] = []
    for contact in contacts:
        if run and _opens(contact):
            yield run
            run = []
        run.append(contact)
    if run:
        yield run
