"""The folder where baked and fetched things are kept between runs."""

from __future__ import annotations

import os
import sys
from pathlib import Path

__all__ = ["cache_folder"]


def cache_folder() -> Path:
    """Return the cache folder, made if it is missing.

    ``TRIALSITES_CACHE`` names it; else it is the user's own cache folder (``XDG_CACHE_HOME``,
    ``~/Library/Caches`` on macOS, ``LOCALAPPDATA`` on Windows).

    Raises
    ------
    OSError
        If the folder cannot be made.
    """
    if named := os.environ.get("TRIALSITES_CACHE"):
        folder = Path(named).expanduser()
    elif sys.platform == "win32":
        folder = Path(os.environ.get("LOCALAPPDATA") or Path.home()) / "trialsites"
    elif sys.platform == "darwin":
        folder = Path.home() / "Library" / "Caches" / "trialsites"
    else:
        folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "trialsites"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
