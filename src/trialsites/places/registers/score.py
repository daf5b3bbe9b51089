"""How well a register entry answers to a facility's name, in its town."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from trialsites.places.registers.names import apart, chains, silent, towns_of, understood
from trialsites.sites.classify import classify
from trialsites.sites.words import information
from trialsites.text import fold

if TYPE_CHECKING:
    from trialsites.places.registers.entries import Entry
    from trialsites.sites.parse import Name

__all__ = ["Fit", "Question", "likeness", "question", "score", "sibling"]

_Set = frozenset[str]

_ELISION = re.compile(r"\b(?:d|l)['\u2019]", re.IGNORECASE)

_ENOUGH = 5.0
_NEAR_KM = 12.0
_FADES_KM = 20.0
_NEXT_DOOR_KM = 5.0
_ELSEWHERE_KM = 30.0
_CALLED = 0.6
_SHORTENED = 0.7
_WHOLE_PHRASE = 0.88
_LITTLE = 0.3
_LONG = 7
_ALIKE = 0.94
_STRONG = frozenset({"uh", "hosp", "cancer", "mc"})
_CAMPUSES = frozenset({"uh", "cancer"})
_ACADEMIC = frozenset({"univ", "school"})
_NO_HOSPITAL = frozenset({"practice", "research"})
_PARENTS = frozenset({"univ", "school", "system", "foundation", "research"})
_NO_SITE = frozenset({"placeholder", "missing", "person"})
_ORDINARY = frozenset({"branch", "study", "medical", "clinical", "group", "health"})
_CIVIC = frozenset({"general", "regional", "municipal", "community", "public", "central"})
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
    words
        Its words that tell it from other hospitals, those of towns and regions left out.
    towns, regions
        Words of the names of its town and its region.
    apart
        What it says that sets it apart from a hospital.
    chains
        The private chains it says it belongs to.
    asked
        False where the text names no hospital that a register could have.
    settled
        Whether its town is; a general name in a doubtful town needs the very town.
    """

    name: Name
    words: _Set
    towns: _Set
    regions: _Set
    apart: _Set
    chains: _Set
    asked: bool
    settled: bool = True

    @property
    def campuses(self) -> bool:
        """Whether it is the general name of an institution that may have several campuses."""
        return not self.words and "uh" in _types(self.name)

    @property
    def local(self) -> _Set:
        """Words of towns and regions, which tell little."""
        return self.towns | self.regions


class Fit(NamedTuple):
    """How well an entry answers to a facility, 0-1: with its town, and by its name alone."""

    score: float = 0.0
    by_name: float = 0.0


def question(
    facility: str, city: str, place: str = "", region: str = "", *, settled: bool = True
) -> Question:
    """Return a facility as a question to the registers.

    Parameters
    ----------
    facility
        As published, without its town before it.
    city
        As published.
    place
        The accepted town's name in the gazetteer.
    region
        The name of its first-level division.
    settled
        Whether the town is.
    """
    name = understood(facility, city, place)
    towns = towns_of(city) or towns_of(place)
    regions = towns_of(region)
    words = _telling(name.words) - towns - regions
    other = name.types & _NO_HOSPITAL and not name.types & _STRONG
    asked = classify(facility) not in _NO_SITE and not other
    return Question(name, words, towns, regions, apart(facility), chains(facility), asked, settled)


def score(question: Question, entry: Entry, km: float) -> Fit:
    """Return how well an entry answers to a facility.

    The best of the entry's names counts. The rarer words must agree, then the kind of house, then
    the town; how rare a word is was learnt from registry rows (``sites.words``).

    Parameters
    ----------
    question
        What is looked for.
    entry
        The register's entry.
    km
        From the nearest plausible town's centre to the entry.
    """
    if not question.asked or _is_apart(question, entry):
        return Fit()
    best = Fit()
    near = math.exp(-max(0.0, km - _NEAR_KM) / _FADES_KM)
    for text in (entry.name, *entry.other_names):
        theirs = understood(text, entry.city)
        if _another(question.name, theirs):
            continue
        town = _town(question, theirs, entry)
        away = 1.0 if town else math.exp(-max(0.0, km - _NEXT_DOOR_KM) / _ELSEWHERE_KM)
        fit = Fit(_alike(question, theirs, town) * near * away, _alike(question, theirs, 1.0))
        best = max(best, fit)
    return best


def sibling(question: Question, entry: Entry) -> bool:
    """Return whether an entry may be a campus of a general name, though it does not bear it.

    Parameters
    ----------
    question
        A facility with a general name.
    entry
        An entry of the same institutional type as the one that bears the name.
    """
    theirs = understood(entry.name, entry.city)
    return bool(
        theirs.types & _STRONG
        and towns_of(entry.city) == question.towns
        and not _another(question.name, theirs)
        and not _is_apart(question, entry)
    )


