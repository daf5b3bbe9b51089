"""``trialsites forget``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trialsites.commands.output import count, say
from trialsites.directory import connect, forget
from trialsites.errors import InputError
from trialsites.text import fold

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["run"]

_LISTED = 5


def run(directory: Path, name: str) -> None:
    """Erase a person, and say how often they stood there."""
    if fuller := _fuller_names(directory, name):
        raise InputError(f"write the whole name, in quotes: {', '.join(fuller)}")
    erased = forget(directory, name)
    if not erased:
        say(f"{directory}: nobody is called {name!r}; a later record's {name!r} is left out")
        return
    say(f"{directory}: {count(erased, 'entry', 'entries')} erased; later builds drop this person")
    say("maps, sheets and exports made before still hold the name: make them again")


def _fuller_names(directory: Path, name: str) -> list[str]:
    """Return the people whose names hold this one, unless somebody's whole name it is."""
    words = set(fold(name).split())
    with connect(directory) as connection:
        people = connection.execute(
            "SELECT name FROM contacts UNION SELECT name FROM study_contacts"
        ).fetchall()
    holding = {person: set(fold(person).split()) for (person,) in people}
    if words in holding.values():
        return []
    fuller = sorted(person for person, held in holding.items() if words and words < held)
    if len(words) == 1 and not fuller:
        raise InputError(f"{name!r} alone may stand in texts by chance: write the whole name")
    return fuller[:_LISTED]
