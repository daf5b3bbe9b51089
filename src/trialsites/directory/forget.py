"""Erasing a person from a directory, and from everything built into it later."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from trialsites.directory.connect import connect
from trialsites.directory.schema import count_change
from trialsites.errors import InputError
from trialsites.text import fold

if TYPE_CHECKING:
    import os
    import sqlite3

__all__ = ["fingerprint", "forget", "forgotten"]

_REMOVED = "[name removed]"
_TEXTS = (
    ("rows", "facility"),
    ("sites", "name"),
    ("sites", "organisation"),
    ("sites", "merge_note"),
    ("spellings", "facility"),
    ("spellings", "note"),
    ("doubts", "a"),
    ("doubts", "b"),
    ("doubts", "note"),
    ("contacts", "pairing_note"),
    ("issues", "value"),
    ("issues", "message"),
    ("search", "words"),
)


def fingerprint(name: str) -> str:
    """Return what is kept of a forgotten name: a digest of its folded words in any order."""
    words = " ".join(sorted(fold(name).split()))
    return hashlib.sha256(b"trialsites forget " + words.encode()).hexdigest()


def forgotten(connection: sqlite3.Connection) -> frozenset[str]:
    """Return the fingerprints of everyone who was erased."""
    return frozenset(f for (f,) in connection.execute("SELECT fingerprint FROM forgotten"))


def forget(path: str | os.PathLike[str], name: str) -> int:
    """Erase a person: contacts, and the name wherever a text holds it.

    The name itself is not kept; its fingerprint is, so that building the same record again does
    not bring the person back. Freed pages are overwritten.

    Parameters
    ----------
    path
        The directory file.
    name
        The name as published; accents, case and order of its words do not matter.

    Returns
    -------
    erased
        How many contacts and texts held the name.

    Raises
    ------
    InputError
        If the name holds no word.
    """
    if not fold(name).split():
        raise InputError(f"{name!r} is no name")
    mark = fingerprint(name)
    with connect(path, write=True) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("BEGIN IMMEDIATE")
        spellings = _erase_contacts(connection, mark)
        erased = len(spellings) + _erase_texts(connection, {name, *spellings})
        connection.execute("INSERT OR IGNORE INTO forgotten (fingerprint) VALUES (?)", (mark,))
        count_change(connection)
        connection.execute("COMMIT")
        connection.execute("INSERT INTO search (search) VALUES ('optimize')")
        connection.execute("VACUUM")
    return erased


def _erase_contacts(connection: sqlite3.Connection, mark: str) -> list[str]:
    """Delete a person's contacts; return the name as each published it."""
    spellings = []
    for table in ("contacts", "study_contacts"):
        people = connection.execute(f"SELECT fid, name FROM {table}").fetchall()
        gone = [(fid, name) for fid, name in people if fingerprint(name) == mark]
        connection.executemany(f"DELETE FROM {table} WHERE fid = ?", [(fid,) for fid, _ in gone])
        spellings += [name for _, name in gone]
    return spellings


def _erase_texts(connection: sqlite3.Connection, spellings: set[str]) -> int:
    """Blank a person's name in every other text; return how many held it."""
    words = sorted({fold(spelling) for spelling in spellings} - {""}, key=len, reverse=True)
    texts = [r"[\W_]+".join(map(re.escape, spelling.split())) for spelling in sorted(spellings)]
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(texts)})(?!\w)", re.IGNORECASE)
    erased = 0
    for table, column in _TEXTS:
        key = "rowid" if table == "search" else "fid"
        changed = []
        for line, text in connection.execute(f"SELECT {key}, {column} FROM {table}").fetchall():
            clean = pattern.sub(_REMOVED, text)
            for name in words:
                if table == "search":
                    clean = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "", clean)
                elif clean == text and f" {name} " in f" {fold(text)} ":
                    clean = _REMOVED
            if clean != text:
                changed.append((clean, line))
        connection.executemany(f"UPDATE {table} SET {column} = ? WHERE {key} = ?", changed)
        erased += len(changed)
    connection.execute(
        "DELETE FROM issues WHERE instr(message, ?) AND substr(code, 1, instr(code, '.') - 1) "
        "IN ('contact', 'name', 'phone')",
        (_REMOVED,),
    )
    return erased
