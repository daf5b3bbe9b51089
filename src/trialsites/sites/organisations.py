"""Which sites belong to one organisation: its campuses, and its houses in neighbouring towns."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from trialsites.sites.display import clarity
from trialsites.sites.lexicon import town_words
from trialsites.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trialsites.sites.spelling import Spelling

__all__ = ["Claim", "claims", "organisations"]

_PARENTS = frozenset({"aphp", "aphm", "hcl", "uhn", "unity"})
"""Networks that are one legal organisation wherever they are named (``rules/site_words.toml``)."""

_NETWORK, _TOWN = "network", "town"

_TOWN_KIND = "uh"
"""A town's university hospital is one organisation: kind and town name it."""


class Claim(NamedTuple):
    """One organisation that the names of a site speak of.

    Attributes
    ----------
    site_id
        The site.
    block
        The place it stands in.
    organisation
        ``network`` or ``town``, the country, and the words that name it, joined by ``|``.
    home
        Whether the site stands in the town of the organisation's name.
    campus, faults, rows, name
        The spelling of the site that names the organisation best, how many rows carry it, how
        unclear it is, and whether it only names a campus.
    """

    site_id: str
    block: str
    organisation: str
    home: int
    campus: int
    faults: int
    rows: int
    name: str

    @property
    def standing(self) -> tuple[int, int, int, int, str]:
        """How well its name would do for the whole organisation: the smallest is best."""
        return self.campus, self.faults, -self.rows, len(self.name), self.name


def _spoken_of(spelling: Spelling) -> Iterator[tuple[str, bool]]:
    """Yield the organisations that a spelling names, and whether it stands in their town.

    "Tours - CHU" in Tours names the university hospital of Tours at home; in Chambray-lès-Tours
    it names the same from elsewhere.
    """
    name = spelling.name
    for network in name.networks & _PARENTS:
        yield f"{_NETWORK}|{spelling.country}|{network}", True
    for part in name.parts:
        town = part.town | frozenset(part.words)
        if _TOWN_KIND in part.types and town and not part.qualifiers and not part.numbers:
            own = fold(spelling.place or spelling.city).split()
            known = town_words(spelling.place) | town_words(spelling.city)
            home = town <= known and set(own) & known <= town
            yield "|".join((_TOWN, spelling.country, *sorted(town))), home


def claims(site_id: str, spellings: Sequence[Spelling]) -> list[Claim]:
    """Return the organisations that the names of a site speak of.

    Parameters
    ----------
    site_id
        The site.
    spellings
        All its spellings.
    """
    found: dict[str, int] = {}
    for spelling in spellings:
        for organisation, home in _spoken_of(spelling):
            found[organisation] = max(found.get(organisation, 0), int(home))
    if not found:
        return []
    best = min(spellings, key=lambda s: (_campus(s), *clarity(s), s.facility))
    said = (_campus(best), clarity(best)[0], best.rows, best.facility)
    return [Claim(site_id, best.block, key, home, *said) for key, home in sorted(found.items())]


def _campus(spelling: Spelling) -> int:
    return int(bool(spelling.name.words) or not spelling.name.town)


def organisations(known: Sequence[Claim]) -> dict[str, tuple[str, str]]:
    """Return the organisation's id and name of every site that shares one with another site.

    Sites are one organisation if they name the same parent, or the university hospital of the
    same town, and that town has one place in the country where it stands at home. A shared word
    alone links nothing.

    Parameters
    ----------
    known
        The claims of every site of the directory, in any order.
    """
    by_site = {claim.site_id: claim for claim in known}
    leader = {site: site for site in by_site}

    def find(site: str) -> str:
        while leader[site] != site:
            leader[site] = leader[leader[site]]
            site = leader[site]
        return site

    for sites in _linking(known):
        first, *others = sorted({find(site) for site in sites})
        for other in others:
            leader[other] = first
    grouped: dict[str, list[Claim]] = {}
    for site in sorted(by_site):
        grouped.setdefault(find(site), []).append(by_site[site])
    return {
        claim.site_id: (group[0].site_id, min(c.standing for c in group)[-1])
        for group in grouped.values()
        if len(group) > 1
        for claim in group
    }


def _linking(known: Sequence[Claim]) -> list[set[str]]:
    """Return the sites that name one organisation, for each organisation that is unambiguous."""
    sites: dict[str, set[str]] = {}
    homes: dict[str, set[str]] = {}
    for claim in known:
        sites.setdefault(claim.organisation, set()).add(claim.site_id)
        if claim.home:
            homes.setdefault(claim.organisation, set()).add(claim.block)
    return [
        sites[key]
        for key in sorted(sites)
        if key.startswith(_NETWORK) or len(homes.get(key, ())) == 1
    ]
