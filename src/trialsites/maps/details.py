"""What a site's card says beyond its line in the list: people, spellings, reasons.

Records are JSON made by column: each distinct cell is written once, and cells are joined as text,
some thousand lines at a time, so that they never are in memory all at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import numpy as np
import pandas as pd

from trialsites.maps import pack
from trialsites.maps.codes import ROLES
from trialsites.maps.links import codes_of, distinct_pairs, places_among

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray

__all__ = ["People", "desk_records", "people_of_sites", "postal_codes", "site_records"]

_Lines = TypeVar("_Lines", "pd.DataFrame", "NDArray[Any]")

BREAK = "\x1f"
_CHUNK = 1 << 15  # lines
_CELL = "\0"  # between the cells of a line; sorts before everything
_NOT_DIALLED = "[^+0-9]"  # the page dials what remains of a phone
_PERSON = ("name", "role", "phone", "phone_e164", "phone_ext", "phone_note", "email", "affiliation")
_PAIRED = ("person_id", "pairing", "pairing_confidence", "pairing_note")


@dataclass(frozen=True, slots=True)
class People:
    """The contacts of the sites, by site.

    Attributes
    ----------
    fields
        For each site, what its card says of each of its contacts but the name, in order, as the
        JSON field ``people``; empty where there is nobody. They can be taken once.
    names
        The names at each site in one text, in the same order, parted by `BREAK`.
    roles
        One bit per role that someone has at each site.
    """

    fields: Iterator[str]
    names: list[str]
    roles: NDArray[np.integer[Any]]


def people_of_sites(contacts: pd.DataFrame, sites: int) -> People:
    """Return contacts grouped by site.

    Parameters
    ----------
    contacts
        The table of contacts, sorted, with ``_site``, the place of their site, and ``_link``,
        the place of their study among its site's own.
    sites
        How many sites there are.
    """
    site = contacts["_site"].to_numpy(dtype=np.int64)
    roles = np.zeros(sites, dtype=np.int64)
    bits = codes_of(contacts["role"], {role: 1 << i for i, role in enumerate(ROLES)}, 0)
    np.bitwise_or.at(roles, site, bits)
    dialled = contacts["phone"].str.replace(_NOT_DIALLED, "", regex=True)
    number = contacts["phone_e164"].mask(contacts["phone_e164"] == dialled, "")
    said = contacts.assign(phone_e164=number)[["_link", *_PERSON[1:], *_PAIRED]]
    names = contacts["name"].str.replace(BREAK, " ", regex=False).tolist()
    return People(
        _field("people", site, _objects(said), sites),
        list(_grouped(site, names, sites, BREAK)),
        roles,
    )


def site_records(
    sites: pd.DataFrame,
    order: NDArray[np.integer[Any]],
    *,
    rows: pd.DataFrame,
    spellings: pd.DataFrame,
    people: Iterable[str],
) -> Iterator[str]:
    """Return one JSON text per site, in a given order; empty fields are left out.

    Parameters
    ----------
    sites
        The table of sites.
    order
        The places in it, of shape (n,).
    rows, spellings
        The tables of these names with ``_site``, the place of the site in the order, -1 if it has
        none.
    people
        The field ``people`` of each site, in order.
    """
    streets = rows[rows["address"] != ""]
    several = spellings[spellings.duplicated("site_id", keep=False)]
    return _records(
        (own for part in _parts(order) for own in _said(sites.iloc[part])),
        _lists("addresses", streets[["_site", "address", "zip"]], len(order)),
        _lists("spellings", several[["_site", "facility", "city", "note"]], len(order)),
        people,
    )


def postal_codes(rows: pd.DataFrame, sites: int) -> list[str]:
    """Return the postal codes published at each site in one text, parted by `BREAK`.

    Parameters
    ----------
    rows
        The table of rows with ``_site``, the place of their site, -1 if it has none.
    sites
        How many sites there are.
    """
    codes = rows["zip"].str.replace(BREAK, " ", regex=False)
    return list(_grouped(*_distinct(rows["_site"], codes), sites, BREAK))


def desk_records(
    study_contacts: pd.DataFrame, contacts: pd.DataFrame, studies: pd.Series[str]
) -> Iterator[str]:
    """Return one JSON text per study: its desks, and its people whose site is open."""
    fields = []
    for key, frame in (("desks", study_contacts), ("open", contacts[contacts["position"].isna()])):
        known = frame.assign(_study=places_among(frame["study"], studies))
        known = known[known["_study"] >= 0].sort_values(["_study", "contact"])
        people = _objects(known[list(_PERSON)])
        fields.append(_field(key, known["_study"].to_numpy(), people, len(studies)))
    return _records(*fields)


def _said(sites: pd.DataFrame) -> Iterator[str]:
    """Return the fields that some sites have of their own."""
    own = {"name": sites["name"].tolist(), "city": sites["city"].tolist()}
    same = sites["organisation"] == sites["name"]
    candidates = sites["candidates"].mask(sites["candidates"] == "[]", "").tolist()
    return _joined(
        _cells("organisation", sites["organisation"].mask(same, "").tolist()),
        _cells("departments", sites["departments"].tolist()),
        _cells("merge_note", pack.shortened(sites["merge_note"].tolist(), **own)),
        _cells("pin_note", pack.shortened(sites["pin_note"].tolist(), **own)),
        _cells("source", sites["source"].tolist()),
        _cells("confidence", sites["confidence"].tolist()),
        _cells("candidates", candidates, lambda text: _json(msgspec.json.decode(text))),
    )


def _objects(frame: pd.DataFrame) -> Iterator[str]:
    """Yield lines as JSON objects without their empty fields."""
    for part in _parts(frame):
        yield from _records(*(_cells(str(name), c.tolist()) for name, c in part.items()))


def _parts(lines: _Lines) -> Iterator[_Lines]:
    """Yield some lines at a time of an array or frame."""
    return (lines[start : start + _CHUNK] for start in range(0, len(lines), _CHUNK))


def _cells(name: str, values: list[Any], write: Callable[[Any], str] | None = None) -> list[str]:
    """Return each value as the JSON field of a name, empty where the value is null or empty."""
    write = write or _json
    texts = {
        value: "" if value is pd.NA or value == "" else f'"{name}":{write(value)}'
        for value in set(values)
    }
    return [texts[value] for value in values]


def _json(value: Any) -> str:  # noqa: ANN401 - whatever a cell holds
    return msgspec.json.encode(value).decode()


def _joined(*fields: Iterable[str]) -> Iterator[str]:
    """Return lines of JSON fields joined, without the empty ones."""
    return (",".join(filter(None, line)) for line in zip(*fields, strict=True))


def _records(*fields: Iterable[str]) -> Iterator[str]:
    """Return lines of JSON fields as JSON objects."""
    return (f"{{{line}}}" for line in _joined(*fields))


def _grouped(
    group: NDArray[np.integer[Any]], texts: Iterable[str], groups: int, sign: str
) -> Iterator[str]:
    """Return the texts of each group joined, empty for a group without; the groups are sorted."""
    rest = iter(texts)
    counts = np.bincount(group, minlength=groups).tolist()
    return (sign.join(islice(rest, count)) if count else "" for count in counts)


def _field(
    name: str, group: NDArray[np.integer[Any]], values: Iterable[str], groups: int
) -> Iterator[str]:
    """Return the JSON values of each group as the JSON field of a name."""
    joined = _grouped(group, values, groups, ",")
    return (f'"{name}":[{some}]' if some else "" for some in joined)


def _lists(name: str, lines: pd.DataFrame, groups: int) -> Iterator[str]:
    """Return the distinct lines of each ``_site`` as a JSON field of lists."""
    first, *rest = (lines[c].str.replace(_CELL, " ", regex=False) for c in lines.columns[1:])
    joined = reduce(lambda texts, column: texts + _CELL + column, rest, first)
    site, texts = _distinct(lines["_site"], joined.where(joined.str.strip(_CELL) != "", ""))
    return _field(name, site, (_json(text.split(_CELL)) for text in texts), groups)


def _distinct(
    site: pd.Series[int], texts: pd.Series[str]
) -> tuple[NDArray[np.integer[Any]], Iterator[str]]:
    """Return the distinct texts of each site, sorted, and of which site each is.

    Empty texts are left out, and so are those of site -1.
    """
    some = (texts != "") & (site >= 0)
    number, distinct = pd.factorize(texts[some], sort=True)
    sites, which = distinct_pairs(site[some].to_numpy(), number)
    words = distinct.tolist()
    return sites, (words[i] for i in which.tolist())
