"""Finds towns by name: "Lille", "Lille, FR", "Springfield, Massachusetts".

Standard library only, so that a command that needs one town answers at once.
"""

from __future__ import annotations

from trialsites.places.evidence import Evidence
from trialsites.places.gazetteer import Town, gazetteer
from trialsites.places.score import judge
from trialsites.text import fold

__all__ = ["Town", "find", "in_division", "read_place"]


def find(
    text: str,
    country: str = "",
    *,
    near: tuple[float, float] | None = None,
    limit: int = 10,
) -> list[tuple[Town, float]]:
    """Return the towns a text may mean with their probabilities, best first.

    Parameters
    ----------
    text
        A town, with its division or country after commas if that is needed.
    country
        Alpha-2 code or name of the country it lies in; empty for anywhere.
    near
        A point in decimal degrees WGS84 (latitude, longitude) that the town should be near.
    limit
        How many towns at most.

    Returns
    -------
    towns
        Pairs of town and probability; the probabilities sum to 1 at most. Empty if nobody knows
        the text.
    """
    name, state, code = read_place(text, country)
    judged = judge(Evidence(name, state, "", code, "", near))
    if not judged and code and not country:
        # "Chicago, IL" is no town of Israel: the letters may be a division's too.
        name, *rest = map(str.strip, text.split(","))
        judged = judge(Evidence(name, ", ".join(rest), "", "", "", near))
    return [(c.town, p) for c, p in judged if c.town.id][:limit]


def in_division(towns: list[Town], text: str) -> list[Town]:
    """Return the towns that lie in the division a text names, such as Texas in "Paris, Texas".

    Parameters
    ----------
    towns
        What `find` returned for the text.
    text
        A town, with its division or country after commas.
    """
    state = fold(read_place(text)[1])
    return [
        town for town in towns if state and state in {fold(town.admin1), fold(town.admin1_code)}
    ]


def read_place(text: str, country: str = "") -> tuple[str, str, str]:
    """Return town, division and country code of a text such as "Paris, Texas, USA".

    Parameters
    ----------
    text
        A town, with its division or country after commas.
    country
        Alpha-2 code or name that holds if the text names no other.
    """
    places = gazetteer()
    name, *rest = [part.strip() for part in text.split(",")]
    code = places.country(country) if country else ""
    if rest and not code and (code := places.country(rest[-1])):
        rest.pop()
    return name, ", ".join(rest), code
