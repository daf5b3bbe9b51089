"""The question and its answer: the nearest sites, what ties with them, what has no point."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from trialsites.directory.connect import connect
from trialsites.nearest.origin import Origin, origin_of
from trialsites.nearest.search import STATUS, TIE_KM, Found, candidates, matching

if TYPE_CHECKING:
    import os
    import sqlite3

__all__ = ["Answer", "Near", "nearest"]


@dataclass(frozen=True, slots=True)
class Near(Found):
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
    with connect(path) as connection:
        origin = origin_of(connection, where, country)
        wanted = matching(study, status)
        k = max(k, 1)
        found = sorted(candidates(connection, origin, k, wanted), key=_order)
        last = found[min(k, len(found)) - 1][0] if found else 0.0
        tied = sum(1 for km, _ in found[k:] if km - last <= TIE_KM)
        sites = tuple(_near(connection, km, site) for km, site in found[:k])
        (unplaced,) = connection.execute(
            f"SELECT count(*) FROM sites s WHERE s.lat ISNULL{wanted.sql}", wanted.values
        ).fetchone()
    return Answer(origin, sites, tied, unplaced)


def _order(found: tuple[float, Found]) -> tuple[int, str, str]:
    km, site = found
    return round(km / TIE_KM), site.name, site.site_id


def _near(connection: sqlite3.Connection, km: float, site: Found) -> Near:
    statuses = connection.execute(
        f"SELECT DISTINCT {STATUS} FROM rows r WHERE r.site_id = ? ORDER BY 1",
        (site.site_id,),
    ).fetchall()
    known = tuple(status for (status,) in statuses if status)
    about = site.precision not in {"facility", "street"}
    return Near(**asdict(site), statuses=known, km=km, about=about)
