"""Which places a city field may mean, before anything is weighed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from trialsites.places.gazetteer import Town, gazetteer
from trialsites.places.postal import within
from trialsites.places.spelling import (
    close_variants,
    damaged,
    linked,
    loose_variants,
    names_no_place,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from trialsites.places.spelling import Change

__all__ = ["CLOSE", "Candidate", "candidates", "in_state"]

_KINDS = {"P": 0, "A": 1, "S": 2, "D": 3, "T": 4}
_CHANGES = ("same", "cut", "affix", "part", "rest", "hyphen", "digraph", "state", "mended")
CLOSE = ("same", "cut", "affix")
"""The changes that keep a name whole."""

_MOST = 40
_COMPACT_KM = 60.0
_TOWN_PEOPLE = 10_000
_CLOSE_KM = 25.0


class Candidate(NamedTuple):
    """One place a text may mean.

    Attributes
    ----------
    town
        The place; for a division, its seat; for a postal code, a nameless point.
    kind
        Which name matched: P own, A other, T transliterated, S short form, D the division's,
        Z none: the postal code's area; C the division's, in which the postal code lies.
    change
        What was changed in the published text to find it.
    """

    town: Town
    kind: str
    change: Change


def candidates(city: str, country: str) -> tuple[Candidate, ...]:
    """Return every place a city field may mean inside a country and its linked territories.

    Parameters
    ----------
    city
        As published.
    country
        Alpha-2 code.

    Returns
    -------
    candidates
        No town twice; each under the least changed reading that finds it.
    """
    if names_no_place(city):
        return ()
    best: dict[str, Candidate] = {}
    for close in (True, False):
        for found in _found(city, country, close=close):
            if found.kind == "D" and found.change != "same" and any(map(_is_own, best.values())):
                continue
            known = best.get(found.town.id)
            if known is None or _closeness(found) < _closeness(known):
                best[found.town.id] = found
        if any(c.kind in "PAD" for c in best.values()):
            break
    ranked = _without_rivals(_without_states(best.values())) or _mended(city, country)
    ranked.sort(key=lambda c: (c.change != "same", -c.town.population))
    return tuple(ranked[:_MOST])


def _mended(city: str, country: str) -> list[Candidate]:
    """Return the towns whose names fit one that lost letters, "Wroc?aw" for "Wrocław"."""
    pattern = damaged(city)
    forms = gazetteer().like(country, pattern) if pattern else []
    named = gazetteer().named((country,), forms)
    towns = {town.id: Candidate(town, kind, "mended") for _, town, kind in reversed(named)}
    return list(towns.values())


def _without_states(found: Collection[Candidate]) -> list[Candidate]:
    """Leave out divisions that only say where another part of the text is ("Aichi, Nagoya")."""
    if all(c.kind != "D" or c.change in CLOSE for c in found):
        return list(found)
    around = {_division(c) for c in found if c.kind in "PA"}
    return [c for c in found if c.kind != "D" or c.change in CLOSE or _division(c) not in around]


def _without_rivals(found: list[Candidate]) -> list[Candidate]:
    """Leave out what other readings find in the division of a town of just this name.

    "Jacksonville Beach" in Florida is not Jacksonville without its suffix. Another name of a
    town close by stays: Delhi is called New Delhi too.
    """
    own = [c for c in found if _is_own(c) and c.town.population >= _TOWN_PEOPLE]
    if not own or len(found) == 1:
        return found
    owners = {_division(c): c.town for c in sorted(own, key=lambda c: c.town.population)}
    return [
        c for c in found if _is_own(c) or c.kind == "D" or not _yields(c, owners.get(_division(c)))
    ]


def _yields(candidate: Candidate, owner: Town | None) -> bool:
    if owner is None:
        return False
    town = candidate.town
    return candidate.change != "same" or not within(
        _CLOSE_KM, town.lat, town.lon, owner.lat, owner.lon
    )


def _division(candidate: Candidate) -> tuple[str, str]:
    return candidate.town.country, candidate.town.admin1_code


def _found(city: str, country: str, *, close: bool) -> Iterable[Candidate]:
    """Yield what the readings of a text find: the close ones, or those that take it apart."""
    places = gazetteer()
    forms = dict((close_variants if close else loose_variants)(city, country))
    if not forms:
        return
    for form, town, kind in places.named((country, *linked(country)), forms):
        yield Candidate(town, kind, forms[form])
    divisions = places.divisions
    for form, change in forms.items():
        division = divisions.own(country, form)
        if division and (seat := divisions.seat(country, division)):
            yield Candidate(seat, "D", change)


def in_state(state: str, country: str) -> tuple[Candidate, ...]:
    """Return the towns a state field names, for a city field that nobody knows.

    "Parel" in "Mumbai", "Seo-gu" in "Daejeon": a quarter with its town in the state field. The
    name of a wide division settles nothing: "Palmones" in "Cádiz" is 86 km from Cádiz.

    Parameters
    ----------
    state
        As published.
    country
        Alpha-2 code.
    """
    divisions = gazetteer().divisions
    if divisions.meant(country, state):
        own = (divisions.own(country, form) for form, _ in close_variants(state, country))
        seats = [seat for code in own if code and (seat := divisions.seat(country, code))]
        if not any(divisions.reach(seat) <= _COMPACT_KM for seat in seats):
            return ()
    found = (c for c in candidates(state, country) if c.kind in "PA" and c.change in CLOSE)
    return tuple(Candidate(c.town, c.kind, "state") for c in found)


def _is_own(candidate: Candidate) -> bool:
    return candidate.kind == "P" and candidate.change == "same"


def _closeness(candidate: Candidate) -> tuple[bool, int, int]:
    division = candidate.kind == "D"
    return division, _CHANGES.index(candidate.change), _KINDS[candidate.kind]
