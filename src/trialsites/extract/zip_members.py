"""The members of a zip archive one by one: the registry's own has 580,000.

`zipfile.ZipFile` keeps every entry of the central directory in memory, 0.6 kB each; here an entry
is gone before the next one is read. Unpacking and its checks stay with the standard library.
Source: PKWARE, APPNOTE.TXT, sections 4.3.7, 4.3.12, 4.3.14-16 and 4.5.3.
"""

from __future__ import annotations

import io
import struct
import zipfile
from typing import TYPE_CHECKING, BinaryIO, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _typeshed import WriteableBuffer

__all__ = ["entries", "unpacked"]

_END = struct.Struct("<4s4H2LH")
_END64_AT = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_MOST_COMMENT = 1 << 16
_FULL = 0xFFFFFFFF
_UTF8_NAME = 1 << 11
_ZIP64_EXTRA = 1


def entries(stream: BinaryIO) -> Iterator[zipfile.ZipInfo]:
    """Yield the entries of an archive's central directory in its order.

    Parameters
    ----------
    stream
        The archive, seekable.

    Raises
    ------
    zipfile.BadZipFile
        If there is no directory, it is cut, or members overlap as in bombs.
    """
    start, size = _directory(stream)
    directory = cast("BinaryIO", io.BufferedReader(_Slice(stream, start, size)))
    packed = 0
    while head := directory.read(_ENTRY.size):
        if len(head) < _ENTRY.size or not head.startswith(b"PK\x01\x02"):
            raise zipfile.BadZipFile("its directory is cut")
        entry = _entry(_ENTRY.unpack(head), directory)
        packed += entry.compress_size
        if packed > start:
            raise zipfile.BadZipFile("its members overlap")
        yield entry


def _directory(stream: BinaryIO) -> tuple[int, int]:
    """Return where the central directory begins and how long it is."""
    end = stream.seek(0, io.SEEK_END)
    tail_at = max(0, end - _END.size - _MOST_COMMENT)
    stream.seek(tail_at)
    tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + _END.size > len(tail):
        raise zipfile.BadZipFile("its directory is missing")
    size, start = _END.unpack_from(tail, at)[5:7]
    place = tail_at + at
    locator = tail[max(0, at - _END64_AT.size) : at]
    if locator.startswith(b"PK\x06\x07"):
        stream.seek(_END64_AT.unpack(locator)[2])
        found = stream.read(_END64.size)
        if len(found) < _END64.size or not found.startswith(b"PK\x06\x06"):
            raise zipfile.BadZipFile("its directory is cut")
        size, start = _END64.unpack(found)[8:10]
    if start + size > place:
        raise zipfile.BadZipFile("its directory is cut")
    return start, size


def _entry(fields: tuple[int, ...], directory: BinaryIO) -> zipfile.ZipInfo:
    flags, method, crc, packed, unpacked_size = (*fields[3:5], *fields[7:10])
    raw = directory.read(fields[10])
    extra = directory.read(fields[11])
    directory.read(fields[12])
    name = raw.decode("utf-8" if flags & _UTF8_NAME else "cp437", errors="replace")
    entry = zipfile.ZipInfo(name)
    entry.flag_bits, entry.compress_type, entry.CRC = flags, method, crc
    wide = iter(_wide_numbers(extra))
    entry.file_size, entry.compress_size, entry.header_offset = (
        next(wide, value) if value == _FULL else value
        for value in (unpacked_size, packed, fields[16])
    )
    return entry


def _wide_numbers(extra: bytes) -> list[int]:
    """Return the 64-bit numbers that did not fit the entry."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        if kind == _ZIP64_EXTRA:
            body = extra[at + 4 : at + 4 + size - size % 8]
            return list(struct.unpack(f"<{len(body) // 8}Q", body[: len(body) // 8 * 8]))
        at += 4 + size
    return []


def unpacked(stream: BinaryIO, entry: zipfile.ZipInfo) -> BinaryIO:
    """Return a member's unpacked bytes; several members may be open at a time.

    Parameters
    ----------
    stream
        The archive, seekable.
    entry
        One of its entries.

    Raises
    ------
    zipfile.BadZipFile, NotImplementedError
        If the member is not where its entry says, or is packed in an unknown way.
    """
    stream.seek(entry.header_offset)
    head = stream.read(_LOCAL.size)
    if len(head) < _LOCAL.size or not head.startswith(b"PK\x03\x04"):
        raise zipfile.BadZipFile("a member is not where the directory says")
    name_size, extra_size = _LOCAL.unpack(head)[9:11]
    start = entry.header_offset + _LOCAL.size + name_size + extra_size
    packed = io.BufferedReader(_Slice(stream, start, entry.compress_size))
    return cast("BinaryIO", zipfile.ZipExtFile(packed, "r", entry, close_fileobj=True))


class _Slice(io.RawIOBase):
    """A part of a stream with a position of its own."""

    def __init__(self, stream: BinaryIO, start: int, size: int) -> None:
        self._stream, self._at, self._left = stream, start, size

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read into a buffer."""
        view = memoryview(buffer).cast("B")
        self._stream.seek(self._at)
        data = self._stream.read(min(len(view), self._left))
        view[: len(data)] = data
        self._at += len(data)
        self._left -= len(data)
        return len(data)
