"""The shipped authority file, extended by a user's own files and ROR dumps."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from trialsites import rules
from trialsites.errors import InputError
from trialsites.sites.authority.files import Entry, Listing, read_ror, read_text
from trialsites.sites.authority.search import Authority, Match

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["campus_town", "find", "load", "towns"]


def _joined_to(known: Authority, extra: Iterable[Entry]) -> Iterator[Entry]:
    """Yield register entries, under a known institution's id where one alone bears the name."""
    for entry in extra:
        matches = known.find(entry.name, entry.towns[0], entry.countries[0])
        same = len(matches) == 1 and matches[0].exact and not matches[0].campus
        yield replace(entry, id=matches[0].entry) if same else entry


@cache
def _shipped() -> Listing:
    listing = Listing()
    folder = files(rules).joinpath("authority")
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".txt"):
            listing.add(read_text(file.read_text(encoding="utf-8"), file.name))
    return listing


@lru_cache(maxsize=4)
def load(extra_paths: tuple[Path, ...] = ()) -> Authority:
    """Return the shipped authority file, extended by a user's own files.

    Parameters
    ----------
    extra_paths
        Files in the format of ``docs/authority.md``, or ROR dumps (``.json``).

    Raises
    ------
    InputError
        A file is missing or cannot be read.
    """
    listing = Listing()
    listing.add(_shipped())
    for path in map(Path, extra_paths):
        try:
            if path.suffix.lower() == ".json":
                dump = read_ror(path)
                listing.entries += _joined_to(Authority(listing), dump.entries)
            else:
                listing.add(read_text(path.read_text(encoding="utf-8"), path.name))
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{path}: cannot be read as an authority file.") from error
    return Authority(listing)


@lru_cache(maxsize=1 << 16)
def find(facility: str, city: str, country_code: str) -> tuple[Match, ...]:
    """Return the institutions of the shipped file that a published name speaks of.

    See `Authority.find`.
    """
    return load().find(facility, city, country_code)


def campus_town(entry: str, campus: str) -> str:
    """Return the town of a campus of the shipped file, see `Authority.campus_town`."""
    return load().campus_town(entry, campus)


def towns(facility: str, country_code: str) -> tuple[str, ...]:
    """Return the towns of the hospitals of a name, see `Authority.towns`."""
    return load().towns(facility, country_code)
