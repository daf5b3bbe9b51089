"""Files that appear whole or not at all."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from trialsites.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["make_folder", "whole"]


def make_folder(path: str | os.PathLike[str]) -> Path:
    """Return a folder, made with those above it if it is missing.

    Parameters
    ----------
    path
        The folder.

    Raises
    ------
    OutputError
        If a file stands there, or the system refuses.
    """
    folder = Path(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: no folder can be made there ({error.strerror})") from error
    return folder


@contextmanager
def whole(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a name to write under; what was written becomes the file when all went well.

    Parameters
    ----------
    path
        The file to make or replace.

    Raises
    ------
    OutputError
        If its folder is missing, or the system refuses to write.
    """
    file = Path(path)
    if file.is_dir():
        raise OutputError(f"{file}: is a folder; name a file")
    if not file.parent.is_dir():
        raise OutputError(f"{file.parent}: no such folder; make it first")
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        yield part
        part.replace(file)
    except OSError as error:
        raise OutputError(f"{file}: cannot be written ({error.strerror or error})") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
