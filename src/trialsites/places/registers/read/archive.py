"""Zipped registers: the one member that is the list."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

from trialsites.errors import InputError

__all__ = ["ZIP", "member"]

ZIP = b"PK\x03\x04"
_LARGEST = 2_000_000_000
_KINDS = (".json", ".geojson", ".csv", ".tsv", ".txt", ".gpkg", ".parquet")


def member(data: bytes, what: str) -> tuple[str, bytes]:
    """Return name and content of the member of a zip archive that is the register.

    JSON comes before tables, since ROR publishes both; newer schemas come last by name and win.

    Parameters
    ----------
    data
        The archive.
    what
        What to call it in an error.

    Raises
    ------
    InputError
        If it is broken, too large, or holds no list.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = [
                info
                for info in archive.infolist()
                if info.filename.casefold().endswith(_KINDS)
                and "readme" not in info.filename.casefold()
            ]
            if not names:
                raise InputError(f"{what} holds no list of hospitals: unpack it and give the list")
            chosen = min(names, key=lambda info: (_order(info.filename), -info.file_size))
            if chosen.file_size > _LARGEST:
                raise InputError(f"{chosen.filename} in {what} is larger than 2 GB")
            return chosen.filename, archive.read(chosen)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError) as error:
        raise InputError(f"{what} is a broken archive ({error})") from error


def _order(name: str) -> tuple[int, int]:
    folded = name.casefold()
    kind = next(i for i, ending in enumerate(_KINDS) if folded.endswith(ending))
    return (kind, 0 if "schema_v2" in folded else 1)
