"""GeoPackage and GeoParquet, through geopandas."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from trialsites.errors import InputError
from trialsites.places.registers.columns import guess, records
from trialsites.places.registers.entries import Listing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd

__all__ = ["PARQUET", "SQLITE", "read"]

SQLITE = b"SQLite format 3\0"
PARQUET = b"PAR1"


def read(path: Path, head: bytes, given: Mapping[str, str] | None) -> Listing:
    """Return the hospitals of a layer of points or shapes.

    Parameters
    ----------
    path
        The file.
    head
        Its first bytes.
    given
        Columns named by the user.

    Raises
    ------
    InputError
        If it cannot be read, or holds no layer with a name.
    """
    frame = _geopackage(path) if head.startswith(SQLITE) else _geoparquet(path)
    crs = frame.crs
    if crs is not None and not crs.equals("EPSG:4326"):
        frame = frame.to_crs("EPSG:4326")
    inside = frame.geometry.representative_point()
    table = frame.drop(columns=frame.geometry.name)
    table = table.astype("object").where(table.notna(), "").map(str)
    table["__lat"] = inside.y.map(repr).where(inside.notna(), "")
    table["__lon"] = inside.x.map(repr).where(inside.notna(), "")
    point = {"lat": "__lat", "lon": "__lon"}
    columns = guess(list(map(str, table.columns)), {**point, **(given or {})}, path.name)
    rows = [{str(k): str(v) for k, v in row.items()} for row in table.to_dict("records")]
    return Listing(
        format="GeoPackage" if head.startswith(SQLITE) else "GeoParquet",
        records=records(rows, columns),
        columns={f: c for f, c in columns.items() if c not in point.values()},
    )


def _geoparquet(path: Path) -> gpd.GeoDataFrame:
    import geopandas as gpd
    import pyarrow as pa

    try:
        return gpd.read_parquet(path)
    except (pa.ArrowException, ValueError, OSError) as error:
        raise InputError(f"{path} cannot be read as GeoParquet ({error})") from error


def _geopackage(path: Path) -> gpd.GeoDataFrame:
    import geopandas as gpd
    from pyogrio.errors import DataLayerError, DataSourceError

    layer = _first_layer(path)
    try:
        return gpd.read_file(path, layer=layer)
    except (DataLayerError, DataSourceError, ValueError) as error:
        raise InputError(f"{path} cannot be read as a GeoPackage ({error})") from error


def _first_layer(path: Path) -> str:
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
            row = file.execute(
                "SELECT table_name FROM gpkg_contents WHERE data_type = 'features' ORDER BY 1"
            ).fetchone()
    except sqlite3.DatabaseError as error:
        raise InputError(f"{path} is no GeoPackage ({error})") from error
    if row is None:
        raise InputError(f"{path} holds no layer with points")
    return str(row[0])
