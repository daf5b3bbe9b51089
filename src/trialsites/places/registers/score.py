"""How well a register entry answers to a facility's name, in its town."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from rapidfuzz.distance import Indel

from trialsites.places.registers.names import Name, understood
from trialsites.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trialsites.places.registers.entries import Entry

__all__ = ["Rarity", "score"]

_ALIKE = 0.85
_SHORT = 5
_FAR_KM = 12.0
_GRAVE = frozenset({"psychiatric", "rehabilitation", "longstay", "day", "dental", "children"})


class Rarity:
    """How much a word tells, learnt from the names of the registers themselves.

    Parameters
    ----------
    names
        The names of all entries of a country.
    """

    def __init__(self, names: Iterable[Name]) -> None:
        self._seen: Counter[str] = Counter()
        self._total = 1
        for name in names:
            self._seen.update(set(name.words))
            self._total += 1

    def __call__(self, word: str) -> float:
        """Return the information of a word: the rarer, the more."""
        return math.log((self._total + 1) / (self._seen[word] + 0.5))


def score(
    facility: Name, towns: frozenset[str], entry: Entry, km: float, rarity: Rarity
) -> tuple[float, str]:
    """Return how well an entry answers to a facility, 0-1, and why not where it does not.

    Parameters
    ----------
    facility
        The facility's name, taken apart, without its town.
    towns
        Folded words of the towns in question; they tell little.
    entry
        The register's entry.
    km
        From the nearest plausible town's centre to the entry.
    rarity
        How much each word tells in this country.
    """
    best, reason = 0.0, "other name"
    local = towns | frozenset(fold(entry.city).split())
    for text in (entry.name, *entry.other_names):
        name = understood(text)
        if conflict := _conflict(facility, name, entry):
            reason = conflict
            continue
        best = max(best, _alike(facility, name, local, rarity))
    return best * math.exp(-max(0.0, km - _FAR_KM) / 20), reason


def _conflict(facility: Name, name: Name, entry: Entry) -> str:
    typed = understood(entry.type).apart & _GRAVE
    differ = facility.apart ^ name.apart
    if differ:
        return f"{min(differ)} on one side only"
    if typed - facility.apart:
        return f"the register says {min(typed - facility.apart)}"
    return ""


def _alike(facility: Name, name: Name, local: frozenset[str], rarity: Rarity) -> float:
    mine = [w for w in facility.words if w not in local]
    theirs = [w for w in name.words if w not in local]
    kinds = _kinds(facility, name)
    if not mine:
        general = bool(facility.kinds) and facility.kinds & {"hospital", "university", "cancer"}
        return 0.8 * kinds if general and not (facility.kinds - name.kinds - {"regional"}) else 0.0
    weight = sum(rarity(w) for w in mine)
    found = sum(rarity(w) * _found(w, theirs) for w in mine)
    back = sum(rarity(w) for w in theirs)
    covered = sum(rarity(w) * _found(w, mine) for w in theirs)
    recall, precision = found / weight, covered / back if back else 0.0
    return 0.65 * recall + 0.25 * precision + 0.10 * kinds


def _kinds(facility: Name, name: Name) -> float:
    if not facility.kinds or not name.kinds:
        return 0.5
    shared = facility.kinds & name.kinds
    return len(shared) / len(facility.kinds)


def _found(word: str, among: Iterable[str]) -> float:
    best = 0.0
    for other in among:
        if other == word:
            return 1.0
        if len(word) >= _SHORT and len(other) >= _SHORT:
            alike = Indel.normalized_similarity(word, other)
            best = max(best, alike if alike >= _ALIKE else 0.0)
    return best
