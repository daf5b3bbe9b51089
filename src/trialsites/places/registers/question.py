"""A facility as a question to the registers: what tells it from others, and what does not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from trialsites.places.registers.names import (
    apart,
    chains,
    is_system,
    owners,
    silent,
    towns_of,
    understood,
)
from trialsites.sites.authority import find
from trialsites.sites.classify import classify

if TYPE_CHECKING:
    from trialsites.sites.parse import Name

__all__ = ["ACADEMIC", "STRONG", "Question", "Words", "house", "question", "telling", "types_of"]

Words = frozenset[str]

STRONG = frozenset({"uh", "hosp", "cancer", "mc"})
"""Types that name a hospital."""

ACADEMIC = frozenset({"univ", "school"})
"""Types that name a university."""

_HOSPITAL = STRONG - {"cancer"}
_NO_SITE = frozenset({"placeholder", "missing", "person"})


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
    system
        Whether it is called by a system of hospitals.
    house
        The one house of the authority file that it names, by `house`.
    owners
        Words of its owner's name that are left out of its words.
    bare
        The same without its owner's name, if it has words besides.
    """

    name: Name
    words: Words
    towns: Words
    regions: Words
    apart: Words
    chains: Words
    asked: bool
    settled: bool = True
    system: bool = False
    house: str = ""
    owners: Words = frozenset()
    bare: Question | None = None

    @property
    def campuses(self) -> bool:
        """Whether it is the general name of an institution that may have several campuses."""
        return not self.words and "uh" in types_of(self.name)

    @property
    def local(self) -> Words:
        """Words of towns, regions and owners, which tell little."""
        return self.towns | self.regions | self.owners


def question(
    facility: str,
    city: str,
    place: str = "",
    region: str = "",
    country: str = "",
    *,
    settled: bool = True,
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
    country
        Alpha-2 code; without it the authority file is not asked.
    settled
        Whether the town is.
    """
    name = understood(facility, city, place)
    towns = towns_of(city) or towns_of(place)
    regions = towns_of(region)
    words = telling(name.words) - towns - regions - chains(facility)
    other = _is_practice(name) or ("research" in name.types and not name.types & _HOSPITAL)
    asked = classify(facility) not in _NO_SITE and not other
    asks = Question(
        name,
        words,
        towns,
        regions,
        apart(facility),
        chains(facility),
        asked,
        settled,
        is_system(facility),
        house(name, city, country),
    )
    owner = words & owners(facility)
    if owner and words - owner:
        return replace(asks, bare=replace(asks, words=words - owner, owners=owner))
    return asks


def _is_practice(name: Name) -> bool:
    """Return whether a part of a name is a practice, and no other part a hospital."""
    practices = [part for part in name.parts if "practice" in part.types]
    others = Words().union(*(part.types for part in name.parts if part not in practices))
    surely = Words().union(*(part.types for part in practices)) & (_HOSPITAL - {"mc"})
    return bool(practices) and not surely and not others & _HOSPITAL


def house(name: Name, city: str, country: str) -> str:
    """Return the one house of the authority file that a hospital's name is, or empty.

    It says nothing else, departments aside. Systems and institutions of several houses are none.

    Parameters
    ----------
    name
        A facility or an entry.
    city
        As published.
    country
        Alpha-2 code; empty where the file is not asked.
    """
    if not country or is_system(name.text) or not types_of(name) & _HOSPITAL:
        return ""
    known = find(" - ".join(part.text for part in name.parts), city, country)
    if len(known) != 1 or known[0].several or known[0].kind or not known[0].exact:
        return ""
    return known[0].entry


@lru_cache(maxsize=1 << 17)
def telling(words: Words) -> Words:
    """Return words without legal forms and the like."""
    return frozenset(word for word in words if not silent(word))


def types_of(name: Name) -> Words:
    """Return what a name calls itself; a university's hospital is a university hospital."""
    if "uh" in name.types or (name.types & ACADEMIC and name.types & {"hosp", "mc"}):
        return name.types | {"uh", "hosp"}
    return name.types
