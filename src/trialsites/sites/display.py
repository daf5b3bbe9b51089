"""How a site is called: its clearest published spelling."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from trialsites.sites.name import STRONG_TYPES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trialsites.sites.name import Name
    from trialsites.sites.spelling import Spelling

__all__ = ["departments", "display_name"]

_BROKEN = re.compile(r"[?�Ã]|[ăĂ]\S|&#|[,;:(/-]$")
_LONG = 70


def _faults(name: Name) -> int:
    """Count what makes a spelling unclear to a reader."""
    text = name.text
    letters = [c for c in text if c.isalpha()]
    return sum(
        (
            3 * bool(_BROKEN.search(text)),
            2 * bool(name.site_number),
            2 * bool(name.person),
            len(name.departments),
            2 * (not name.words and not name.town),
            1 * (not name.types & STRONG_TYPES),
            2 * (bool(letters) and (text.isupper() or text.islower())),
            2 * any(c.isdigit() for c in text),
            2 * (len(text) > _LONG),
        )
    )


def display_name(spellings: Sequence[Spelling]) -> str:
    """Return the clearest of some published spellings: whole, uncluttered, common, short.

    Parameters
    ----------
    spellings
        All spellings of one site.
    """
    best = min(spellings, key=lambda s: (_faults(s.name), -s.rows, len(s.facility), s.facility))
    return best.facility


def departments(spellings: Sequence[Spelling]) -> str:
    """Return the departments that a site's spellings name, each once, joined by ``|``.

    Parameters
    ----------
    spellings
        All spellings of one site.
    """
    return "|".join(sorted({d for s in spellings for d in s.name.departments}))
