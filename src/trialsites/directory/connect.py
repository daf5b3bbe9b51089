"""Opening a directory file: cheaply, and only if it is one."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from trialsites.directory.geopackage import APPLICATION_ID, teach
from trialsites.directory.schema import VERSION
from trialsites.errors import DirectoryError, InputError

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

__all__ = ["connect", "explained", "spare"]

_REBUILD = "move it away and make it again with `trialsites build FILE… -d {}`"
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_REFUSED = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
}
_PATIENCE = 60.0  # seconds that a writer waits: the largest directory is read in less
_PRIMARY = 0xFF  # what an extended result code is a kind of


@contextmanager
def connect(path: str | os.PathLike[str], *, write: bool = False) -> Iterator[sqlite3.Connection]:
    """Give a connection to a directory file, closed at the end.

    A reader sees one state of the file from first to last, whatever is written meanwhile; a writer
    waits for those who read.

    Parameters
    ----------
    path
        The file.
    write
        Open for writing too; a reader can never change the file.

    Raises
    ------
    DirectoryError
        If the file is missing, no directory, damaged, of another version, or in use; damage may
        show at any statement.
    """
    file = Path(path)
    if file.is_dir():
        raise DirectoryError(f"{file} is a folder; name a directory file in it with -d")
    if not file.is_file():
        raise DirectoryError(
            f"{file}: no such directory file; make it with `trialsites build FILE… -d {file}`"
        )
    with explained(file), closing(_opened(file, write=write)) as opened:
        if not write:
            opened.execute("BEGIN")
        _check(opened, file)
        teach(opened)
        yield opened


def _check(connection: sqlite3.Connection, file: Path) -> None:
    try:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        version = connection.execute(
            "SELECT value FROM about WHERE key = 'trialsites schema'"
        ).fetchone()
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise DirectoryError(
            f"{file} is no directory file ({error}); name one that `trialsites build` made with -d"
        ) from error
    if application != APPLICATION_ID or version != (VERSION,):
        raise DirectoryError(
            f"{file}: written by another version of trialsites; {_REBUILD.format(file)}"
        )


def _opened(file: Path, *, write: bool = False) -> sqlite3.Connection:
    uri = f"file:{quote(str(file.absolute()))}?mode={'rw' if write else 'ro'}"
    if write:
        return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=_PATIENCE)
    return sqlite3.connect(uri, uri=True, isolation_level=None)


def spare(path: str | os.PathLike[str]) -> None:
    """Refuse to write over a directory, of any version: people's decisions are in it.

    Parameters
    ----------
    path
        The file about to be written; it may be missing.

    Raises
    ------
    InputError
        If it is a directory file.
    """
    file = Path(path)
    if not file.is_file():
        return
    with closing(_opened(file)) as connection:
        try:
            held = connection.execute("SELECT 1 FROM about WHERE key = 'trialsites schema'")
            ours = held.fetchone()
        except (sqlite3.Error, UnicodeDecodeError):
            return
    if ours:
        raise InputError(f"{file} is a directory file: name another file")


@contextmanager
def explained(file: Path) -> Iterator[None]:
    """Say in one sentence that a directory file is damaged, or that the system refuses it.

    Parameters
    ----------
    file
        The file that is read or written inside.

    Raises
    ------
    DirectoryError
        For both; any other error of SQLite is a bug and stays as it is.
    """
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:
        # Text that is no UTF-8 is damage too; Python reports it without a result code.
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & _PRIMARY
        if isinstance(error, sqlite3.ProgrammingError) or code not in _DAMAGED | _REFUSED:
            raise
        if code in _DAMAGED:
            raise DirectoryError(f"{file}: damaged ({error}); {_REBUILD.format(file)}") from error
        raise DirectoryError(f"{file}: cannot be read or written ({error})") from error
