"""From a city, a point or a site's name to the nearest sites.

This room answers within a tenth of a second, so it imports nothing heavy: the file's own R*Tree
finds candidates by great circle, geodesics on the WGS84 ellipsoid (Karney 2013, geographiclib)
rank them.
"""

from __future__ import annotations

import math
import re
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trialsites.countries import country_name
from trialsites.directory.connect import connect
from trialsites.directory.directory import find_sites
from trialsites.errors import UnknownPlaceError

if TYPE_CHECKING:
    import os
    import sqlite3
    from collections.abc import Iterator, Sequence

    from trialsites.places.towns import Town

__all__ = ["Answer", "Near", "Origin", "nearest"]

_EARTH_KM = 6371.0088
_HALF_WORLD_KM = math.pi * _EARTH_KM
_FIRST_KM = 8.0
_ENOUGH = 1500
_HALVINGS = 5
# A sphere misjudges a geodesic by at most 0.56 %: twice that separates any two candidates.
_SPHERE_ERROR = 1.0113
_TIE_KM = 0.001
_INDEX_PAD = 1e-4  # degrees; the index rounds to 32-bit floats
_SURE = 0.9
_POINT = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*[,;\s]\s*([+-]?\d+(?:\.\d+)?)\s*")

_FIELDS = (
    "site_id",
    "name",
    "organisation",
    "kind",
    "city",
    "admin1",
    "country",
    "lat",
    "lon",
    "precision",
    "confidence",
    "radius_km",
    "studies",
)
_COLUMNS = ", ".join(f"s.{name}" for name in _FIELDS)
_STATUS = "coalesce(nullif(r.status, ''), (SELECT status FROM studies WHERE study = r.study))"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a question starts: a name and a point in decimal degrees WGS84."""

    name: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Near:
    """One site near an origin.

    Attributes
    ----------
    km
        Geodesic distance from the origin to the site's point, kilometres.
    about
        True if the point is a town's centre or coarser, so the distance is approximate.
    radius_km
        The site is within this many kilometres of its point.
    statuses
        Recruitment statuses of its rows, or of their studies where a row has none.
    """

    site_id: str
    name: str
    organisation: str
    kind: str
    city: str
    admin1: str
    country: str
    lat: float
    lon: float
    precision: str
    confidence: float
    radius_km: float | None
    studies: int
    statuses: tuple[str, ...]
    km: float
    about: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """The nearest sites of an origin, nearest first.

    Attributes
    ----------
    tied
        How many more sites are exactly as near as the last one listed.
    unplaced
        How many sites that match have no known point; one of them may be nearer.
    """

    origin: Origin
    sites: tuple[Near, ...]
    tied: int
    unplaced: int


@dataclass(frozen=True, slots=True)
class _Filter:
    sql: str
    values: tuple[str, ...]


def nearest(
    path: str | os.PathLike[str],
    where: str | tuple[float, float],
    *,
    k: int = 5,
    country: str = "",
    study: str = "",
    status: str = "",
) -> Answer:
    """Return the sites nearest to a place.

    Parameters
    ----------
    path
        A directory file.
    where
        A city ("Lille", "Springfield, Massachusetts"), a point ("50.63,3.06" or a pair of
        latitude and longitude in decimal degrees WGS84), or a site's name.
    k
        How many sites, at least 1.
    country
        Understand the city in this country (name or ISO code).
    study
        Only sites of this study.
    status
        Only sites with a row of this recruitment status.

    Returns
    -------
    answer
        Up to k sites; fewer if the directory holds fewer that match.

    Raises
    ------
    DirectoryError
        If the file is no directory.
    UnknownPlaceError
        If the place is unknown, or several places share the name; then it lists them.
    """
    with closing(connect(path)) as connection:
        origin = _origin(connection, where, country)
        matching = _filter(study, status)
        found = sorted(
            _candidates(connection, origin, max(k, 1), matching),
            key=lambda pair: (round(pair[0] / _TIE_KM), pair[1][1], pair[1][0]),
        )
        last = found[min(k, len(found)) - 1][0] if found else 0.0
        tied = sum(1 for km, _ in found[k:] if km - last <= _TIE_KM)
        sites = tuple(_near(connection, km, row) for km, row in found[:k])
        (unplaced,) = connection.execute(
            f"SELECT count(*) FROM sites s WHERE s.lat ISNULL{matching.sql}", matching.values
        ).fetchone()
    return Answer(origin, sites, tied, unplaced)


def _origin(
    connection: sqlite3.Connection, where: str | tuple[float, float], country: str
) -> Origin:
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


def _filter(study: str, status: str) -> _Filter:
    tests, values = [], []
    if study:
        tests.append("r.study = ?")
        values.append(study.strip().upper())
    if status:
        tests.append(f"{_STATUS} = ?")
        values.append(re.sub(r"[\W_]+", "_", status.strip()).upper())
    if not tests:
        return _Filter("", ())
    inner = " AND ".join(tests)
    return _Filter(
        f" AND EXISTS (SELECT 1 FROM rows r WHERE r.site_id = s.site_id AND {inner})",
        tuple(values),
    )


def _candidates(
    connection: sqlite3.Connection, origin: Origin, k: int, matching: _Filter
) -> list[tuple[float, tuple[Any, ...]]]:
    radius = _FIRST_KM
    while (n := _count(connection, origin, radius, matching)) < k and radius < _HALF_WORLD_KM:
        radius *= 2
    for _ in range(_HALVINGS):
        if n < _ENOUGH or (half := _count(connection, origin, radius / 2, matching)) < k:
            break
        n, radius = half, radius / 2
    rows = _fetch(connection, origin, radius, matching)
    kms = sorted(_great_circle(origin, row[7], row[8]) for row in rows)
    if not kms:
        return []
    needed = kms[min(k, len(kms)) - 1] * _SPHERE_ERROR + _TIE_KM
    if needed > radius:
        rows = _fetch(connection, origin, needed, matching)
    near = [row for row in rows if _great_circle(origin, row[7], row[8]) <= needed]
    distances = {point: _geodesic(origin, *point) for point in {row[7:9] for row in near}}
    return [(distances[row[7:9]], row) for row in near]


def _boxes(origin: Origin, km: float) -> Iterator[tuple[float, float, float, float]]:
    """Yield (west, east, south, north) boxes that together hold a circle."""
    angle = km / _EARTH_KM
    dlat = math.degrees(angle) + _INDEX_PAD
    south, north = origin.lat - dlat, origin.lat + dlat
    if south <= -90 or north >= 90 or angle >= math.pi / 2:  # noqa: PLR2004 - the poles
        yield -180.0, 180.0, south, north
        return
    dlon = math.degrees(math.asin(math.sin(angle) / math.cos(math.radians(origin.lat))))
    west, east = origin.lon - dlon - _INDEX_PAD, origin.lon + dlon + _INDEX_PAD
    yield west, east, south, north
    # The world is round: what leaves it in the east comes back in the west.
    if west < -180:  # noqa: PLR2004 - the antimeridian
        yield west + 360, 180.0, south, north
    if east > 180:  # noqa: PLR2004 - the antimeridian
        yield -180.0, east - 360, south, north


def _where(matching: _Filter) -> str:
    return (
        "FROM rtree_sites_geom t JOIN sites s ON s.fid = t.id "
        f"WHERE t.maxx >= ? AND t.minx <= ? AND t.maxy >= ? AND t.miny <= ?{matching.sql}"
    )


def _count(connection: sqlite3.Connection, origin: Origin, km: float, matching: _Filter) -> int:
    if matching.sql:
        sql = f"SELECT count(*) FROM (SELECT 1 {_where(matching)} LIMIT {_ENOUGH})"
    else:
        sql = (
            "SELECT count(*) FROM (SELECT 1 FROM rtree_sites_geom WHERE maxx >= ? AND minx <= ? "
            f"AND maxy >= ? AND miny <= ? LIMIT {_ENOUGH})"
        )
    boxes = _boxes(origin, km)
    return sum(connection.execute(sql, (*b, *matching.values)).fetchone()[0] for b in boxes)


def _fetch(
    connection: sqlite3.Connection, origin: Origin, km: float, matching: _Filter
) -> list[tuple[Any, ...]]:
    sql = f"SELECT {_COLUMNS} {_where(matching)}"
    rows = {
        row[0]: row
        for box in _boxes(origin, km)
        for row in connection.execute(sql, (*box, *matching.values))
    }
    return list(rows.values())


def _great_circle(origin: Origin, lat: float, lon: float) -> float:
    a, b = math.radians(origin.lat), math.radians(lat)
    h = (
        math.sin((b - a) / 2) ** 2
        + math.cos(a) * math.cos(b) * math.sin(math.radians(lon - origin.lon) / 2) ** 2
    )
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


def _geodesic(origin: Origin, lat: float, lon: float) -> float:
    from geographiclib.geodesic import Geodesic

    line = Geodesic.WGS84.Inverse(origin.lat, origin.lon, lat, lon, Geodesic.DISTANCE)
    return float(line["s12"]) / 1000


def _near(connection: sqlite3.Connection, km: float, row: Sequence[Any]) -> Near:
    statuses = connection.execute(
        f"SELECT DISTINCT {_STATUS} FROM rows r WHERE r.site_id = ? ORDER BY 1",
        (row[0],),
    ).fetchall()
    known = tuple(status for (status,) in statuses if status)
    named = dict(zip(_FIELDS, row, strict=True))
    about = named["precision"] not in {"facility", "street"}
    return Near(**named, statuses=known, km=km, about=about)
