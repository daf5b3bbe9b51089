"""Whole numbers in as few bytes as they need, as the map page reads them."""

__all__ = ["svarint", "varint"]

_GROUP = 128


def varint(value: int) -> bytes:
    """Return a non-negative number in base 128, low group first, high bit set on all but the last.

    Parameters
    ----------
    value
        Any non-negative number.

    Returns
    -------
    encoded
        One byte per seven bits.
    """
    out = bytearray()
    while value >= _GROUP:
        out.append(value % _GROUP + _GROUP)
        value //= _GROUP
    out.append(value)
    return bytes(out)


def svarint(value: int) -> bytes:
    """Return a signed number as a varint of its zig-zag form (0, -1, 1, -2 … are 0, 1, 2, 3 …).

    Parameters
    ----------
    value
        Any number.

    Returns
    -------
    encoded
        One byte per seven bits.
    """
    return varint(value * 2 if value >= 0 else -value * 2 - 1)
