"""The words by which a site is found: its names, its town and its organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trialsites.text import fold

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

__all__ = ["add_to_search", "leave_out_of_search"]

_APART = "\x1f"
_SITES = """
SELECT s.fid, s.site_id, s.name, s.city, s.organisation, group_concat(p.facility, char(31))
FROM sites s LEFT JOIN spellings p USING (site_id) {} GROUP BY s.fid
"""
_GONE = "DELETE FROM search WHERE rowid = (SELECT fid FROM sites WHERE site_id = ?)"


def add_to_search(connection: sqlite3.Connection, sites: Iterable[str] | None = None) -> None:
    """Make sites findable by what the tables ``sites`` and ``spellings`` say.

    Parameters
    ----------
    connection
        To the directory file, with its indexes.
    sites
        Their ids; all if not given. None of them is in the search index yet.
    """
    chosen = ""
    if sites is not None:
        connection.execute("CREATE TEMP TABLE sought (site_id TEXT PRIMARY KEY)")
        connection.executemany("INSERT INTO sought VALUES (?)", ((site,) for site in sites))
        chosen = "WHERE s.site_id IN sought"
    connection.executemany(
        "INSERT INTO search (rowid, site_id, words) VALUES (?, ?, ?)",
        (
            (number, site, _words(*texts))
            for number, site, *texts in connection.execute(_SITES.format(chosen))
        ),
    )
    if sites is not None:
        connection.execute("DROP TABLE sought")


def _words(name: str, city: str, organisation: str, spellings: str | None) -> str:
    texts = {name, city, organisation, *(spellings or "").split(_APART)}
    return "\n".join(sorted({fold(text) for text in texts}))


def leave_out_of_search(connection: sqlite3.Connection, sites: Iterable[str]) -> None:
    """Make sites unfindable, before their lines in the table ``sites`` go or change.

    Parameters
    ----------
    connection
        To the directory file.
    sites
        Their ids; those that are not there are passed over.
    """
    connection.executemany(_GONE, ((site,) for site in sites))
