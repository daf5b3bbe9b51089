"""Text as people compare it: repaired, tidied, folded."""

from __future__ import annotations

import re
from functools import lru_cache

from anyascii import anyascii

__all__ = ["fold", "printable", "spreadsheet_text", "tidy"]

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
_PHONE = re.compile(r"\+\d{1,3} [\d -]+(?: ext\. \d+)?")
_INSIDE = re.compile(r"(?<=[a-z])['`?](?=[a-z])|(?<=\b[a-z])\.(?=[a-z]\b)")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def printable(text: str) -> str:
    """Return text with blanks for control characters and direction marks.

    With these a text could rewrite what a terminal shows.

    Parameters
    ----------
    text
        Any text.
    """
    # Most texts hold nothing to look for.
    return text if text.isprintable() else _CONTROL.sub(" ", text)


def tidy(text: str) -> str:
    """Return text without control characters, direction marks and runs of white space.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    tidied
        The same words, one blank between them.
    """
    return " ".join(printable(text).split())


@lru_cache(maxsize=1 << 17)
def fold(text: str) -> str:
    """Return text in lower-case ASCII words, one blank between them, for comparing.

    Folding is idempotent: ``fold(fold(x)) == fold(x)``. Apostrophes vanish inside words and dots
    between single letters ("Xi'an" is "xian", "C.H.U." is "chu"), and so do the marks of letters
    that were lost on the way ("St George?s", "Sk?odowska"); everything else that is no letter or
    digit separates ("St.Louis" is "st louis").

    Parameters
    ----------
    text
        Any text, in any script.

    Returns
    -------
    folded
        Lower-case ASCII letters, digits and single blanks.
    """
    ascii_text = anyascii(text).casefold()
    ascii_text = _INSIDE.sub("", ascii_text)
    return _NOT_WORD.sub(" ", ascii_text).strip()


def spreadsheet_text(text: str) -> str:
    """Return text that no spreadsheet runs as a formula, for a cell of a CSV file.

    A cell that a spreadsheet would run gets a leading apostrophe (OWASP, "CSV injection"). Phone
    numbers in international display form ("+33 1 56 81 10 45") are no formula and stay.

    Parameters
    ----------
    text
        Any text; control characters are dropped.
    """
    clean = tidy(text)
    if _FORMULA.match(clean) and not _PHONE.fullmatch(clean):
        return f"'{clean}"
    return clean
