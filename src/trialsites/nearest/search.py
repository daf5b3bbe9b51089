"""The sites nearest to a point: the file's R*Tree finds them, geodesics rank them.

A circle around the origin grows until it holds enough sites; geodesics on the WGS84 ellipsoid
(Karney 2013, geographiclib) give the distances.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from trialsites.nearest.origin import Origin

__all__ = ["STATUS", "TIE_KM", "Filter", "Found", "candidates", "matching", "statuses_held"]

TIE_KM = 0.001
"""Sites that differ by less are equally near."""

_EARTH_KM = 6371.0088
_HALF_WORLD_KM = math.pi * _EARTH_KM
_FIRST_KM = 8.0
_ENOUGH = 1500
_HALVINGS = 5
# A sphere misjudges a geodesic by at most 0.56 %: twice that separates any two candidates.
_SPHERE_ERROR = 1.0113
_INDEX_PAD = 1e-4  # degrees; the index rounds to 32-bit floats

STATUS = "coalesce(nullif(r.status, ''), (SELECT status FROM studies WHERE study = r.study))"
"""The status of a row r, or of its study."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is read of a site."""

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

    @property
    def point(self) -> tuple[float, float]:
        """Latitude and longitude."""
        return self.lat, self.lon


_COLUMNS = ", ".join(f"s.{field.name}" for field in fields(Found))


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on sites s, in SQL, and what stands for its question marks."""

    sql: str
    values: tuple[str, ...]


def matching(study: str, status: str) -> Filter:
    """Return the condition that a site belongs to a study and recruits by a status.

    Parameters
    ----------
    study
        A study's identifier, or empty for all.
    status
        A recruitment status, or empty for any.
    """
    tests, values = [], []
    if study:
        tests.append("r.study = ? COLLATE NOCASE")
        values.append(study.strip())
    if status:
        # Words that no reader knows are kept as published.
        tests.append(f"upper(replace(replace({STATUS}, ',', ''), ' ', '_')) = ?")
        values.append(re.sub(r"[\W_]+", "_", status.strip()).upper())
    if not tests:
        return Filter("", ())
    inner = " AND ".join(tests)
    return Filter(
        f" AND EXISTS (SELECT 1 FROM rows r WHERE r.site_id = s.site_id AND {inner})",
        tuple(values),
    )


def statuses_held(connection: sqlite3.Connection) -> list[str]:
    """Return every recruitment status that a row of the directory has, in order.

    Parameters
    ----------
    connection
        An open directory.
    """
    held = connection.execute(f"SELECT DISTINCT {STATUS} FROM rows r ORDER BY 1").fetchall()
    return [status for (status,) in held if status]


def candidates(
    connection: sqlite3.Connection, origin: Origin, k: int, wanted: Filter
) -> list[tuple[float, Found]]:
    """Return at least the k nearest sites that match, in any order.

    Parameters
    ----------
    connection
        An open directory.
    origin
        Where to start.
    k
        How many sites, at least 1.
    wanted
        Which sites.

    Returns
    -------
    sites
        Pairs of geodesic distance in kilometres and a site.
    """
    radius = _FIRST_KM
    while (n := _count(connection, origin, radius, wanted)) < k and radius < _HALF_WORLD_KM:
        radius *= 2
    for _ in range(_HALVINGS):
        if n < _ENOUGH or (half := _count(connection, origin, radius / 2, wanted)) < k:
            break
        n, radius = half, radius / 2
    sites = _fetch(connection, origin, radius, wanted)
    kms = sorted(_great_circle(origin, *site.point) for site in sites)
    if not kms:
        return []
    needed = kms[min(k, len(kms)) - 1] * _SPHERE_ERROR + TIE_KM
    if needed > radius:
        sites = _fetch(connection, origin, needed, wanted)
    near = [site for site in sites if _great_circle(origin, *site.point) <= needed]
    distances = {point: _geodesic(origin, *point) for point in {site.point for site in near}}
    return [(distances[site.point], site) for site in near]


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


def _where(wanted: Filter) -> str:
    return (
        "FROM rtree_sites_geom t JOIN sites s ON s.fid = t.id "
        f"WHERE t.maxx >= ? AND t.minx <= ? AND t.maxy >= ? AND t.miny <= ?{wanted.sql}"
    )


def _count(connection: sqlite3.Connection, origin: Origin, km: float, wanted: Filter) -> int:
    if wanted.sql:
        sql = f"SELECT count(*) FROM (SELECT 1 {_where(wanted)} LIMIT {_ENOUGH})"
    else:
        sql = (
            "SELECT count(*) FROM (SELECT 1 FROM rtree_sites_geom WHERE maxx >= ? AND minx <= ? "
            f"AND maxy >= ? AND miny <= ? LIMIT {_ENOUGH})"
        )
    boxes = _boxes(origin, km)
    return sum(connection.execute(sql, (*b, *wanted.values)).fetchone()[0] for b in boxes)


def _fetch(connection: sqlite3.Connection, origin: Origin, km: float, wanted: Filter) -> set[Found]:
    sql = f"SELECT {_COLUMNS} {_where(wanted)}"
    return {
        Found(*row)
        for box in _boxes(origin, km)
        for row in connection.execute(sql, (*box, *wanted.values))
    }


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
