"""``trialsites geocode``: the geocoder on its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trialsites.commands.output import say
from trialsites.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["run"]

_READ = {"city", "state", "zip", "country"}


def run(places: Path, output: Path) -> None:
    """Geocode a CSV of towns; write it with the answers, in the same order."""
    from trialsites.directory import spare
    from trialsites.export import read_csv, write_csv
    from trialsites.places.locate import locate_table

    spare(output)
    table = read_csv(places)
    table.columns = [_read_as(name) for name in table.columns]
    if not {"city", "country"} <= set(table.columns):
        raise InputError(f"{places} needs columns city and country (state and zip help)")
    answered = locate_table(table)
    write_csv(answered, output)
    found = int(answered["lat"].notna().sum())
    say(f"{output}: {found:,} of {len(answered):,} places answered")
    if found < len(answered):
        say("the others may be several towns, or none: see the column candidates")


def _read_as(heading: str) -> str:
    """Return a heading as the geocoder knows it: City is city."""
    plain = heading.strip().lower()
    return plain if plain in _READ else heading
