"""Where a question starts: a point, a site or a town."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trialsites.countries import country_code, country_name
from trialsites.directory.search import city_like, sites_called, sites_with_words
from trialsites.errors import UnknownPlaceError
from trialsites.nearest.point import read_point

if TYPE_CHECKING:
    import sqlite3

    from trialsites.places.towns import Town

__all__ = ["Origin", "origin_of"]

_SURE = 0.9
_NAMED = 6  # sites that an error lists


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
        A point, or a text: a site's id or very name comes first, then a town, then a part of a
        name.
    country
        Understand a town in this country (name or ISO code), or empty.

    Raises
    ------
    UnknownPlaceError
        If nothing is called so, or several things are; then it lists them.
    """
    if not isinstance(where, str):
        return _point(*where)
    if point := read_point(where):
        return _point(*point)
    return (
        _site_origin(connection, where, sites_called(connection, where, _NAMED))
        or _town_origin(connection, where, country)
        or _site_origin(connection, where, sites_with_words(connection, where, _NAMED))
        or _unknown(connection, where, country)
    )


def _point(lat: float, lon: float) -> Origin:
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):  # noqa: PLR2004 - the globe's own limits
        raise UnknownPlaceError(
            f"{lat:g},{lon:g} is no point on earth; write latitude,longitude in decimal degrees"
        )
    return Origin(f"{lat:.4f}, {lon:.4f}", lat, lon)


def _unknown(connection: sqlite3.Connection, where: str, country: str) -> Origin:
    """Say what to write instead: the commonest mistakes have their own sentence."""
    if not where.strip():
        advice = "write a town, a site's name, or a point such as 50.63,3.06"
    elif country_code(where):
        advice = f"{where!r} is a country: write one of its towns"
    elif any(sign.isdigit() for sign in where):
        advice = (
            f"no town and no site is called {where!r}: write the town without postal code and "
            "street, or a point such as 50.63,3.06"
        )
    else:
        there = f" of {country}" if country else ""
        meant = city_like(connection, where)
        rest = "check its spelling, or write a point such as 50.63,3.06"
        advice = f"no town{there} and no site is called {where!r}"
        advice += f"; did you mean {meant}?" if meant else f": {rest}"
    raise UnknownPlaceError(advice)


def _site_origin(connection: sqlite3.Connection, text: str, ids: list[str]) -> Origin | None:
    marks = ", ".join("?" * len(ids))
    sites = connection.execute(
        f"SELECT name, city, lat, lon FROM sites WHERE site_id IN ({marks}) AND lat NOTNULL "
        "ORDER BY site_id",
        ids,
    ).fetchall()
    points = {(lat, lon) for _, _, lat, lon in sites}
    if len(points) > 1:
        names = tuple(f"{name} ({city})" for name, city, *_ in sites)
        raise UnknownPlaceError(f"{text!r} names several sites: {'; '.join(names)}", names)
    return Origin(sites[0][0], *points.pop()) if points else None


def _town_origin(connection: sqlite3.Connection, text: str, country: str) -> Origin | None:
    from trialsites.places.towns import find, in_division

    if country and not country_code(country):
        raise UnknownPlaceError(
            f"no country is called {country!r}: write its English name or its two letters"
        )
    found = find(text, country_code(country) if country else "", limit=8)
    if not found:
        return None
    town, probability = found[0]
    if probability < _SURE:
        towns = [town for town, _ in found]
        named = in_division(towns, text)
        if len(named) != 1:
            raise _shared(connection, text, towns)
        (town,) = named
    return Origin(_town_name(connection, town), town.lat, town.lon)


def _shared(connection: sqlite3.Connection, text: str, towns: list[Town]) -> UnknownPlaceError:
    codes = connection.execute("SELECT DISTINCT country_code FROM sites").fetchall()
    here = {code for (code,) in codes}
    first = sorted(towns, key=lambda town: town.country not in here)
    names = tuple(dict.fromkeys(_town_name(connection, town) for town in first))
    return UnknownPlaceError(
        f"{text!r} may be {'; '.join(names)}: write one of them in full", names
    )


def _town_name(connection: sqlite3.Connection, town: Town) -> str:
    # The directory mostly knows the country's name; asking the library costs a start-up.
    known = connection.execute(
        "SELECT country FROM sites WHERE country_code = ? LIMIT 1", (town.country,)
    ).fetchone()
    country = known[0] if known else country_name(town.country)
    return ", ".join(part for part in (town.name, town.admin1, country) if part)
