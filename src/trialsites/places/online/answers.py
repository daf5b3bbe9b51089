"""What geocoders answered before, kept in one SQLite file so that nothing is asked twice."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from trialsites.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Answers"]

_SCHEMA = """CREATE TABLE IF NOT EXISTS answer (
  address TEXT PRIMARY KEY, body TEXT NOT NULL, asked TEXT NOT NULL) WITHOUT ROWID"""


class Answers:
    """Bodies of good answers by their address; "nothing found" is a good answer too.

    Each answer is on disk before the next question is asked.

    Parameters
    ----------
    path
        The SQLite file, or None to keep answers for this process only.

    Raises
    ------
    InputError
        If the file is no such cache.
    """

    def __init__(self, path: Path | None) -> None:
        try:
            self._file = sqlite3.connect(path or ":memory:", timeout=30, isolation_level=None)
            self._file.execute("PRAGMA journal_mode = WAL")
            self._file.execute(_SCHEMA)
        except sqlite3.DatabaseError as error:
            raise InputError(
                f"{path} cannot be used to keep answers ({error}): remove it or name another"
            ) from error

    def get(self, address: str) -> str | None:
        """Return the body kept for an address, or None."""
        row = self._file.execute("SELECT body FROM answer WHERE address = ?", (address,)).fetchone()
        return str(row[0]) if row else None

    def keep(self, address: str, body: str) -> None:
        """Keep the body of an address."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self._file.execute("INSERT OR REPLACE INTO answer VALUES (?, ?, ?)", (address, body, now))

    def close(self) -> None:
        """Close the file."""
        self._file.close()
