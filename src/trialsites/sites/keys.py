"""Names that say the same: those of one key are one site before anything is scored."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, groupby
from typing import TYPE_CHECKING

from trialsites.sites.classify import classify
from trialsites.sites.known import compare, houses
from trialsites.text import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from trialsites.sites.spelling import Spelling

__all__ = ["by_key", "exact_key", "merged", "of_equal_keys"]

_TWO_HOUSES = frozenset({"apart", "campuses"})

_EITHER = 0.5
"""Probability that a name is of a house where names as short as it are of two."""


def exact_key(spelling: Spelling) -> str:
    """Return what a spelling is reduced to; equal keys in one place are one site.

    A person's practice keeps its whole text.

    Parameters
    ----------
    spelling
        A named spelling or a person's.
    """
    if classify(spelling.facility) == "person":
        return "person|" + fold(spelling.facility)
    return spelling.name.key


def by_key(
    spellings: Sequence[Spelling], judged: Collection[str], *, authority: bool
) -> dict[tuple[str, str], list[int]]:
    """Return the spellings of each key, by the key and what keeps them from others of it.

    That is the spelling itself where a person judged it, and the well-known houses it names where
    a key is of two: "Hôpital Universitaire de Bruxelles" is not "Universitair Ziekenhuis Brussel".

    Parameters
    ----------
    spellings
        Spellings of one place.
    judged
        Handles of the spellings that decisions speak of.
    authority
        Whether the authority file of well-known institutions is asked.
    """
    alike: dict[str, list[int]] = {}
    for index, spelling in enumerate(spellings):
        alike.setdefault(exact_key(spelling), []).append(index)
    found: dict[tuple[str, str], list[int]] = {}
    for key, members in alike.items():
        contested = authority and _contested([spellings[i] for i in members])
        for index in members:
            own = _named_houses(spellings[index]) if contested else ""
            if judged and spellings[index].handle in judged:
                own = spellings[index].handle
            found.setdefault((key, own), []).append(index)
    return found


def _contested(members: Sequence[Spelling]) -> bool:
    """Tell whether spellings of one key name two houses."""
    if len(members) == 1:
        return False
    of_each = {_named_houses(member): member for member in members}
    return any(_two_houses(one, two) for one, two in combinations(of_each.values(), 2))


def _two_houses(one: Spelling, two: Spelling) -> bool:
    """Tell whether two spellings of one key name two houses, or two universities.

    Of a house and a university with the same key the second may well mean the first.
    """
    bodies = [any(match.kind for match in houses(spelling)) for spelling in (one, two)]
    return bodies[0] == bodies[1] and compare(one, two).relation in _TWO_HOUSES


def _named_houses(spelling: Spelling) -> str:
    return "; ".join(sorted(f"{match.entry} {match.campus}" for match in houses(spelling)))


def merged(members: Sequence[Spelling]) -> Spelling:
    """Return the plainest of some spellings with one key, knowing what all of them know.

    Parameters
    ----------
    members
        Spellings, at least one.
    """
    plainest = min(members, key=lambda s: (len(s.facility), s.facility, s.city))
    return replace(
        plainest,
        zips=tuple(sorted({z for s in members for z in s.zips})),
        rows=sum(s.rows for s in members),
        org_ids=frozenset[str]().union(*(s.org_ids for s in members)),
        people=frozenset[str]().union(*(s.people for s in members)),
        phones=frozenset[str]().union(*(s.phones for s in members)),
        hosts=frozenset[str]().union(*(s.hosts for s in members)),
    )


def of_equal_keys(
    nodes: Sequence[Spelling], keys: Sequence[str], *, authority: bool
) -> tuple[dict[tuple[int, int], float], set[tuple[int, int]]]:
    """Return the probabilities of pairs of one key that are two nodes, and which are two houses.

    Parameters
    ----------
    nodes, keys
        As `by_key` keeps them apart, sorted by key.
    authority
        Whether the authority file of well-known institutions is asked.
    """
    found: dict[tuple[int, int], float] = {}
    forbidden: set[tuple[int, int]] = set()
    for _, alike in groupby(range(len(keys)), key=keys.__getitem__):
        pairs = list(combinations(alike, 2))
        two = {(a, b) for a, b in pairs if authority and _two_houses(nodes[a], nodes[b])}
        forbidden |= two
        for a, b in pairs:
            sure = not two or _named_houses(nodes[a]) == _named_houses(nodes[b])
            found[a, b] = 1.0 if sure else _EITHER
    return {pair: chance for pair, chance in found.items() if pair not in forbidden}, forbidden
