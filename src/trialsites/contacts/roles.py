"""Roles of contacts in one vocabulary."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from trialsites.rules import load
from trialsites.text import fold

if TYPE_CHECKING:
    from trialsites.model import Contact

__all__ = ["role_of"]

_SCOPE_ROLE = {"central": "central contact", "official": "contact", "sponsor": "contact"}


@cache
def _official(published: str) -> str:
    return str(load("contacts.toml")["roles"].get(fold(published), ""))


def role_of(contact: Contact, *, first: bool = False) -> str:
    """Return a contact's role in the vocabulary of ``tables.CONTACTS``.

    Parameters
    ----------
    contact
        The contact as published.
    first
        True if no contact person stands before it in its row: registries that only say
        ``CONTACT`` list the primary one first (AACT, ``facility_contacts.contact_type``).
    """
    role = _official(contact.role)
    if contact.scope == "central":
        return "central contact"
    if role:
        return role
    if contact.scope == "site" and fold(contact.role) == "contact" and contact.position is not None:
        return "primary contact" if first else "backup contact"
    return _SCOPE_ROLE.get(contact.scope, "contact")
