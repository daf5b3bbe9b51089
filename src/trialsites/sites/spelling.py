"""One distinct text of a place, with all that its rows know about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b

from trialsites.sites.lexicon import town_name
from trialsites.sites.parse import Name, parse

__all__ = ["Spelling", "block", "handle", "identifier"]


def identifier(text: str) -> str:
    """Return twelve letters and digits that stand for a text, the same on every machine.

    Sixty bits: among three million sites two meet with a probability below one in 200,000.

    Parameters
    ----------
    text
        What is to be identified.
    """
    number = int.from_bytes(blake2b(text.encode(), digest_size=8).digest()) >> 4
    letters = "0123456789abcdefghjkmnpqrstvwxyz"
    return "".join(letters[number >> shift & 31] for shift in range(55, -1, -5))


def handle(facility: str, city: str, country: str) -> str:
    """Return how a spelling is written in questions and decisions.

    Parameters
    ----------
    facility, city
        As published.
    country
        ISO 3166-1 alpha-2 code, or the country as published where it is not understood.
    """
    return f"{facility} ({', '.join(part for part in (city, country) if part)})"


def block(place_id: str, country: str, city: str) -> str:
    """Return where a text is compared with others: its place, else its country and folded city.

    Parameters
    ----------
    place_id
        The accepted town, empty if none.
    country, city
        As for `Spelling`.
    """
    return place_id or f"{country}/{town_name(city)}"


@dataclass(frozen=True, slots=True)
class Spelling:
    """One distinct (facility, city) text of a place.

    Attributes
    ----------
    country
        ISO 3166-1 alpha-2 code, or as published where it is not understood.
    place, place_id
        The accepted town, empty if none.
    zips
        Distinct postal codes as published.
    rows
        How many rows carry it.
    org_ids
        Identifiers in registers (CTIS, ODS), hospital registers included.
    people, phones, hosts
        Folded investigators, site telephones (E.164) and e-mail hosts seen with it.
    """

    facility: str
    city: str = ""
    country: str = ""
    place: str = ""
    place_id: str = ""
    zips: tuple[str, ...] = ()
    rows: int = 1
    org_ids: frozenset[str] = field(default_factory=frozenset)
    people: frozenset[str] = field(default_factory=frozenset)
    phones: frozenset[str] = field(default_factory=frozenset)
    hosts: frozenset[str] = field(default_factory=frozenset)

    @property
    def name(self) -> Name:
        """The facility text taken apart."""
        return parse(self.facility, self.city, self.place)

    @property
    def handle(self) -> str:
        """How it is written in questions and decisions."""
        return handle(self.facility, self.city, self.country)

    @property
    def block(self) -> str:
        """Where it is compared with others: its place, else its country and folded city."""
        return block(self.place_id, self.country, self.city)
