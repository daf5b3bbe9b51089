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
from trialsites.maps.details import desk_records, people_of_sites, postal_codes, site_records
from trialsites.maps.links import (
    Links,
    Rows,
    codes_of,
    links,
    numbered,
    places_among,
    studies_in_order,
)
from trialsites.maps.privacy import Contacts, allowed
from trialsites.maps.sentences import sentences_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

__all__ = ["READ", "Content", "content"]

DOUBTFUL_BELOW = 0.5  # a point is shown as doubtful unless it is more likely right than wrong
_CODE = re.compile("[A-Z]{2}")
_STEPS = 100_000  # per degree: 0.00001° is about a metre
_RADIUS_STEPS = 10  # per kilometre
_EXPLAINED = {
    "sites": ("merge_note", "pin_note"),
    "contacts": ("pairing_note",),
    "spellings": ("note",),
}
_LISTED = ("site_id", "name", "kind", "city", "admin1", "country", "country_code", "radius_km")
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
        *("place_id", "precision", "confidence", "radius_km"),
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
    towns
        GeoNames ids of the towns with sites, sorted.
    """

    early: dict[str, bytes]
    late: dict[str, bytes]
    members: dict[str, bytes]
    countries: tuple[str, ...]
    towns: tuple[str, ...]


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
    rows = numbered(shown["rows"], sites["site_id"], shown["studies"]["study"])
    order = studies_in_order(shown["studies"]["study"], rows, len(sites))
    studies = shown["studies"].take(order).reset_index(drop=True)
    rows = rows.with_studies(order)
    runs = links(rows, shown["rows"]["status"], studies["status"])
    people = people_of_sites(_at_sites(shown["contacts"], rows, runs, studies), len(sites))
    late = {
        "ids": pack.codes(sites["site_id"].tolist()),
        "links": pack.parts({"study": _study_steps(runs), "status": _bytes(runs.status)}),
        "studies": pack.lines(
            *(
                studies[c].tolist()
                for c in ("study", "title", "sponsor", "status", "phase", "as_of", "url")
            )
        ),
    }
    late["sentences"] = sentences_in(_notes(shown))
    if contacts == "full":
        late["people"] = pack.lines(people.names)
    spelt = places_among(shown["spellings"]["site_id"], sites["site_id"])
    at_sites = shown["rows"].assign(_site=rows.site)
    late["zips"] = pack.lines(postal_codes(at_sites, len(sites)))
    details = site_records(
        shown["sites"],
        sites["_line"].to_numpy(),
        rows=at_sites,
        spellings=shown["spellings"].assign(_site=spelt),
        people=people.fields,
    )
    desks = desk_records(shown["study_contacts"], shown["contacts"], studies["study"])
    return Content(
        early={
            "about": _about(sites, studies, shown, contacts, title),
            "sites": _site_columns(sites, studies, runs, people.roles),
        },
        late=late,
        members={"details": pack.members(details), "desks": pack.members(desks)},
        countries=tuple(sorted(filter(_CODE.fullmatch, sites["country_code"].unique()))),
        towns=tuple(sorted(set(shown["sites"]["place_id"].unique()) - {""})),
    )


def _columns(tables: Mapping[str, pd.DataFrame], name: str) -> pd.DataFrame:
    missing = [column for column in READ[name] if column not in tables.get(name, ())]
    if missing:
        raise ValueError(f"table {name} lacks {', '.join(missing)}")
    return tables[name][list(READ[name])]


def _placed(sites: pd.DataFrame) -> pd.DataFrame:
    """Return what lists say of sites, along a Morton curve, with a precision code each.

    Unplaced ones come last; but one with candidates stands, marked doubtful, at the best of them.
    ``_line`` tells the place of a site in the table.
    """
    lat = sites["lat"].to_numpy(dtype=float, na_value=np.nan).copy()
    lon = sites["lon"].to_numpy(dtype=float, na_value=np.nan).copy()
    confidence = sites["confidence"].to_numpy(dtype=float, na_value=1.0)
    precision = codes_of(sites["precision"], {p: i for i, p in enumerate(PRECISIONS)}, 0)
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
    listed = sites[list(_LISTED)].assign(
        _lat=lat, _lon=lon, _precision=precision, _line=np.arange(len(sites))
    )
    order = pd.DataFrame({"curve": curve, "site_id": sites["site_id"].array}).sort_values(
        ["curve", "site_id"]
    )
    return listed.take(order.index.to_numpy()).reset_index(drop=True)


def _at_sites(
    contacts: pd.DataFrame, rows: Rows, runs: Links, studies: pd.DataFrame
) -> pd.DataFrame:
    """Return the contacts of sites by site, then study, with both and which link that is."""
    study = places_among(contacts["study"], studies["study"])
    site = rows.sites_of(study, contacts["position"].to_numpy(dtype=np.int64, na_value=-1))
    order = np.lexsort((contacts["contact"].to_numpy(dtype=np.int64), study, site))
    order = order[np.count_nonzero(site < 0) :]
    site, study = site[order], study[order]
    return contacts.take(order).assign(_site=site, _link=runs.number(site, study))


def _study_steps(runs: Links) -> bytes:
    """Return, for each site, its first study and then the steps to the next ones."""
    steps = np.diff(runs.study, prepend=0)
    first = np.diff(runs.site, prepend=-1) != 0
    return pack.planes(np.where(first, runs.study, steps))


def _site_columns(
    sites: pd.DataFrame, studies: pd.DataFrame, runs: Links, roles: NDArray[np.integer[Any]]
) -> bytes:
    count = len(sites)
    country = sites["country_code"].mask(sites["country_code"] == "", sites["country"])
    place, _ = pd.factorize(sites["city"] + "\0" + sites["admin1"] + "\0" + country)
    first = np.unique(place, return_index=True)[1]
    statuses = np.zeros(count, dtype=np.int64)
    np.bitwise_or.at(statuses, runs.site, 1 << runs.status.astype(np.int64))
    masks = {phase: phase_mask(phase) for phase in studies["phase"].unique()}
    of_study = codes_of(studies["phase"], masks, 0)
    phases = np.zeros(count, dtype=np.int64)
    np.bitwise_or.at(phases, runs.site, of_study[runs.study])
    kinds = codes_of(sites["kind"], {kind: i for i, kind in enumerate(SITE_KINDS)}, 0)
    radius = sites["radius_km"].to_numpy(dtype=float, na_value=0.0) * _RADIUS_STEPS
    on_map = sites["_precision"] > 0
    return pack.parts(
        {
            "lat": pack.deltas(_steps(sites["_lat"][on_map])),
            "lon": pack.deltas(_steps(sites["_lon"][on_map])),
            "precision": _bytes(sites["_precision"]),
            "kind": _bytes(kinds),
            "radius": pack.varints(np.rint(radius).astype(np.int64)),
            "place": pack.deltas(place),
            "statuses": pack.varints(statuses),
            "phases": _bytes(phases),
            "roles": pack.varints(roles),
            "studies": pack.varints(np.bincount(runs.site, minlength=count)),
            "places": pack.lines(
                *(c.iloc[first].tolist() for c in (sites["city"], sites["admin1"], country))
            ),
            "names": pack.lines(
                pack.shortened(sites["name"].tolist(), city=sites["city"].tolist())
            ),
        }
    )


def _notes(shown: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """Yield each distinct explanation."""
    for table, columns in _EXPLAINED.items():
        for column in columns:
            yield from shown[table][column].unique()


def _about(
    sites: pd.DataFrame,
    studies: pd.DataFrame,
    shown: Mapping[str, pd.DataFrame],
    contacts: Contacts,
    title: str,
) -> bytes:
    dates = [date for date in studies["as_of"].unique() if date]
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
