"""Which sites belong to one organisation: its campuses, and its houses in neighbouring towns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trialsites.sites.display import display_name
from trialsites.sites.lexicon import town_words
from trialsites.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trialsites.sites.spelling import Spelling

__all__ = ["Member", "organisations"]

_Key = tuple[str, ...]

_PARENTS = frozenset({"aphp", "aphm", "hcl", "uhn", "unity"})
"""Networks that are one legal organisation wherever they are named (``rules/site_words.toml``)."""

_TOWN_KIND = "uh"
"""A town's university hospital is one organisation: kind and town name it."""


@dataclass(frozen=True, slots=True)
class Member:
    """One site as its organisation sees it.

    Attributes
    ----------
    site_id
        Its identifier.
    block
        The place it stands in.
    spellings
        All its spellings.
    """

    site_id: str
    block: str
    spellings: tuple[Spelling, ...]


def _claims(spelling: Spelling) -> set[tuple[_Key, bool]]:
    """Return the organisations that a spelling names, and whether it stands in their town.

    "Tours - CHU" in Tours names the university hospital of Tours at home; in Chambray-lès-Tours
    it names the same from elsewhere.
    """
    name = spelling.name
    found: set[tuple[_Key, bool]] = {
        ((spelling.country, "network", network), True) for network in name.networks & _PARENTS
    }
    for part in name.parts:
        town = part.town | frozenset(part.words)
        if _TOWN_KIND in part.types and town and not part.qualifiers and not part.numbers:
            own = fold(spelling.place or spelling.city).split()
            known = town_words(spelling.place) | town_words(spelling.city)
            home = town <= known and set(own) & known <= town
            found.add(((spelling.country, "town", *sorted(town)), home))
    return found


def _linking(members: Sequence[Member]) -> list[set[str]]:
    """Return the sites that name one organisation, for each organisation that is unambiguous."""
    claims: dict[_Key, set[str]] = {}
    homes: dict[_Key, set[str]] = {}
    for member in members:
        for spelling in member.spellings:
            for key, home in _claims(spelling):
                claims.setdefault(key, set()).add(member.site_id)
                if home:
                    homes.setdefault(key, set()).add(member.block)
    return [
        claims[key] for key in sorted(claims) if key[1] == "network" or len(homes.get(key, ())) == 1
    ]


def organisations(members: Sequence[Member]) -> dict[str, tuple[str, str]]:
    """Return the organisation's id and name of every named site.

    Sites are one organisation if they name the same parent, or the university hospital of the
    same town, and that town has one place in the country where it stands at home. A shared word
    alone links nothing.

    Parameters
    ----------
    members
        Every named site of the directory, in any order.
    """
    claims = _linking(members)
    leader = {member.site_id: member.site_id for member in members}

    def find(site: str) -> str:
        while leader[site] != site:
            leader[site] = leader[leader[site]]
            site = leader[site]
        return site

    for sites in claims:
        first, *others = sorted({find(site) for site in sites})
        for other in others:
            leader[other] = first
    grouped: dict[str, list[Member]] = {}
    for member in sorted(members, key=lambda m: m.site_id):
        grouped.setdefault(find(member.site_id), []).append(member)
    return {
        member.site_id: (group[0].site_id, _name(group))
        for group in grouped.values()
        for member in group
    }


def _name(group: list[Member]) -> str:
    """Return the clearest spelling, of those that name no campus if there are any."""
    spellings = [s for member in group for s in member.spellings]
    whole = [s for s in spellings if len(group) > 1 and not s.name.words and s.name.town]
    return display_name(whole or spellings)
