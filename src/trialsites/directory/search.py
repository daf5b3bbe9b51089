"""Finding sites: by their ids, their exact names, or words of all their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trialsites.errors import UnknownPlaceError
from trialsites.text import fold

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

__all__ = [
    "add_to_search",
    "city_like",
    "find_sites",
    "leave_out_of_search",
    "resolve",
    "sites_called",
    "sites_with_words",
]

_APART = "\x1f"
_ALIKE = 70
"""Names of cities are alike from so many percent on (``rapidfuzz.fuzz.ratio``)."""
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


def resolve(connection: sqlite3.Connection, site_id: str) -> str:
    """Return what a site id is called now: itself, or the id it became."""
    row = connection.execute("SELECT site_id FROM history WHERE old_id = ?", (site_id,)).fetchone()
    return str(row[0]) if row else site_id


def sites_called(connection: sqlite3.Connection, text: str, limit: int) -> list[str]:
    """Return the site of an id, present or former, or those of an exact name.

    Parameters
    ----------
    connection
        To the directory file.
    text
        An id, or a name with or without its accents and capitals.
    limit
        At most so many.
    """
    current = resolve(connection, text.strip())
    if connection.execute("SELECT 1 FROM sites WHERE site_id = ?", (current,)).fetchone():
        return [current]
    connection.create_function("fold", 1, fold, deterministic=True)
    condition = "search MATCH ? AND length(s.name) <= ? AND fold(s.name) = ? ORDER BY s.site_id"
    name = fold(text)
    # Signs and dots make a name at most twice as long as its words; longer ones need no folding.
    return _found(connection, condition, (_all_of(name.split()), 2 * len(name) + 2, name, limit))


def sites_with_words(connection: sqlite3.Connection, text: str, limit: int) -> list[str]:
    """Return the sites whose names hold all words of a text, best first.

    Parameters
    ----------
    connection
        To the directory file.
    text
        Words; the last one may be the beginning of a word.
    limit
        At most so many.
    """
    words = _all_of(fold(text).split())
    condition = "search MATCH ? ORDER BY search.rank, s.name, s.site_id"
    return _found(connection, condition, (f"{words}*" if words else "", limit))


def find_sites(connection: sqlite3.Connection, text: str, limit: int = 20) -> list[str]:
    """Return ids of the sites that a text names: by id or exact name, otherwise by words.

    Parameters
    ----------
    connection
        To the directory file.
    text
        An id, a name, or words of it.
    limit
        At most so many.

    Raises
    ------
    UnknownPlaceError
        If no site is meant.
    """
    found = sites_called(connection, text, limit) or sites_with_words(connection, text, limit)
    if not found:
        raise UnknownPlaceError(f"no site is called {text!r}; try fewer words")
    return found


def _all_of(words: list[str]) -> str:
    """Return the question for texts with all these words, as FTS5 asks it."""
    return " ".join(f'"{word}"' for word in words)


def _found(
    connection: sqlite3.Connection, condition: str, values: tuple[str | int, ...]
) -> list[str]:
    sql = f"SELECT s.site_id FROM search JOIN sites s ON s.fid = search.rowid WHERE {condition}"
    return [site for (site,) in connection.execute(f"{sql} LIMIT ?", values)] if values[0] else []


def city_like(connection: sqlite3.Connection, text: str) -> str:
    """Return the city of the directory that a mistyped text may mean, or empty.

    Parameters
    ----------
    connection
        To the directory file.
    text
        What somebody wrote for a city: its beginning, or something spelt like it.
    """
    from rapidfuzz import fuzz, process

    cities = connection.execute("SELECT DISTINCT city FROM sites ORDER BY city").fetchall()
    names = {fold(city): city for (city,) in cities if city}
    begun = [name for name in names if name.startswith(fold(text) or "?")]
    alike = process.extractOne(fold(text), sorted(names), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    meant = begun[:1] or alike
    return str(names[meant[0]]) if meant else ""
