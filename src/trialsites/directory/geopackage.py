"""The GeoPackage container: what QGIS and GDAL need to open the directory as a map layer.

Written by the standard library's sqlite3 alone. Source: OGC 12-128r17, GeoPackage 1.3.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

__all__ = ["APPLICATION_ID", "add_spatial_index", "create_container", "point", "register", "teach"]

APPLICATION_ID = 0x47504B47
"""The four letters GPKG, as the file header holds them."""

_VERSION = 10300
_WGS84 = 4326
_HEADER = struct.Struct("<2sBBi")
_POINT = struct.Struct("<BIdd")
_WKT = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],'
    'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]]'
)

_CONTAINER = """
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
  table_name TEXT PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL, min_x DOUBLE, min_y DOUBLE,
  max_x DOUBLE, max_y DOUBLE, srs_id INTEGER REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL UNIQUE REFERENCES gpkg_contents(table_name),
  column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL
  REFERENCES gpkg_spatial_ref_sys(srs_id), z TINYINT NOT NULL, m TINYINT NOT NULL,
  PRIMARY KEY (table_name, column_name));
CREATE TABLE gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
  scope TEXT NOT NULL, UNIQUE (table_name, column_name, extension_name));
"""

# The triggers are the standard's own words for the gpkg_rtree_index extension.
_SPATIAL_INDEX = """
CREATE VIRTUAL TABLE rtree_{t}_geom USING rtree(id, minx, maxx, miny, maxy);
INSERT INTO rtree_{t}_geom
  SELECT fid, lon, lon, lat, lat FROM {t} WHERE geom NOT NULL;
CREATE TRIGGER rtree_{t}_geom_insert AFTER INSERT ON {t}
  WHEN (new.geom NOT NULL AND NOT ST_IsEmpty(new.geom)) BEGIN
  INSERT OR REPLACE INTO rtree_{t}_geom VALUES (new.fid,
    ST_MinX(new.geom), ST_MaxX(new.geom), ST_MinY(new.geom), ST_MaxY(new.geom)); END;
CREATE TRIGGER rtree_{t}_geom_update1 AFTER UPDATE OF geom ON {t}
  WHEN old.fid = new.fid AND (new.geom NOTNULL AND NOT ST_IsEmpty(new.geom)) BEGIN
  INSERT OR REPLACE INTO rtree_{t}_geom VALUES (new.fid,
    ST_MinX(new.geom), ST_MaxX(new.geom), ST_MinY(new.geom), ST_MaxY(new.geom)); END;
CREATE TRIGGER rtree_{t}_geom_update2 AFTER UPDATE OF geom ON {t}
  WHEN old.fid = new.fid AND (new.geom ISNULL OR ST_IsEmpty(new.geom)) BEGIN
  DELETE FROM rtree_{t}_geom WHERE id = old.fid; END;
CREATE TRIGGER rtree_{t}_geom_update3 AFTER UPDATE ON {t}
  WHEN old.fid != new.fid AND (new.geom NOTNULL AND NOT ST_IsEmpty(new.geom)) BEGIN
  DELETE FROM rtree_{t}_geom WHERE id = old.fid;
  INSERT OR REPLACE INTO rtree_{t}_geom VALUES (new.fid,
    ST_MinX(new.geom), ST_MaxX(new.geom), ST_MinY(new.geom), ST_MaxY(new.geom)); END;
CREATE TRIGGER rtree_{t}_geom_update4 AFTER UPDATE ON {t}
  WHEN old.fid != new.fid AND (new.geom ISNULL OR ST_IsEmpty(new.geom)) BEGIN
  DELETE FROM rtree_{t}_geom WHERE id IN (old.fid, new.fid); END;
CREATE TRIGGER rtree_{t}_geom_delete AFTER DELETE ON {t} WHEN old.geom NOT NULL BEGIN
  DELETE FROM rtree_{t}_geom WHERE id = old.fid; END;
"""


def point(lon: float, lat: float) -> bytes:
    """Return a GeoPackage point.

    Parameters
    ----------
    lon, lat
        Decimal degrees WGS84.
    """
    return _HEADER.pack(b"GP", 0, 1, _WGS84) + _POINT.pack(1, 1, lon, lat)


def _coordinate(blob: bytes, axis: int) -> float:
    return float(_POINT.unpack_from(blob, _HEADER.size)[2 + axis])


def teach(connection: sqlite3.Connection) -> None:
    """Give a connection the five spatial functions that the index's triggers call."""
    connection.create_function("ST_IsEmpty", 1, lambda _: 0, deterministic=True)
    for name, axis in (("MinX", 0), ("MaxX", 0), ("MinY", 1), ("MaxY", 1)):
        connection.create_function(
            f"ST_{name}", 1, lambda blob, axis=axis: _coordinate(blob, axis), deterministic=True
        )


def create_container(connection: sqlite3.Connection) -> None:
    """Make an empty GeoPackage of a new database."""
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {_VERSION}")
    connection.executescript(_CONTAINER)
    connection.executemany(
        "INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)",
        [
            ("Undefined Cartesian", -1, "NONE", -1, "undefined", None),
            ("Undefined geographic", 0, "NONE", 0, "undefined", None),
            ("WGS 84", _WGS84, "EPSG", _WGS84, _WKT, "longitude, latitude in decimal degrees"),
        ],
    )


def register(connection: sqlite3.Connection, table: str, meaning: str, when: str) -> None:
    """Announce a table, so that desktop tools list it; a spatial one if it has a geometry."""
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    spatial = "geom" in columns
    connection.execute(
        "INSERT INTO gpkg_contents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            table,
            "features" if spatial else "attributes",
            table,
            meaning,
            when,
            *((-180, -90, 180, 90, _WGS84) if spatial else (None,) * 5),
        ),
    )
    if spatial:
        connection.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'POINT', ?, 0, 0)",
            (table, _WGS84),
        )


def add_spatial_index(connection: sqlite3.Connection, table: str) -> None:
    """Index the points of a table, and keep the index true from then on.

    The columns lon and lat say what the points say, and are read sooner.
    """
    connection.executescript(_SPATIAL_INDEX.format(t=table))
    connection.execute(
        "INSERT INTO gpkg_extensions VALUES (?, 'geom', 'gpkg_rtree_index', ?, 'write-only')",
        (table, "http://www.geopackage.org/spec120/#extension_rtree"),
    )
