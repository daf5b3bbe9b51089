"""One file per form of hospital register; ``read`` tells them apart by their content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trialsites.errors import InputError
from trialsites.places.registers.read import delimited

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from trialsites.places.registers.entries import Listing

__all__ = ["read"]


def read(path: Path, columns: Mapping[str, str] | None) -> Listing:
    """Return the hospitals of a register file of any known form.

    Parameters
    ----------
    path
        The file.
    columns
        Columns named by the user instead of guessed, by field.

    Raises
    ------
    InputError
        If the file is missing, empty, or of no known form.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror})") from error
    if not data.strip():
        raise InputError(f"{path} is empty")
    return delimited.read(delimited.decoded(data, path.name), columns, path.name)
