"""The one door: names in, studies out, whatever the format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trialsites.errors import InputError, UnknownFormatError
from trialsites.extract import (
    aact,
    api_v1,
    api_v2,
    classic_page,
    coordinator_table,
    ctis,
    euctr,
    facts_page,
    ictrp,
    isrctn,
    legacy_xml,
    module_page,
    nci,
    site_csv,
    study_fields,
    workbook,
)
from trialsites.extract.decoding import unfit
from trialsites.extract.document import Document
from trialsites.extract.sources import is_archive, members, named_sources, seekable
from trialsites.model import Skipped, Study

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

    from trialsites.extract.document import PlaceWords, Source
    from trialsites.extract.format import Format, Records

__all__ = ["FORMATS", "read"]

_FORMATS: tuple[Format, ...] = (
    workbook.FORMAT,
    api_v2.FORMAT,
    api_v1.FORMAT,
    study_fields.FORMAT,
    ctis.FORMAT,
    nci.FORMAT,
    isrctn.FORMAT,
    legacy_xml.FORMAT,
    ictrp.FORMAT,
    euctr.FORMAT,
    facts_page.FORMAT,
    module_page.FORMAT,
    classic_page.FORMAT,
    aact.FORMAT,
    site_csv.FORMAT,
    coordinator_table.FORMAT,
)
FORMATS = tuple(known.name for known in _FORMATS)
"""Names of the known formats, in the order they are tried."""

_LINE_SHOWN = 60
_KNOWN = "; known are "


def read(
    sources: Iterable[str | os.PathLike[str]], *, places: PlaceWords | None = None
) -> Iterator[Study | Skipped]:
    """Yield every study of some sources, one at a time, and what was passed over.

    Memory does not grow with the sources: a study is gone before the next one is read.

    Parameters
    ----------
    sources
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
    for source in named_sources(sources):
        yield from _source(source, places, 0)


def _source(source: Source, places: PlaceWords | None, depth: int) -> Iterator[Study | Skipped]:
    try:
        with source.open() as stream:
            document = Document.begin(source, stream, places)
            head = document.head
            if is_archive(head.data) and not workbook.FORMAT.matches(head):
                yield from _archive(source, document, stream, depth)
            else:
                yield from _records(document)
    except InputError as error:
        if source.explicit:
            raise
        reason = str(error).removeprefix(source.name).partition(_KNOWN)[0]
        yield Skipped(source.name, reason.strip())


def _archive(
    source: Source, document: Document, stream: BinaryIO, depth: int
) -> Iterator[Study | Skipped]:
    if depth > 1:
        raise InputError(f"{source.name} is an archive inside archives: unpack it first")
    found = passed_over = 0
    with seekable(stream, document.stream) as packed:
        for member in members(source, packed):
            for result in _source(member, document.places, depth + 1):
                found += isinstance(result, Study)
                passed_over += isinstance(result, Skipped)
                yield result
    if not found:
        raise UnknownFormatError(
            f"{source.name} holds no trial record ({passed_over} files were passed over)"
        )


def _records(document: Document) -> Records:
    if not is_archive(document.head.data) and (why := unfit(document.head.data)):
        raise InputError(f"{document.name} {why}")
    for known in _FORMATS:
        if known.matches(document.head):
            return known.read(document)
    line = document.head.first_line
    shown = line if len(line) <= _LINE_SHOWN else line[: _LINE_SHOWN - 1] + "…"
    raise UnknownFormatError(
        f"{document.name} is in no known format (its first line is {shown!r})"
        f"{_KNOWN}{', '.join(FORMATS)}"
    )
