"""``trialsites sheets``."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from trialsites.commands.output import count, say
from trialsites.errors import UnknownPlaceError
from trialsites.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from trialsites.sheets.write import Format

__all__ = ["run"]

_ALIKE = 70


def run(directory: Path, output: Path, *, city: str, form: str) -> None:
    """Write the sheets, and say how many."""
    from trialsites.directory import Directory
    from trialsites.sheets import sheets, write_sheets

    tables = Directory.open(directory).tables()
    made = sheets(tables, city)
    if city and not made:
        raise UnknownPlaceError(
            f"the directory has no site in a city called {city!r}{_alike(tables, city)}"
        )
    written = write_sheets(made, output, cast("Format", form), whole=not city)
    lines = sum(len(sheet.lines) for sheet in made)
    say(f"{output}: {count(len(written), 'contact sheet')}, {count(lines, 'line')}")


def _alike(tables: Mapping[str, pd.DataFrame], city: str) -> str:
    from rapidfuzz import fuzz, process

    names = {fold(name): name for name in sorted(tables["sites"]["city"].unique())}
    found = [name for name in names if name.startswith(fold(city))] or process.extractOne(
        fold(city), sorted(names), scorer=fuzz.ratio, score_cutoff=_ALIKE
    )
    return f"; did you mean {names[found[0]]}?" if found else ""
