"""Pairs of names that no likeness joins: those that are never one site, and those to ask about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trialsites.sites.clean import is_practice
from trialsites.sites.known import Known, compare, houses, one_chain, unlisted
from trialsites.sites.lexicon import groups, is_region
from trialsites.sites.overlap import overlap
from trialsites.sites.words import is_place, is_town

if TYPE_CHECKING:
    from trialsites.sites.name import Name
    from trialsites.sites.spelling import Spelling

__all__ = ["ambiguous", "veto"]

_NEVER_ONE = {
    frozenset(pair)
    for pair in (
        ("hospital", "university"),
        ("hospital", "practice"),
        ("cancer", "practice"),
        ("university", "practice"),
    )
}
"""Kinds that share names and towns and are different houses."""

_FOR_SOME = frozenset({"children", "dental", "eye", "mental", "military", "veterans", "women"})
"""Whom a hospital is for that stands beside the one whose name it bears."""

_SIDES = frozenset(
    {"north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest"}
)
"""Where in its town a second house of a hospital stands."""

_NAME = 5
"""Shorter words are most often abbreviations of legal forms and units."""

_PERHAPS_PRACTICE = frozenset({"", "practice", "institute", "clinic"})

_SCHOLARLY = frozenset({"univ", "school", "uh"})
"""Types of institutions that are named after towns."""

_SPREAD = frozenset({"hospital", "university"})
"""Kinds with many specialties."""


def veto(a: Spelling, b: Spelling, *, authority: bool = True) -> str:
    """Return why two names can never be one site, or empty.

    Parameters
    ----------
    a, b
        Two spellings of one place.
    authority
        Whether the authority file of well-known institutions is asked.
    """
    one, two = a.name, b.name
    known = compare(a, b).relation if authority else "none"
    if known == "campuses":
        return "two campuses of one institution"
    if one.numbers and two.numbers and one.numbers != two.numbers:
        numbers = (" ".join(sorted(n)) for n in (one.numbers, two.numbers))
        return "numbers differ: {} and {}".format(*numbers)
    if known != "house" and frozenset((one.kind, two.kind)) in _NEVER_ONE:
        return f"a {one.kind} and a {two.kind}"
    saints = [{w for w in name.words if w.startswith("saint-")} for name in (one, two)]
    if all(saints) and not saints[0] & saints[1] and one.words - saints[0] == two.words - saints[1]:
        return "different saints"
    return ""


def ambiguous(a: Spelling, b: Spelling, *, authority: bool = True) -> bool:
    """Tell whether only a person may join two names, however alike they are.

    Parameters
    ----------
    a, b
        Two spellings of one place.
    authority
        Whether the authority file of well-known institutions is asked.
    """
    one, two = a.name, b.name
    known = compare(a, b) if authority else Known("none")
    if known.further or (known.relation == "campus one" and not set(a.zips) & set(b.zips)):
        return True
    if known.campus:
        return False
    if _beside(one, two, known) or _ordinary_words(one, two):
        return True
    if known.relation == "house":
        return _elsewhere(a, b, known)
    return (
        _two_known(a, b, known)
        or _one_goes_on(a, b, known)
        or (authority and _branch(a, b))
        or _own_words(one, two)
        or _hospital_and_practice(one, two)
        or _campus_named(one, two)
        or _departments(one, two)
        or _general_and_university(one, two)
        or _two_specialties(one, two)
        or _university_of_place(one, two)
    )


def _beside(one: Name, two: Name, known: Known) -> bool:
    """Tell whether one is for some people or one side of a town, and the other the main house.

    A side that is part of a well-known name is none: "North Star Lodge".
    """
    if (one.qualifiers ^ two.qualifiers) & _FOR_SOME:
        return True
    sides = (one.qualifiers - two.qualifiers, two.qualifiers - one.qualifiers)
    if known.relation != "house":
        return bool((sides[0] | sides[1]) & _SIDES)
    return any(
        bool(own & _SIDES & {group.of("qualifiers") for group in groups(tuple(sorted(rest)))})
        for own, rest in zip(sides, known.rest, strict=True)
    )


def _elsewhere(a: Spelling, b: Spelling, known: Known) -> bool:
    """Tell whether one of two names of a house goes on with another town or an unknown campus.

    "Kaiser Richmond" beside Kaiser in Oakland, "X Hospital, Branch Donghu" beside X Hospital.
    """
    one, two = (
        {
            word
            for part in spelling.name.parts
            if not part.types & _SCHOLARLY or part.branch
            for word in rest.intersection(part.words)
            if part.branch or (is_town(word, spelling.country) and not is_region(word))
        }
        for spelling, rest in zip((a, b), known.rest, strict=True)
    )
    return one != two and not set(a.zips) & set(b.zips)


def _campus_named(one: Name, two: Name) -> bool:
    """Tell whether one names a campus that the other does not."""
    mine, theirs = (
        {word for part in name.parts if part.branch for word in part.words} for name in (one, two)
    )
    return not mine <= two.words or not theirs <= one.words


def _two_known(a: Spelling, b: Spelling, known: Known) -> bool:
    """Tell whether they name two well-known houses; a university may mean its hospital."""
    return known.relation == "apart" and not any(match.kind for match in (*houses(a), *houses(b)))


def _one_goes_on(a: Spelling, b: Spelling, known: Known) -> bool:
    """Tell whether one has a word that no listed name of an institution of several houses has.

    It may be the name of a house that is not listed: "University of Utah Sugarhouse".
    """
    if known.relation != "unsaid" or set(a.zips) & set(b.zips):
        return False
    one, two = (any(len(word) >= _NAME for word in words) for words in unlisted(a, b, known))
    return one != two


def _branch(a: Spelling, b: Spelling) -> bool:
    """Tell whether one of two names of a chain goes on, perhaps with the quarter of one house."""
    if set(a.zips) & set(b.zips) or not one_chain(a, b):
        return False
    words = overlap(a.name.words, b.name.words)
    return bool(words.left_a or words.left_b)


def _own_words(one: Name, two: Name) -> bool:
    """Tell whether each has a word of its own: a street, a quarter, the owner of a practice.

    What stands beside a hospital's or a university's name is most often a part of it.
    """
    units = {one.kind, two.kind} & _SPREAD
    words = overlap(one.core, two.core) if units else overlap(one.words, two.words)
    return bool(words.left_a and words.left_b)


def _hospital_and_practice(one: Name, two: Name) -> bool:
    """Tell whether one is a hospital and the legal form of the other that of physicians."""
    return any(
        name.kind == "hospital" and other.kind in _PERHAPS_PRACTICE and is_practice(other.text)
        for name, other in ((one, two), (two, one))
    )


def _departments(one: Name, two: Name) -> bool:
    """Tell whether one of two universities says which of its departments is meant.

    These are spread over its town, where a hospital's are under its roof.
    """
    alike = one.departments == two.departments or _subjects(one) == _subjects(two) != frozenset()
    if alike or not one.kind == two.kind == "university":
        return False
    return any(_department_of_university(name) for name in (one, two))


def _subjects(name: Name) -> frozenset[str]:
    """Return what a name's departments are for, in one spelling for all languages."""
    found: set[str] = set()
    for department in name.departments:
        for group in groups(tuple(department.split())):
            said = {word for kind, word in group.meanings if kind in {"specialties", "qualifiers"}}
            found |= said if group.meanings else {group.text}
    return frozenset(found)


