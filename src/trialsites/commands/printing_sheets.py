"""``trialsites sheets``."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from trialsites.commands.output import count, say
from trialsites.errors import UnknownPlaceError

if TYPE_CHECKING:
    from pathlib import Path

    from trialsites.sheets.write import Format

__all__ = ["run"]


def run(directory: Path, output: Path, *, city: str, form: str) -> None:
    """Write the sheets, and say how many."""
    from trialsites.directory import Directory, connect
    from trialsites.directory.search import city_like
    from trialsites.sheets import sheets, write_sheets

    made = sheets(Directory.open(directory).tables(), city)
    if city and not made:
        with connect(directory) as connection:
            meant = city_like(connection, city)
        advice = f"; did you mean {meant}?" if meant else ""
        raise UnknownPlaceError(f"the directory has no site in a city called {city!r}{advice}")
    written = write_sheets(made, output, cast("Format", form), whole=not city)
    lines = sum(len(sheet.lines) for sheet in made)
    say(f"{output}: {count(len(written), 'contact sheet')}, {count(lines, 'line')}")
