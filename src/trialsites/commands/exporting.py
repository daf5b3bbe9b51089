"""``trialsites export``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trialsites.commands.output import count, say

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["run"]


def run(directory: Path, table: str, output: Path, *, form: str) -> None:
    """Write a table, and say how long it is."""
    from trialsites.directory import Directory
    from trialsites.export import export

    lines = export(Directory.open(directory), table, output, form)
    many = table.replace("-", " ")
    one = "study" if table == "studies" else many.removesuffix("s")
    say(f"{output}: {count(lines, one, many)}")
