"""Column headers as coordinators write them, in four languages, and the fields they fill."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from trialsites.rules import load
from trialsites.text import fold

__all__ = ["Columns", "PersonColumns", "columns_of"]

_PERSON_FIELDS = frozenset({"contact", "role", "phone", "phone_ext", "email"})
_SITE_FIELDS = frozenset({"facility", "city"})
_DETAILS = frozenset({"phone", "email", "role"})
_NOT_EXACT = 100


@dataclass(slots=True)
class PersonColumns:
    """The columns of one person of a line.

    Attributes
    ----------
    key
        What tells this person's columns from another's: a role or a number.
    role
        Role that the header itself states, as published.
    fields
        Field to column number.
    """

    key: str = ""
    role: str = ""
    fields: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Columns:
    """Which column of a table holds what.

    Attributes
    ----------
    site
        Field of the location to column number.
    people
        The columns of each person, in the table's order.
    study
        Column of the study's identifier, if there is one.
    """

    site: dict[str, int] = field(default_factory=dict)
    people: list[PersonColumns] = field(default_factory=list)
    study: dict[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        named = any("contact" in person.fields for person in self.people)
        enough = _SITE_FIELDS & self.site.keys() or (named and self.study)
        count = len(self.site) + len(self.people) + len(self.study)
        return bool(enough) and count > 1


@dataclass(frozen=True, slots=True)
class _Meaning:
    field: str
    rank: int  # 0 is the best word for its field
    key: str = ""
    role: str = ""


@cache
def _words() -> dict[str, tuple[str, int]]:
    """Return for every known header word its field and how good a match it is."""
    return {
        word: (name, rank)
        for name, words in load("table_headers.toml")["headers"].items()
        for rank, word in reversed(list(enumerate(words)))
    }


def _meaning(header: str) -> _Meaning | None:
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)
    words = fold(re.sub(r"\(.*?\)|\*", " ", apart)).split()
    number = words.pop() if len(words) > 1 and words[-1] in "123456789" else ""
    key = "" if number == "1" else number
    for length in range(len(words), 0, -1):
        role = " ".join(words[:length])
        if role in load("table_headers.toml")["roles"]:
            rest = " ".join(words[length:])
            name, rank = _words().get(rest, ("contact", _NOT_EXACT)) if rest else ("contact", 0)
            return _Meaning(name, rank, role + key, header if name == "contact" else "")
    if found := _words().get(" ".join(words)):
        return _Meaning(*found, key)
    while len(words) > 1 and words[0] in load("table_headers.toml")["qualifiers"]:
        words = words[1:]
        if found := _words().get(" ".join(words)):
            return _Meaning(found[0], found[1] + _NOT_EXACT, key)
    return None


def columns_of(cells: list[str]) -> Columns:
    """Return which column holds which field; false if this is no header of a site table.

    A phone or e-mail belongs to the person it names ("PI phone", "Phone 2"), else to the nearest
    person to its left.

    Parameters
    ----------
    cells
        The cells of a line that may be a header.
    """
    meanings = [(number, _meaning(cell)) for number, cell in enumerate(cells) if cell.strip()]
    columns, ranks = Columns(), dict[str, int]()
    for number, meaning in meanings:
        if meaning is None:
            continue
        if meaning.field in _PERSON_FIELDS:
            _add(columns.people, meaning, number)
        elif meaning.rank < ranks.get(meaning.field, 2 * _NOT_EXACT):
            ranks[meaning.field] = meaning.rank
            columns.site[meaning.field] = number
    if "study" in columns.site:
        columns.study = {"study": columns.site.pop("study")}
    _take_name_for_facility(columns, cells)
    return columns


def _add(people: list[PersonColumns], meaning: _Meaning, number: int) -> None:
    name = meaning.field
    same = [person for person in people if person.key == meaning.key]
    if meaning.key or name == "contact":
        person = next((one for one in same if name not in one.fields), None)
    else:
        person = next((one for one in reversed(people) if name not in one.fields), None)
    if person is None:
        person = PersonColumns(meaning.key)
        people.append(person)
    person.fields[name] = number
    person.role = person.role or meaning.role


def _take_name_for_facility(columns: Columns, cells: list[str]) -> None:
    """Read a bare "Name" as the site's where the table knows no facility and nobody's details."""
    if "facility" in columns.site or len(columns.people) != 1:
        return
    fields = columns.people[0].fields
    bare = "contact" in fields and not _DETAILS & fields.keys()
    if bare and fold(cells[fields["contact"]]) in load("table_headers.toml")["either"]:
        columns.site["facility"] = fields["contact"]
        columns.people.clear()
