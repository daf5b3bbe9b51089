"""Lines put back together by study on disk, so that memory does not grow with the table."""

from __future__ import annotations

import sqlite3
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Self

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

__all__ = ["Shelf"]


class Shelf:
    """Lines kept by study in a private temporary database that vanishes when closed.

    Studies come back in the order in which they were first seen, their lines in the order they
    were put.
    """

    def __init__(self) -> None:
        self._base = sqlite3.connect("")  # SQLite's own temporary file: memory first, then disk
        self._base.executescript(
            "CREATE TABLE study(n INTEGER PRIMARY KEY, id TEXT UNIQUE);"
            "CREATE TABLE line(n INT, seq INT, kind TEXT, cells BLOB, PRIMARY KEY(n, seq))"
            " WITHOUT ROWID;"
        )
        self._seq = 0
        self._last = ("", 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._base.close()

    def put(self, study: str, kind: str, cells: dict[str, str]) -> None:
        """Keep one line of a study.

        Parameters
        ----------
        study
            The study's identifier.
        kind
            What the line is, for tables of several kinds.
        cells
            Its fields.
        """
        if self._last[0] != study or not self._seq:
            self._base.execute("INSERT OR IGNORE INTO study(id) VALUES(?)", (study,))
            found = self._base.execute("SELECT n FROM study WHERE id=?", (study,)).fetchone()
            self._last = (study, found[0])
        self._seq += 1
        blob = msgspec.json.encode(cells)
        row = (self._last[1], self._seq, kind, blob)
        self._base.execute("INSERT INTO line VALUES(?,?,?,?)", row)

    def studies(self) -> Iterator[tuple[str, list[tuple[str, dict[str, str]]]]]:
        """Yield every study with its (kind, cells) lines."""
        found = self._base.execute(
            "SELECT id, kind, cells FROM line JOIN study USING(n) ORDER BY n, seq"
        )
        decode = msgspec.json.Decoder(dict[str, str]).decode
        for study, group in groupby(found, key=itemgetter(0)):
            yield study, [(kind, decode(cells)) for _, kind, cells in group]
