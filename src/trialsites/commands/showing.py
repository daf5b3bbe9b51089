"""``trialsites show``: everything that is known of a site, and why it is believed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from trialsites.commands.output import count, line, paired_by, say, words
from trialsites.directory import connect
from trialsites.directory.search import find_sites

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

__all__ = ["run"]

_WHOLE = 3
_MOST = 20


def run(directory: Path, text: str) -> None:
    """Print the sites that a text names: a few whole, more as a list."""
    with connect(directory) as connection:
        ids = find_sites(connection, text, limit=_MOST)
        connection.row_factory = _record
        for number, site_id in enumerate(ids[:_WHOLE]):
            if number:
                say()
            _print_site(connection, site_id)
        if more := ids[_WHOLE:]:
            some = ", such as" if len(ids) == _MOST else ""
            say()
            say(f"{count(len(more), 'more site')} with these words{some}:")
            for site_id in more:
                site = _site(connection, site_id)
                say(f"  {site_id}  {_name(site)}{_in_town(site)}")


def _site(connection: sqlite3.Connection, site_id: str) -> dict[str, Any]:
    (site,) = connection.execute("SELECT * FROM sites WHERE site_id = ?", (site_id,)).fetchall()
    found: dict[str, Any] = site
    return found


def _name(site: dict[str, Any]) -> str:
    return site["name"] or f"undisclosed site in {site['city']}"


def _in_town(site: dict[str, Any]) -> str:
    return f" ({site['city']})" if site["city"] else ""


def _record(cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> dict[str, Any]:
    return {c[0]: v for c, v in zip(cursor.description, row, strict=True)}


def _print_site(connection: sqlite3.Connection, site_id: str) -> None:
    site = _site(connection, site_id)
    say(f"{_name(site)}  [{site_id}]")
    if site["organisation"] and site["organisation"] != site["name"]:
        line("part of", site["organisation"])
    if site["departments"]:
        line("holds", site["departments"].replace("|", "; "))
    line("where", ", ".join(p for p in (site["city"], site["country"]) if p))
    _print_point(site)
    same = f"{site['rows']} rows of one spelling" if site["rows"] > 1 else "one row"
    line("merged", site["merge_note"] or same)
    _print_spellings(connection, site)
    _print_siblings(connection, site)
    _print_rows(connection, site_id)


def _print_point(site: dict[str, Any]) -> None:
    if site["lat"] is not None:
        radius = f", within {site['radius_km']:.2g} km" if site["radius_km"] else ""
        line(
            "point",
            f"{site['lat']:.5f}, {site['lon']:.5f} "
            f"({site['precision']}{radius}, p = {site['confidence']:.2f})",
        )
    line("", site["pin_note"])
    for candidate in json.loads(site["candidates"] or "[]")[:5]:
        where = ", ".join(str(candidate[k]) for k in ("name", "admin1") if candidate.get(k))
        line("", f"may be {where}, p = {candidate.get('p', 0):.2f}")


def _print_spellings(connection: sqlite3.Connection, site: dict[str, Any]) -> None:
    spellings = connection.execute(
        "SELECT * FROM spellings WHERE site_id = ? ORDER BY rows DESC, facility",
        (site["site_id"],),
    ).fetchall()
    if len(spellings) == 1 and spellings[0]["facility"] == site["name"]:
        return
    for s in spellings:
        times = "once" if s["rows"] == 1 else f"{s['rows']} times"
        line("spelt", f"{s['facility']}, {times}: {s['note']}")


def _print_siblings(connection: sqlite3.Connection, site: dict[str, Any]) -> None:
    if not site["organisation_id"]:
        return
    siblings = connection.execute(
        "SELECT name, city FROM sites WHERE organisation_id = ? AND site_id <> ? LIMIT 8",
        (site["organisation_id"], site["site_id"]),
    ).fetchall()
    for sibling in siblings:
        line("sibling", f"{sibling['name']}{_in_town(sibling)}")


def _print_rows(connection: sqlite3.Connection, site_id: str) -> None:
    rows = connection.execute(
        "SELECT r.*, s.as_of, s.status AS study_status FROM rows r JOIN studies s USING (study) "
        "WHERE site_id = ? ORDER BY study, position",
        (site_id,),
    ).fetchall()
    for row in rows:
        status = words(row["status"] or row["study_status"]) or "status not given"
        say(
            f"  {row['study']} row {row['position'] + 1}: {status}, "
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
    how = f"paired {paired_by(person['pairing'])}, p = {person['pairing_confidence']:.2f}"
    line("", f"{how}: {person['pairing_note']}", indent=6)
