"""Opening a directory file: cheaply, and only if it is one."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from trialsites.directory.geopackage import APPLICATION_ID, teach
from trialsites.directory.schema import VERSION
from trialsites.errors import DirectoryError

if TYPE_CHECKING:
    import os

__all__ = ["connect"]

_REBUILD = "build it again with `trialsites build FILE… -d {}`"


def connect(path: str | os.PathLike[str], *, write: bool = False) -> sqlite3.Connection:
    """Return a connection to a directory file.

    Parameters
    ----------
    path
        The file.
    write
        Open for writing too; a reader can never change the file.

    Raises
    ------
    DirectoryError
        If the file is missing, no directory, damaged, or of another version.
    """
    file = Path(path)
    if not file.is_file():
        raise DirectoryError(f"{file}: no such directory file; {_REBUILD.format(file)}")
    mode = "rw" if write else "ro"
    connection = sqlite3.connect(
        f"file:{quote(str(file.absolute()))}?mode={mode}", uri=True, isolation_level=None
    )
    try:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        version = connection.execute(
            "SELECT value FROM about WHERE key = 'trialsites schema'"
        ).fetchone()
    except sqlite3.Error as error:
        connection.close()
        raise DirectoryError(
            f"{file}: not a trialsites directory ({error}); {_REBUILD.format(file)}"
        ) from error
    if application != APPLICATION_ID or version != (VERSION,):
        connection.close()
        raise DirectoryError(
            f"{file}: written by another version of trialsites; {_REBUILD.format(file)}"
        )
    teach(connection)
    return connection
