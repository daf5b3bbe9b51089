"""Bytes to text: byte order marks, UTF-8 with Windows-1252 islands, UTF-16, mojibake."""

from __future__ import annotations

import codecs
import io
import re
from typing import TYPE_CHECKING, BinaryIO, cast

from trialsites.errors import InputError
from trialsites.text import tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _typeshed import WriteableBuffer

__all__ = [
    "as_published",
    "as_utf8",
    "decode",
    "decode_head",
    "encoding_of",
    "lines",
    "text_reader",
    "unfit",
]

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = {
    b"\xff\xd8\xff": "a JPEG picture: save the page as text or HTML",
    b"\x89PNG": "a PNG picture: save the page as text or HTML",
    b"GIF8": "a GIF picture: save the page as text or HTML",
    b"%PDF": "a PDF document: save the page as text or HTML",
    b"\xd0\xcf\x11\xe0": "an old Office document: save it as .xlsx or .csv",
    b"SQLite format 3": "a database: name records to read, and a directory file with -d",
    b"PAR1": "a Parquet file: save it as .csv",
    b"7z\xbc\xaf": "a 7-Zip archive: unpack it first",
    b"Rar!": "a RAR archive: unpack it first",
    b"BZh": "a bzip2 archive: unpack it first",
    b"\xfd7zXZ": "an xz archive: unpack it first",
}
_LINE_CHARACTERS = 1 << 24
_DECLARED = re.compile(rb"(?:encoding|charset)\s*=\s*[\"']?([A-Za-z0-9_-]+)")
_EIGHT_BIT = re.compile(r"iso-8859-(?:[1-9]|1[0134-6])|latin-?1|windows-125\d|cp125\d|koi8-r")
# What UTF-8 looks like when it was read as Latin-1 or Windows-1252.
_MOJIBAKE = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e"
    "\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)


def _islands(error: UnicodeError) -> tuple[str, int]:
    """Decode bytes that are no UTF-8 as Windows-1252, as spreadsheets write them."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.start + 1]
    return wrong.decode("cp1252", errors="ignore") or wrong.decode("latin-1"), error.start + 1


codecs.register_error("windows-1252-islands", _islands)


def unfit(data: bytes) -> str:
    """Return why the beginning of an input can hold no text at all, or empty.

    Parameters
    ----------
    data
        The first bytes.
    """
    if not data.strip():
        return "is empty"
    if not data.strip(b"\0"):
        return "holds only zero bytes"
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            return f"is {what}"
    if encoding_of(data) == "utf-8" and data.count(0) > len(data) // 1000:
        return "is binary, no text"
    return ""


def encoding_of(data: bytes) -> str:
    """Return the encoding that the beginning of a text shows.

    Parameters
    ----------
    data
        The first bytes.

    Returns
    -------
    encoding
        A Python codec name; ``"utf-8"`` where nothing speaks against it.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    sample = data[:4096]
    if len(sample) >= 4 and sample.count(0):  # noqa: PLR2004 - two UTF-16 characters
        odd, even = sample[1::2], sample[::2]
        if odd.count(0) > 0.4 * len(odd) and even.count(0) < 0.1 * len(even) + 1:
            return "utf-16-le"
        if even.count(0) > 0.4 * len(even) and odd.count(0) < 0.1 * len(odd) + 1:
            return "utf-16-be"
    return _declared(data)


def _declared(data: bytes) -> str:
    """Return the 8-bit encoding that XML or HTML declares, unless the bytes are UTF-8 after all."""
    match = _DECLARED.search(data[:1024]) if data.lstrip()[:1] == b"<" else None
    name = match[1].decode().lower() if match else ""
    if not _EIGHT_BIT.fullmatch(name):
        return "utf-8"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return "windows-1252" if name in ("iso-8859-1", "latin-1", "latin1") else name
    return "utf-8"


def decode(data: bytes) -> str:
    """Return whole bytes as text with plain line ends and mended mojibake.

    Parameters
    ----------
    data
        A whole text file.
    """
    return "".join(lines(io.BytesIO(data), encoding_of(data)))


def decode_head(data: bytes) -> str:
    """Return the beginning of a text for recognising its format.

    Parameters
    ----------
    data
        The first bytes, perhaps ending inside a character.
    """
    errors = "windows-1252-islands" if encoding_of(data) == "utf-8" else "ignore"
    text = data.decode(encoding_of(data), errors=errors)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def text_reader(stream: BinaryIO, encoding: str) -> io.TextIOWrapper:
    """Return a stream as text that never fails to decode, with plain line ends.

    Parameters
    ----------
    stream
        Bytes.
    encoding
        A Python codec name.
    """
    utf8 = encoding.startswith("utf-8")
    errors = "windows-1252-islands" if utf8 else "replace"
    return io.TextIOWrapper(stream, encoding, errors=errors, newline=None)


def lines(stream: BinaryIO, encoding: str, name: str = "the text") -> Iterator[str]:
    """Yield the lines of a text, each with its line end, mojibake mended.

    Parameters
    ----------
    stream
        Bytes.
    encoding
        A Python codec name.
    name
        What is read, for the message.

    Raises
    ------
    InputError
        If one line is longer than 16 million characters.
    """
    reader = text_reader(stream, encoding)
    while line := reader.readline(_LINE_CHARACTERS):
        if len(line) == _LINE_CHARACTERS:
            raise InputError(
                f"{name} has a line of more than 16 million characters: it is no table"
            )
        yield _unscrambled(line)


class _Utf8(io.RawIOBase):
    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text, self._rest = text, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        if not self._rest:
            self._rest = self._text.read(1 << 16).encode(errors="replace")
        data, self._rest = self._rest[: len(view)], self._rest[len(view) :]
        view[: len(data)] = data
        return len(data)


def as_utf8(stream: BinaryIO, encoding: str) -> BinaryIO:
    """Return a stream of text in any encoding as UTF-8 without a byte order mark.

    Parameters
    ----------
    stream
        Bytes.
    encoding
        A Python codec name.
    """
    return cast("BinaryIO", io.BufferedReader(_Utf8(text_reader(stream, encoding)), 1 << 18))


def _unscrambled(line: str) -> str:
    if line.isascii() or not _MOJIBAKE.search(line):
        return line
    import ftfy

    return ftfy.fix_encoding(line)


def as_published(value: object) -> str:
    """Return a field as published: without outer blanks and control characters.

    Parameters
    ----------
    value
        Text, a number, or nothing.
    """
    if not isinstance(value, str):
        value = "" if value is None or isinstance(value, bool) else str(value)
    text = value.strip()
    return text if text.isprintable() else tidy(text)
