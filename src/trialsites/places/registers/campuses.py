"""Houses of one institution or system: which is meant, and when nothing tells."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from trialsites.places.registers.against import SIDES
from trialsites.places.registers.decision import ONE_CAMPUS_KM, kilometres
from trialsites.places.registers.names import chains, towns_of, understood
from trialsites.places.registers.question import Words
from trialsites.places.registers.question import telling as words_that_tell
from trialsites.places.registers.score import sibling
from trialsites.places.registers.weights import weights
from trialsites.places.registers.wording import named_words
from trialsites.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trialsites.places.registers.decision import Candidate
    from trialsites.places.registers.entries import Entry
    from trialsites.places.registers.question import Question
    from trialsites.sites.parse import Name

__all__ = ["is_unsettled", "with_named_campus", "with_siblings"]

_DASH = re.compile(r" [-\u2013] ?")
_SAME_CITY_KM = 15.0
_LIKE = 0.1


def with_siblings(asked: Question, found: list[Candidate]) -> list[Candidate]:
    """Put campuses that do not bear their institution's name on a level with the one that does.

    They are known by the type of the best entry, such as ``Centre Hospitalier Régional``.

    Parameters
    ----------
    asked
        A facility with a general name.
    found
        Scored entries.
    """
    best = max(found, key=lambda c: c.score)
    return [
        replace(c, score=best.score)
        if c.entry.type == best.entry.type and c.score < best.score and sibling(asked, c.entry)
        else c
        for c in found
    ]


def with_named_campus(asked: Question, found: list[Candidate]) -> list[Candidate]:
    """Return entries without those of other campuses, where a facility names one.

    ``Belval et Corneval - Corneval`` is named by ``Hôpital Corneval``, so that ``Belval et
    Corneval - Belval`` is not; by ``Hôpital de Belval et Corneval`` neither is.

    Parameters
    ----------
    asked
        The facility.
    found
        Scored entries.
    """
    said = named_words(asked.name) | asked.towns
    campuses = [_campus(c.entry) for c in found]
    told = [c.words - (c.whole if c.whole <= said else Words()) for c in campuses]
    named = {c.institution for c, words in zip(campuses, told, strict=True) if words & asked.words}
    return [
        candidate
        for candidate, campus, words in zip(found, campuses, told, strict=True)
        if not campus.institution or campus.institution not in named or words & asked.words
    ]


def is_unsettled(asked: Question, best: Candidate, found: Sequence[Candidate]) -> bool:
    """Return whether the best entry may be one house of several, or none that is meant.

    Its own postal code settles which campus a row means. Without it, a general name leaves open
    which campus of the institution it is, a system's name which of its hospitals, and a name that
    is not the entry's own which of two like it.

    Parameters
    ----------
    asked
        The facility.
    best
        The best entry.
    found
        Scored entries, the best among them.
    """
    if best.code in {"other", "apart"} and (
        asked.campuses or best.campus or _has_code(best, found)
    ):
        return True
    if asked.chains and not asked.words and not chains(best.entry.name):
        return True
    return best.code != "same" and any(_is_rival(asked, best, other) for other in found)


def _has_code(best: Candidate, found: Sequence[Candidate]) -> bool:
    """Return whether another campus of an institution has the row's postal code."""
    institution = _campus(best.entry).institution
    return any(
        c.code == "same" and institution == _campus(c.entry).institution != "" for c in found
    )


def _is_rival(asked: Question, best: Candidate, other: Candidate) -> bool:
    """Return whether another entry elsewhere may as well be meant."""
    if not other.score or kilometres(other.entry, best.entry) <= ONE_CAMPUS_KM:
        return False
    if asked.campuses:
        return other.km <= _SAME_CITY_KM and _is_campus_beside(best, other)
    exact = best.by_name >= weights()["exact"]
    here = towns_of(other.entry.city) == towns_of(best.entry.city)
    vague = asked.system and fold(asked.name.text) != fold(best.entry.name)
    if vague and Words() != asked.words <= _name(other).words:
        return here or not (exact or asked.name.town)
    more = words_that_tell(_name(best).words) - asked.words - asked.local
    return bool(more) and here and not exact and other.by_name >= best.by_name - _LIKE


def _is_campus_beside(best: Candidate, other: Candidate) -> bool:
    """Return whether two entries are campuses of one institution, and none is its main one."""
    institution = _campus(best.entry).institution
    if not institution or institution != _campus(other.entry).institution:
        return False
    if _name(best).qualifiers & SIDES:
        return True
    return other.by_name >= weights()["exact"] and other.entry.type == best.entry.type


def _name(candidate: Candidate) -> Name:
    return understood(candidate.entry.name, candidate.entry.city)


class _Campus(NamedTuple):
    """What an entry's name says before and after its last dash.

    Attributes
    ----------
    institution
        The folded text before it, or empty.
    whole
        The words with which the institution calls itself.
    words
        Those of the campus after it.
    """

    institution: str
    whole: Words
    words: Words


def _campus(entry: Entry) -> _Campus:
    *before, campus = _DASH.split(entry.name)
    institution = " ".join(before)
    whole = named_words(understood(institution, entry.city)) if institution else Words()
    return _Campus(fold(institution), whole, Words(fold(campus).split()))
