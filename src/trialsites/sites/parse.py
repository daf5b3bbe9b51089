"""A facility name taken apart: institution, type, campus, department, numbers, codes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA

from trialsites.sites.clean import CREDENTIAL, strip_codes, strip_person
from trialsites.sites.lexicon import Group, groups, is_region, is_street, town_words
from trialsites.sites.name import STRONG_TYPES, Name, Part, build
from trialsites.text import fold, tidy

__all__ = ["Name", "Part", "parse"]

_Set = frozenset[str]

_MISTYPED = 6
"""Shorter words are too like each other to be called a mistyped town."""

_LARGEST_NUMBER = 99
"""Larger numbers are addresses and codes, but where the text says that they number the house."""

_WARDS = frozenset({"children", "dental", "eye", "mental", "women"})
"""Whom a clinic inside a hospital is for: "Kinderklinik, Universitätsklinikum X"."""

_DIGITS = 3
"""Not even the polyclinics of Moscow count further."""

_NUMBER_SIGN = re.compile(r"(?:#|\b[Nn]\s?[\u00b0\u00ba])\s*(?=\d)")
_NUMBERED = frozenset({"no", "nr", "num", "number", "numero"})

_ELISION = re.compile(r"\b(?:[dDlL]|qu)['\u2019`\u00b4](?=\w)")
_SEPARATOR = re.compile(
    r"\s*[;,|/()\[\]{}:\"\u201c\u201d\u00ab\u00bb\u2022]\s*|\s+[-\u2013\u2014]+\s*|\s*[-\u2013\u2014]+\s+|(?<=[a-z]{5})\.\s+(?=[A-Z])"
    r"|(?<![A-Z])_|_(?![A-Z])|\s+(?:at|@|c/o|chez|within|located in)\s+"
    r"|(?<=[a-zé])-(?=(?:Hosp|Hôp|Hop|Campus|Service|Serv|Dep|Cent|Inst|General Med)\w*)"
)
_ACRONYM = re.compile(r"\b(?:[A-Z]\.){2,}[A-Z]?\b|\b[A-Z][A-Z&]{1,7}\b")


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a text says wherever it stands: its institutions as words, and what is around them."""

    institutions: tuple[list[Group], ...]
    departments: tuple[str, ...]
    number: str
    person: str
    acronyms: _Set
    initials: _Set


@lru_cache(maxsize=1 << 14)  # as of `parse`: a text is read for its kind, then for its town
def _read(facility: str) -> _Reading:
    text, number = strip_codes(tidy(facility))
    text, person = strip_person(text)
    text = _NUMBER_SIGN.sub("No. ", _ELISION.sub("", CREDENTIAL.sub("", text)))
    institutions: list[list[Group]] = []
    departments: list[str] = []
    for published in _SEPARATOR.split(text):
        folded = fold(published or "")
        segment = _without_address(groups(tuple(folded.split())))
        if not folded or _is_address(folded, segment):
            continue
        found, units = _split_units(segment)
        institutions += found
        departments += [" ".join(g.text for g in unit) for unit in units]
    acronyms = frozenset(fold(a) for a in _ACRONYM.findall(text)) - {""}
    return _Reading(
        tuple(institutions), tuple(departments), number, person, acronyms, _initials(text)
    )


@lru_cache(maxsize=1 << 16)
def _is_town(word: str, town: _Set, *, spelt: bool) -> bool:
    """Tell whether a word is the town's name or an inflection of it ("Hamburger", "Warszawie").

    Where the town is ``spelt`` right beside it, a word like it is no typing error: "Guihang
    Guiyang Hospital".
    """
    if word in town:
        return True
    return any(
        (not spelt and len(word) >= _MISTYPED and OSA.distance(word, name, score_cutoff=1) <= 1)
        or (len(name) > 3 and word.startswith(name) and len(word) - len(name) <= 1)  # noqa: PLR2004 - 's
        or (
            len(name) > 4  # noqa: PLR2004 - shorter stems meet by chance
            and abs(len(word) - len(name)) <= 3  # noqa: PLR2004 - endings are short
            and word[: max(5, len(name) - 1)] == name[: max(5, len(name) - 1)]
        )
        for name in town
    )


def _split_units(segment: list[Group]) -> tuple[list[list[Group]], list[list[Group]]]:
    """Split a segment into institutions and departments.

    A department runs from its opening word up to the next institution, whose own words stand
    immediately before its type ("Department of Neurology, Percy Military Hospital").
    """
    institutions: list[list[Group]] = []
    departments: list[list[Group]] = []
    current: list[Group] = []
    index = 0
    while index < len(segment):
        if not segment[index].of("units"):
            current.append(segment[index])
            index += 1
            continue
        end = next(
            (
                j
                for j in range(index + 1, len(segment))
                if segment[j].of("types") in STRONG_TYPES and not segment[j].of("units")
            ),
            len(segment),
        )
        start = end
        while end < len(segment) and start > index + 1 and _names(segment[start - 1]):
            start -= 1
        departments.append(segment[index:start])
        if current:
            institutions.append(current)
        current = []
        index = max(start, index + 1)
    if current:
        institutions.append(current)
    return institutions, departments


