"""``trialsites forget``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trialsites.commands.output import say
from trialsites.directory import forget

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["run"]


def run(directory: Path, name: str) -> None:
    """Erase a person, and say how often they stood there."""
    erased = forget(directory, name)
    say(f"{directory}: {erased} entries erased; later builds drop this person too")
    say("maps, sheets and exports made before still hold the name: make them again")
