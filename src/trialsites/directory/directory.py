"""Reading a directory, as Python objects."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

from trialsites.directory.connect import connect
from trialsites.directory.schema import LOCATED
from trialsites.tables import ROWS, TABLES, Table

if TYPE_CHECKING:
    import os
    import sqlite3
    from collections.abc import Collection, Mapping

    import geopandas as gpd
    import pandas as pd

__all__ = ["Directory", "read_table", "with_points"]

_CHUNK = 50_000  # lines that are Python objects at one time
_BY_NAME = {table.name: table for table in TABLES}


class Directory:
    """A directory of trial sites in one file.

    Every table is a property; nothing is read before it is asked for, and nothing is written.

    Parameters
    ----------
    path
        A file made by `trialsites.build`.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        with connect(self.path):
            pass  # it is a directory

    @classmethod
    def open(cls, path: str | os.PathLike[str] = "directory.gpkg") -> Self:
        """Return the directory in a file.

        Parameters
        ----------
        path
            A file made by `trialsites.build`.

        Raises
        ------
        DirectoryError
            If the file is missing, no directory, or of another version.
        """
        return cls(path)

    def __repr__(self) -> str:
        counts = self.counts()
        return f"<Directory {self.path}: {counts['sites']} sites, {counts['rows']} rows>"

    def counts(self) -> dict[str, int]:
        """Return how many lines each table holds."""
        with connect(self.path) as connection:
            return {
                t.name: connection.execute(f"SELECT count(*) FROM {t.name}").fetchone()[0]
                for t in TABLES
            }

    @property
    def sites(self) -> gpd.GeoDataFrame:
        """The sites, as points in decimal degrees WGS84; a site without a point has none."""
        return with_points(self.table("sites"))

    @property
    def rows(self) -> pd.DataFrame:
        """The location lines as published, with town and site laid over them."""
        return self.table("rows")

    @property
    def contacts(self) -> pd.DataFrame:
        """The people and desks of the sites."""
        return self.table("contacts")

    @property
    def studies(self) -> pd.DataFrame:
        """The registry records."""
        return self.table("studies")

    @property
    def issues(self) -> pd.DataFrame:
        """What is doubtful or wrong in the data."""
        return self.table("issues")

    def table(self, name: str) -> pd.DataFrame:
        """Return one table whole, with the columns that `trialsites.tables` declares.

        Parameters
        ----------
        name
            ``studies``, ``rows``, ``contacts``, ``study_contacts``, ``sites``, ``spellings``,
            ``doubts``, ``decisions``, ``history`` or ``issues``.
        """
        with connect(self.path) as connection:
            return read_table(connection, _BY_NAME[name])

    def tables(
        self, columns: Mapping[str, Collection[str]] | None = None
    ) -> dict[str, pd.DataFrame]:
        """Return tables by name.

        Parameters
        ----------
        columns
            Which tables, and which of their columns; every table whole if not given.
        """
        wanted = columns or {table.name: table.names() for table in TABLES}
        with connect(self.path) as connection:
            return {
                name: read_table(connection, _BY_NAME[name], columns=names)
                for name, names in wanted.items()
            }


def with_points(frame: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return a table with its points as geometry; a line without a point has none.

    Parameters
    ----------
    frame
        A table with columns ``lat`` and ``lon``, decimal degrees WGS84.
    """
    import geopandas as gpd

    lon, lat = (frame[name].astype("float64") for name in ("lon", "lat"))
    points = gpd.GeoSeries(gpd.points_from_xy(lon, lat), index=frame.index, crs="EPSG:4326")
    return gpd.GeoDataFrame(frame, geometry=points.where(frame["lon"].notna(), None))


def read_table(
    connection: sqlite3.Connection,
    table: Table,
    where: str = "",
    *,
    columns: Collection[str] = (),
) -> pd.DataFrame:
    """Return the lines of one table that meet a condition, in the order they were stored.

    Parameters
    ----------
    connection
        To the directory file.
    table
        Which table.
    where
        SQL condition over ``t``, the table, and ``p``, its places; every line if empty.
    columns
        Only these columns, in the table's order; all if empty.
    """
    import pandas as pd

    chosen = [c for c in table.columns if not columns or c.name in columns]
    names = [c.name for c in chosen]
    if table is ROWS:
        quoted = ", ".join(f'{"p" if n in LOCATED else "t"}."{n}"' for n in names)
        source = "rows t LEFT JOIN places p ON p.fid = t.place_ref"
    else:
        quoted = ", ".join(f't."{n}"' for n in names)
        source = f"{table.name} t"
    condition = f"WHERE {where}" if where else ""
    cursor = connection.execute(f"SELECT {quoted} FROM {source} {condition} ORDER BY t.fid")
    types = {c.name: c.dtype for c in chosen}
    parts = [pd.DataFrame(columns=names).astype(types)]
    while lines := cursor.fetchmany(_CHUNK):
        parts.append(pd.DataFrame.from_records(lines, columns=names).astype(types))
    return pd.concat(parts, ignore_index=True)
