"""Places written on one line, "City, State, Country", taken apart from the right."""

from __future__ import annotations

from trialsites.countries import country_code

__all__ = ["country_parts", "looks_like_place", "split_place"]

_MOST_COUNTRY_PARTS = 3


def split_place(line: str) -> tuple[str, str, str]:
    """Return city, state and country of a line such as ``"Caen, , France"``.

    The country is matched from the right against all known names because some hold a comma
    ("Korea, Republic of"); the state is the last part before it, the city the rest.

    Parameters
    ----------
    line
        A place as published, its empty parts kept.

    Returns
    -------
    place
        City, state, country as published; the last part counts as the country even if unknown.
    """
    parts = [part.strip() for part in line.split(",")]
    taken = country_parts(parts[1:]) or 1
    country, rest = ", ".join(parts[-taken:]), parts[:-taken]
    if len(rest) > 1:
        return ", ".join(rest[:-1]), rest[-1], country
    return ", ".join(rest), "", country


def looks_like_place(line: str) -> bool:
    """Tell whether a line has the form ``City, State, Country`` with a known country."""
    parts = [part.strip() for part in line.split(",")]
    return 0 < country_parts(parts[1:]) < len(parts) - 1


def country_parts(parts: list[str]) -> int:
    """Return how many of the last parts of a line are its country, 0 if none is known.

    Parameters
    ----------
    parts
        The parts between commas; "Korea, Republic of" are two.
    """
    for taken in range(min(_MOST_COUNTRY_PARTS, len(parts)), 0, -1):
        if all(parts[-taken:]) and country_code(", ".join(parts[-taken:])):
            return taken
    return 0
