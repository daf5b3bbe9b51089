"""Records from ClinicalTrials.gov's public API, when a user asks for them by name.

API: https://clinicaltrials.gov/data-api/api, version 2.
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from trialsites.errors import InputError
from trialsites.files import make_folder, whole
from trialsites.version import __version__

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Sequence
    from pathlib import Path

__all__ = ["fetch"]

_URL = "https://clinicaltrials.gov/api/v2/studies/{}"
_AGENT = f"trialsites/{__version__} (directory of trial sites)"
_STUDY = re.compile(r"NCT\d{8}")
_PAUSE = 1.0
_TIMEOUT = 30.0
_PATIENCE = 120.0
_TOO_MANY = 429


def fetch(
    studies: Sequence[str], folder: str | os.PathLike[str], *, url: str = _URL
) -> Iterator[Path]:
    """Download records into a folder, one JSON file each, and yield the files.

    One request a second at most; a server that asks for patience gets it.

    Parameters
    ----------
    studies
        Identifiers such as NCT06937905.
    folder
        Made if missing.
    url
        Where to ask; ``{}`` stands for the identifier.

    Raises
    ------
    InputError
        If an identifier is none, or the registry does not hand it out.
    OutputError
        If the folder or a file in it cannot be written.
    """
    for given in studies:
        if not _STUDY.fullmatch(given.strip().upper()):
            raise InputError(f"{given!r} is no ClinicalTrials.gov identifier (NCT and 8 digits)")
    names = [study.strip().upper() for study in studies]
    target = make_folder(folder)
    for number, name in enumerate(names):
        if number:
            time.sleep(_PAUSE)
        body = _download(url.format(name), name)
        file = target / f"{name}.json"
        with whole(file) as part:
            part.write_bytes(body)
        yield file


def _download(url: str, name: str) -> bytes:
    import requests

    for attempt in (1, 2):
        try:
            response = requests.get(url, headers={"User-Agent": _AGENT}, timeout=_TIMEOUT)
        except requests.RequestException as error:
            why = type(error).__name__
            raise InputError(
                f"{name}: the registry cannot be reached ({why}): check the network"
            ) from error
        if response.status_code == _TOO_MANY and attempt == 1:
            wait = response.headers.get("Retry-After", "")
            time.sleep(min(float(wait) if wait.isdigit() else _PAUSE, _PATIENCE))
            continue
        break
    if not response.ok:
        raise InputError(f"{name}: the registry answered {response.status_code}")
    return response.content
