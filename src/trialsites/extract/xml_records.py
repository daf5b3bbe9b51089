"""Single XML records out of files of any size, with no entity ever expanded.

Expat reads in chunks and only the record's own tree is kept. A document that declares entities
is refused before one is used, which ends entity bombs and external entities alike.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import TreeBuilder
from xml.parsers import expat

from trialsites.errors import InputError
from trialsites.extract.decoding import as_published, as_utf8, encoding_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from trialsites.extract.document import Document

__all__ = ["xml_records", "xml_text"]

_CHUNK = 1 << 18
_MOST_BYTES = 64 << 20
_MOST_DEPTH = 100
_NO_XML = bytes(set(range(32)) - {9, 10, 13})


def xml_records(document: Document, tag: str) -> Iterator[Element]:
    """Yield every element of one name as a tree of its own.

    Parameters
    ----------
    document
        The document.
    tag
        Local name of a record's element.

    Raises
    ------
    InputError
        If the XML is damaged, declares entities, or one record exceeds 64 MB.
    """
    stream = as_utf8(document.stream, encoding_of(document.head.data))
    records = _Records(document.name, tag)
    try:
        while chunk := stream.read(_CHUNK):
            records.parser.Parse(chunk.translate(None, _NO_XML), False)
            yield from records.take()
            records.weigh(len(chunk))
        records.parser.Parse(b"", True)
    except expat.ExpatError as error:
        yield from records.take()
        what = expat.ErrorString(error.code)
        raise InputError(
            f"{document.name} is damaged XML in line {error.lineno} ({what}): get the file again"
        ) from error


class _Records:
    """Collects the records an expat parser meets."""

    def __init__(self, name: str, tag: str) -> None:
        self.name, self.tag = name, tag
        self.found: list[Element] = []
        self.builder: TreeBuilder | None = None
        self.depth = self.inside = self.weight = 0
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data
        self.parser.EntityDeclHandler = self._refuse
        self.parser.ExternalEntityRefHandler = self._refuse

    def take(self) -> list[Element]:
        """Return the records completed since the last call."""
        taken, self.found = self.found, []
        return taken

    def weigh(self, size: int) -> None:
        """Refuse a record, or a tag, that grows beyond all measure."""
        self.weight += size
        if self.weight > _MOST_BYTES:
            raise InputError(f"{self.name} holds one XML element of more than 64 MB: no record is")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > _MOST_DEPTH:
            raise InputError(f"{self.name} nests XML more than {_MOST_DEPTH} deep: no record does")
        local = tag.rpartition(":")[2]
        if self.builder is None:
            self.weight = 0
            if local != self.tag:
                return
            self.builder, self.inside = TreeBuilder(), self.depth
        self.builder.start(local, attributes)

    def _end(self, tag: str) -> None:
        if self.builder is not None:
            self.builder.end(tag.rpartition(":")[2])
            if self.depth == self.inside:
                self.found.append(self.builder.close())
                self.builder, self.weight = None, 0
        self.depth -= 1

    def _data(self, data: str) -> None:
        if self.builder is not None:
            self.builder.data(data)

    def _refuse(self, *_: object) -> int:
        raise InputError(
            f"{self.name} declares XML entities, which no trial record does: it is not read"
        )


def xml_text(element: Element | None, path: str = ".") -> str:
    """Return an element's text as published, without returns and HTML breaks, or empty.

    Parameters
    ----------
    element
        Where to look.
    path
        ElementTree path of the wanted element.
    """
    found = element.find(path) if element is not None else None
    if found is None:
        return ""
    return as_published(re.sub(r"<br\s*/?>|\s+", " ", "".join(found.itertext())))
