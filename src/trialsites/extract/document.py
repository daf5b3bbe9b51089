"""One input as a reader gets it: its name, its beginning, and a guarded stream of its bytes."""

from __future__ import annotations

import gzip
import io
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast
from zipfile import BadZipFile

from trialsites.errors import InputError
from trialsites.extract.decoding import decode_head

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from _typeshed import WriteableBuffer

__all__ = ["HEAD_BYTES", "Document", "Head", "PlaceWords", "Source", "guard"]

HEAD_BYTES = 1 << 16
_GZIP = b"\x1f\x8b"
_FREE_BYTES = 64 << 20  # anything may unpack to this much
_MOST_RATIO = 200  # registry JSON packs 5 to 30 times; beyond this only bombs do
_UNPACKING_ERRORS = (OSError, EOFError, zlib.error, BadZipFile, RuntimeError, NotImplementedError)


class PlaceWords(Protocol):
    """A vocabulary of places, injected because readers stand below the gazetteer."""

    def kinds(self, text: str, country: str) -> frozenset[str]:
        """Return which of ``"city"`` and ``"state"`` a text can be in a country as published."""


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of an input, by which its format is known.

    Attributes
    ----------
    file
        File name without folders.
    data
        The first bytes, at most ``HEAD_BYTES``.
    text
        The same decoded, with plain line ends.
    """

    file: str
    data: bytes
    text: str

    @property
    def is_json(self) -> bool:
        """Whether the text begins as JSON does."""
        return self.text.lstrip()[:1] in ("{", "[")

    @property
    def first_line(self) -> str:
        """The first line that is not blank."""
        return next((line.strip() for line in self.text.split("\n") if line.strip()), "")


@dataclass(frozen=True, slots=True)
class Source:
    """An input that can be opened: a file, an archive's member, standard input.

    Attributes
    ----------
    name
        As a user would name it; ``archive.zip!member`` inside archives.
    file
        File name without folders.
    open
        Opens the unpacked bytes.
    explicit
        True if a user named it, so that not being able to read it is an error.
    siblings
        The other files of its folder or archive, by lower-case name, where they may matter.
    """

    name: str
    file: str
    open: Callable[[], BinaryIO]
    explicit: bool
    siblings: Mapping[str, Source] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader reads: once, from the beginning.

    Attributes
    ----------
    name
        As a user would name it.
    head
        Its beginning, also still in the stream.
    stream
        All its bytes, guarded against bombs and damaged archives.
    places
        Vocabulary of cities and states, if there is one.
    siblings
        Files beside it that a reader of table sets may need, by lower-case name.
    """

    name: str
    head: Head
    stream: BinaryIO
    places: PlaceWords | None = None
    siblings: Mapping[str, Source] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """File name without folders."""
        return self.head.file

    @classmethod
    def begin(cls, source: Source, stream: BinaryIO, places: PlaceWords | None = None) -> Document:
        """Return a document with its head read and put back.

        Parameters
        ----------
        source
            Where the stream comes from.
        stream
            The opened source.
        places
            Vocabulary of cities and states.

        Raises
        ------
        InputError
            If the input cannot be unpacked.
        """
        raw = _Replayed(source.name, stream)
        data = raw.peek(HEAD_BYTES)
        whole = cast("BinaryIO", io.BufferedReader(raw, 1 << 18))
        if data.startswith(_GZIP):
            unpacked = cast("BinaryIO", gzip.GzipFile(fileobj=whole))
            raw = _Replayed(source.name, guard(source.name, unpacked, raw.count))
            data = raw.peek(HEAD_BYTES)
            whole = cast("BinaryIO", io.BufferedReader(raw, 1 << 18))
        head = Head(source.file, data, decode_head(data))
        return cls(source.name, head, whole, places, source.siblings)


class _Replayed(io.RawIOBase):
    """A stream that gives its beginning once more, and damage as one sentence."""

    def __init__(self, name: str, stream: BinaryIO) -> None:
        self._name, self._stream, self._head, self._count = name, stream, b"", 0

    def count(self) -> int:
        """Return how many bytes have been taken from the stream."""
        return self._count

    def peek(self, size: int) -> bytes:
        """Return the first bytes and keep them for reading."""
        while len(self._head) < size and (more := self._read(size - len(self._head))):
            self._head += more
        return self._head

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read into a buffer."""
        view = memoryview(buffer).cast("B")
        if self._head:
            data, self._head = self._head[: len(view)], self._head[len(view) :]
        else:
            data = self._read(len(view))
        view[: len(data)] = data
        return len(data)

    def _read(self, size: int) -> bytes:
        try:
            data = self._stream.read(size)
        except InputError:
            raise
        except _UNPACKING_ERRORS as error:
            why = " ".join(str(error).split()) or type(error).__name__
            raise InputError(f"{self._name} is damaged ({why}): get the file again") from error
        self._count += len(data)
        return data


class _Guarded(io.RawIOBase):
    """Unpacked bytes that stop when they grow out of proportion to the packed ones."""

    def __init__(self, name: str, stream: BinaryIO, packed: Callable[[], int]) -> None:
        self._name, self._stream, self._packed, self._count = name, stream, packed, 0

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read into a buffer."""
        view = memoryview(buffer).cast("B")
        data = self._stream.read(len(view))
        self._count += len(data)
        if self._count > _FREE_BYTES and self._count > _MOST_RATIO * self._packed():
            raise InputError(
                f"{self._name} unpacks to more than {_MOST_RATIO} times its size: "
                "this is no trial record, remove it"
            )
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close the packed stream too."""
        self._stream.close()
        super().close()


def guard(name: str, stream: BinaryIO, packed: Callable[[], int]) -> BinaryIO:
    """Return an unpacking stream that refuses to become a bomb.

    Parameters
    ----------
    name
        What is unpacked, for the message.
    stream
        The unpacked bytes.
    packed
        Tells how many packed bytes have been read so far.
    """
    return cast("BinaryIO", io.BufferedReader(_Guarded(name, stream, packed), 1 << 18))
