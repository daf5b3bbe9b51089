"""What the authority file of well-known institutions says of two names, as features."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trialsites.sites.authority import find

if TYPE_CHECKING:
    from trialsites.sites.authority import Match
    from trialsites.sites.spelling import Spelling

__all__ = ["known_features"]


def known_features(a: Spelling, b: Spelling) -> dict[str, float]:
    """Compare what the authority file says of two spellings: institution and campus.

    Parameters
    ----------
    a, b
        Two spellings of one place.
    """
    one, two = ({m.entry: m.campus for m in _find(s)} for s in (a, b))
    if not one or not two:
        return {"known_one": float(bool(one) != bool(two))}
    both = sorted(one.keys() & two.keys())
    if not both:
        return {"known_apart": 1.0}
    campuses = {(one[entry], two[entry]) for entry in both}
    if any(mine == theirs for mine, theirs in campuses):
        kinds = {s.name.kind for s in (a, b)} - {""}
        return {"known_same" if len(kinds) < 2 else "known_same_kinds_apart": 1.0}  # noqa: PLR2004
    half = any(not mine or not theirs for mine, theirs in campuses)
    return {"known_campus_one": 1.0} if half else {"known_campus_apart": 1.0}


def _find(spelling: Spelling) -> tuple[Match, ...]:
    return find(spelling.facility, spelling.place or spelling.city, spelling.country)
