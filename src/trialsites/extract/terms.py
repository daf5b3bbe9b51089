"""Registry words in one form: statuses, phases, dates."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from trialsites.rules import load
from trialsites.text import fold

__all__ = ["iso_date", "phase_word", "status_word"]

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?!\d)")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})$")
_WORDS = re.compile(
    r"([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})$|(\d{1,2}) ([A-Za-z]{3,9})\.? (\d{4})$"
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


@lru_cache(maxsize=4096)
def status_word(text: str) -> str:
    """Return a recruitment status in the registry's enum form, or as published.

    Parameters
    ----------
    text
        Such as ``"Active, not recruiting"`` or ``"ACTIVE_NOT_RECRUITING"``.

    Returns
    -------
    status
        Such as ``"ACTIVE_NOT_RECRUITING"``; the text itself where it is not recognised.
    """
    return str(load("statuses.toml")["words"].get(fold(text), text))


@lru_cache(maxsize=4096)
def phase_word(text: str) -> str:
    """Return a phase in the registry's enum form, several joined by ``|``.

    Parameters
    ----------
    text
        Such as ``"Phase 1/Phase 2"``, ``"PHASE1|PHASE2"`` or ``"Early Phase 1"``.
    """
    if fold(text) in ("n a", "na", "not applicable"):
        return "NA"
    parts = [part for part in re.split(r"[|/,;]", text) if part.strip()]
    return "|".join(_one_phase(part.strip()) for part in parts)


def _one_phase(text: str) -> str:
    folded = fold(text).replace(" ", "")
    if match := re.search(r"(early)?phase([0-4]|iv|i{1,3})", folded):
        number = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}.get(match[2], match[2])
        return f"EARLY_PHASE{number}" if match[1] else f"PHASE{number}"
    return text


@lru_cache(maxsize=1 << 16)
def iso_date(text: str) -> str:
    """Return a full date as ``YYYY-MM-DD``, or empty where no day is given.

    Parameters
    ----------
    text
        Such as ``"2025-04-22"``, ``"April 22, 2025"`` or ``"22/04/2025"`` (day first).
    """
    text = text.strip()
    if match := _ISO.match(text):
        year, month, day = match.groups()
    elif match := _DAY_FIRST.match(text):
        day, month, year = match.groups()
    elif match := _WORDS.match(text):
        name = (match[1] or match[5]).lower()[:3]
        month = str(_MONTHS.index(name) + 1) if name in _MONTHS else "0"
        day, year = match[2] or match[4], match[3] or match[6]
    else:
        return ""
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""
