"""Writing a directory: a new file appears whole, an existing one changes whole or not at all."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trialsites.directory import geopackage, schema
from trialsites.directory.connect import connect, explained
from trialsites.directory.search import add_to_search, leave_out_of_search
from trialsites.errors import DirectoryError
from trialsites.files import whole
from trialsites.tables import ROWS, SITES, TABLES, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

__all__ = ["Change", "save"]

_Reader = Callable[[slice], list[Any]]

_CHUNK = 100_000  # lines that are Python objects at one time


@dataclass(frozen=True, slots=True)
class Change:
    """What one build does to a directory.

    Attributes
    ----------
    tables
        New content by table name. Studies in it replace what the directory holds of them.
    gone_sites
        Ids of sites that no longer exist; those that come again in ``tables`` need not be named.
    moved_rows
        (kind, site_id, study, position) of rows of other studies that now belong elsewhere.
    moved_persons
        (person_id, study, contact) of contacts of other studies whose identity changed.
    renamed_sites
        (old_id, site_id) of sites that got another id.
    linked_sites
        (site_id, organisation_id, organisation) of other sites whose organisation changed.
    gone_doubts
        What questions were about that are asked again, or no longer.
    gone_issues
        (study, position, code) of issues of other studies that are found again, or no longer.
    """

    tables: Mapping[str, pd.DataFrame]
    gone_sites: tuple[str, ...] = ()
    moved_rows: tuple[tuple[str, str, str, int], ...] = ()
    moved_persons: tuple[tuple[str, str, int], ...] = ()
    renamed_sites: tuple[tuple[str, str], ...] = ()
    linked_sites: tuple[tuple[str, str, str], ...] = ()
    gone_doubts: tuple[str, ...] = ()
    gone_issues: tuple[tuple[str, int, str], ...] = ()


def save(
    path: str | os.PathLike[str], change: Change, *, when: str, since: int | None = None
) -> None:
    """Apply a change to a directory file, which is made if there is none.

    Parameters
    ----------
    path
        The file.
    change
        What is new, moved and gone.
    when
        ISO 8601 time in UTC, kept with what changed.
    since
        How often the directory had been written when the change was worked out, 0 if there was
        none; a change worked out from something else than the file now holds is refused. Not
        asked if not given.

    Raises
    ------
    DirectoryError
        If the file exists and is no directory, was written since, or cannot be written.
    OutputError
        If a new file cannot be written.
    """
    file = Path(path)
    if file.exists():
        _update(file, change, when, since)
    elif since:
        raise _overtaken(file)
    else:
        _create(file, change, when)


def _overtaken(file: Path) -> DirectoryError:
    return DirectoryError(f"{file}: changed while this was worked out from it; run it again")


def _create(file: Path, change: Change, when: str) -> None:
    with whole(file) as temporary, explained(file):
        with closing(sqlite3.connect(temporary, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            geopackage.teach(connection)
            schema.create(connection, when)
            connection.execute("BEGIN")
            _insert_all(connection, change, when)
            connection.execute("COMMIT")
            schema.finish(connection)
            connection.execute("BEGIN")
            add_to_search(connection)
            schema.count_change(connection)
            connection.execute("COMMIT")
        with temporary.open("rb+") as written:
            os.fsync(written.fileno())
        if file.exists():
            raise _overtaken(file)


def _update(file: Path, change: Change, when: str, since: int | None) -> None:
    with connect(file, write=True) as connection, _one_change(connection):
        if since is not None and schema.changes(connection) != since:
            raise _overtaken(file)
        _delete_old(connection, change)
        _insert_all(connection, change, when)
        _move(connection, change)
        add_to_search(connection, {*_new_sites(change), *(s for s, *_ in change.linked_sites)})
        connection.execute(
            "DELETE FROM places WHERE fid NOT IN "
            "(SELECT place_ref FROM rows WHERE place_ref NOTNULL)"
        )
        connection.execute("UPDATE gpkg_contents SET last_change = ?", (when,))
        schema.count_change(connection)


@contextmanager
def _one_change(connection: sqlite3.Connection) -> Iterator[None]:
    """Do all that is done inside or nothing, while others read on."""
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA journal_mode = WAL")
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        # A file handed over must stand alone: no -wal beside it, unless someone reads it now.
        with suppress(sqlite3.OperationalError):
            connection.execute("PRAGMA busy_timeout = 0")
            connection.execute("PRAGMA journal_mode = DELETE")


def _new_sites(change: Change) -> list[str]:
    return change.tables["sites"]["site_id"].tolist() if "sites" in change.tables else []


def _delete_old(connection: sqlite3.Connection, change: Change) -> None:
    if "studies" in change.tables:
        studies = [(s,) for s in change.tables["studies"]["study"]]
        for table in ("studies", "rows", "contacts", "study_contacts", "issues"):
            connection.executemany(f"DELETE FROM {table} WHERE study = ?", studies)
    gone = {*change.gone_sites, *_new_sites(change)}
    leave_out_of_search(connection, [*gone, *(site for site, *_ in change.linked_sites)])
    sites = [(site,) for site in gone]
    for table in ("sites", "spellings", "claims"):
        connection.executemany(f"DELETE FROM {table} WHERE site_id = ?", sites)
    doubts = [(subject,) for subject in change.gone_doubts]
    connection.executemany("DELETE FROM doubts WHERE a = ?", doubts)
    connection.executemany(
        "DELETE FROM issues WHERE study = ? AND position = ? AND code = ?", change.gone_issues
    )


def _move(connection: sqlite3.Connection, change: Change) -> None:
    connection.executemany(
        "UPDATE sites SET organisation_id = ?2, organisation = ?3 WHERE site_id = ?1",
        change.linked_sites,
    )
    connection.executemany(
        "UPDATE rows SET kind = ?, site_id = ? WHERE study = ? AND position = ?", change.moved_rows
    )
    connection.executemany(
        "UPDATE contacts SET person_id = ? WHERE study = ? AND contact = ?", change.moved_persons
    )


def _insert_all(connection: sqlite3.Connection, change: Change, when: str) -> None:
    for table in TABLES:
        frame = change.tables.get(table.name)
        if frame is None or frame.empty:
            continue
        if table is ROWS:
            frame = frame.assign(place_ref=_insert_places(connection, frame))
        _insert(connection, table, frame)
    connection.executemany(
        "UPDATE history SET site_id = ?2 WHERE site_id = ?1", change.renamed_sites
    )
    connection.executemany(
        'INSERT OR REPLACE INTO history (old_id, site_id, "when") VALUES (?, ?, ?)',
        [(old, new, when) for old, new in change.renamed_sites],
    )


def _insert(connection: sqlite3.Connection, table: Table, frame: pd.DataFrame) -> None:
    names = schema.stored_columns(table)
    stored = ["geom", *names] if table is SITES else names
    quoted = ", ".join(f'"{name}"' for name in stored)
    marks = ", ".join("?" * len(stored))
    columns = [_reader(frame[name]) for name in names]
    if table is SITES:
        columns.insert(0, _points(frame))
    for start in range(0, len(frame), _CHUNK):
        values = [read(slice(start, start + _CHUNK)) for read in columns]
        connection.executemany(
            f"INSERT OR REPLACE INTO {table.name} ({quoted}) VALUES ({marks})",
            zip(*values, strict=True),
        )


def _reader(column: pd.Series[Any]) -> _Reader:
    """Return a function that gives a stretch of a column as what SQLite stores."""
    import pandas as pd

    if isinstance(column.dtype, pd.CategoricalDtype):
        texts = column.cat.categories.to_numpy(dtype=object)
        codes = column.cat.codes.to_numpy()
        return lambda part: texts[codes[part]].tolist()
    if isinstance(column.dtype, pd.StringDtype) or column.dtype.kind == "O":
        return lambda part: column.iloc[part].fillna("").tolist()
    present = column.notna()
    return lambda part: column.iloc[part].astype(object).where(present.iloc[part], None).tolist()


def _points(frame: pd.DataFrame) -> _Reader:
    lon, lat = _reader(frame["lon"]), _reader(frame["lat"])

    def points(part: slice) -> list[bytes | None]:
        return [
            None if x is None or y is None else geopackage.point(x, y)
            for x, y in zip(lon(part), lat(part), strict=True)
        ]

    return points


def _insert_places(connection: sqlite3.Connection, rows: pd.DataFrame) -> pd.Series[Any]:
    names = list(schema.LOCATED)
    codes = rows.groupby(names, sort=False, dropna=False, observed=True).ngroup()
    distinct = rows.loc[~codes.duplicated(), names]
    (first,) = connection.execute("SELECT coalesce(max(fid), 0) + 1 FROM places").fetchone()
    quoted = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("?" * len(names))
    connection.executemany(
        f"INSERT INTO places (fid, {quoted}) VALUES (?, {marks})",
        zip(
            range(first, first + len(distinct)),
            *(_reader(distinct[name])(slice(None)) for name in names),
            strict=True,
        ),
    )
    numbers: pd.Series[Any] = codes + first
    return numbers