def likeness(facility: str, name: str) -> float:
    """Return how alike two texts are, 0-1, whatever they mean.

    Parameters
    ----------
    facility, name
        As published.
    """
    return fuzz.token_sort_ratio(fold(facility), fold(name)) / 100


@lru_cache(maxsize=1 << 17)
def _telling(words: _Set) -> _Set:
    return frozenset(word for word in words if not silent(word))


def _types(name: Name) -> _Set:
    """Return what a name calls itself; a university's hospital is a university hospital."""
    if "uh" in name.types or (name.types & _ACADEMIC and name.types & {"hosp", "mc"}):
        return name.types | {"uh", "hosp"}
    return name.types


def _alike(asked: Question, theirs: Name, town: float) -> float:
    alien = 0.7 if chains(theirs.text) - asked.chains else 1.0
    return alien * (_named(asked, theirs, town) if asked.words else _general(asked, theirs, town))


def _is_apart(asked: Question, entry: Entry) -> bool:
    return bool((apart(entry.name) | apart(entry.type)) - (asked.apart - {"support"}))


def _town(asked: Question, theirs: Name, entry: Entry) -> float:
    """Return how surely the entry belongs to the town, 0-1.

    Standing in a town of the same name counts most, being called after it less: campuses of one
    hospital stand in several towns.
    """
    here = towns_of(entry.city)
    shared = here & asked.towns
    stands = len(shared) / len(here | asked.towns) if shared else 0.0
    if shared and len(shared) == min(len(here), len(asked.towns)) and stands < 1.0:
        stands = _SHORTENED
    named = _local(theirs)
    called = len(named & asked.towns) / len(asked.towns) if asked.towns else 0.0
    return max(stands, _CALLED * called if here else called)


def _local(name: Name) -> _Set:
    return frozenset(word for part in name.parts for word in (*part.town, *part.words))


def _another(mine: Name, theirs: Name) -> bool:
    """Return whether two names say that they are two houses."""
    if mine.numbers != theirs.numbers and mine.numbers:
        return True
    differ = mine.qualifiers ^ theirs.qualifiers
    return bool(differ - _SIDES or (mine.qualifiers - theirs.qualifiers))


def _named(asked: Question, theirs: Name, town: float) -> float:
    best = _covered(asked.words, theirs, asked.local)
    if best and _contains(theirs.text, asked.name.text):
        best = max(best, _WHOLE_PHRASE)
    parts = [p for p in asked.name.parts if frozenset(p.words) & asked.words]
    for part in parts if len(parts) > 1 else ():
        others = frozenset[str]().union(*(p.types for p in parts if p is not part))
        parent = others and others <= _PARENTS
        wanted = frozenset(part.words) & asked.words
        best = max(best, _covered(wanted, theirs, asked.local) * (0.95 if parent else 0.8))
    factor = _kinds(asked.name, theirs) * _saints(asked.words, theirs.words)
    if _is_unit(asked.name, theirs):
        factor *= 0.85
    if asked.name.town and not town:
        factor *= 0.85
    return best * factor * (0.8 + 0.2 * town)


def _contains(text: str, phrase: str) -> bool:
    """Return whether a name has another one in it word by word, of three words or more."""
    folded = fold(phrase)
    return folded.count(" ") > 1 and f" {folded} " in f" {fold(text)} "


def _saints(mine: _Set, theirs: _Set) -> float:
    """Return less than 1 where a saint is named on one side only: sister hospitals differ so."""
    saints = [{w for w in words if w.startswith("saint-")} for words in (mine, theirs)]
    return 1.0 if bool(saints[0]) == bool(saints[1]) else 0.75


def _covered(wanted: _Set, theirs: Name, local: _Set) -> float:
    """Return how much of the wanted words an entry has, and how little else, 0-1."""
    words = _telling(theirs.words) - local
    shared, missing = _shared(wanted, words | (_local(theirs) - local))
    if not shared:
        return 0.0
    cover = shared / (shared + missing)
    whole = shared / (shared + _shared(words, wanted)[1])
    part = max(_share(wanted, _telling(frozenset(p.words)) - local) for p in theirs.parts)
    lost = 0.8 if max(whole, part) < _LITTLE else 1.0
    return min(1.0, shared / _ENOUGH) * (0.7 * cover + 0.15 * part + 0.15 * whole) * lost


