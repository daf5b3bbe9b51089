"""Where a question starts: a point, a site or a town."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trialsites.countries import country_name
from trialsites.directory.directory import find_sites
from trialsites.errors import UnknownPlaceError

if TYPE_CHECKING:
    import sqlite3

    from trialsites.places.towns import Town

__all__ = ["Origin", "origin_of"]

_SURE = 0.9
_POINT = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*[,;\s]\s*([+-]?\d+(?:\.\d+)?)\s*")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a question starts: a name and a point in decimal degrees WGS84."""

    name: str
    lat: float
    lon: float


def origin_of(
    connection: sqlite3.Connection, where: str | tuple[float, float], country: str
) -> Origin:
    """Return where a question starts.

    Parameters
    ----------
    connection
        An open directory.
    where
        A point, or a text: a site's very name comes first, then a town, then a part of a name.
    country
        Understand a town in this country (name or ISO code), or empty.

    Raises
    ------
    UnknownPlaceError
        If nothing is called so, or several things are; then it lists them.
    """
    if not isinstance(where, str):
        return _point(*where)
    if match := _POINT.fullmatch(where):
        return _point(float(match[1]), float(match[2]))
    return (
        _site_origin(connection, where, exact=True)
        or _town_origin(connection, where, country)
        or _site_origin(connection, where, exact=False)
        or _unknown(where)
    )


def _point(lat: float, lon: float) -> Origin:
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):  # noqa: PLR2004 - the globe's own limits
        raise UnknownPlaceError(
            f"{lat:g},{lon:g} is no point on earth; write latitude,longitude in decimal degrees"
        )
    return Origin(f"{lat:g},{lon:g}", lat, lon)


def _unknown(where: str) -> Origin:
    raise UnknownPlaceError(f"no town and no site is called {where!r}; add a country, or a point")


def _site_origin(connection: sqlite3.Connection, text: str, *, exact: bool) -> Origin | None:
    try:
        ids = find_sites(connection, text, limit=6)
    except UnknownPlaceError:
        return None
    marks = ", ".join("?" * len(ids))
    sites = connection.execute(
        f"SELECT name, city, lat, lon FROM sites WHERE site_id IN ({marks}) AND lat NOTNULL",
        ids,
    ).fetchall()
    if exact:
        from trialsites.text import fold

        sites = [site for site in sites if fold(site[0]) == fold(text)]
    points = {site[2:] for site in sites}
    if len(points) > 1:
        names = tuple(f"{name} ({city})" for name, city, *_ in sites)
        raise UnknownPlaceError(f"{text!r} names several sites: {'; '.join(names)}", names)
    return Origin(*sites[0][:1], *points.pop()) if points else None


def _town_origin(connection: sqlite3.Connection, text: str, country: str) -> Origin | None:
    from trialsites.countries import country_code
    from trialsites.places.towns import find

    if country and not country_code(country):
        raise UnknownPlaceError(f"no country is called {country!r}")
    found = find(text, country_code(country) if country else "", limit=8)
    if not country and not (found and found[0][1] >= _SURE):
        codes = connection.execute("SELECT DISTINCT country_code FROM sites WHERE country_code")
        here = {code for (code,) in codes.fetchall()}
        found = [pair for pair in found if pair[0].country in here] or found
    if not found:
        return None
    if found[0][1] < _SURE:
        names = tuple(_town_name(connection, town) for town, _ in found)
        raise UnknownPlaceError(
            f"{text!r} may be {'; '.join(names)}: write one of them in full", names
        )
    town = found[0][0]
    return Origin(_town_name(connection, town), town.lat, town.lon)


def _town_name(connection: sqlite3.Connection, town: Town) -> str:
    # The directory mostly knows the country's name; asking the library costs a start-up.
    known = connection.execute(
        "SELECT country FROM sites WHERE country_code = ? LIMIT 1", (town.country,)
    ).fetchone()
    country = known[0] if known else country_name(town.country)
    return ", ".join(part for part in (town.name, town.admin1, country) if part)
