"""``trialsites show``: everything that is known of a site, and why it is believed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from trialsites.commands.output import say
from trialsites.directory import connect
from trialsites.directory.directory import find_sites

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

__all__ = ["run"]

_WHOLE = 3


def run(directory: Path, text: str) -> None:
    """Print the sites that a text names: a few whole, more as a list."""
    with connect(directory) as connection:
        ids = find_sites(connection, text)
        connection.row_factory = _record
        for site_id in ids[:_WHOLE]:
            _print_site(connection, site_id)
    if len(ids) > _WHOLE:
        say(f"more sites hold these words: {', '.join(ids[_WHOLE:])}")


def _record(cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> dict[str, Any]:
    return {c[0]: v for c, v in zip(cursor.description, row, strict=True)}


def _print_site(connection: sqlite3.Connection, site_id: str) -> None:
    (site,) = connection.execute("SELECT * FROM sites WHERE site_id = ?", (site_id,)).fetchall()
    name = site["name"] or f"undisclosed site in {site['city']}"
    say(f"{name}  [{site_id}]")
    if site["organisation"] and site["organisation"] != site["name"]:
        say(f"  part of   {site['organisation']}")
    if site["departments"]:
        say(f"  holds     {site['departments'].replace('|', '; ')}")
    say(f"  where     {', '.join(p for p in (site['city'], site['country']) if p)}")
    _print_point(site)
    same = f"{site['rows']} rows of one spelling" if site["rows"] > 1 else "one row"
    say(f"  merged    {site['merge_note'] or same}")
    _print_spellings(connection, site_id)
    _print_siblings(connection, site)
    _print_rows(connection, site_id)
    say()


def _print_point(site: dict[str, Any]) -> None:
    if site["lat"] is not None:
        radius = f", within {site['radius_km']:.2g} km" if site["radius_km"] else ""
        say(
            f"  point     {site['lat']:.5f}, {site['lon']:.5f} "
            f"({site['precision']}{radius}, p = {site['confidence']:.2f})"
        )
    say(f"            {site['pin_note']}")
    for candidate in json.loads(site["candidates"] or "[]")[:5]:
        where = ", ".join(str(candidate[k]) for k in ("name", "admin1") if candidate.get(k))
        say(f"            may be {where}, p = {candidate.get('p', 0):.2f}")


def _print_spellings(connection: sqlite3.Connection, site_id: str) -> None:
    spellings = connection.execute(
        "SELECT * FROM spellings WHERE site_id = ? ORDER BY rows DESC, facility", (site_id,)
    ).fetchall()
    for s in spellings:
        times = "once" if s["rows"] == 1 else f"{s['rows']} times"
        say(f"  spelt     {s['facility']}, {times}: {s['note']}")


def _print_siblings(connection: sqlite3.Connection, site: dict[str, Any]) -> None:
    if not site["organisation_id"]:
        return
    siblings = connection.execute(
        "SELECT name, city FROM sites WHERE organisation_id = ? AND site_id <> ? LIMIT 8",
        (site["organisation_id"], site["site_id"]),
    ).fetchall()
    for sibling in siblings:
        say(f"  sibling   {sibling['name']} ({sibling['city']})")


def _print_rows(connection: sqlite3.Connection, site_id: str) -> None:
    rows = connection.execute(
        "SELECT r.*, s.as_of, s.status AS study_status FROM rows r JOIN studies s USING (study) "
        "WHERE site_id = ? ORDER BY study, position",
        (site_id,),
    ).fetchall()
    for row in rows:
        status = (row["status"] or row["study_status"]).replace("_", " ").lower()
        say(
            f"  {row['study']} line {row['position'] + 1}: {status}, "
            f"as of {row['as_of'] or 'an unknown date'}"
        )
        people = connection.execute(
            "SELECT * FROM contacts WHERE study = ? AND position = ? ORDER BY contact",
            (row["study"], row["position"]),
        ).fetchall()
        for person in people:
            _print_person(person)


def _print_person(person: dict[str, Any]) -> None:
    say(f"    {person['name'] or 'no name'} ({person['role']})")
    phone = person["phone"] or person["phone_published"]
    if phone:
        note = f" - {person['phone_note']}" if person["phone_note"] else ""
        say(f"      {phone}{note}")
    if person["email"]:
        say(f"      {person['email']}")
    say(
        f"      {person['pairing']}, p = {person['pairing_confidence']:.2f}: "
        f"{person['pairing_note']}"
    )
