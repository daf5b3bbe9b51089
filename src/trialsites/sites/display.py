"""How a site is called: its clearest published spelling."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from trialsites.sites.name import STRONG_TYPES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trialsites.sites.name import Name
    from trialsites.sites.spelling import Spelling

__all__ = ["clarity", "departments", "display_name"]

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


def clarity(spelling: Spelling) -> tuple[int, ...]:
    """Return how unclear a spelling is: whole, uncluttered, common and short ones come first.

    Parameters
    ----------
    spelling
        A spelling of a site.
    """
    return _faults(spelling.name), -spelling.rows, len(spelling.facility)


def display_name(spellings: Sequence[Spelling]) -> str:
    """Return the clearest of some published spellings.

    Parameters
    ----------
    spellings
        All spellings of one site.
    """
    if len(spellings) == 1:
        return spellings[0].facility
    return min(spellings, key=lambda s: (clarity(s), s.facility)).facility


def departments(spellings: Sequence[Spelling]) -> str:
    """Return the departments that a site's spellings name, each once, joined by ``|``.

    Parameters
    ----------
    spellings
        All spellings of one site.
    """
    return "|".join(sorted({d for s in spellings for d in s.name.departments}))
