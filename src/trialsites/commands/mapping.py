"""``trialsites map``."""

from __future__ import annotations

import webbrowser
from typing import TYPE_CHECKING, cast

from trialsites.commands.output import say

if TYPE_CHECKING:
    from pathlib import Path

    from trialsites.maps.privacy import Contacts

__all__ = ["run"]


def run(directory: Path, output: Path, *, contacts: str, tiles: str, show: bool) -> None:
    """Write the map, and say what it holds."""
    import pyarrow as pa

    from trialsites.directory import Directory, spare
    from trialsites.maps import site_map, write_map
    from trialsites.maps.content import READ

    # Arrow's own pool keeps 200 MB more of the pieces a registry's million rows are read in.
    pa.set_memory_pool(pa.system_memory_pool())
    tables = Directory.open(directory).tables(READ)
    spare(output)
    made = site_map(tables, contacts=cast("Contacts", contacts), tiles=tiles or None)
    write_map(made, output)
    size = output.stat().st_size / 1e6
    people = {"full": "every contact", "central": "study contacts only", "none": "no contacts"}
    say(f"{output}: {len(tables['sites']):,} sites, {people[contacts]}, {size:,.1f} MB")
    if show:
        webbrowser.open(output.absolute().as_uri())