def _department_of_university(name: Name) -> bool:
    """Tell whether a name is a department of a university, not of its school or clinic."""
    teaching = (part.types for part in name.parts if "univ" in part.types)
    return bool(name.departments) and not any(
        types & {"school", "clinic"} for types in (name.types, *teaching)
    )


def _ordinary_words(one: Name, two: Name) -> bool:
    """Tell whether each has an ordinary word of its own: X General and X Royal Hospital."""
    return bool(one.generics - two.generics and two.generics - one.generics)


def _general_and_university(one: Name, two: Name) -> bool:
    """Tell whether a town's general hospital stands beside its university hospital."""
    plain = not one.core and not two.core
    return (
        plain
        and ("uh" in one.types) != ("uh" in two.types)
        and "general" in one.generics | two.generics
    )


def _two_specialties(one: Name, two: Name) -> bool:
    """Tell whether two houses are of different specialties, or share nothing but a place.

    "Virginia Cancer Institute" is not "Virginia Urology".
    """
    mine, theirs = _specialties(one), _specialties(two)
    only_place = _share_only_place(one, two)
    differ = bool(mine and theirs) and not mine & theirs
    if not only_place:
        return differ and not {one.kind, two.kind} & _SPREAD
    return differ or (bool(mine) != bool(theirs) and {one.kind, two.kind} - _SPREAD != set())


def _university_of_place(one: Name, two: Name) -> bool:
    """Tell whether one is a university's and they share nothing but a place.

    "University of Hawaii Cancer Center" is not "Hawaii Oncology".
    """
    scholarly = [any(part.types & _SCHOLARLY for part in name.parts) for name in (one, two)]
    return scholarly[0] != scholarly[1] and _share_only_place(one, two)


def _share_only_place(one: Name, two: Name) -> bool:
    shared = overlap(one.core, two.core).shared
    return bool(shared) and all(map(is_place, shared))


def _specialties(name: Name) -> frozenset[str]:
    return name.specialties | {"oncology"} if "cancer" in name.types else name.specialties
