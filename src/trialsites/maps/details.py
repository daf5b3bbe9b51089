"""What a site's card says beyond its line in the list: people, spellings, reasons."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from trialsites.maps import pack
from trialsites.maps.codes import ROLES

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["People", "desk_records", "people_of_sites", "site_records"]

NAME_BREAK = "\x1f"
_NOT_DIALLED = re.compile(r"[^+\d]")  # the page dials what remains of a phone
_PERSON = ("name", "role", "phone", "phone_e164", "phone_ext", "phone_note", "email", "affiliation")


@dataclass(frozen=True, slots=True)
class People:
    """The contacts of the sites, by site.

    Attributes
    ----------
    records
        For each site with contacts, what its card says of each of them but the name, in order.
    names
        The names at each site in one text, in the same order, parted by `NAME_BREAK`.
    roles
        One bit per role that someone has at each site.
    """

    records: dict[int, list[dict[str, Any]]]
    names: list[str]
    roles: NDArray[np.int64]


def people_of_sites(contacts: pd.DataFrame, sites: int) -> People:
    """Return contacts grouped by the site of their row; open ones belong to none.

    Parameters
    ----------
    contacts
        The table of contacts with ``_site`` and ``_study``, places in the sorted sites and studies,
        and ``_link``, the place of the study among its site's own.
    sites
        How many sites there are.
    """
    found = contacts[(contacts["_site"] >= 0) & (contacts["_study"] >= 0)]
    found = found.sort_values(["_site", "_study", "contact"], ignore_index=True)
    bits = {role: 1 << i for i, role in enumerate(ROLES)}
    names: list[list[str]] = [[] for _ in range(sites)]
    roles = np.zeros(sites, dtype=np.int64)
    records: dict[int, list[dict[str, Any]]] = {}
    extra = ("person_id", "pairing", "pairing_confidence", "pairing_note")
    people = _records(found, ("_site", "_link", *_PERSON, *extra))
    for person in people:
        site = person.pop("_site", 0)
        names[site].append(person.pop("name", "").replace(NAME_BREAK, " "))
        if person.get("phone_e164") == _NOT_DIALLED.sub("", person.get("phone", "")):
            del person["phone_e164"]
        roles[site] |= bits.get(person.get("role", ""), 0)
        records.setdefault(site, []).append(person)
    return People(records, [NAME_BREAK.join(some) for some in names], roles)


def site_records(
    sites: pd.DataFrame,
    rows: pd.DataFrame,
    spellings: pd.DataFrame,
    people: dict[int, list[dict[str, Any]]],
) -> list[bytes]:
    """Return one JSON text per site, in the order of the sites; empty fields are left out."""
    fields = ("organisation", "departments", "merge_note", "pin_note", "source", "confidence")
    names, cities = sites["name"].tolist(), sites["city"].tolist()
    notes = {
        note: pack.shortened(sites[note].tolist(), city=cities, name=names)
        for note in ("merge_note", "pin_note")
    }
    records = list(_records(sites.assign(**notes), fields))
    for record, name in zip(records, names, strict=True):
        if record.get("organisation") == name:
            del record["organisation"]
    for i, text in enumerate(sites["candidates"].tolist()):
        if len(text) > len("[]"):
            records[i]["candidates"] = msgspec.json.decode(text)
    for i, addresses in _grouped(rows[rows["_site"] >= 0], "_site", ("address", "zip")):
        records[i]["addresses"] = addresses
    number = {site_id: i for i, site_id in enumerate(sites["site_id"].tolist())}
    several = spellings[spellings.duplicated("site_id", keep=False)]
    for site_id, spelt in _grouped(several, "site_id", ("facility", "city", "note")):
        if site_id in number:
            records[number[site_id]]["spellings"] = spelt
    for i, some in people.items():
        records[i]["people"] = some
    return [msgspec.json.encode(record) for record in records]


def desk_records(
    study_contacts: pd.DataFrame, contacts: pd.DataFrame, studies: pd.Series[str]
) -> list[bytes]:
    """Return one JSON text per study: its desks, and its people whose site is open."""
    number = {study: i for i, study in enumerate(studies)}
    records: list[dict[str, list[dict[str, Any]]]] = [{} for _ in number]
    unpaired = contacts[contacts["position"].isna()]
    for key, frame in (("desks", study_contacts), ("open", unpaired)):
        ordered = frame.sort_values(["study", "contact"])
        for record in _records(ordered, ("study", *_PERSON)):
            study = record.pop("study", "")
            if study in number:
                records[number[study]].setdefault(key, []).append(record)
    return [msgspec.json.encode(record) for record in records]


def _records(frame: pd.DataFrame, columns: Iterable[str]) -> Iterable[dict[str, Any]]:
    """Yield lines as dictionaries without their empty fields."""
    names = tuple(columns)
    values = [
        frame[name].astype(object).where(frame[name].notna(), None).tolist() for name in names
    ]
    for line in zip(*values, strict=True):
        yield {
            name: value
            for name, value in zip(names, line, strict=True)
            if value is not None and value != ""
        }


def _grouped(
    frame: pd.DataFrame, key: str, columns: tuple[str, ...]
) -> Iterable[tuple[Any, list[list[str]]]]:
    """Yield each key with its distinct lines, sorted, of which at least one cell holds text."""
    some = (frame[list(columns)] != "").any(axis=1)
    lines = frame.loc[some, [key, *columns]].drop_duplicates().sort_values([key, *columns])
    found: dict[Hashable, list[list[str]]] = {}
    for first, *cells in zip(*(lines[c].tolist() for c in (key, *columns)), strict=True):
        found.setdefault(first, []).append(cells)
    return found.items()
