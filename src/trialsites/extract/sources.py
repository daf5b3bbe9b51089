"""What a user names, as single inputs: files, folders, globs, zips, gz, standard input."""

from __future__ import annotations

import glob
import io
import os
import re
import shutil
import sys
import tempfile
import zipfile
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, cast

from trialsites.errors import InputError
from trialsites.extract.aact import SITES_TABLE, TABLES
from trialsites.extract.document import Source, guard
from trialsites.extract.zip_members import entries, unpacked
from trialsites.text import tidy

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

__all__ = ["DAMAGE", "is_archive", "members", "named_sources", "open_member", "seekable"]

_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
DAMAGE = (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError)
"""What the standard library raises on archives that are damaged."""
_GLOB = frozenset("*?[")
_REGISTERED = re.compile(r"NCT\d{8}", re.IGNORECASE)


def named_sources(names: Iterable[str | os.PathLike[str]]) -> Iterator[Source]:
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
            yield _named(path)
        elif _GLOB.intersection(name) and (found := _globbed(name)):
            for match in map(Path, found):
                yield from _folder(match) if match.is_dir() else (_file(match),)
        else:
            raise InputError(f"{_shown(name)} {_missing(name)}")


def _missing(name: str) -> str:
    if "://" in name:
        return "is an address, and nothing goes online here: save the page, or use `fetch`"
    if _REGISTERED.fullmatch(name):
        return f"is no file: download it with `trialsites fetch {name.upper()}`"
    return "does not exist: check the name"


def _globbed(pattern: str) -> list[str]:
    return sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 - Path.glob has no absolutes


def _standard_input() -> BinaryIO:
    return cast("BinaryIO", io.BufferedReader(io.FileIO(sys.stdin.fileno(), closefd=False)))


def _folder(path: Path) -> Iterator[Source]:
    for folder, inner, files in os.walk(path):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        paths = [Path(folder, file) for file in sorted(files) if not file.startswith(".")]
        found = [_file(one) for one in paths if one.is_file() or one.is_symlink()]  # no pipes
        tables = _table_set(found)
        yield from (replace(source, siblings=tables) for source in found) if tables else found


def _file(path: Path) -> Source:
    return Source(_shown(path), _shown(path.name), partial(_open, path), explicit=False)


def _shown(name: str | os.PathLike[str]) -> str:
    """Return a file name that can be printed on one line, whatever bytes it is made of."""
    return tidy(os.fsencode(name).decode(errors="replace"))


def _named(path: Path) -> Source:
    """Return a file that a user named; AACT's tables are found beside it."""
    beside = path.parent.iterdir() if path.name.lower() in TABLES else ()
    tables = _table_set([_file(other) for other in beside if other.is_file()])
    return replace(_file(path), explicit=True, siblings=tables)


def _table_set(found: list[Source]) -> dict[str, Source]:
    """Return files by lower-case name if they are a set of tables to be joined."""
    named = {source.file.lower(): source for source in found}
    return named if SITES_TABLE in named else {}


def _open(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise InputError(
            f"{_shown(path)} cannot be read ({error.strerror}): check its rights"
        ) from error


def is_archive(start: bytes) -> bool:
    """Tell from its first bytes whether an input is a zip archive.

    Parameters
    ----------
    start
        At least the first four bytes.
    """
    return start.startswith((_ZIP, _EMPTY_ZIP))


@contextmanager
def seekable(stream: BinaryIO, whole: BinaryIO) -> Iterator[BinaryIO]:
    """Give a stream that an archive can be read from, through a temporary file if need be.

    Parameters
    ----------
    stream
        The opened source, already read from.
    whole
        The same from its beginning, readable once.
    """
    if stream.seekable():
        stream.seek(0)
        if is_archive(stream.read(len(_ZIP))):
            yield stream
            return
    with tempfile.TemporaryFile() as spool:
        shutil.copyfileobj(whole, spool, 1 << 20)
        yield cast("BinaryIO", spool)


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
    tables = _table_set(list(_members(source, stream, only=TABLES)))
    for member in _members(source, stream):
        yield replace(member, siblings=tables) if tables else member


def _members(source: Source, stream: BinaryIO, only: Container[str] = ()) -> Iterator[Source]:
    try:
        for entry in entries(stream):
            file = PurePosixPath(entry.filename.replace("\\", "/")).name
            if not entry.filename.endswith("/") and (not only or file.lower() in only):
                name = tidy(f"{source.name}!{entry.filename}")
                opens = partial(open_member, stream, entry, name)
                yield Source(name, tidy(file), opens, explicit=False)
    except DAMAGE as error:
        raise InputError(f"{source.name} is a damaged archive: get the file again") from error


def open_member(stream: BinaryIO, entry: zipfile.ZipInfo, name: str) -> BinaryIO:
    """Return a member's unpacked bytes, guarded against bombs.

    Parameters
    ----------
    stream
        The archive, seekable.
    entry
        The member's entry.
    name
        Its name for messages.

    Raises
    ------
    InputError
        If it is encrypted or damaged.
    """
    if entry.flag_bits & 1:
        raise InputError(f"{name} is encrypted: unpack it first")
    try:
        member = unpacked(stream, entry)
    except DAMAGE as error:
        raise InputError(f"{name} cannot be unpacked ({error}): get the archive again") from error
    return guard(name, member, lambda: entry.compress_size)
