"""Which words are towns and which are divisions: a vocabulary for readers of joined fields."""

from __future__ import annotations

from functools import lru_cache

from trialsites.places.gazetteer import gazetteer
from trialsites.places.spelling import linked, names_no_place, variants

__all__ = ["Words"]

_PLAIN = ("same", "cut", "affix")


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
    forms = [form for form, change in variants(text, code) if change in _PLAIN]
    city = any(places.named(c, form) for c in (code, *linked(code)) for form in forms)
    state = any(places.regions(code, form) for form in forms)
    return frozenset(kind for kind, is_it in (("city", city), ("state", state)) if is_it)
