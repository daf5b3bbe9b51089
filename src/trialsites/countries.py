"""Country names as registries have written them over the years, and their ISO codes."""

from __future__ import annotations

from functools import cache

from trialsites.rules import load
from trialsites.text import fold

__all__ = ["country_code", "country_name", "known_names"]


@cache
def _codes() -> dict[str, str]:
    import pycountry

    codes: dict[str, str] = {}
    for country in pycountry.countries:
        for attribute in ("name", "official_name", "common_name", "alpha_3", "alpha_2"):
            if text := getattr(country, attribute, ""):
                codes.setdefault(fold(text), country.alpha_2)
    for code, names in load("countries.toml")["aliases"].items():
        codes.update({fold(name): code for name in names})
    return codes


@cache
def country_code(name: str) -> str:
    """Return the ISO 3166-1 alpha-2 code of a country name, or empty.

    Old registry names ("Korea, Republic of", "Former Serbia and Montenegro"), codes, and the
    parts of the United Kingdom are understood; territories with a code of their own keep it.
    Source: ISO 3166 through pycountry, and ``rules/countries.toml``.

    Parameters
    ----------
    name
        A country as published.
    """
    return _codes().get(fold(name), "")


@cache
def country_name(code: str) -> str:
    """Return the short English name of an ISO 3166-1 alpha-2 code, or the code itself.

    Parameters
    ----------
    code
        Two letters, upper case.
    """
    import pycountry

    if name := load("countries.toml")["names"].get(code):
        return str(name)
    country = pycountry.countries.get(alpha_2=code)
    return str(getattr(country, "common_name", country.name)) if country else code


@cache
def known_names() -> frozenset[str]:
    """Return every country name that is understood, folded."""
    return frozenset(_codes())
