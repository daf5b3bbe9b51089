"""What a format is: a name, a way to recognise it, a way to read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from trialsites.extract.document import Document, Head  # noqa: TC001 - used in types at run time
from trialsites.model import Skipped, Study

__all__ = ["Format", "Records", "TableForm"]

Records = Iterator[Study | Skipped]


@dataclass(frozen=True, slots=True)
class Format:
    """One input format.

    Attributes
    ----------
    name
        As shown to people and kept as ``Study.source``.
    matches
        Says from the beginning of an input whether this format is meant.
    read
        Yields the studies of a document, in order, and what in it is none.
    """

    name: str
    matches: Callable[[Head], bool]
    read: Callable[[Document], Records]


@dataclass(frozen=True, slots=True)
class TableForm:
    """A kind of table, the same in delimited text and in a workbook's sheet.

    Attributes
    ----------
    name
        As `Format.name`.
    has_header
        Says whether a line is this kind's header.
    studies
        Yields the studies of a header, the lines below it, and the document they stand in.
    """

    name: str
    has_header: Callable[[list[str]], bool]
    studies: Callable[[list[str], Iterator[list[str]], Document], Records]
