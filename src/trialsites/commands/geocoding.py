"""``trialsites geocode``: the geocoder on its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trialsites.commands.output import say
from trialsites.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["run"]


def run(places: Path, output: Path) -> None:
    """Geocode a CSV of towns; write it with the answers, in the same order."""
    from trialsites.export import read_csv, write_csv
    from trialsites.places.locate import locate_table

    table = read_csv(places)
    if not {"city", "country"} <= set(table.columns):
        raise InputError(f"{places}: needs columns city and country (state and zip help)")
    answered = locate_table(table)
    write_csv(answered, output)
    found = int(answered["lat"].notna().sum())
    say(f"{output}: {found} of {len(answered)} places answered")
