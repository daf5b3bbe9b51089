"""What a directory may already know of people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["Known"]


class Known(Protocol):
    """What the directory already knows of people from other studies.

    It makes a pairing by evidence depend on what was built before: a record is paired once, when it
    is read.
    """

    def facilities(self, name: str, email: str, besides: str) -> Collection[tuple[str, str, str]]:
        """Return (facility, city, country) of every row a person stands in, as published.

        Parameters
        ----------
        name, email
            The person as published; either may be empty.
        besides
            The study being paired: its own former rows are no evidence for it.
        """
