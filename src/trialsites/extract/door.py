"""The one door: names in, studies out, whatever the format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trialsites.errors import InputError, UnknownFormatError
from trialsites.extract import api_v2, coordinator_table, facts_page, module_page
from trialsites.extract.decoding import unfit
from trialsites.extract.document import Document
from trialsites.extract.sources import is_archive, members, sources
from trialsites.model import Skipped, Study

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator

    from trialsites.extract.document import PlaceWords, Source
    from trialsites.extract.format import Format, Records

__all__ = ["FORMATS", "read"]

_FORMATS: tuple[Format, ...] = (
    api_v2.FORMAT,
    facts_page.FORMAT,
    module_page.FORMAT,
    coordinator_table.FORMAT,
)
FORMATS = tuple(known.name for known in _FORMATS)
"""Names of the known formats, in the order they are tried."""

_LINE_SHOWN = 60


def read(
    inputs: Iterable[str | os.PathLike[str]], *, places: PlaceWords | None = None
) -> Iterator[Study | Skipped]:
    """Yield every study of some inputs, one at a time, and what was passed over.

    Memory does not grow with the inputs: a study is gone before the next one is read.

    Parameters
    ----------
    inputs
        Files, folders, globs, zip and gz archives, ``"-"`` for standard input.
    places
        Vocabulary of cities and states; only the site's CSV downloads need it, to split their
        Locations column.

    Yields
    ------
    study
        A record as published, or `Skipped` for something in a folder, glob or archive that is
        no record.

    Raises
    ------
    InputError
        If an explicitly named input cannot be read.
    UnknownFormatError
        If no reader knows an explicitly named input.
    """
    for source in sources(inputs):
        yield from _source(source, places)


def _source(source: Source, places: PlaceWords | None) -> Iterator[Study | Skipped]:
    try:
        with source.open() as stream:
            document = Document.begin(source, stream, places)
            if is_archive(document.head.data):
                for member in members(source, stream):
                    yield from _source(member, places)
            else:
                yield from _records(document)
    except InputError as error:
        if source.explicit:
            raise
        yield Skipped(source.name, _reason(str(error), source.name))


def _reason(message: str, name: str) -> str:
    return message.removeprefix(name).strip()


def _records(document: Document) -> Records:
    if why := unfit(document.head.data):
        raise InputError(f"{document.name} {why}")
    for known in _FORMATS:
        if known.matches(document.head):
            return known.read(document)
    line = document.head.first_line
    shown = line if len(line) <= _LINE_SHOWN else line[: _LINE_SHOWN - 1] + "…"
    raise UnknownFormatError(
        f"{document.name} is in no known format (its first line is {shown!r}); "
        f"known are {', '.join(FORMATS)}"
    )
