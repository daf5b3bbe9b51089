"""Which words are towns and which are divisions: a vocabulary for readers of joined fields."""

from __future__ import annotations

from functools import lru_cache

from trialsites.countries import country_code
from trialsites.places.gazetteer import gazetteer
from trialsites.places.spelling import key, variants

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
        return _kinds(key(text), country_code(country))


@lru_cache(1 << 16)
def _kinds(text: str, country: str) -> frozenset[str]:
    if not text or not country:
        return frozenset()
    forms = [form for form, _ in variants(text, country)]
    known = gazetteer()
    city = any(known.named(country, form) for form in forms)
    state = any(known.division(country, form) for form in forms)
    return frozenset(kind for kind, is_it in (("city", city), ("state", state)) if is_it)