def _names(group: Group) -> bool:
    return not any(kind in {"specialties", "stops", "units"} for kind, _ in group.meanings)


def _part(segment: list[Group], town: _Set) -> Part:
    """Sort the words of one institution by what they mean."""
    sets: dict[str, set[str]] = {}
    words: list[str] = []
    spelt = not town.isdisjoint(word for group in segment for word in group.text.split())
    for index, group in enumerate(segment):
        if town and all(_is_town(word, town, spelt=spelt) for word in group.text.split()):
            sets.setdefault("town", set()).update(group.text.split())
        elif group.text.isdigit():
            if int(group.text) <= _LARGEST_NUMBER or _numbers_the_house(segment, index):
                sets.setdefault("ordinals", set()).add(str(int(group.text)))
        elif not group.meanings and len(group.text) > 1:
            words.append(group.text)
        for kind, word in group.meanings:
            sets.setdefault(kind, set()).add(word)

    def get(kind: str) -> _Set:
        return frozenset(sets.get(kind, ()))

    return Part(
        " ".join(group.text for group in segment),
        tuple(words),
        get("types"),
        get("generics"),
        get("specialties"),
        get("qualifiers"),
        get("ordinals"),
        get("networks"),
        get("town"),
        "branch" in get("fillers"),
    )


def _numbers_the_house(segment: list[Group], index: int) -> bool:
    """Tell whether a large number is the house's own: "Polyclinic No. 115", "401 Army Hospital"."""
    if len(segment[index].text) > _DIGITS:
        return False
    if index and segment[index - 1].text in _NUMBERED:
        return True
    after = segment[index + 1] if index + 1 < len(segment) else None
    return not index and bool(after and (after.of("types") or after.of("qualifiers")))


def _without_address(segment: list[Group]) -> list[Group]:
    """Cut a segment where a house number and a street begin."""
    for index, (first, second) in enumerate(pairwise(segment)):
        if index and first.text.isdigit() and second.of("streets"):
            return segment[:index]
    return segment


def _is_address(folded: str, segment: list[Group]) -> bool:
    """Tell whether a segment is an address, a country or a state."""
    if is_region(folded):
        return True
    return (
        any(ch.isdigit() for ch in folded)
        and any(group.of("streets") or is_street(group.text) for group in segment)
        and not any(group.of("types") in STRONG_TYPES for group in segment)
    )


def _is_department(part: Part, others: list[Part]) -> bool:
    """Tell whether a part only says a specialty, or for whom it is, beside a real institution."""
    if part.words or part.types & STRONG_TYPES or part.town:
        return False
    rest = [p for p in others if p is not part]
    if part.specialties or part.types:
        return any(p.words or p.types & STRONG_TYPES for p in rest)
    return bool(part.qualifiers) and part.qualifiers <= _WARDS and _in_hospital(rest)


def _in_hospital(parts: list[Part]) -> bool:
    return any(p.types & {"hosp", "uh", "mc"} and not p.qualifiers for p in parts)


@lru_cache(maxsize=1 << 14)  # more than the names of a large town, which come together
def parse(facility: str, city: str = "", place: str = "") -> Name:
    """Take a facility text apart.

    Parameters
    ----------
    facility
        The text as published.
    city
        The row's city as published; its words say nothing about a hospital that stands in it.
    place
        The accepted town's name, if it is known.
    """
    town = town_words(city) | town_words(place)
    read = _read(facility)
    parts: list[Part] = []
    prefix: _Set = frozenset()
    for institution in read.institutions:
        part = _part(institution, town)
        if prefix and not part.town:
            part = replace(part, town=prefix)
        prefix = part.town if part.only_town else frozenset()
        if not prefix:
            parts.append(part)
    kept = [part for part in parts if not _is_department(part, parts)]
    departments = [*read.departments, *(part.text for part in parts if part not in kept)]
    return build(
        facility,
        kept,
        tuple(d for d in departments if d),
        (read.number, read.person),
        (read.acronyms, read.initials),
    )


def _initials(text: str) -> _Set:
    """Return the initials of each run of words between separators, with and without fillers."""
    found: set[str] = set()
    for segment in _SEPARATOR.split(text):
        words = fold((segment or "").replace("-", " ")).split()
        if len(words) > 1:
            found.add("".join(w[0] for w in words))
            found.add("".join(w[0] for w in words if len(w) > 3))  # noqa: PLR2004 - no "of", "and"
    return frozenset(i for i in found if len(i) > 1)
