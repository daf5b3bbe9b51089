"""What a user names, as single inputs: files, folders, globs, zips, gz, standard input."""

from __future__ import annotations

import glob
import gzip
import io
import os
import sys
import zipfile
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, cast

from trialsites.errors import InputError
from trialsites.extract.document import Source, guard

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["is_archive", "members", "sources"]

_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_GZIP = b"\x1f\x8b"
_GLOB = frozenset("*?[")


def sources(names: Iterable[str | os.PathLike[str]]) -> Iterator[Source]:
    """Yield every file that some names mean, folders and globs in sorted order.

    Parameters
    ----------
    names
        Files, folders (read recursively), globs, ``"-"`` for standard input.

    Raises
    ------
    InputError
        If a name means nothing that can be read.
    """
    for given in names:
        name = os.fspath(given)
        path = Path(name)
        if name == "-":
            yield Source("standard input", "-", _standard_input, explicit=True)
        elif path.is_dir():
            yield from _folder(path)
        elif path.exists():
            yield _file(path, explicit=True)
        elif _GLOB.intersection(name) and (found := _globbed(name)):
            for match in map(Path, found):
                yield from _folder(match) if match.is_dir() else (_file(match, explicit=False),)
        else:
            raise InputError(f"{name} does not exist: check the name")


def _globbed(pattern: str) -> list[str]:
    return sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 - Path.glob has no absolutes


def _standard_input() -> BinaryIO:
    return cast("BinaryIO", io.BufferedReader(io.FileIO(sys.stdin.fileno(), closefd=False)))


def _folder(path: Path) -> Iterator[Source]:
    for folder, inner, files in os.walk(path):
        inner.sort()
        for file in sorted(files):
            if not file.startswith("."):
                yield _file(Path(folder, file), explicit=False)


def _file(path: Path, *, explicit: bool) -> Source:
    return Source(str(path), path.name, partial(_open, path), explicit)


def _open(path: Path) -> BinaryIO:
    try:
        stream = path.open("rb")
        start = stream.read(4)
        stream.seek(0)
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}): check its rights") from error
    return _unzipped(str(path), stream, start)


def _unzipped(name: str, stream: BinaryIO, start: bytes) -> BinaryIO:
    if not start.startswith(_GZIP):
        return stream
    return guard(name, cast("BinaryIO", gzip.GzipFile(fileobj=stream)), stream.tell)


def is_archive(start: bytes) -> bool:
    """Tell from its first bytes whether an input is a zip archive.

    Parameters
    ----------
    start
        At least the first four bytes.
    """
    return start.startswith((_ZIP, _EMPTY_ZIP))


def members(source: Source, stream: BinaryIO) -> Iterator[Source]:
    """Yield the files of a zip archive in the archive's order; nothing is written to disk.

    Parameters
    ----------
    source
        The archive.
    stream
        Its bytes, seekable.

    Raises
    ------
    InputError
        If the archive is damaged.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            for member in archive.infolist():
                if not member.is_dir():
                    name = f"{source.name}!{member.filename}"
                    file = PurePosixPath(member.filename).name
                    yield Source(name, file, partial(_member, archive, member, name), False)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{source.name} is a damaged archive: get the file again") from error


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> BinaryIO:
    if member.flag_bits & 1:
        raise InputError(f"{name} is encrypted: unpack it first")
    try:
        stream = archive.open(member)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
        raise InputError(f"{name} cannot be unpacked ({error}): get the archive again") from error
    return guard(name, cast("BinaryIO", stream), lambda: member.compress_size)
