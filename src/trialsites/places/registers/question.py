"""A facility as a question to the registers: what tells it from others, and what does not."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from trialsites.places.registers.names import (
    apart,
    chains,
    is_system,
    silent,
    towns_of,
    understood,
)
from trialsites.sites.classify import classify

if TYPE_CHECKING:
    from trialsites.sites.parse import Name

__all__ = ["ACADEMIC", "STRONG", "Question", "Words", "question", "telling", "types_of"]

Words = frozenset[str]

STRONG = frozenset({"uh", "hosp", "cancer", "mc"})
"""Types that name a hospital."""

ACADEMIC = frozenset({"univ", "school"})
"""Types that name a university."""

_NO_HOSPITAL = frozenset({"practice", "research"})
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

    @property
    def campuses(self) -> bool:
        """Whether it is the general name of an institution that may have several campuses."""
        return not self.words and "uh" in types_of(self.name)

    @property
    def local(self) -> Words:
        """Words of towns and regions, which tell little."""
        return self.towns | self.regions


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
    words = telling(name.words) - towns - regions - chains(facility)
    other = name.types & _NO_HOSPITAL and not name.types & (STRONG - {"cancer"})
    asked = classify(facility) not in _NO_SITE and not other
    return Question(
        name,
        words,
        towns,
        regions,
        apart(facility),
        chains(facility),
        asked,
        settled,
        is_system(facility),
    )


@lru_cache(maxsize=1 << 17)
def telling(words: Words) -> Words:
    """Return words without legal forms and the like."""
    return frozenset(word for word in words if not silent(word))


def types_of(name: Name) -> Words:
    """Return what a name calls itself; a university's hospital is a university hospital."""
    if "uh" in name.types or (name.types & ACADEMIC and name.types & {"hosp", "mc"}):
        return name.types | {"uh", "hosp"}
    return name.types
