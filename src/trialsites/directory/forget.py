"""Erasing a person from a directory, and from everything built into it later."""

from __future__ import annotations

import hashlib
import re
from itertools import permutations
from typing import TYPE_CHECKING

from trialsites.directory.connect import connect
from trialsites.directory.schema import count_change
from trialsites.errors import InputError
from trialsites.text import fold

if TYPE_CHECKING:
    import os
    import sqlite3
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["fingerprint", "forget", "forgotten"]

_REMOVED = "[name removed]"
_TEXTS = {
    "studies": ("title", "sponsor", "file"),
    "rows": ("facility", "department", "address"),
    "contacts": ("affiliation", "email", "email_published", "pairing_note"),
    "study_contacts": ("affiliation", "email", "email_published"),
    "sites": ("name", "organisation", "departments", "merge_note"),
    "spellings": ("facility", "note"),
    "claims": ("organisation", "name"),
    "doubts": ("a", "b", "note"),
    "decisions": ("a", "b", "who"),
    "issues": ("value", "message"),
}
"""Where texts may hold a person's name, beside the contacts that bear it."""

_ANY_ORDER = 3
"""Names of so many words are looked for in any order of these."""


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
    not bring the person back. Freed pages are overwritten. A single word that is nobody's name
    here stays in texts: it may be anything.

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
        If the name holds no letter.
    DirectoryError
        If the file is no directory, or cannot be written.
    """
    if not fold(name):
        raise InputError(f"{name!r} is no name; write it as it is published")
    mark = fingerprint(name)
    with connect(path, write=True) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("BEGIN IMMEDIATE")
        spellings = _erase_contacts(connection, mark)
        erased = len(spellings)
        if spellings or " " in fold(name):
            erased += _erase_texts(connection, {name, *spellings})
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
    names = sorted({fold(order) for spelling in spellings for order in _orders(spelling)})
    listed = re.compile(rf"\b(?:{'|'.join(names)})\b")
    erase = _eraser(spellings, names)
    erased = _change(connection, "search", ("words",), lambda text: listed.sub("", text))
    for table, columns in _TEXTS.items():
        erased += _change(connection, table, columns, erase)
    connection.execute(
        "DELETE FROM issues WHERE instr(message, ?) AND substr(code, 1, instr(code, '.') - 1) "
        "IN ('contact', 'name', 'phone')",
        (_REMOVED,),
    )
    return erased


def _orders(spelling: str) -> Iterator[str]:
    """Yield a name with its words in every order they may stand in."""
    words = re.findall(r"[^\W_]+", spelling)
    yield from map(" ".join, permutations(words) if len(words) <= _ANY_ORDER else [words])


def _eraser(spellings: set[str], folded: Sequence[str]) -> Callable[[str], str]:
    """Return what takes a name out of a text, or the text away where it is written otherwise."""
    pattern = re.compile(
        "|".join(_within(order) for spelling in sorted(spellings) for order in _orders(spelling)),
        re.IGNORECASE,
    )

    def erase(text: str) -> str:
        clean = pattern.sub(_REMOVED, text)
        around = f" {fold(text)} "
        if clean == text and any(f" {name} " in around for name in folded):
            return _REMOVED
        return clean

    return erase


def _within(name: str) -> str:
    """Return the expression for a name in a text: whole words, in scripts that have capitals."""
    edges = (r"(?<!\w)", r"(?!\w)") if name.lower() != name.upper() else ("", "")
    return r"[\W_]+".join(map(re.escape, name.split())).join(edges)


def _change(
    connection: sqlite3.Connection,
    table: str,
    columns: Sequence[str],
    erase: Callable[[str], str],
) -> int:
    changed = []
    erased = 0
    for line, *texts in connection.execute(f"SELECT rowid, {', '.join(columns)} FROM {table}"):
        clean = [erase(text) for text in texts]
        if clean != texts:
            changed.append((*clean, line))
            erased += sum(now != text for now, text in zip(clean, texts, strict=True))
    settings = ", ".join(f"{column} = ?" for column in columns)
    # Questions that differ by the name alone become one.
    connection.executemany(f"UPDATE OR REPLACE {table} SET {settings} WHERE rowid = ?", changed)
    return erased
