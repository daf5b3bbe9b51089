"""The distinct texts of rows: each is read once, however many rows carry it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trialsites.sites.classify import TEMPLATE_CITIES, mask, may_be_template
from trialsites.sites.spelling import Spelling, block
from trialsites.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Numbers = npt.NDArray[np.int64]
    Marks = npt.NDArray[np.bool_]
    Sets = dict[int, frozenset[str]]

__all__ = ["TEXT", "Compared", "compared", "number", "templates"]

TEXT = ("facility", "city", "country", "country_code", "place_id", "place")
"""Rows that agree in these are one spelling."""

_REGISTERS = ("org_id", "register_id")
_SEEN = ("person", "phone_e164", "email_host")
_NOTHING: frozenset[str] = frozenset()


def number(rows: pd.DataFrame, *columns: str) -> Numbers:
    """Return for each row the number of what it says, in the order of first appearance.

    Parameters
    ----------
    rows
        A table.
    *columns
        What is compared; no nulls.
    """
    groups = rows.groupby(list(columns), sort=False, observed=True)
    return groups.ngroup().to_numpy().astype("int64")


def _each(column: pd.Series[Any], work: Callable[[str], str]) -> npt.NDArray[np.object_]:
    """Return what a function says of each row's text; it is asked once for each distinct one."""
    import numpy as np
    import pandas as pd

    codes, texts = pd.factorize(column)
    said = np.empty(len(texts), dtype=object)
    said[:] = [work(text) for text in texts]
    return said[codes]


def templates(rows: pd.DataFrame) -> Marks:
    """Mark the rows whose text a sponsor wrote, as its behaviour in the study tells.

    The same masked text stands in many cities of the study, and names no institution.

    Parameters
    ----------
    rows
        study, facility and city.
    """
    import numpy as np
    import pandas as pd

    masks = _each(rows["facility"], mask)
    seen = pd.DataFrame({"study": rows["study"], "mask": masks, "town": _each(rows["city"], fold)})
    seen["group"] = number(seen, "study", "mask")
    towns = np.bincount(seen[["group", "town"]].drop_duplicates()["group"])
    wide: Marks = towns[seen["group"]] >= TEMPLATE_CITIES
    allowed = {text: bool(text) and may_be_template(text) for text in set(masks[wide])}
    wide[wide] = [allowed[text] for text in masks[wide]]
    return wide


@dataclass(frozen=True, slots=True)
class Compared:
    """The distinct texts that may be hospitals, those of one place together.

    Attributes
    ----------
    texts
        The columns ``TEXT``, ``rows`` (how many carry it) and ``block`` (where it is compared),
        sorted by block and then by the alphabet; the index is the text's number.
    known
        What rows know beside it, by kind of knowledge and the text's number.
    """

    texts: pd.DataFrame
    known: dict[str, Sets]

    def places(self) -> list[tuple[int, int]]:
        """Return where each place begins and ends among the texts."""
        import numpy as np

        blocks = self.texts["block"].to_numpy()
        edges = np.flatnonzero(blocks[1:] != blocks[:-1]) + 1
        ends = [*edges.tolist(), len(blocks)] if len(blocks) else []
        return list(zip([0, *ends], ends, strict=False))

    def spellings(self, start: int, stop: int) -> list[Spelling]:
        """Return a stretch of the texts with what is known beside them."""
        part = self.texts.iloc[start:stop]
        columns = (part[name].tolist() for name in (*TEXT, "rows"))
        return [self._spelling(*line) for line in zip(part.index.tolist(), *columns, strict=True)]

    def _spelling(self, code: int, *line: Any) -> Spelling:  # noqa: ANN401 - TEXT, rows
        facility, city, country, country_code, place_id, place, rows = line
        zips = tuple(sorted(self.known["zip"].get(code, _NOTHING)))
        known = (self.known[kind].get(code, _NOTHING) for kind in ("register", *_SEEN))
        return Spelling(
            facility, city, country_code or country, place, place_id, zips, rows, *known
        )


def compared(rows: pd.DataFrame, numbers: Numbers, evidence: pd.DataFrame | None) -> Compared:
    """Return the distinct texts of rows with all that their rows know.

    Parameters
    ----------
    rows
        The columns ``TEXT``, study, position, zip and, if known, org_id and register_id.
    numbers
        For each row the number of its text.
    evidence
        study, position, person (folded), phone_e164 (site numbers only), email_host.
    """
    import numpy as np
    import pandas as pd

    first = ~pd.Series(numbers).duplicated().to_numpy()
    texts = rows.loc[first, list(TEXT)].astype("str").set_axis(numbers[first], axis="index")
    texts["rows"] = np.bincount(numbers)[texts.index]
    texts["block"] = [
        block(place, code or country, city)
        for place, code, country, city in zip(
            *(texts[c].tolist() for c in ("place_id", "country_code", "country", "city")),
            strict=True,
        )
    ]
    known = {name: _sets(numbers, rows.get(name)) for name in ("zip", *_REGISTERS)}
    known["register"] = _both(*(known.pop(name) for name in _REGISTERS))
    known |= _seen(rows, numbers, evidence)
    return Compared(texts.sort_values(["block", *TEXT]), known)


def _seen(rows: pd.DataFrame, numbers: Numbers, evidence: pd.DataFrame | None) -> dict[str, Sets]:
    """Return who and what was seen with each text."""
    if evidence is None or evidence.empty:
        return {name: {} for name in _SEEN}
    where = rows[["study", "position"]].assign(text=numbers)
    where = where[where["study"].isin(evidence["study"])].astype({"study": "str"})
    with_text = evidence.merge(where, on=["study", "position"])
    return {name: _sets(with_text["text"].to_numpy(), with_text[name]) for name in _SEEN}


def _sets(numbers: Numbers, column: pd.Series[Any] | None) -> Sets:
    """Return the distinct non-empty values of a column for each text."""
    import pandas as pd

    if column is None:
        return {}
    said = column.to_numpy() != ""
    pairs = pd.DataFrame({"text": numbers[said], "value": column.to_numpy()[said]})
    found: dict[int, set[str]] = {}
    for text, value in pairs.drop_duplicates().itertuples(index=False):
        found.setdefault(text, set()).add(value)
    return {text: frozenset(values) for text, values in found.items()}


def _both(one: Sets, two: Sets) -> Sets:
    return {key: one.get(key, _NOTHING) | two.get(key, _NOTHING) for key in one.keys() | two}
