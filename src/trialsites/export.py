"""Tables as files other programs read."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trialsites.directory.connect import spare
from trialsites.directory.directory import with_points
from trialsites.errors import InputError
from trialsites.files import whole
from trialsites.text import spreadsheet_text

if TYPE_CHECKING:
    import os

    import pandas as pd

    from trialsites.directory import Directory

__all__ = ["FORMATS", "export", "read_csv", "write_csv"]

FORMATS = ("csv", "json", "geojson", "parquet", "gpkg")
"""What a table can be written as; the last three hold points where the table has them."""

_POINT_FORMATS = ("geojson", "gpkg")
_ROW_COLUMNS = [
    "study",
    "position",
    "id",
    "facility",
    "city",
    "state",
    "zip",
    "country",
    "status",
    "kind",
    "site_id",
    "site",
    "organisation",
    "place",
    "lat",
    "lon",
    "precision",
    "confidence",
]
_CONTACT_COLUMNS = [
    "study",
    "contact",
    "name",
    "role",
    "phone",
    "phone_published",
    "phone_note",
    "email",
    "position",
    "pairing",
    "pairing_confidence",
    "site_id",
]


def export(directory: Directory, table: str, path: str | os.PathLike[str], form: str = "") -> int:
    """Write one table of a directory to a file; return its number of lines.

    Parameters
    ----------
    directory
        An open directory.
    table
        ``rows``, ``sites``, ``contacts``, ``study-contacts``, ``studies`` or ``issues``.
    path
        The file; it appears whole or not at all.
    form
        One of `FORMATS`; by the file's ending if empty.

    Raises
    ------
    InputError
        If the format is unknown, the table has no points and the format needs them, or the file
        is a directory.
    OutputError
        If the file cannot be written.
    """
    file = Path(path)
    form = form or file.suffix.removeprefix(".").lower()
    if form not in FORMATS:
        raise InputError(
            f"{file}: give it one of the endings .{', .'.join(FORMATS)}, or say --format"
        )
    spare(file)
    frame = _frame(directory, table)
    if form in _POINT_FORMATS and "lat" not in frame.columns:
        raise InputError(f"{table} have no points; choose csv, json or parquet")
    _WRITERS[form](frame, file)
    return len(frame)


def _frame(directory: Directory, table: str) -> pd.DataFrame:
    if table == "rows":
        return _rows(directory)
    frame = directory.table(table.replace("-", "_"))
    if table == "contacts":
        rows = directory.rows[["study", "position", "site_id"]]
        frame = frame.merge(rows, on=["study", "position"], how="left")
        frame["site_id"] = frame["site_id"].fillna("")
        return frame[_CONTACT_COLUMNS + [c for c in frame.columns if c not in _CONTACT_COLUMNS]]
    return frame


def _rows(directory: Directory) -> pd.DataFrame:
    rows, sites = directory.rows, directory.table("sites")
    pins = ["lat", "lon", "precision", "confidence", "organisation", "radius_km", "source"]
    laid = sites[["site_id", "name", *pins]].rename(columns={"name": "site"})
    frame = rows.merge(laid, on="site_id", how="left", validate="many_to_one")
    return frame[_ROW_COLUMNS + [c for c in frame.columns if c not in _ROW_COLUMNS]]


def read_csv(path: str | os.PathLike[str]) -> pd.DataFrame:
    """Return a CSV file as text columns, nothing interpreted.

    A spreadsheet's own CSV is read too: semicolons or tabs, and Windows-1252 or UTF-16.

    Raises
    ------
    InputError
        If the file is missing, empty, binary or no table.
    """
    import pandas as pd

    from trialsites.extract.decoding import decode, unfit
    from trialsites.extract.sources import is_archive

    file = Path(path)
    try:
        data = file.read_bytes()
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}") from None
    if is_archive(data):
        raise InputError(f"{file} is a workbook or an archive: save its table as CSV")
    if why := unfit(data):
        raise InputError(f"{file} {why}")
    text = decode(data)
    header = text.lstrip().partition("\n")[0]
    try:
        return pd.read_csv(
            io.StringIO(text), sep=max(",;\t", key=header.count), dtype=str, keep_default_na=False
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise InputError(f"{file} is no CSV table: its lines differ in length") from error


def write_csv(frame: pd.DataFrame, path: str | os.PathLike[str]) -> None:
    """Write a table as UTF-8 CSV that no spreadsheet runs; the file appears whole.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    columns = [_texts(frame[name]) for name in frame.columns]
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows(zip(*columns, strict=True))
    _write(path, buffer.getvalue().encode())


def _texts(series: pd.Series[Any]) -> list[str]:
    missing = series.isna().tolist()
    numeric = series.dtype.kind in "iuf"
    return [
        "" if gone else str(value) if numeric else spreadsheet_text(str(value))
        for value, gone in zip(series.tolist(), missing, strict=True)
    ]


def _write(path: str | os.PathLike[str], content: bytes) -> None:
    with whole(path) as part:
        part.write_bytes(content)


def _json(frame: pd.DataFrame, file: Path) -> None:
    _write(file, frame.to_json(orient="records", force_ascii=False, indent=1).encode())


def _parquet(frame: pd.DataFrame, file: Path) -> None:
    buffer = io.BytesIO()
    (with_points(frame) if "lat" in frame.columns else frame).to_parquet(buffer)
    _write(file, buffer.getvalue())


def _geojson(frame: pd.DataFrame, file: Path) -> None:
    _write(file, with_points(frame).to_json(drop_id=True).encode())


def _gpkg(frame: pd.DataFrame, file: Path) -> None:
    buffer = io.BytesIO()
    with_points(frame).to_file(buffer, driver="GPKG", layer=file.stem)
    _write(file, buffer.getvalue())


_WRITERS = {
    "csv": write_csv,
    "json": _json,
    "geojson": _geojson,
    "parquet": _parquet,
    "gpkg": _gpkg,
}
