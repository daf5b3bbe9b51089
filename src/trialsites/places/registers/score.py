"""How well a register entry answers to a facility's name, in its town."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trialsites.places.registers.names import apart, towns_of, understood
from trialsites.sites.features import overlap
from trialsites.sites.words import information

if TYPE_CHECKING:
    from trialsites.places.registers.entries import Entry
    from trialsites.sites.parse import Name

__all__ = ["Question", "question", "score"]

_ENOUGH = 5.0
_NEAR_KM = 12.0
_FADES_KM = 20.0
_CALLED = 0.6
_STRONG = frozenset({"uh", "hosp", "cancer", "mc"})
_CAMPUSES = frozenset({"uh", "cancer"})
_NO_HOSPITAL = frozenset({"practice", "research"})
_SIDES = frozenset(
    {"north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest", "upper"}
)
_FAMILIES = (
    frozenset({"uh", "hosp", "mc", "univ", "school", "system", "foundation"}),
    frozenset({"cancer"}),
    frozenset({"clinic"}),
)


@dataclass(frozen=True, slots=True)
class Question:
    """A facility that is looked for.

    Attributes
    ----------
    name
        Its name taken apart, without its town.
    apart
        What it says that sets it apart from a hospital.
    towns
        Words of the names of its plausible towns.
    """

    name: Name
    apart: frozenset[str]
    towns: frozenset[str]

    @property
    def general(self) -> bool:
        """Whether the name says only what kind of house it is, such as "CHU"."""
        return not self.name.words


def question(facility: str, city: str, place: str = "") -> Question:
    """Return a facility as a question to the registers.

    Parameters
    ----------
    facility
        As published, without its town before it.
    city
        As published.
    place
        The accepted town's name in the gazetteer.
    """
    towns = towns_of(city) or towns_of(place)
    return Question(understood(facility, city, place), apart(facility), towns)


def score(asked: Question, entry: Entry, km: float) -> float:
    """Return how well an entry answers to a facility, 0-1.

    The best of the entry's names counts. Learnt from no register: the weights say that the rarer
    words must agree, then the kind of house, then the town.

    Parameters
    ----------
    asked
        What is looked for.
    entry
        The register's entry.
    km
        From the nearest plausible town's centre to the entry.
    """
    name = asked.name
    if name.types & _NO_HOSPITAL and not name.types & _STRONG:
        return 0.0
    if (apart(entry.name) | apart(entry.type)) - asked.apart:
        return 0.0
    near = math.exp(-max(0.0, km - _NEAR_KM) / _FADES_KM)
    return near * max(
        (
            _alike(asked, understood(text, entry.city), entry)
            for text in (entry.name, *entry.other_names)
        ),
        default=0.0,
    )


def _alike(asked: Question, theirs: Name, entry: Entry) -> float:
    if _another(asked.name, theirs):
        return 0.0
    town = _town(asked, theirs, entry)
    return _general(asked, theirs, town) if asked.general else _named(asked, theirs, town)


def _town(asked: Question, theirs: Name, entry: Entry) -> float:
    """Return how surely the entry belongs to the town, 0-1.

    Standing in a town of the same name counts most, being called after it less: campuses of one
    hospital stand in several towns.
    """
    here = towns_of(entry.city)
    stands = len(here & asked.towns) / len(here | asked.towns) if here and asked.towns else 0.0
    named = {word for part in theirs.parts for word in (*part.town, *part.words)}
    called = len(named & asked.towns) / len(asked.towns) if asked.towns else 0.0
    return max(stands, _CALLED * called if here else called)


def _another(mine: Name, theirs: Name) -> bool:
    """Return whether two names say that they are two houses."""
    if mine.numbers != theirs.numbers and mine.numbers:
        return True
    differ = mine.qualifiers ^ theirs.qualifiers
    return bool(differ - _SIDES or (mine.qualifiers - theirs.qualifiers))


def _named(asked: Question, theirs: Name, town: float) -> float:
    mine = asked.name
    words = theirs.words - asked.towns
    best = 0.0
    for part in mine.parts:
        wanted = frozenset(part.words) - asked.towns
        if wanted:
            best = max(best, _covered(wanted, words, theirs, asked.towns))
    return best * _kinds(mine, theirs) * (0.85 + 0.15 * town)


def _covered(
    wanted: frozenset[str], words: frozenset[str], theirs: Name, towns: frozenset[str]
) -> float:
    shared = overlap(wanted, words)
    if not shared.information:
        return 0.0
    cover = shared.information / (shared.information + shared.left_a)
    back = max(
        (_share(wanted, frozenset(p.words) - towns) for p in theirs.parts if p.words), default=0.0
    )
    enough = min(1.0, shared.information / _ENOUGH)
    return enough * (0.7 * cover + 0.3 * back)


def _share(wanted: frozenset[str], words: frozenset[str]) -> float:
    total = sum(information(word) for word in words)
    return overlap(wanted, words).information / total if total else 0.0


def _general(asked: Question, theirs: Name, town: float) -> float:
    mine = asked.name
    if not _same_kind(mine, theirs) or mine.generics - theirs.generics:
        return 0.0
    plain = 1.0
    if not mine.types & _CAMPUSES and not mine.networks and theirs.words - asked.towns:
        plain = 0.8 if any(part.town for part in theirs.parts) else 0.4
    sides = 1.0 if theirs.qualifiers == mine.qualifiers else 0.9
    same = 0.1 if mine.generics == theirs.generics else 0.0
    return sides * (0.45 + 0.35 * town * plain + 0.1 * plain) + same


def _same_kind(mine: Name, theirs: Name) -> bool:
    """Return whether a general name says of itself what the entry says."""
    if mine.networks:
        return bool(mine.networks & theirs.networks and theirs.types & _STRONG)
    wanted = mine.types & _CAMPUSES or mine.types & _STRONG
    return bool(wanted) and (
        wanted <= theirs.types if wanted <= _CAMPUSES else bool(wanted & theirs.types)
    )


def _kinds(mine: Name, theirs: Name) -> float:
    """Return how well the kinds of house agree; a private clinic is not the hospital."""
    factor = 1.0
    one = [bool(mine.types & family) for family in _FAMILIES]
    two = [bool(theirs.types & family) for family in _FAMILIES]
    if any(one) and any(two) and not any(a and b for a, b in zip(one, two, strict=True)):
        factor *= 0.85
    if theirs.specialties - mine.specialties:
        factor *= 0.9
    if theirs.qualifiers != mine.qualifiers:
        factor *= 0.9
    if mine.generics ^ theirs.generics - {"branch", "study"}:
        factor *= 0.97
    return factor
