"""Which words are towns and which are divisions: a vocabulary for readers of joined fields."""

from __future__ import annotations

from functools import lru_cache

from trialsites.places.gazetteer import gazetteer
from trialsites.places.spelling import close_variants, linked, names_no_place

__all__ = ["Words"]


class Words:
    """The gazetteer as `trialsites.extract.PlaceWords`; it is opened when first asked."""

    def kinds(self, text: str, country: str) -> frozenset[str]:
        """Return which of ``"city"`` and ``"state"`` a text can be in a country.

        Parameters
        ----------
        text
            One part of a place as published.
        country
            Its country as published.
        """
        return _kinds(text, country)


@lru_cache(1 << 16)
def _kinds(text: str, country: str) -> frozenset[str]:
    places = gazetteer()
    code = places.country(country)
    if not code or names_no_place(text):
        return frozenset()
    forms = tuple(form for form, _ in close_variants(text, code))
    city = bool(places.named((code, *linked(code)), forms))
    state = any(places.divisions.named(code, form) for form in forms)
    return frozenset(kind for kind, is_it in (("city", city), ("state", state)) if is_it)
