"""One file per form of hospital register; ``read`` tells them apart by their content."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from trialsites.errors import InputError
from trialsites.places.registers.read import (
    archive,
    delimited,
    finess,
    geonames,
    json_lists,
    layers,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trialsites.places.registers.entries import Listing

__all__ = ["read"]

_HEAD = 65536


def read(path: Path, columns: Mapping[str, str] | None) -> Listing:
    """Return the hospitals of a register file of any known form.

    Parameters
    ----------
    path
        The file, also as the one list in a zip archive.
    columns
        Columns named by the user instead of guessed, by field.

    Raises
    ------
    InputError
        If the file is missing, empty, or of no known form.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror})") from error
    if not data.strip():
        raise InputError(f"{path} is empty")
    if not data.startswith(archive.ZIP):
        return _content(path, data, columns)
    name, data = archive.member(data, path.name)
    with tempfile.TemporaryDirectory() as folder:
        unpacked = Path(folder) / Path(name).name
        unpacked.write_bytes(data)
        return _content(unpacked, data, columns)


def _content(path: Path, data: bytes, columns: Mapping[str, str] | None) -> Listing:
    if data.startswith((layers.SQLITE, layers.PARQUET)):
        return layers.read(path, data[:16], columns)
    if json_lists.matches(data[:_HEAD]):
        return json_lists.read(data, columns, path.name)
    text = delimited.decoded(data, path.name)
    head = text[:_HEAD]
    if finess.matches(head):
        return finess.read(text.splitlines())
    if geonames.matches(head):
        return geonames.read(text.split("\n"))
    return delimited.read(text, columns, path.name)
