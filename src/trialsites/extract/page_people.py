"""People listed on a flat page: name, "Role: …", then phone, extension, e-mail in any subset."""

from __future__ import annotations

import re
from dataclasses import dataclass

from trialsites.extract.page_text import is_phone

__all__ = ["Person", "people"]

_ROLE = re.compile(r"Role:\s*(\S.*)?$")
_EXTENSION = re.compile(r"(?:(?:ext|extension|x|poste|phone ext)\b\W*)?\+?\d{1,6}$", re.IGNORECASE)


@dataclass(slots=True)
class Person:
    """One contact as the page shows it."""

    name: str = ""
    role: str = ""
    phone: str = ""
    phone_ext: str = ""
    email: str = ""


def people(lines: list[str]) -> list[Person]:
    """Return the contacts of a section in page order.

    Parameters
    ----------
    lines
        The section's lines, blank ones dropped. A name stands before its "Role:" line unless
        the line there is a phone or an e-mail of the contact before (8 % have no name).

    Returns
    -------
    people
        One entry for every "Role:" line.
    """
    found: list[Person] = []
    waiting: list[str] = []
    for line in lines:
        if match := _ROLE.match(line):
            name = _name(found, waiting)
            found.append(Person(name=name, role=match[1] or ""))
            waiting = []
        else:
            waiting.append(line)
    if found:
        _settle(found[-1], waiting)
    return found


def _name(found: list[Person], waiting: list[str]) -> str:
    """Give the lines since the last "Role:" to that contact, all but the next one's name."""
    if not found:
        return waiting[-1] if waiting else ""
    rest = _settle(found[-1], waiting)
    return " ".join(rest)


def _settle(person: Person, lines: list[str]) -> list[str]:
    """Take a contact's phone, extension and e-mail off some lines and return the others.

    What stands before an e-mail is the same contact's phone and extension, however written.
    """
    at = next((n for n, line in enumerate(lines) if _is_email(line)), None)
    if at is None:
        numbers = _numbers(lines)
    else:
        numbers, person.email = at, lines[at]
    if numbers:
        person.phone = lines[0]
        person.phone_ext = " ".join(lines[1:numbers])
    return lines[numbers if at is None else at + 1 :]


def _is_email(line: str) -> bool:
    return "@" in line and " " not in line


def _numbers(lines: list[str]) -> int:
    """Return how many of the first lines are a phone and its extension."""
    if not lines or not is_phone(lines[0]):
        return 0
    return 2 if len(lines) > 1 and _EXTENSION.match(lines[1]) else 1
