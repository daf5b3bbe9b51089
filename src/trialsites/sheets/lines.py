"""What stands on a contact sheet: a line per person of a site, and every row at least once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from trialsites.tables import records
from trialsites.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["COLUMNS", "OPEN", "Line", "Sheet", "sheets"]

OPEN = "Contacts-without-a-site"
"""Name of the extra sheet that holds contacts whose row the record leaves open."""

_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a sheet; every value is text, as shown. What is left out is nobody's."""

    city: str
    site: str
    organisation: str
    address: str
    status: str
    investigator: str = ""
    role: str = ""
    phone: str = ""
    phone_note: str = ""
    email: str = ""
    pairing: str = ""
    pairing_confidence: str = ""
    study: str
    source: str
    as_of: str


COLUMNS = tuple(field.name for field in fields(Line))
"""The columns of every sheet, in order."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The contacts of one city.

    Attributes
    ----------
    name
        File name without ending: safe on every system, unique, the same in every export.
    city
        Name of the city, for people.
    """

    name: str
    city: str
    country: str
    lines: tuple[Line, ...]


def sheets(tables: Mapping[str, pd.DataFrame], city: str = "") -> list[Sheet]:
    """Return the contact sheets of a directory, one per city, by country and name.

    Contacts that could not be given a row stand on a sheet of their own.

    Parameters
    ----------
    tables
        The directory's ``sites``, ``rows``, ``contacts`` and ``studies``.
    city
        Only sheets of cities of this name, accents and case aside.
    """
    studies = _records(tables["studies"], "study")
    people = _people(tables["contacts"])
    sites = _records(tables["sites"], "site_id")
    grouped: dict[tuple[str, str, str], list[Line]] = {}
    for row in records(tables["rows"]):
        site = sites[row["site_id"]]
        key = (site["country_code"] or fold(site["country"]), fold(site["city"]), site["place_id"])
        study = studies[row["study"]]
        for person in people.pop((row["study"], row["position"]), [{}]):
            grouped.setdefault(key, []).append(_line(row, site, study, person))
    made = [_sheet(key, lines) for key, lines in sorted(grouped.items())]
    if city:
        return [sheet for sheet in made if fold(sheet.city) == fold(city)]
    left = [person for persons in people.values() for person in persons]
    return made + ([_open_sheet(left, studies)] if left else [])


def _records(frame: pd.DataFrame, key: str) -> dict[str, dict[str, Any]]:
    return {str(record[key]): record for record in records(frame)}


def _people(contacts: pd.DataFrame) -> dict[tuple[str, int | None], list[dict[str, Any]]]:
    people: dict[tuple[str, int | None], list[dict[str, Any]]] = {}
    for record in records(contacts.astype({"position": object})):
        position = record["position"]
        known = isinstance(position, int)
        people.setdefault((record["study"], position if known else None), []).append(record)
    return people


def _line(
    row: dict[str, Any], site: dict[str, Any], study: dict[str, Any], person: dict[str, Any]
) -> Line:
    town = " ".join(part for part in (row["zip"], row["city"]) if part)
    address = ", ".join(p for p in (row["address"], town, row["state"], row["country"]) if p)
    return Line(
        city=site["city"],
        site=site["name"],
        organisation=site["organisation"],
        address=address,
        status=(row["status"] or study["status"]).replace("_", " ").lower(),
        study=row["study"],
        source=study["url"] or study["file"] or study["source"],
        as_of=study["as_of"],
        **_person(person),
    )


def _person(person: dict[str, Any]) -> dict[str, str]:
    if not person:
        return {}
    phone = person["phone"] or person["phone_published"]
    extension = f" ext. {person['phone_ext']}" if person["phone_ext"] and phone else ""
    return {
        "investigator": person["name"],
        "role": person["role"],
        "phone": phone + extension,
        "phone_note": person["phone_note"],
        "email": person["email"] or person["email_published"],
        "pairing": person["pairing"],
        "pairing_confidence": f"{person['pairing_confidence']:.2f}",
    }


def _sheet(key: tuple[str, str, str], lines: list[Line]) -> Sheet:
    country, _, place = key
    city = lines[0].city
    town = _cut("-".join(word.capitalize() for word in fold(city).split())) or "Town-not-given"
    where = _cut("-".join(country.split()).upper()) or "XX"
    ordered = sorted(lines, key=lambda line: (fold(line.site), line.study))
    return Sheet(f"{town}_{where}_{place or 'unplaced'}", city, country, tuple(ordered))


def _cut(name: str) -> str:
    """Return a part of a file name, a long one cut and told from others by a digest."""
    if len(name) <= _LONGEST_NAME:
        return name
    return f"{name[:_LONGEST_NAME]}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def _open_sheet(people: list[dict[str, Any]], studies: dict[str, dict[str, Any]]) -> Sheet:
    lines = []
    for person in people:
        study = studies[person["study"]]
        row = dict.fromkeys(("zip", "city", "address", "state", "country", "status"), "")
        site = {"city": "", "name": "", "organisation": person["affiliation"]}
        lines.append(_line({**row, "study": person["study"]}, site, study, person))
    return Sheet(OPEN, "", "", tuple(lines))
