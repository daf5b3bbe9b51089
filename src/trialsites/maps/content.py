"""What of a directory goes into a map, as blocks of bytes that its page reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import pandas as pd

from trialsites.maps import pack
from trialsites.maps.codes import PHASES, PRECISIONS, ROLES, SITE_KINDS, STATUSES, phase_mask
from trialsites.maps.details import desk_records, people_of_sites, site_records
from trialsites.maps.privacy import Contacts, allowed
from trialsites.tables import CONTACTS, ROWS, SITES, SPELLINGS, STUDIES, STUDY_CONTACTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["Content", "content"]

DOUBTFUL_BELOW = 0.5  # a point is shown as doubtful unless it is more likely right than wrong
_STEPS = 100_000  # per degree: 0.00001° is about a metre
_RADIUS_STEPS = 10  # per kilometre
_READ = (STUDIES, ROWS, CONTACTS, STUDY_CONTACTS, SITES, SPELLINGS)


@dataclass(frozen=True, slots=True)
class Content:
    """The data of one map.

    Attributes
    ----------
    early
        Blocks the first markers need, by name.
    late
        Blocks that can come after the page has started.
    members
        Late blocks made of gzip members already, never compressed as a whole.
    countries
        ISO 3166-1 alpha-2 codes of the countries with sites, sorted.
    """

    early: dict[str, bytes]
    late: dict[str, bytes]
    members: dict[str, bytes]
    countries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Links:
    """Which study runs at which site, sorted by site, then study."""

    site: NDArray[np.int64]
    study: NDArray[np.int64]
    status: NDArray[np.int64]


def content(
    tables: Mapping[str, pd.DataFrame], *, contacts: Contacts = "full", title: str = ""
) -> Content:
    """Return the blocks of a map.

    Parameters
    ----------
    tables
        The frames of `trialsites.tables` by name, as ``Directory.tables()`` returns them.
    contacts
        Whose names and numbers may go in.
    title
        Heading of the page; the page makes one from the studies if empty.

    Raises
    ------
    ValueError
        If a table or a column is missing.
    """
    shown = allowed({t.name: t.check(tables[t.name]) for t in _READ}, contacts)
    sites = _placed(shown["sites"])
    studies = shown["studies"].sort_values("study", ignore_index=True)
    rows = shown["rows"].assign(
        _site=pd.Index(sites["site_id"]).get_indexer(shown["rows"]["site_id"]),
        _study=pd.Index(studies["study"]).get_indexer(shown["rows"]["study"]),
    )
    links = _links(rows, studies)
    people = people_of_sites(shown["contacts"], rows, len(sites))
    late = {
        "ids": pack.lines(sites["site_id"]),
        "links": pack.parts({"study": pack.deltas(links.study), "status": _bytes(links.status)}),
        "studies": pack.lines(
            *(studies[c] for c in ("study", "title", "sponsor", "status", "phase", "as_of", "url"))
        ),
    }
    if contacts == "full":
        late["people"] = pack.lines(people.names)
    details = site_records(sites, rows, shown["spellings"], people.records)
    desks = desk_records(shown["study_contacts"], shown["contacts"], studies["study"])
    return Content(
        early={
            "about": _about(sites, studies, shown, contacts, title),
            "sites": _site_columns(sites, studies, links, people.roles),
        },
        late=late,
        members={"details": pack.members(details), "desks": pack.members(desks)},
        countries=tuple(sorted({code for code in sites["country_code"] if code})),
    )


def _placed(sites: pd.DataFrame) -> pd.DataFrame:
    """Return the sites along a Morton curve, unplaced ones last, with a precision code each.

    A site that was not placed but has candidates stands, marked doubtful, at the best of them.
    """
    sites = sites.reset_index(drop=True)
    lat = sites["lat"].to_numpy(dtype=float, na_value=np.nan).copy()
    lon = sites["lon"].to_numpy(dtype=float, na_value=np.nan).copy()
    confidence = sites["confidence"].to_numpy(dtype=float, na_value=1.0)
    code = sites["precision"].map({p: i for i, p in enumerate(PRECISIONS)})
    precision = code.to_numpy(dtype=float, na_value=0.0).astype(np.int64)
    doubtful = PRECISIONS.index("doubtful")
    precision[(precision > doubtful) & (confidence < DOUBTFUL_BELOW)] = doubtful
    others = sites["candidates"].tolist()
    for i in np.flatnonzero(np.isnan(lat) | np.isnan(lon)).tolist():
        lat[i], lon[i], precision[i] = np.nan, np.nan, 0
        for candidate in msgspec.json.decode(others[i] or "[]")[:1]:
            lat[i], lon[i], precision[i] = candidate["lat"], candidate["lon"], doubtful
    known = ~np.isnan(lat)
    curve = np.full(len(sites), np.iinfo(np.uint64).max, dtype=np.uint64)
    curve[known] = pack.morton(lat[known], lon[known])
    sites = sites.assign(_lat=lat, _lon=lon, _precision=precision, _curve=curve)
    return sites.sort_values(["_curve", "site_id"], ignore_index=True)


def _links(rows: pd.DataFrame, studies: pd.DataFrame) -> _Links:
    """Return each study at each site once, with the most open status published for it there."""
    codes = {status: i for i, status in enumerate(STATUSES)}
    unknown = codes["UNKNOWN"]
    of_study = studies["status"].map(codes).to_numpy(dtype=float, na_value=unknown)
    of_row = rows["status"].map(codes).to_numpy(dtype=float, na_value=np.nan)
    fits = ((rows["_site"] >= 0) & (rows["_study"] >= 0)).to_numpy()
    site, study = (rows[c].to_numpy(dtype=np.int64)[fits] for c in ("_site", "_study"))
    status = np.where(np.isnan(of_row[fits]), of_study[study], of_row[fits]).astype(np.int64)
    order = np.lexsort((status, study, site))
    site, study, status = site[order], study[order], status[order]
    first = np.ones(len(site), dtype=bool)
    first[1:] = (np.diff(site) != 0) | (np.diff(study) != 0)
    return _Links(site[first], study[first], status[first])


def _site_columns(
    sites: pd.DataFrame, studies: pd.DataFrame, links: _Links, roles: NDArray[np.int64]
) -> bytes:
    count = len(sites)
    country = sites["country_code"].mask(sites["country_code"] == "", sites["country"])
    place, _ = pd.factorize(sites["city"] + "\0" + sites["admin1"] + "\0" + country)
    first = np.unique(place, return_index=True)[1]
    statuses = np.zeros(count, dtype=np.int64)
    np.bitwise_or.at(statuses, links.site, 1 << links.status)
    of_study = np.array([phase_mask(phase) for phase in studies["phase"]], dtype=np.int64)
    phases = np.zeros(count, dtype=np.int64)
    np.bitwise_or.at(phases, links.site, of_study[links.study])
    kinds = sites["kind"].map({kind: i for i, kind in enumerate(SITE_KINDS)})
    radius = sites["radius_km"].to_numpy(dtype=float, na_value=0.0) * _RADIUS_STEPS
    on_map = sites["_precision"] > 0
    return pack.parts(
        {
            "lat": pack.deltas(_steps(sites["_lat"][on_map])),
            "lon": pack.deltas(_steps(sites["_lon"][on_map])),
            "precision": _bytes(sites["_precision"]),
            "kind": _bytes(kinds.to_numpy(dtype=float, na_value=0.0)),
            "radius": pack.varints(np.rint(radius).astype(np.int64)),
            "place": pack.deltas(place),
            "statuses": pack.varints(statuses),
            "phases": _bytes(phases),
            "roles": pack.varints(roles),
            "studies": pack.varints(np.bincount(links.site, minlength=count)),
            "places": pack.lines(
                *(c.iloc[first] for c in (sites["city"], sites["admin1"], country))
            ),
            "names": pack.lines(sites["name"]),
        }
    )


def _about(
    sites: pd.DataFrame,
    studies: pd.DataFrame,
    shown: Mapping[str, pd.DataFrame],
    contacts: Contacts,
    title: str,
) -> bytes:
    dates = [date for date in studies["as_of"] if date]
    only = studies.iloc[0] if len(studies) == 1 else {"study": "", "title": ""}
    return msgspec.json.encode(
        {
            "title": title,
            "sites": len(sites),
            "studies": len(studies),
            "study": only["study"],
            "studyTitle": only["title"],
            "contacts": len(shown["contacts"]),
            "contactsMode": contacts,
            "asOf": [min(dates), max(dates)] if dates else [],
            "statuses": STATUSES,
            "phases": PHASES,
            "roles": ROLES,
            "precisions": PRECISIONS,
            "kinds": SITE_KINDS,
        }
    )


def _steps(degrees: pd.Series[Any]) -> NDArray[np.int64]:
    steps: NDArray[np.int64] = np.rint(degrees.to_numpy(dtype=float) * _STEPS).astype(np.int64)
    return steps


def _bytes(values: Any) -> bytes:  # noqa: ANN401 - whatever numpy makes an array of
    return np.asarray(values).astype(np.uint8).tobytes()
