"""A facility name as understood: its institutions, and what identifies it."""

from __future__ import annotations

from dataclasses import dataclass

from trialsites.sites.lexicon import is_stop
from trialsites.text import fold

__all__ = ["STRONG_TYPES", "Name", "Part", "build", "canonical"]

_Set = frozenset[str]

_KINDS = {
    "hospital": frozenset({"uh", "hosp", "mc"}),
    "cancer": frozenset({"cancer"}),
    "university": frozenset({"univ", "school"}),
    "practice": frozenset({"practice"}),
    "clinic": frozenset({"clinic"}),
    "institute": frozenset({"inst", "center", "foundation"}),
    "research": frozenset({"research"}),
    "system": frozenset({"system"}),
}
"""What an institution is at heart, the most telling first."""

STRONG_TYPES = _KINDS["hospital"] | _KINDS["cancer"] | _KINDS["university"]
"""Types that name a whole institution; a department stands inside one."""

_HEADS = (_KINDS["hospital"] | _KINDS["cancer"], _KINDS["university"])
_RUN_BY_UNIVERSITY = frozenset[str]().union(
    *(_KINDS[kind] for kind in ("system", "institute", "research", "clinic"))
)
"""What tells a university's trust, centre or clinic from the university."""

_NOT_PLACE = frozenset({"univ", "school", "research", "foundation", "system"})


@dataclass(frozen=True, slots=True)
class Part:
    """One institution named inside a facility text.

    Attributes
    ----------
    text
        Its folded words.
    words
        Words that identify it, in their order.
    types
        What it calls itself: ``hosp``, ``uh``, ``univ``, ``cancer`` and so on.
    generics
        Ordinary words such as ``general`` or ``memorial``.
    town
        The words with which it names its own town.
    branch
        True if it calls itself a campus, site or pavilion.
    """

    text: str
    words: tuple[str, ...]
    types: _Set
    generics: _Set
    specialties: _Set
    qualifiers: _Set
    numbers: _Set
    networks: _Set
    town: _Set
    branch: bool

    @property
    def empty(self) -> bool:
        """True if it names no institution."""
        return not (self.words or self.qualifiers or self.numbers or self.types or self.generics)

    @property
    def only_town(self) -> bool:
        """True if it says nothing but the town: the ``Tours - `` of ``Tours - CHU``."""
        return bool(self.town) and self.empty and not self.specialties and not self.networks


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
    core
        The words of the institution itself, without those of units and of the university it
        serves.
    kind
        What it is at heart: hospital, cancer, university, practice, clinic, institute, research,
        system or empty.
    types, generics, specialties, qualifiers, numbers
        Of the institution itself.
    departments
        Departments as published, folded.
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
    key
        The name reduced to what identifies it; equal keys in one place are one site.
    """

    text: str
    parts: tuple[Part, ...]
    words: _Set
    core: _Set
    kind: str
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
    key: str


def _heads(parts: list[Part]) -> list[Part]:
    """Return the parts that name the institution: hospitals, else universities, else all.

    A hospital without words of its own is named by its campus ("Nice - CHU - Pasteur").
    """
    for kinds in _HEADS:
        found = [part for part in parts if part.types & kinds]
        if found:
            campus = [p for p in parts if p not in found and (p.branch or not p.types)]
            plain = not any(part.words for part in found)
            return [*found, *campus] if plain else [*found, *(p for p in campus if p.branch)]
    return parts


def canonical(types: _Set) -> _Set:
    """Reduce what a name calls itself to its most telling types."""
    cancer = types & _KINDS["cancer"]
    if "uh" in types or ("univ" in types and "hosp" in types):
        return cancer | {"uh"}
    for kind in ("hosp", "mc"):
        if kind in types:
            return cancer | {kind}
    return cancer | (types & _KINDS["university"]) or types


def _united(parts: list[Part], field: str) -> _Set:
    if len(parts) == 1:  # most names: no need to copy
        return frozenset(getattr(parts[0], field))
    return frozenset[str]().union(*(getattr(part, field) for part in parts))


def build(
    text: str,
    parts: list[Part],
    departments: tuple[str, ...],
    around: tuple[str, str],
    letters: tuple[_Set, _Set],
) -> Name:
    """Make a name of its parts.

    Parameters
    ----------
    text
        The text as published.
    parts
        Its institutions, departments apart.
    departments
        Its departments, folded.
    around
        Site number and person.
    letters
        Acronyms and initials.
    """
    heads = _heads(parts)
    found = {
        field: _united(heads, field)
        for field in ("generics", "specialties", "qualifiers", "numbers")
    }
    types = canonical(_united(heads, "types"))
    loose = [part for part in parts if not part.types and not part.words]
    found["numbers"] |= _united(loose, "numbers")
    found["qualifiers"] |= frozenset(
        f"{kind} campus" for part in heads if part.branch for kind in part.types & _NOT_PLACE
    )
    words, networks = _united(parts, "words"), _united(parts, "networks")
    fields = [
        words,
        types | (_united(heads, "types") & _RUN_BY_UNIVERSITY) if "univ" in types else types,
        found["qualifiers"],
        found["numbers"],
        found["generics"],
        *_plain_fields(heads, words, types, networks),
    ]
    if not types & STRONG_TYPES or types <= _KINDS["university"]:
        fields += [found["specialties"], frozenset(departments)]
    return Name(
        text,
        tuple(parts),
        words,
        _united(heads, "words"),
        next((kind for kind, kinds in _KINDS.items() if types & kinds), ""),
        types,
        found["generics"],
        found["specialties"],
        found["qualifiers"],
        found["numbers"],
        departments,
        around[0],
        networks,
        around[1],
        letters[0],
        letters[1],
        any(part.town for part in parts),
        "|".join(" ".join(sorted(field)) for field in fields),
    )


def _plain_fields(heads: list[Part], words: _Set, types: _Set, networks: _Set) -> tuple[_Set, ...]:
    """Return what tells names apart that have no word of their own."""
    if words:
        return ()
    if types & STRONG_TYPES and "cancer" not in types:
        return networks, _united(heads, "specialties")
    said = frozenset(word for part in heads for word in fold(part.text).split())
    return networks, frozenset(word for word in said if not is_stop(word))
