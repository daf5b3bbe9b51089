"""A directory of clinical-trial sites and the people to call there.

>>> import trialsites
>>> built = trialsites.build("NCT06937905.txt", directory="demo.gpkg")  # doctest: +SKIP
>>> trialsites.Directory.open("demo.gpkg").nearest("Lille", k=3)  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trialsites.version import __version__

if TYPE_CHECKING:
    from trialsites.atlas import Directory
    from trialsites.flow import Built, build

__all__ = ["Built", "Directory", "__version__", "build"]

_HOMES = {"build": "flow", "Built": "flow", "Directory": "atlas"}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the room exports
    """Import a public name when it is first used: commands that need little start at once."""
    if name not in _HOMES:
        raise AttributeError(f"module 'trialsites' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"trialsites.{_HOMES[name]}"), name)
