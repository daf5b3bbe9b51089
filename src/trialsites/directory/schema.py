"""The directory's tables inside the GeoPackage, made from their one declaration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trialsites.directory import geopackage
from trialsites.tables import ROWS, SITES, TABLES, Column, Table

if TYPE_CHECKING:
    import sqlite3

__all__ = ["LOCATED", "VERSION", "changes", "count_change", "create", "finish", "stored_columns"]

VERSION = "2"
"""Changes whenever a file written before can no longer be read."""

LOCATED = tuple(ROWS.names("locate"))
"""Row columns that thousands of rows share: stored once, in the table ``places``."""

_SQL_TYPES = {"text": "TEXT", "int": "INTEGER", "float": "REAL"}

_INDEXES = """
CREATE UNIQUE INDEX sites_id ON sites (site_id);
CREATE INDEX sites_place ON sites (country_code, place_id);
CREATE INDEX sites_unplaced ON sites (site_id) WHERE lat ISNULL;
CREATE INDEX sites_organisation ON sites (organisation_id);
CREATE UNIQUE INDEX studies_id ON studies (study);
CREATE UNIQUE INDEX rows_id ON rows (study, position);
CREATE INDEX rows_site ON rows (site_id);
CREATE INDEX rows_place ON rows (place_ref);
CREATE UNIQUE INDEX contacts_id ON contacts (study, contact);
CREATE INDEX contacts_row ON contacts (study, position);
CREATE INDEX study_contacts_id ON study_contacts (study, contact);
CREATE INDEX spellings_site ON spellings (site_id);
CREATE INDEX claims_site ON claims (site_id);
CREATE INDEX issues_study ON issues (study);
CREATE UNIQUE INDEX places_text ON places (country_code, place_id, fid);
"""

_OWN = """
CREATE TABLE places (fid INTEGER PRIMARY KEY, {located});
CREATE TABLE forgotten (fid INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL UNIQUE);
CREATE TABLE about (fid INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, value TEXT NOT NULL);
CREATE VIRTUAL TABLE search USING fts5(site_id UNINDEXED, words, tokenize='unicode61');
CREATE UNIQUE INDEX doubts_id ON doubts (a, b, kind);
CREATE UNIQUE INDEX decisions_id ON decisions (kind, a, b);
CREATE UNIQUE INDEX history_id ON history (old_id);
"""


def stored_columns(table: Table) -> list[str]:
    """Return the columns a table has in the file, in order, without ``fid`` and ``geom``."""
    if table is ROWS:
        return [n for n in table.names() if n not in LOCATED] + ["place_ref"]
    return table.names()


def _column(column: Column) -> str:
    null = " NOT NULL DEFAULT ''" if column.type == "text" else ""
    return f'"{column.name}" {_SQL_TYPES[column.type]}{null}'


def _create_table(table: Table) -> str:
    by_name = {c.name: c for c in table.columns}
    columns = [
        "place_ref INTEGER" if n == "place_ref" else _column(by_name[n])
        for n in stored_columns(table)
    ]
    geometry = ["geom POINT"] if table is SITES else []
    return f"CREATE TABLE {table.name} (fid INTEGER PRIMARY KEY, {', '.join(geometry + columns)})"


def create(connection: sqlite3.Connection, when: str) -> None:
    """Make an empty directory of a new database.

    Parameters
    ----------
    connection
        A connection to an empty file.
    when
        ISO 8601 time in UTC.
    """
    geopackage.create_container(connection)
    for table in TABLES:
        connection.execute(_create_table(table))
        geopackage.register(connection, table.name, table.meaning, when)
    located = ", ".join(_column(c) for c in ROWS.columns if c.name in LOCATED)
    connection.executescript(_OWN.format(located=located))
    # The search index stays unannounced: it is no table for people.
    for name, meaning in (
        ("places", "each distinct answer to where a row's town is"),
        ("forgotten", "fingerprints of people who were erased"),
        ("about", "what this file is"),
    ):
        geopackage.register(connection, name, meaning, when)
    connection.execute("INSERT INTO about (key, value) VALUES ('trialsites schema', ?)", (VERSION,))


def changes(connection: sqlite3.Connection) -> int:
    """Return how often a directory was written, making it included."""
    counted = connection.execute("SELECT value FROM about WHERE key = 'changes'").fetchone()
    return int(counted[0]) if counted else 0


def count_change(connection: sqlite3.Connection) -> None:
    """Count one more change, inside its transaction."""
    connection.execute(
        "INSERT INTO about (key, value) VALUES ('changes', 1) "
        "ON CONFLICT (key) DO UPDATE SET value = value + 1"
    )


def finish(connection: sqlite3.Connection) -> None:
    """Add the indexes, after the first bulk load."""
    connection.executescript(_INDEXES)
    geopackage.add_spatial_index(connection, "sites")
