"""Bakes the raw place data into one SQLite file in the user's cache folder, once.

The file is read-only afterwards. Its name carries what it was made from, so that a new release
of the data or of the rules makes a new file. Two processes that start at once bake once: the
second waits on a lock that dies with its holder. Baking removes what other versions left and
nobody has read for a day; who still has such a file open goes on reading it.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import time
import zlib
from contextlib import closing, contextmanager, suppress
from importlib.resources import files as resource
from typing import TYPE_CHECKING

from trialsites.errors import InputError
from trialsites.places import sources
from trialsites.places.cache import cache_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = ["baked", "version"]

_FORM = 10
_WAIT_SECONDS = 600
_UNUSED_SECONDS = 24 * 3600
_RULES = (
    "regions.json",
    "divisions.toml",
    "corrections.toml",
    "districts.toml",
    "spelling.toml",
    "trials.json",
    "countries.toml",
)


def version() -> str:
    """Return a short word for what the gazetteer is made from: data files, rules, form."""
    mark = zlib.crc32(str(_FORM).encode())
    for path in sources.files().values():
        mark = zlib.crc32(str(path.stat().st_size).encode(), mark)
    for name in _RULES:
        mark = zlib.crc32(resource("trialsites.rules").joinpath(name).read_bytes(), mark)
    return f"{mark:08x}"


def baked() -> Path:
    """Return the baked gazetteer, made or made again if it is missing or damaged.

    Raises
    ------
    InputError
        If the cache folder cannot be written.
    MissingExtraError
        If the data packages are not installed.
    """
    try:
        path = cache_folder() / f"gazetteer-{version()}.sqlite"
        if _whole(path):
            return path
        with _only_one(path.with_suffix(".lock")):
            if not _whole(path):
                _bake(path)
    except OSError as error:
        raise InputError(
            f"{error.filename or 'the cache folder'} cannot be written ({error.strerror}): "
            "name another folder in TRIALSITES_CACHE"
        ) from error
    return path


def _whole(path: Path) -> bool:
    """Return whether the file is as it was baked; read through only after it was touched."""
    seal = path.with_suffix(".seal")
    try:
        state = path.stat()
        mark = f"{state.st_size} {state.st_mtime_ns}"
        if seal.is_file() and seal.read_text(encoding="ascii") == mark:
            return True
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as file:
            if file.execute("pragma integrity_check").fetchone() != ("ok",):
                return False
            if not file.execute("select 1 from meta where name = 'complete'").fetchone():
                return False
    except (FileNotFoundError, sqlite3.DatabaseError, UnicodeDecodeError):
        return False
    with suppress(OSError):  # a folder others prepared may be read-only
        seal.write_text(mark, encoding="ascii")
    return True


@contextmanager
def _only_one(path: Path) -> Iterator[None]:
    """Hold a lock that other processes wait for and that ends with its holder."""
    with closing(sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None)) as lock:
        lock.execute("begin exclusive")
        yield
        lock.execute("rollback")


def _bake(path: Path) -> None:
    from trialsites.places.tables import fill

    part = path.with_suffix(f".{os.getpid()}.part")
    part.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(part)) as file, _progress() as step:
            fill(file, step)
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    _whole(path)
    _remove_unused(path)


def _remove_unused(kept: Path) -> None:
    """Remove files of other versions, unless they were read or written lately."""
    for file in kept.parent.glob("gazetteer-*"):
        with suppress(OSError):  # another process was faster, or the system keeps open files
            state = file.stat()
            unused = time.time() - max(state.st_atime, state.st_mtime)
            if not file.name.startswith(f"{kept.stem}.") and unused > _UNUSED_SECONDS:
                file.unlink()


@contextmanager
def _progress() -> Iterator[Callable[[float], None]]:
    """Show a bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _share: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Preparing the gazetteer (once)", total=1.0)
        yield lambda share: bar.update(task, completed=share)
