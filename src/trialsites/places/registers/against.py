"""What speaks against a register entry that has a facility's words: other kind, saint, campus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trialsites.places.registers.names import chains
from trialsites.places.registers.question import ACADEMIC, STRONG, types_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trialsites.places.registers.question import Question, Words
    from trialsites.sites.parse import Name

__all__ = ["CIVIC", "ORDINARY", "against", "is_unit"]

ORDINARY = frozenset({"branch", "study", "medical", "clinical", "group", "health"})
"""Ordinary words that mean nothing beside a hospital's name."""

CIVIC = frozenset({"general", "regional", "municipal", "community", "public", "central"})
"""Ordinary words that are often left out."""

_FAMILIES = (
    frozenset({"uh", "hosp", "mc", "univ", "school", "system", "foundation"}),
    frozenset({"cancer"}),
    frozenset({"clinic"}),
)
_SAID = _FAMILIES[0] | _FAMILIES[1] | _FAMILIES[2]


def against(asked: Question, theirs: Name, town: float) -> Iterator[str]:
    """Yield what speaks against an entry, by its name in ``rules/register_score.toml``.

    Parameters
    ----------
    asked
        What is looked for; it has words of its own.
    theirs
        The entry's name.
    town
        How surely the entry belongs to the town, 0-1.
    """
    mine = asked.name
    yield from _of_place(asked, theirs, town)
    yield from _of_saints(asked.words, theirs.words)
    yield from _of_kind(mine, theirs)
    yield from _of_institution(mine, theirs)
    if theirs.specialties - mine.specialties:
        yield "specialty_added"
    if theirs.qualifiers != mine.qualifiers:
        yield "side_added"
    differ = (mine.generics ^ theirs.generics) - ORDINARY
    if differ - CIVIC:
        yield "generic_apart"
    if differ & CIVIC:
        yield "civic_apart"


def _of_place(asked: Question, theirs: Name, town: float) -> Iterator[str]:
    named = frozenset[str]().union(*(part.town for part in theirs.parts))
    if named - asked.local - asked.name.words:
        yield "elsewhere_named"
    if asked.name.town and not town:
        yield "town_named"


def _of_saints(mine: Words, theirs: Words) -> Iterator[str]:
    """Sister hospitals of one order differ by their saint."""
    saints = [{word for word in words if word.startswith("saint-")} for words in (mine, theirs)]
    if saints[0] and not saints[1]:
        yield "saint_missing"
    if saints[1] and not saints[0]:
        yield "saint_added"


def _of_kind(mine: Name, theirs: Name) -> Iterator[str]:
    one, two = types_of(mine), types_of(theirs)
    if not any(one & family and two & family for family in _FAMILIES):
        if one & _SAID and (two & _SAID or "cancer" in one):
            yield "other_family"
        if mine.specialties - theirs.specialties and not one & STRONG:
            yield "other_specialty"
    if "uh" in one and two and not two & {"uh", "hosp", "univ"}:
        yield "not_university"
    if "foundation" in one - two and not one & STRONG:
        yield "foundation"
    academic = one & ACADEMIC or "college" in mine.generics
    clinical = "school" in one and two & (ACADEMIC | {"uh"})
    if academic and not one & STRONG and not clinical:
        yield "academic"


def _of_institution(mine: Name, theirs: Name) -> Iterator[str]:
    one, two = types_of(mine), types_of(theirs)
    if "system" in mine.types:
        hospital = one & STRONG and ("uh" not in one or "uh" in two)
        yield "system_hospital" if hospital else "system"
    if "branch" in theirs.generics - mine.generics:
        yield "branch_added"
    if is_unit(mine, theirs):
        yield "department"
    if chains(theirs.text) - chains(mine.text):
        yield "chain_added"


def is_unit(mine: Name, theirs: Name) -> bool:
    """Return whether an entry is a department that the facility does not name."""
    return bool(set(theirs.departments) - set(mine.departments))