@lru_cache(maxsize=1 << 18)
def _shared(wanted: _Set, words: _Set) -> tuple[float, float]:
    """Return the information of the wanted words that are among others, and of those that are not.

    Long words may be mistyped: "puerto" is not "puerta", "gasthuisberg" is "gasthuisburg".
    """
    shared = missing = 0.0
    for word in sorted(wanted):
        alike = 1.0 if word in words else max((_mistyped(word, w) for w in words), default=0.0)
        shared += alike * information(word)
        missing += (1.0 - alike) * information(word)
    return shared, missing


def _mistyped(word: str, other: str) -> float:
    if min(len(word), len(other)) < _LONG or "saint-" in word + other:
        return 0.0
    alike = float(JaroWinkler.similarity(word, other))
    return alike if alike >= _ALIKE else 0.0


def _share(wanted: _Set, words: _Set) -> float:
    shared, missing = _shared(words, wanted)
    return shared / (shared + missing) if words else 0.0


def _general(asked: Question, theirs: Name, town: float) -> float:
    mine = asked.name
    if not _same_kind(mine, theirs) or mine.generics - theirs.generics - _ORDINARY:
        return 0.0
    extra = theirs.generics - mine.generics - _ORDINARY
    plain = 1.0 if asked.campuses or (mine.networks and not asked.chains) else _plain(asked, theirs)
    fits = 0.7 if "system" in mine.types and "system" not in theirs.types else 1.0
    if theirs.specialties - mine.specialties and "cancer" not in mine.types:
        fits *= 0.7
    if "branch" in theirs.generics - mine.generics:
        fits *= 0.7
    if _is_unit(mine, theirs) or (town < 1.0 and not asked.settled):
        fits *= 0.7
    if (mine.words & asked.regions) - _local(theirs):
        fits *= 0.8
    same = 0.1 if asked.campuses or not extra else 0.0
    return fits * (0.4 + 0.4 * town * plain + 0.1 * plain + same)


def _is_unit(mine: Name, theirs: Name) -> bool:
    """Return whether an entry is a department that the facility does not name."""
    return bool(set(theirs.departments) - set(mine.departments))


def _plain(asked: Question, theirs: Name) -> float:
    """Return how far an entry is its town's hospital, and no other that stands there, 0-1."""
    others = (_telling(theirs.words) | _local(theirs)) - asked.local
    if theirs.generics - asked.name.generics - _ORDINARY - _CIVIC:
        return 0.3
    if not others:
        return 1.0
    named = "cancer" in asked.name.types or _town_first(theirs, asked.towns, others)
    return 0.8 if named else 0.3


def _same_kind(mine: Name, theirs: Name) -> bool:
    """Return whether a general name says of itself what the entry says."""
    types = _types(theirs)
    if mine.networks:
        return bool(mine.networks & theirs.networks and types & _STRONG)
    if campuses := _types(mine) & _CAMPUSES:
        return campuses <= types
    return bool(mine.types & _STRONG & types)


def _town_first(theirs: Name, towns: _Set, others: _Set) -> bool:
    """Return whether a name says its town before anything that tells it from others."""
    words = fold(_ELISION.sub(" ", theirs.text)).split()
    first = next((at for at, word in enumerate(words) if word in towns), len(words))
    telling = {w.removeprefix("saint-") for w in others}
    return first < next((at for at, word in enumerate(words) if word in telling), len(words))


def _kinds(mine: Name, theirs: Name) -> float:
    """Return how well the kinds of house agree; a private clinic is not the hospital."""
    factor = 1.0
    my_types, their_types = _types(mine), _types(theirs)
    one = [bool(my_types & family) for family in _FAMILIES]
    two = [bool(their_types & family) for family in _FAMILIES]
    if any(one) and any(two) and not any(a and b for a, b in zip(one, two, strict=True)):
        factor *= 0.85
    if _is_academic(mine) and not their_types & (_ACADEMIC | {"uh"}):
        factor *= 0.7
    if "system" in mine.types:
        hospital = my_types & _STRONG and ("uh" not in my_types or "uh" in their_types)
        factor *= 0.95 if hospital else 0.7
    if theirs.specialties - mine.specialties:
        factor *= 0.9
    if theirs.qualifiers != mine.qualifiers:
        factor *= 0.9
    differ = (mine.generics ^ theirs.generics) - _ORDINARY
    if differ - _CIVIC:
        factor *= 0.85
    return factor * (0.95 if differ & _CIVIC else 1.0)


def _is_academic(name: Name) -> bool:
    """Return whether a name is a university's or school's and of no hospital."""
    academic = bool(name.types & _ACADEMIC) or "college" in name.generics
    return academic and not name.types & _STRONG
