"""What speaks against a register entry that has a facility's words: other kind, saint, campus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trialsites.places.registers.names import chains, is_trust, understood, university_of
from trialsites.places.registers.question import ACADEMIC, STRONG, telling, types_of
from trialsites.places.registers.wording import named_words
from trialsites.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trialsites.places.registers.question import Question, Words
    from trialsites.sites.parse import Name

__all__ = ["CIVIC", "ORDINARY", "SIDES", "against", "against_general", "is_unit"]

ORDINARY = frozenset({"branch", "study", "medical", "clinical", "group", "health"})
"""Ordinary words that mean nothing beside a hospital's name."""

CIVIC = frozenset({"general", "regional", "municipal", "community", "public", "central"})
"""Ordinary words that are often left out."""

SIDES = frozenset(
    {"north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest", "upper"}
)
"""Qualifiers that name one campus of several, and no other kind of house."""

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
    yield from _of_institution(asked, theirs)
    if is_trust(mine.text) and _is_part(mine, theirs):
        yield "system"
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
        if one & _SAID == {"cancer"} and two & STRONG and "hospital" not in fold(mine.text).split():
            yield "cancer_centre"
        elif one & _SAID and (two & _SAID or "cancer" in one):
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


def _of_institution(asked: Question, theirs: Name) -> Iterator[str]:
    mine = asked.name
    one, two = types_of(mine), types_of(theirs)
    if "system" in mine.types - theirs.types:
        hospital = one & STRONG and ("uh" not in one or "uh" in two)
        yield "system_hospital" if hospital else "system"
    if "system" in mine.types & theirs.types and telling(theirs.words) - asked.words - asked.local:
        yield "system"
    if "branch" in theirs.generics - mine.generics:
        yield "branch_added"
    if is_unit(mine, theirs):
        yield "department"
    if chains(theirs.text) - chains(mine.text):
        yield "chain_added"


def against_general(asked: Question, theirs: Name, town: float) -> Iterator[str]:
    """Yield what speaks against an entry as the hospital of a general name such as ``CHU``.

    Parameters
    ----------
    asked
        What is looked for; it has no words of its own.
    theirs
        The entry's name.
    town
        How surely the entry belongs to the town, 0-1.
    """
    mine = asked.name
    if "system" in mine.types - theirs.types:
        yield "system"
    if theirs.specialties - mine.specialties and "cancer" not in mine.types:
        yield "specialty_added"
    if "branch" in theirs.generics - mine.generics:
        yield "branch_added"
    if _is_side(theirs) and not (mine.qualifiers & SIDES or asked.campuses or mine.networks):
        yield "side_added"
    if is_unit(mine, theirs):
        yield "department"
    if town < 1.0 and (not asked.settled or any(part.branch for part in mine.parts)):
        yield "town_in_doubt"
    if (mine.words & asked.regions) - named_words(theirs):
        yield "region_missing"
    yield from _of_university(asked, theirs)


def _of_university(asked: Question, theirs: Name) -> Iterator[str]:
    mine = asked.name
    ours, other = university_of(mine.text), university_of(theirs.text)
    known = ours if ours or asked.campuses else asked.towns
    if known and other and known.isdisjoint(other):
        yield "other_university"
    if ours and not types_of(mine) & STRONG:
        yield "academic"


def _is_side(theirs: Name) -> bool:
    """Return whether a name begins or ends with a side: ``Hospital North``, not ``Val du Nord``."""
    words = theirs.text.split()
    return any(understood(word).qualifiers & SIDES for word in (words[0], words[-1]))


def _is_part(mine: Name, theirs: Name) -> bool:
    """Return whether an entry has not all words of a trust, or is no university hospital as it."""
    return bool(
        named_words(mine) - named_words(theirs) or "uh" in types_of(mine) - types_of(theirs)
    )


def is_unit(mine: Name, theirs: Name) -> bool:
    """Return whether an entry is a department that the facility does not name."""
    return bool(set(theirs.departments) - set(mine.departments))
