"""Columns, lines and gzip members as the map page reads them; `page/blocks.js` is the other half.

Everything is deterministic: same values, same bytes.
"""

from __future__ import annotations

import base64
import gzip
import json
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

__all__ = [
    "codes",
    "data_block",
    "deltas",
    "interleaved",
    "lines",
    "members",
    "morton",
    "parts",
    "planes",
    "shortened",
    "varints",
]

CHUNK = 262_144  # WebKit needs seconds for one huge text node, nothing for many of this size
MEMBER = 1_024  # records inflated together when one of them is opened
_OWN = {"name": "\x01", "city": "\x02"}  # the sign for a site's own name and city
_LEVEL = 6  # of gzip; more makes whole blocks 1 % smaller and takes six times as long
_MEMBER_LEVEL = 9  # members become 8 % smaller
_ID_DIGITS = 12
_BASE_32 = np.frombuffer(b"0123456789abcdefghjkmnpqrstvwxyz", dtype=np.uint8)

_BREAKS = "\x00\n\r\t\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"


def varints(values: NDArray[Any] | Sequence[int]) -> bytes:
    """Return non-negative numbers in base 128, low group first, high bit set on all but the last.

    Parameters
    ----------
    values
        Numbers below 2**35, of shape (n,).

    Returns
    -------
    encoded
        One to five bytes per number.
    """
    numbers = np.asarray(values, dtype=np.uint64)
    sizes = np.ones(len(numbers), dtype=np.int64)
    for group in range(1, 5):
        sizes += numbers >= np.uint64(1 << 7 * group)
    ends = np.cumsum(sizes)
    out = np.zeros(int(ends[-1]) if len(ends) else 0, dtype=np.uint8)
    starts = ends - sizes
    for group in range(5):
        some = sizes > group
        bits = (numbers[some] >> np.uint64(7 * group)) & np.uint64(0x7F)
        more = np.where(sizes[some] > group + 1, 0x80, 0).astype(np.uint64)
        out[starts[some] + group] = bits | more
    return out.tobytes()


def deltas(values: NDArray[Any] | Sequence[int]) -> bytes:
    """Return whole numbers as varints of the zig-zag form of their differences.

    Parameters
    ----------
    values
        Signed numbers below 2**33 in size, of shape (n,); neighbours that are near pack best.
    """
    numbers = np.asarray(values, dtype=np.int64)
    steps = np.diff(numbers, prepend=0)
    return varints((steps << 1) ^ (steps >> 63))


def planes(values: NDArray[Any]) -> bytes:
    """Return numbers below 2**32 as all their low bytes, then all the next ones, and so on.

    Where numbers have no order to exploit, this compresses better than varints and reads faster.
    """
    numbers = np.asarray(values, dtype="<u4")
    return numbers.view(np.uint8).reshape(-1, 4).T.tobytes()


def codes(ids: Sequence[str]) -> bytes:
    """Return identifiers of twelve base-32 digits in 60 bits each, others as lines.

    Parameters
    ----------
    ids
        Identifiers; Crockford's lower-case digits pack best.

    Returns
    -------
    encoded
        One byte that tells which (1 packed, 0 lines), then the identifiers; packed, the bits of
        their digits follow one another, highest first.
    """
    if not ids or any(len(one) != _ID_DIGITS for one in ids):
        return b"\0" + lines(ids)
    digits = np.frombuffer("".join(ids).encode("utf-8", "replace"), dtype=np.uint8)
    if len(digits) != len(ids) * _ID_DIGITS or not np.isin(digits, _BASE_32).all():
        return b"\0" + lines(ids)
    values = np.searchsorted(_BASE_32, digits).astype(np.uint8)
    bits = np.unpackbits(values[:, None], axis=1)[:, 3:]
    return b"\1" + np.packbits(bits).tobytes()


def lines(*columns: Iterable[str]) -> bytes:
    """Return columns of texts as UTF-8 lines, cells parted by tabs.

    Line breaks, tabs and NUL inside a text become blanks; lone surrogates question marks.
    """
    cleaned = (_without(_BREAKS, list(column)) for column in columns)
    return "\n".join(map("\t".join, zip(*cleaned, strict=True))).encode("utf-8", "replace")


def shortened(texts: list[str], **repeated: list[str]) -> list[str]:
    """Return texts in which the site's own name and city are one sign each.

    Half of all names and notes repeat them; the page puts them back.

    Parameters
    ----------
    texts
        One text per site.
    **repeated
        What may be repeated there, by site: ``name``, ``city``, replaced in this order.
    """
    short = _without("".join(_OWN.values()), texts)
    for what, sign in _OWN.items():
        if what in repeated:
            short = [
                text.replace(own, sign) if text and len(own) > 1 else text
                for text, own in zip(short, repeated[what], strict=True)
            ]
    return short


def _without(signs: str, texts: list[str]) -> list[str]:
    """Return texts with blanks for some signs; nearly always there are none."""
    joined = "".join(texts)
    if not any(sign in joined for sign in signs):
        return texts
    blanks = str.maketrans(dict.fromkeys(signs, " "))
    return [text.translate(blanks) for text in texts]


def parts(named: Mapping[str, bytes]) -> bytes:
    """Return several byte strings as one, with their names and sizes in front."""
    head = json.dumps({name: len(data) for name, data in named.items()}).encode()
    return len(head).to_bytes(4, "little") + head + b"".join(named.values())


def members(records: Iterable[str]) -> bytes:
    """Return JSON records as independent gzip members, found through a table in front.

    Parameters
    ----------
    records
        One JSON text each.

    Returns
    -------
    encoded
        4 bytes: size of the table; the table: varints of the sizes of the members; the members,
        each a JSON list of 1,024 records.
    """
    rest = iter(records)
    packed = []
    while some := list(islice(rest, MEMBER)):
        packed.append(_gzip(f"[{','.join(some)}]".encode(), _MEMBER_LEVEL))
    table = varints([len(member) for member in packed])
    return len(table).to_bytes(4, "little") + table + b"".join(packed)


def data_block(name: str, data: bytes, *, compress: bool = True) -> str:
    """Return bytes as inert script elements that the page takes in and removes.

    Base64 holds no character that HTML, Jinja or JavaScript knows, so no content can break out.

    Parameters
    ----------
    name
        What the page asks for.
    data
        Any bytes.
    compress
        Whether they are gzipped as a whole.
    """
    text = base64.b64encode(_gzip(data) if compress else data).decode("ascii")
    pieces = [text[start : start + CHUNK] for start in range(0, len(text), CHUNK)] or [""]
    return "".join(
        f'<script type="text/plain" data-ts="{name}">{piece}</script>\n' for piece in pieces
    )


def morton(lat: NDArray[Any], lon: NDArray[Any]) -> NDArray[np.uint64]:
    """Return the place of points along a Morton curve (Morton 1966).

    Parameters
    ----------
    lat, lon
        Decimal degrees WGS84, of shape (n,), without nulls.
    """
    x = ((np.asarray(lon) + 180) * 1e5).astype(np.uint64)
    y = ((np.asarray(lat) + 90) * 1e5).astype(np.uint64)
    return interleaved(x, y)


def interleaved(x: NDArray[np.uint64], y: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return numbers below 2**32 with their bits in turns, those of x first."""
    return _spread(x) | (_spread(y) << np.uint64(1))


def _spread(value: NDArray[np.uint64]) -> NDArray[np.uint64]:
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        value = (value | (value << np.uint64(shift))) & np.uint64(mask)
    return value


def _gzip(data: bytes, level: int = _LEVEL) -> bytes:
    return gzip.compress(data, level, mtime=0)
