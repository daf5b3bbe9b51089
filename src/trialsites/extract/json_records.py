"""Single JSON records out of lists, wrappers, lines and gigabytes, without holding the whole.

A record is an object at the top, in an array, or under a wrapper key such as ``studies``. The
splitter looks only at strings and brackets, so its memory is one record's size.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from trialsites.errors import InputError
from trialsites.extract.decoding import as_utf8, encoding_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from trialsites.extract.document import Document

__all__ = ["NO_JSON", "json_records"]

NO_JSON = (msgspec.MsgspecError, RecursionError, UnicodeDecodeError)
"""What msgspec raises on text that is no JSON of the expected form."""
_CHUNK = 8 << 20
_MOST = 64 << 20
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|["{}\[\]]', re.DOTALL)
_OPENING, _CLOSING = b"{[", b"}]"


def json_records(document: Document, wrappers: frozenset[str]) -> Iterator[bytes]:
    """Yield the raw bytes of every record of a JSON or NDJSON document.

    Parameters
    ----------
    document
        The document.
    wrappers
        Keys under which records lie, such as ``studies``.

    Yields
    ------
    record
        One object; not checked further than its brackets.

    Raises
    ------
    InputError
        If the text ends inside a record, or one record exceeds 64 MB.
    """
    stream = document.stream
    encoding = encoding_of(document.head.data)
    if encoding != "utf-8":
        stream = as_utf8(stream, encoding)
    chunk = _fill(stream, _CHUNK)
    if len(chunk) < _CHUNK:
        try:
            yield from _whole(chunk, wrappers)
        except NO_JSON:
            yield from _split(document.name, chunk, stream, wrappers)
    elif _is_lines(chunk, wrappers):
        yield from _lines(document.name, chunk, stream)
    else:
        yield from _split(document.name, chunk, stream, wrappers)


def _fill(stream: BinaryIO, size: int) -> bytes:
    return stream.read(size) or b""


def _whole(data: bytes, wrappers: frozenset[str]) -> list[bytes]:
    """Return the records of one complete JSON value."""
    if data.lstrip()[:1] == b"[":
        items = msgspec.json.decode(data, type=list[msgspec.Raw])
        return [record for item in items for record in _whole(bytes(item), wrappers)]
    if data.lstrip()[:1] != b"{":
        return [data]
    values = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
    inner = [bytes(values[key]) for key in values if key in wrappers]
    inner = [value for value in inner if value.lstrip()[:1] in (b"{", b"[")]
    return [record for value in inner for record in _whole(value, wrappers)] if inner else [data]


def _is_lines(chunk: bytes, wrappers: frozenset[str]) -> bool:
    """Tell whether the first line is a whole record of its own."""
    line = chunk.partition(b"\n")[0]
    try:
        return line.startswith(b"{") and _whole(line, wrappers) == [line] and len(line) < len(chunk)
    except NO_JSON:
        return False


def _lines(name: str, chunk: bytes, stream: BinaryIO) -> Iterator[bytes]:
    while chunk:
        if b"\n" not in chunk[-_MOST:] and len(chunk) > _MOST:
            raise InputError(f"{name} has a line of more than 64 MB: no trial record is that long")
        *whole, rest = chunk.split(b"\n")
        yield from (line for line in whole if line.strip())
        more = _fill(stream, _CHUNK)
        if not more:
            if rest.strip():
                yield rest
            return
        chunk = rest + more


def _split(name: str, chunk: bytes, stream: BinaryIO, wrappers: frozenset[str]) -> Iterator[bytes]:
    splitter = _Splitter(wrappers)
    while chunk:
        yield from splitter.feed(chunk)
        if len(splitter.rest) > _MOST:
            raise InputError(f"{name} holds one JSON value of more than 64 MB: no trial record is")
        chunk = _fill(stream, min(max(1 << 20, len(splitter.rest)), _CHUNK))
    if splitter.open:
        raise InputError(f"{name} ends in the middle of a record: get the file again")


class _Splitter:
    """Finds where records begin and end in a growing text."""

    def __init__(self, wrappers: frozenset[str]) -> None:
        self.wrappers = {f'"{key}"'.encode() for key in wrappers}
        self.rest = b""
        self.at = 0  # up to here the rest has been looked at
        self.start = -1  # where the candidate record begins in the rest
        self.depth = 0  # brackets open inside the candidate
        self.outer = 0  # wrappers open around it
        self.string = b""

    @property
    def open(self) -> bool:
        """Whether the text has ended too early."""
        return self.start >= 0 or self.outer > 0

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Yield the records that a further chunk completes."""
        self.rest += chunk
        end = self.at
        for token in _TOKEN.finditer(self.rest, self.at):
            text = token[0]
            if text == b'"':  # a string that goes on in the next chunk
                end = token.start()
                break
            end = token.end()
            if len(text) > 1:
                if self.depth <= 1:
                    self.string = text
            elif text in _OPENING:
                self._opened(text, token.start())
            elif text in _CLOSING and (record := self._closed(end)):
                yield record
        else:
            end = len(self.rest)
        keep = self.start if self.start >= 0 else end
        self.rest, self.at = self.rest[keep:], end - keep
        self.start = 0 if self.start >= 0 else -1

    def _opened(self, bracket: bytes, at: int) -> None:
        if self.depth == 1 and self.string in self.wrappers:
            self.outer, self.depth, self.start = self.outer + 1, 0, -1  # it was a wrapper
        self.string = b""
        if self.depth == 0 and bracket == b"[":
            self.outer += 1
        elif self.depth == 0:
            self.start, self.depth = at, 1
        else:
            self.depth += 1

    def _closed(self, end: int) -> bytes:
        self.string = b""
        if self.depth == 0:
            self.outer = max(0, self.outer - 1)
            return b""
        self.depth -= 1
        if self.depth:
            return b""
        record, self.start = self.rest[self.start : end], -1
        return record
