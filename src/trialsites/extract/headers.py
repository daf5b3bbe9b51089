"""Column headers as coordinators write them, in four languages, and the fields they fill."""

from __future__ import annotations

import re
from functools import cache

from trialsites.rules import load
from trialsites.text import fold

__all__ = ["CONTACT_FIELDS", "LINE_FIELDS", "columns_of"]

LINE_FIELDS = (
    *("id", "facility", "department", "address", "city", "state", "zip", "country", "status"),
    *("org_id", "lat", "lon"),
)
CONTACT_FIELDS = ("contact", "role", "phone", "phone_ext", "email")


@cache
def _words() -> dict[str, tuple[str, int]]:
    """Return for every known header word its field and how good a match it is (0 is best)."""
    return {
        word: (field, rank)
        for field, words in load("table_headers.toml")["headers"].items()
        for rank, word in reversed(list(enumerate(words)))
    }


def _meaning(header: str) -> tuple[str, int] | None:
    folded = fold(re.sub(r"\(.*?\)|\*", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)))
    if found := _words().get(folded):
        return found
    words = folded.split()
    while len(words) > 1 and words[0] in load("table_headers.toml")["qualifiers"]:
        words = words[1:]
        if found := _words().get(" ".join(words)):
            return found[0], found[1] + 100
    return None


def columns_of(cells: list[str]) -> dict[str, int]:
    """Return which column holds which field, or nothing if this is no header of a site table.

    Parameters
    ----------
    cells
        The cells of a line that may be a header.

    Returns
    -------
    columns
        Field to column number. Empty unless at least two columns are understood, among them a
        facility or a city, or a contact and a study.
    """
    found: dict[str, tuple[int, int]] = {}
    for number, cell in enumerate(cells):
        if meaning := _meaning(cell):
            field, rank = meaning
            if field not in found or rank < found[field][0]:
                found[field] = (rank, number)
    columns = {field: number for field, (_, number) in found.items()}
    if "facility" not in columns and not {"phone", "email", "role"} & columns.keys():
        named = columns.get("contact", -1)
        if named >= 0 and fold(cells[named]) in ("name", "nom", "nombre"):
            columns["facility"] = columns.pop("contact")
    enough = "facility" in columns or "city" in columns or {"contact", "study"} <= columns.keys()
    return columns if enough and len(columns) > 1 else {}
