"""Which names of a place are worth comparing: two that share nothing are not one site."""

from __future__ import annotations

from itertools import combinations, product
from typing import TYPE_CHECKING

from trialsites.sites.known import institutions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trialsites.sites.spelling import Spelling

__all__ = ["candidates"]

_BEGINNING = 4
"""Words that begin alike may be one, mistyped."""


def _traits(spelling: Spelling, *, authority: bool) -> Iterator[tuple[str, object]]:
    """Return what another name must share with this one to be compared with it."""
    name = spelling.name
    yield from (("word", word[:_BEGINNING]) for word in name.words if not word.startswith("saint-"))
    yield from (("saint", word) for word in name.words if word.startswith("saint-"))
    if not name.core:
        yield "plain", ""
    yield from (
        ("part", (part.types, part.generics, part.specialties, part.qualifiers, part.numbers))
        for part in name.parts
        if not part.words and part.types
    )
    yield from (("letters", letters) for letters in name.acronyms | name.initials)
    yield from (("org", org) for org in spelling.org_ids)
    if authority:
        yield from (("known", entry) for entry in institutions(spelling))


def candidates(nodes: Sequence[Spelling], *, authority: bool) -> list[tuple[int, int]]:
    """Return the pairs of names worth scoring, smaller index first, in order.

    Parameters
    ----------
    nodes
        Names of one place.
    authority
        Whether two names of one well-known institution are worth it.
    """
    sharing: dict[tuple[str, object], list[int]] = {}
    for index, spelling in enumerate(nodes):
        for trait in set(_traits(spelling, authority=authority)):
            sharing.setdefault(trait, []).append(index)
    found: set[tuple[int, int]] = set()
    for (kind, _), members in sharing.items():
        if kind != "letters":
            found.update(combinations(members, 2))
            continue
        short = [i for i in members if nodes[i].name.acronyms]
        found.update((min(a, b), max(a, b)) for a, b in product(short, members) if a != b)
    return sorted(found)
