"""The SQLite file that holds every added register."""

from __future__ import annotations

import json
import sqlite3
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from trialsites.errors import InputError
from trialsites.places.cache import cache_folder
from trialsites.places.registers.entries import Entry, Register

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["StoredEntry", "drop", "entries", "listed", "save", "store_path"]

StoredEntry = tuple[str, Entry]

_VERSION = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS register (
  name TEXT PRIMARY KEY, source TEXT, entries INTEGER, countries TEXT, licence TEXT, date TEXT,
  precision TEXT, columns TEXT, skipped TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS entry (
  register TEXT REFERENCES register(name) ON DELETE CASCADE, id TEXT, name TEXT,
  other_names TEXT, street TEXT, city TEXT, zip TEXT, country TEXT, type TEXT,
  lat REAL, lon REAL, precision TEXT, PRIMARY KEY (register, id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS entry_country ON entry (country, lat);
"""


def store_path(store: str | Path | None) -> Path:
    """Return the file that holds the registers: the one named, or that of the cache folder."""
    return Path(store) if store else cache_folder() / "registers.sqlite"


@contextmanager
def _connect(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path, timeout=30, isolation_level=None)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("BEGIN IMMEDIATE")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version not in {0, _VERSION}:
            raise InputError(f"{path} was written by another version: remove it and add again")
        for statement in _SCHEMA.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {_VERSION}")
        yield connection
        connection.execute("COMMIT")
    except sqlite3.DatabaseError as error:
        raise InputError(
            f"{path} cannot be used as a store of registers ({error}): remove it and add again"
        ) from error
    finally:
        connection.close()


def save(register: Register, found: Iterable[Entry], store: str | Path | None) -> None:
    """Store a register in one transaction, in place of one of the same name."""
    with _connect(store_path(store)) as connection:
        connection.execute("DELETE FROM register WHERE name = ?", (register.name,))
        connection.execute(
            "INSERT INTO register VALUES (?,?,?,?,?,?,?,?,?)",
            (
                register.name,
                register.source,
                register.entries,
                "|".join(register.countries),
                register.licence,
                register.date,
                register.precision,
                json.dumps(register.columns),
                json.dumps(register.skipped),
            ),
        )
        connection.executemany(
            "INSERT OR REPLACE INTO entry VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                (
                    register.name,
                    entry.id,
                    entry.name,
                    "|".join(entry.other_names),
                    entry.street,
                    entry.city,
                    entry.zip,
                    entry.country,
                    entry.type,
                    entry.lat,
                    entry.lon,
                    entry.precision,
                )
                for entry in found
            ),
        )


def listed(store: str | Path | None) -> list[Register]:
    """Return the registers that were added, by name."""
    path = store_path(store)
    if not path.exists():
        return []
    with _connect(path) as connection:
        rows = connection.execute("SELECT * FROM register ORDER BY name").fetchall()
    return [
        Register(
            name=row[0],
            source=row[1],
            entries=row[2],
            countries=tuple(row[3].split("|")) if row[3] else (),
            licence=row[4],
            date=row[5],
            precision=row[6],
            columns=json.loads(row[7]),
            skipped=json.loads(row[8]),
        )
        for row in rows
    ]


def drop(name: str, store: str | Path | None) -> bool:
    """Remove a register and its entries; say whether it was there."""
    path = store_path(store)
    if not path.exists():
        return False
    with _connect(path) as connection:
        done = connection.execute("DELETE FROM register WHERE name = ?", (name,))
        return done.rowcount > 0


def entries(countries: Iterable[str], store: str | Path | None) -> list[StoredEntry]:
    """Return (register, entry) of some countries, in a fixed order."""
    codes = sorted(set(countries))
    with _connect(store_path(store)) as connection:
        rows = [
            row
            for code in codes
            for row in connection.execute(
                "SELECT * FROM entry WHERE country = ? ORDER BY register, id", (code,)
            )
        ]
    return [
        (
            row[0],
            Entry(
                id=row[1],
                name=row[2],
                other_names=tuple(filter(None, row[3].split("|"))),
                street=row[4],
                city=row[5],
                zip=row[6],
                country=row[7],
                type=row[8],
                lat=row[9],
                lon=row[10],
                precision=row[11],
            ),
        )
        for row in rows
    ]
