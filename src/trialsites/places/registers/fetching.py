"""Fetching a register from the address a user gave."""

from __future__ import annotations

import re
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from trialsites.errors import InputError
from trialsites.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["is_address", "local"]

_TIMEOUT_S = 60.0
_LARGEST = 2_000_000_000
_CHUNK = 1 << 20


def is_address(source: str | Path) -> bool:
    """Return whether a source is an address and no file."""
    return str(source).casefold().startswith(("http://", "https://"))


@contextmanager
def local(source: str | Path) -> Iterator[Path]:
    """Give a source as a file: itself, or fetched into a folder that is removed afterwards.

    Raises
    ------
    InputError
        If an address cannot be fetched.
    """
    if not is_address(source):
        yield Path(source)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / _file_name(str(source))
        _fetch(str(source), path)
        yield path


def _file_name(address: str) -> str:
    name = unquote(urlsplit(address).path).rpartition("/")[2]
    return re.sub(r"[^\w.-]+", "-", name).strip(".") or "register"


def _fetch(address: str, path: Path) -> None:
    import requests

    headers = {"User-Agent": f"trialsites/{__version__}"}
    try:
        with (
            requests.get(address, headers=headers, timeout=_TIMEOUT_S, stream=True) as answer,
            path.open("wb") as file,
        ):
            answer.raise_for_status()
            size = 0
            for chunk in answer.iter_content(_CHUNK):
                size += len(chunk)
                if size > _LARGEST:
                    raise InputError(f"{address} is larger than 2 GB")
                file.write(chunk)
    except requests.RequestException as error:
        raise InputError(f"{address} cannot be fetched ({error})") from error
