"""What the authority file of well-known institutions says of two names, as features."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trialsites.sites.authority import find

if TYPE_CHECKING:
    from trialsites.sites.authority import Match
    from trialsites.sites.spelling import Spelling

__all__ = ["campuses_apart", "known_features", "names_further"]


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
    same = {entry: one[entry] for entry in both if one[entry] == two[entry]}
    if same:
        return _same(a, b, set(same.values()), more=len(one | two) > len(same))
    return {} if campuses_apart(a, b) else {"known_campus_one": 1.0}


def campuses_apart(a: Spelling, b: Spelling) -> bool:
    """Tell whether two spellings name two campuses of every institution that both name.

    Parameters
    ----------
    a, b
        Two spellings of one place.
    """
    one, two = ({m.entry: m.campus for m in _find(s)} for s in (a, b))
    both = one.keys() & two.keys()
    return bool(both) and all(
        one[entry] and two[entry] and one[entry] != two[entry] for entry in both
    )


def _same(a: Spelling, b: Spelling, campuses: set[str], *, more: bool) -> dict[str, float]:
    """Return the features of two names of one institution and one campus, or none said.

    One that names a further institution ("Institute of Oncology at General Hospital") may be
    either house.
    """
    kinds = {s.name.kind for s in (a, b)} - {""}
    return {
        "known_same" if len(kinds) < 2 else "known_same_kinds_apart": 1.0,  # noqa: PLR2004 - one kind
        "known_campus_same": float(any(campuses)),
        "known_more": float(more),
    }


def names_further(a: Spelling, b: Spelling) -> bool:
    """Tell whether two spellings of one institution differ in a further one that one names.

    Parameters
    ----------
    a, b
        Two spellings of one place.
    """
    one, two = ({m.entry for m in _find(s)} for s in (a, b))
    return bool(one & two) and one != two


def _find(spelling: Spelling) -> tuple[Match, ...]:
    return find(spelling.facility, spelling.place or spelling.city, spelling.country)
