"""How well a register entry answers to a facility's name, in its town."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from trialsites.places.registers.against import CIVIC, ORDINARY, SIDES, against, against_general
from trialsites.places.registers.names import apart, chains, towns_of, understood
from trialsites.places.registers.question import STRONG, Question, Words, house, telling, types_of
from trialsites.places.registers.weights import weights
from trialsites.places.registers.wording import contains, covered, likeness, named_words, town_first

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trialsites.places.registers.entries import Entry
    from trialsites.sites.parse import Name

__all__ = ["Fit", "score", "sibling"]

_NEAR_KM = 12.0
_IN_TOWN_KM = 15.0
_FADES_KM = 20.0
_NEXT_DOOR_KM = 5.0
_ELSEWHERE_KM = 30.0
_OTHER_HOUSE = frozenset(
    {"branch_added", "department", "elsewhere_named", "side_added", "specialty_added"}
    | {"cancer_centre", "foundation", "other_family", "system"}
)
_CALLED = 0.6
_SHORTENED = 0.7
_MOST = 0.88
_PARENTS = frozenset({"univ", "school", "system", "foundation", "research"})
_OMITTED = ORDINARY | {"general"}


class Fit(NamedTuple):
    """How well an entry answers to a facility, 0-1.

    Attributes
    ----------
    score
        With all that speaks against it.
    by_name
        By its name alone, wherever it stands and whether or not it is one campus of several.
    campus
        Whether it says that it is one campus of several, and stands in the very town.
    likeness
        Of the two texts as written, 0-1.
    known
        Whether the authority file takes both for the same house.
    """

    score: float = 0.0
    by_name: float = 0.0
    campus: bool = False
    likeness: float = 0.0
    known: bool = False


def score(asked: Question, entry: Entry, km: float) -> Fit:
    """Return how well an entry answers to a facility.

    The best of the entry's names counts. The rarer words must agree, then the kind of house, then
    the town; how rare a word is was learnt from registry rows (``sites.words``).

    Parameters
    ----------
    asked
        What is looked for.
    entry
        The register's entry.
    km
        From the nearest plausible town's centre to the entry.
    """
    if not asked.asked or _is_apart(asked, entry):
        return Fit()
    best = score(asked.bare, entry, km) if asked.bare else Fit()
    best = best._replace(by_name=best.by_name * weights()["without_owner"])
    for text in (entry.name, *entry.other_names):
        theirs = understood(text, entry.city)
        if _another(asked.name, theirs):
            continue
        fits = _named if asked.words else _general
        town = _town(asked, theirs, entry)
        name, here = fits(asked, theirs, 1.0, ("branch_added",)), fits(asked, theirs, town)
        campus = town >= _SHORTENED and "branch" in theirs.generics - asked.name.generics
        best = max(best, Fit(here * _nearness(town, km), name, campus))
    theirs = understood(entry.name, entry.city)
    known = bool(asked.house) and _same_house(asked, theirs, entry)
    if not best.score and not known:
        return best
    return best._replace(likeness=likeness(asked, theirs), known=known)


def _nearness(town: float, km: float) -> float:
    """Return how much of a score is left at a distance, 0-1: a large town reaches far."""
    near = math.exp(-max(0.0, km - (_IN_TOWN_KM if town == 1.0 else _NEAR_KM)) / _FADES_KM)
    return near if town else near * math.exp(-max(0.0, km - _NEXT_DOOR_KM) / _ELSEWHERE_KM)


def _same_house(asked: Question, theirs: Name, entry: Entry) -> bool:
    """Return whether the authority file takes an entry for the house, and no word contradicts."""
    same = asked.house == house(theirs, entry.city, entry.country)
    return same and _OTHER_HOUSE.isdisjoint(against(asked, theirs, 1.0))


def sibling(asked: Question, entry: Entry) -> bool:
    """Return whether an entry may be a campus of a general name, though it does not bear it.

    Parameters
    ----------
    asked
        A facility with a general name.
    entry
        An entry of the same institutional type as the one that bears the name.
    """
    theirs = understood(entry.name, entry.city)
    return bool(
        theirs.types & STRONG
        and towns_of(entry.city) == asked.towns
        and not _another(asked.name, theirs)
        and not _is_apart(asked, entry)
    )


def _is_apart(asked: Question, entry: Entry) -> bool:
    return bool((apart(entry.name) | apart(entry.type)) - (asked.apart - {"support"}))


def _another(mine: Name, theirs: Name) -> bool:
    """Return whether two names say that they are two houses."""
    if mine.numbers != theirs.numbers and mine.numbers:
        return True
    differ = mine.qualifiers ^ theirs.qualifiers
    return bool(differ - SIDES or (mine.qualifiers - theirs.qualifiers))


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
    called = len(named_words(theirs) & asked.towns) / len(asked.towns) if asked.towns else 0.0
    return max(stands, _CALLED * called if here else called)


def _named(asked: Question, theirs: Name, town: float, but: tuple[str, ...] = ()) -> float:
    rules = weights()
    best = covered(asked.words, theirs, asked.local)
    if best < _MOST and not asked.name.types:
        best *= rules["against"]["untyped"]
    if best and contains(theirs.text, asked.name.text):
        best = max(best, _MOST)
    best = max([best, *_by_part(asked, theirs)])
    if not best:
        return 0.0
    reasons = (reason for reason in against(asked, theirs, town) if reason not in but)
    factor = math.prod(rules["against"][reason] for reason in reasons)
    weight = rules["weights"]["town"]
    return float(best * factor * (1.0 - weight + weight * town))


def _by_part(asked: Question, theirs: Name) -> Iterator[float]:
    """Yield how well the entry answers to each institution that the facility names.

    A name that says nothing of what it is, beside a hospital's, is another half of that hospital.
    """
    parts = [p for p in asked.name.parts if frozenset(p.words) & asked.words]
    for part in parts if len(parts) > 1 else ():
        others = frozenset[str]().union(*(p.types for p in parts if p is not part))
        parent = others and others <= _PARENTS
        wanted = frozenset(part.words) & asked.words
        if part.types or part.branch or (asked.name.types and not _is_house(others)):
            yield covered(wanted, theirs, asked.local) * (0.95 if parent else 0.8)


def _is_house(types: Words) -> bool:
    """Return whether types are those of a hospital that has no campuses."""
    return bool(types & {"hosp", "mc"}) and "uh" not in types


def _general(asked: Question, theirs: Name, town: float, but: tuple[str, ...] = ()) -> float:
    mine, rules = asked.name, weights()
    if not _same_kind(mine, theirs) or mine.generics - theirs.generics - _OMITTED:
        return 0.0
    institution = asked.campuses or (mine.networks and not asked.chains)
    plain = 1.0 if institution else _plain(asked, theirs)
    parts = rules["general"]
    same = asked.campuses or not theirs.generics - mine.generics - ORDINARY
    fits = parts["kind"] + parts["town"] * town * plain + parts["plain"] * plain
    factors = rules["against_general"]
    reasons = (reason for reason in against_general(asked, theirs, town) if reason not in but)
    factor = math.prod(factors[reason] for reason in reasons)
    if chains(theirs.text) - asked.chains:
        factor *= factors["chain_added"]
    return float((fits + parts["generics"] * same) * factor)


def _plain(asked: Question, theirs: Name) -> float:
    """Return how far an entry is its town's hospital, and no other that stands there, 0-1."""
    others = (telling(theirs.words) | named_words(theirs)) - asked.local
    if theirs.generics - asked.name.generics - ORDINARY - CIVIC:
        return 0.3
    if not others:
        return 1.0
    said = town_first(theirs, asked.towns, others) or contains(theirs.text, asked.name.text)
    return 0.8 if said else 0.3


def _same_kind(mine: Name, theirs: Name) -> bool:
    """Return whether a general name says of itself what the entry says."""
    types = types_of(theirs)
    if mine.networks:
        return bool(mine.networks & theirs.networks and types & STRONG)
    wanted = types_of(mine) & STRONG
    if wanted == {"cancer"} or "uh" in wanted:
        return wanted - {"mc", "hosp"} <= types
    return bool(wanted & types - {"cancer"})
