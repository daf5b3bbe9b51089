"""Contacts as people dial them: phones, names, roles."""

from __future__ import annotations

from trialsites.contacts.persons import lost_letters, same_persons
from trialsites.contacts.understanding import Understood, understand

__all__ = ["Understood", "lost_letters", "same_persons", "understand"]
