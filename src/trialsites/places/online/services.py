"""What is known about each online geocoder: delay, caching, attribution, key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec

from trialsites.errors import InputError
from trialsites.rules import load

__all__ = ["SERVICES", "Service", "service"]


@dataclass(frozen=True, slots=True)
class Service:
    """The policy of one online geocoder.

    Attributes
    ----------
    name
        As geopy knows it.
    delay_s
        Least seconds between two requests to its public server.
    may_cache
        Whether its answers may be kept between runs.
    attribution
        Whom to name where its points are shown.
    domain
        Its public server where geopy lets one choose; empty otherwise.
    countries
        ISO 3166-1 alpha-2 codes it knows; empty if all.
    key_option, key_env
        Which argument of its geopy class takes the key, and where it is read from.
    country_option
        Which argument of its ``geocode`` limits the country.
    structured
        The field that takes a hospital's name where queries may name their parts.
    kind
        Paths into a raw result that say what it is.
    facility, street, town
        What these say for a hospital, a street or address, a town or region.
    """

    name: str
    delay_s: float
    may_cache: bool
    attribution: str
    domain: str = ""
    countries: tuple[str, ...] = ()
    key_option: str = "api_key"
    key_env: str = ""
    country_option: str = ""
    structured: str = ""
    kind: tuple[str, ...] = ()
    facility: tuple[str, ...] = ()
    street: tuple[str, ...] = ()
    town: tuple[str, ...] = ()

    def knows(self, country: str) -> bool:
        """Return whether the service answers for a country code."""
        return not self.countries or country in self.countries

    def kind_of(self, raw: Any) -> str:  # noqa: ANN401 - the raw answer of any service
        """Return ``facility``, ``street``, ``town``, or empty where a result does not say."""
        for path in self.kind:
            said = _at(raw, path.split("."))
            for word in ("facility", "street", "town"):
                if said in getattr(self, word):
                    return word
        return ""


def _at(raw: Any, path: list[str]) -> Any:  # noqa: ANN401 - JSON
    for step in path:
        if isinstance(raw, Mapping):
            raw = raw.get(step)
        elif isinstance(raw, list) and step.isdigit() and int(step) < len(raw):
            raw = raw[int(step)]
        else:
            return None
    return raw if isinstance(raw, str) else None


@cache
def _services() -> dict[str, Service]:
    rules = load("geocoders.toml")
    return {
        name: msgspec.convert({"name": name} | rules["default"] | given, Service)
        for name, given in rules["services"].items()
    }


def service(name: str) -> Service:
    """Return the policy of a geocoder by its name.

    A geocoder that geopy knows and this table does not has the careful default: one request per
    second, nothing kept.

    Parameters
    ----------
    name
        Such as ``nominatim``, ``photon`` or ``ban``.

    Raises
    ------
    InputError
        If geopy has no such geocoder.
    """
    from geopy.geocoders import SERVICE_TO_GEOCODER

    rules = load("geocoders.toml")
    name = rules["aliases"].get(name.casefold(), name.casefold())
    if name not in SERVICE_TO_GEOCODER:
        choices = ", ".join(sorted({*rules["aliases"], *SERVICE_TO_GEOCODER}))
        raise InputError(f"there is no geocoder {name!r}: choose from {choices}")
    careful = {"name": name} | rules["default"]
    return _services().get(name) or msgspec.convert(careful, Service)


SERVICES: Mapping[str, Service] = _services()
"""The policy of every geocoder that was looked into, by geopy's name for it."""
