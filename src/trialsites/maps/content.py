"""What of a directory goes into a map, as blocks of bytes that its page reads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import pandas as pd

from trialsites.maps import pack
from trialsites.maps.codes import PHASES, PRECISIONS, ROLES, SITE_KINDS, STATUSES, phase_mask
from trialsites.maps.details import desk_records, people_of_sites, site_records
from trialsites.maps.privacy import Contacts, allowed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["READ", "Content", "content"]

DOUBTFUL_BELOW = 0.5  # a point is shown as doubtful unless it is more likely right than wrong
_CODE = re.compile("[A-Z]{2}")
_POSITION_BITS = 32  # beside a study's number in one key
_STEPS = 100_000  # per degree: 0.00001° is about a metre
_RADIUS_STEPS = 10  # per kilometre
_PERSON = (
    *("study", "contact", "name", "kind", "role", "phone", "phone_e164", "phone_ext"),
    *("phone_published", "phone_note", "email", "affiliation"),
)
READ = {  # the columns a map is made of; a large directory need not read the others
    "studies": ("study", "title", "sponsor", "status", "phase", "as_of", "url"),
    "rows": ("study", "position", "site_id", "status", "address", "zip"),
    "contacts": (
        *_PERSON,
        *("person_id", "position", "pairing", "pairing_confidence", "pairing_note"),
    ),
    "study_contacts": (*_PERSON, "scope"),
    "sites": (
        *("site_id", "name", "kind", "organisation", "departments", "merge_note", "pin_note"),
        *("source", "candidates", "city", "admin1", "country", "country_code", "lat", "lon"),
        *("precision", "confidence", "radius_km"),
    ),
    "spellings": ("site_id", "facility", "city", "note"),
}


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

    def number(self, contacts: pd.DataFrame) -> NDArray[np.int64]:
        """Return of which of its site's studies each contact (``_site``, ``_study``) is."""
        keys = self.site << _POSITION_BITS | self.study
        site = contacts["_site"].to_numpy(dtype=np.int64)
        wanted = site << _POSITION_BITS | contacts["_study"].to_numpy(dtype=np.int64)
        number: NDArray[np.int64] = np.searchsorted(keys, wanted) - np.searchsorted(self.site, site)
        return number


def content(
    tables: Mapping[str, pd.DataFrame], *, contacts: Contacts = "full", title: str = ""
) -> Content:
    """Return the blocks of a map.

    Parameters
    ----------
    tables
        The frames of `trialsites.tables` by name, with at least the columns of `READ`.
    contacts
        Whose names and numbers may go in.
    title
        Heading of the page; the page makes one from the studies if empty.

    Raises
    ------
    ValueError
        If a table or a column is missing.
    """
    shown = allowed({name: _columns(tables, name) for name in READ}, contacts)
    sites = _placed(shown["sites"])
    studies = _by_first_site(shown["studies"], shown["rows"], sites)
    rows = shown["rows"].assign(
        _site=pd.Index(sites["site_id"]).get_indexer(shown["rows"]["site_id"]),
        _study=pd.Index(studies["study"]).get_indexer(shown["rows"]["study"]),
    )
    links = _links(rows, studies)
    shown["contacts"] = _at_rows(shown["contacts"], rows, studies["study"])
    shown["contacts"]["_link"] = links.number(shown["contacts"])
    people = people_of_sites(shown["contacts"], len(sites))
    late = {
        "ids": pack.codes(sites["site_id"].tolist()),
        "links": pack.parts({"study": _study_steps(links), "status": _bytes(links.status)}),
        "studies": pack.lines(
            *(
                studies[c].tolist()
                for c in ("study", "title", "sponsor", "status", "phase", "as_of", "url")
            )
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
        countries=tuple(sorted(filter(_CODE.fullmatch, set(sites["country_code"])))),
    )


def _columns(tables: Mapping[str, pd.DataFrame], name: str) -> pd.DataFrame:
    missing = [column for column in READ[name] if column not in tables.get(name, ())]
    if missing:
        raise ValueError(f"table {name} lacks {', '.join(missing)}")
    return tables[name][list(READ[name])]


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


def _by_first_site(studies: pd.DataFrame, rows: pd.DataFrame, sites: pd.DataFrame) -> pd.DataFrame:
    """Return the studies in the order of their first sites: near sites then share near numbers."""
    number = pd.Index(sites["site_id"]).get_indexer(rows["site_id"])
    first = pd.Series(number).groupby(rows["study"].to_numpy()).min()
    order = studies["study"].map(first).fillna(len(sites))
    return studies.assign(_first=order).sort_values(["_first", "study"], ignore_index=True)


def _at_rows(contacts: pd.DataFrame, rows: pd.DataFrame, studies: pd.Series[str]) -> pd.DataFrame:
    """Return the contacts with the site and study of their row, -1 where there is none."""
    study = pd.Index(studies).get_indexer(pd.Index(contacts["study"]))
    position = contacts["position"].to_numpy(dtype=np.int64, na_value=-1)
    keys = pd.Index(
        rows["_study"].to_numpy(np.int64) << _POSITION_BITS | rows["position"].to_numpy(np.int64)
    )
    known = ~keys.duplicated()
    found = keys[known].get_indexer(pd.Index(study.astype(np.int64) << _POSITION_BITS | position))
    found[(study < 0) | (position < 0)] = -1
    sites = np.append(rows["_site"].to_numpy()[known], -1)
    return contacts.assign(_site=sites[found], _study=study)


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


def _study_steps(links: _Links) -> bytes:
    """Return, for each site, its first study and then the steps to the next ones."""
    steps = np.diff(links.study, prepend=0)
    first = np.diff(links.site, prepend=-1) != 0
    return pack.planes(np.where(first, links.study, steps))


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
                *(c.iloc[first].tolist() for c in (sites["city"], sites["admin1"], country))
            ),
            "names": pack.lines(
                pack.shortened(sites["name"].tolist(), city=sites["city"].tolist())
            ),
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
