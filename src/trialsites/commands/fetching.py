"""``trialsites fetch``: the one verb that is about going online."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trialsites.commands.output import say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["run"]


def run(studies: Sequence[str], output: Path) -> None:
    """Download records, one file each."""
    from trialsites.fetch import fetch

    for file in fetch(studies, output):
        say(str(file))
