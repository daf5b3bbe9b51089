"""A facility name taken apart: institution, type, campus, department, numbers, codes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from trialsites.sites.clean import CREDENTIAL, strip_codes, strip_person
from trialsites.sites.lexicon import STRONG_TYPES, Group, groups, town_words
from trialsites.text import fold, tidy

__all__ = ["Name", "Part", "parse"]

_Set = frozenset[str]

_ELISION = re.compile(r"\b(?:[dDlL]|qu)['\u2019`\u00b4](?=\w)")
_SEPARATOR = re.compile(
    r"\s*[;,|/()\[\]{}:_\"\u201c\u201d\u00ab\u00bb\u2022]\s*|\s+[-\u2013\u2014]+\s*|\s*[-\u2013\u2014]+\s+|\.\s+(?=[A-Z][a-z]{3})"
    r"|\s+(?:at|@|c/o|chez|within|located in)\s+"
    r"|(?<=[a-zé])-(?=(?:Univ|Hosp|Hôp|Hop|Campus|Service|Serv|Dep|Cent|Inst|General Med)\w*)"
)
_ACRONYM = re.compile(r"\b(?:[A-Z]\.){2,}[A-Z]?\b|\b[A-Z][A-Z&]{1,7}\b")


@dataclass(frozen=True, slots=True)
class Part:
    """One institution named inside a facility text.

    Attributes
    ----------
    words
        Words that identify it, in their order.
    types
        What it calls itself: ``hosp``, ``uh``, ``univ``, ``cancer`` and so on.
    generics
        Ordinary words such as ``general`` or ``memorial``.
    town
        The words with which it names its own town.
    """

    words: tuple[str, ...]
    types: _Set
    generics: _Set
    specialties: _Set
    qualifiers: _Set
    numbers: _Set
    town: _Set


@dataclass(frozen=True, slots=True)
class Name:
    """A facility text as understood.

    Attributes
    ----------
    text
        The text as published.
    parts
        The institutions it names, in their order.
    words
        All words that identify, from all parts.
    departments
        Departments as published.
    site_number
        A sponsor's number for the site, unique only within one study.
    networks
        Parents such as ``aphp``.
    person
        A person named in the text, as published.
    acronyms
        Upper-case short words, folded.
    initials
        First letters of the institution's words, for comparing with acronyms.
    town
        True if some part names its own town.
    """

    text: str
    parts: tuple[Part, ...]
    words: _Set
    types: _Set
    generics: _Set
    specialties: _Set
    qualifiers: _Set
    numbers: _Set
    departments: tuple[str, ...]
    site_number: str
    networks: _Set
    person: str
    acronyms: _Set
    initials: _Set
    town: bool

    @property
    def key(self) -> str:
        """The name reduced to what identifies it; equal keys in one place are one site."""
        fields = (
            self.words,
            self.types,
            self.qualifiers,
            self.numbers,
            self.generics,
            () if self.words else self.specialties,
            () if self.words else self.networks,
        )
        return "|".join(" ".join(sorted(field)) for field in fields)


def _is_town(word: str, town: _Set) -> bool:
    """Tell whether a word is the town's name or an inflection of it ("Hamburger", "Warszawie")."""
    if word in town:
        return True
    return any(
        len(name) > 4  # noqa: PLR2004 - shorter stems meet by chance
        and abs(len(word) - len(name)) <= 3  # noqa: PLR2004 - endings are short
        and word[: max(5, len(name) - 1)] == name[: max(5, len(name) - 1)]
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


def _part(segment: list[Group], town: _Set) -> tuple[Part, _Set]:
    """Sort the words of one institution by what they mean."""
    sets: dict[str, set[str]] = {}
    words: list[str] = []
    for group in segment:
        if all(_is_town(word, town) for word in group.text.split()):
            sets.setdefault("town", set()).update(group.text.split())
        elif group.text.isdigit():
            sets.setdefault("ordinals", set()).add(group.text.lstrip("0") or "0")
        elif not group.meanings and len(group.text) > 1:
            words.append(group.text)
        for kind, word in group.meanings:
            sets.setdefault(kind, set()).add(word)

    def get(kind: str) -> _Set:
        return frozenset(sets.get(kind, ()))

    part = Part(
        tuple(words),
        get("types"),
        get("generics"),
        get("specialties"),
        get("qualifiers"),
        get("ordinals"),
        get("town"),
    )
    return part, get("networks")


def _is_address(folded: str, segment: list[Group]) -> bool:
    return (
        any(ch.isdigit() for ch in folded)
        and any(group.of("streets") for group in segment)
        and not any(group.of("types") in STRONG_TYPES for group in segment)
    )


def _empty(part: Part) -> bool:
    return not (part.words or part.qualifiers or part.numbers or part.types or part.generics)


def _only_town(part: Part) -> bool:
    """Tell whether a part says nothing but the town: the ``Tours - `` of ``Tours - CHU``."""
    return bool(part.town) and _empty(part) and not part.specialties


def _is_department(part: Part, others: list[Part]) -> bool:
    """Tell whether a part only says a specialty beside a real institution."""
    return (
        not part.words
        and not part.types & STRONG_TYPES
        and not part.town
        and any(p is not part and (p.words or p.types & STRONG_TYPES) for p in others)
        and bool(part.specialties or part.types)
    )


@lru_cache(maxsize=1 << 18)
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
    text, number = strip_codes(tidy(facility))
    text, person = strip_person(text)
    text = _ELISION.sub("", CREDENTIAL.sub("", text))
    parts: list[Part] = []
    departments: list[str] = []
    networks: set[str] = set()
    prefix: _Set = frozenset()
    for published in _SEPARATOR.split(text):
        folded = fold(published or "")
        if not folded:
            continue
        segment = groups(tuple(folded.split()))
        if _is_address(folded, segment):
            continue
        institutions, units = _split_units(segment)
        departments += [" ".join(g.text for g in unit) for unit in units]
        for institution in institutions:
            part, found = _part(institution, town)
            networks |= found
            if prefix and not part.town:
                part = replace(part, town=prefix)
            prefix = part.town if _only_town(part) else frozenset()
            if not prefix and (not _empty(part) or part.specialties):
                parts.append(part)
    kept = [part for part in parts if not _is_department(part, parts)]
    departments += [" ".join(sorted(p.specialties)) for p in parts if p not in kept]
    return _name(facility, kept, departments, (number, person, text), frozenset(networks))


def _name(
    facility: str,
    parts: list[Part],
    departments: list[str],
    found: tuple[str, str, str],
    networks: _Set,
) -> Name:
    number, person, text = found

    def union(field: str) -> _Set:
        return frozenset[str]().union(*(getattr(part, field) for part in parts))

    acronyms = frozenset(fold(a) for a in _ACRONYM.findall(text)) - {""}
    return Name(
        facility,
        tuple(parts),
        union("words"),
        union("types"),
        union("generics"),
        union("specialties"),
        union("qualifiers"),
        union("numbers"),
        tuple(d for d in departments if d),
        number,
        networks,
        person,
        acronyms,
        _initials(text),
        any(part.town for part in parts),
    )


def _initials(text: str) -> _Set:
    """Return the initials of each run of words between separators, with and without fillers."""
    found: set[str] = set()
    for segment in _SEPARATOR.split(text):
        words = fold((segment or "").replace("-", " ")).split()
        if len(words) > 1:
            found.add("".join(w[0] for w in words))
            found.add("".join(w[0] for w in words if len(w) > 3))  # noqa: PLR2004
    return frozenset(i for i in found if len(i) > 1)
