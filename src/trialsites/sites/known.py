"""What the authority file of well-known institutions says of two names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from trialsites.sites.authority import find
from trialsites.sites.authority.wording import words

if TYPE_CHECKING:
    from trialsites.sites.authority import Match
    from trialsites.sites.spelling import Spelling

__all__ = [
    "Known",
    "compare",
    "houses",
    "institutions",
    "known_features",
    "one_chain",
    "one_known",
    "unlisted",
]


@dataclass(frozen=True, slots=True)
class Known:
    """How the institutions stand to each other that two spellings name.

    Attributes
    ----------
    relation
        ``house``: one house, for they name one campus, or an institution that has but one.
        ``unsaid``: an institution of several houses, and neither says which.
        ``campus one``: one of them says which. ``campuses``: two campuses. ``apart``: two
        institutions. ``none``: one of them at least names no institution that is known, which says
        nothing: the file knows some names of a hospital and not others.
    campus
        Whether both name one campus.
    further
        Whether they have an institution in common and one of them names a further one, so that
        it may be either house ("Institute of Oncology at General Hospital").
    exact
        Whether both spellings are listed names of the institution and say nothing else.
    rest
        The words of each spelling that stand in no listed name of an institution they share.
    """

    relation: Literal["house", "unsaid", "campus one", "campuses", "apart", "none"]
    campus: bool = False
    further: bool = False
    exact: bool = False
    rest: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())


def compare(a: Spelling, b: Spelling) -> Known:
    """Compare what the authority file says of two spellings of one place.

    Parameters
    ----------
    a, b
        Two spellings; the result is the same either way round.
    """
    one, two = ({match.entry: match for match in houses(s)} for s in (a, b))
    if not one or not two:
        return Known("none")
    shared = [(one[entry], two[entry]) for entry in sorted(one.keys() & two.keys())]
    if not shared:
        return Known("apart")
    further = one.keys() != two.keys()
    rest = (
        frozenset.intersection(*(mine.rest for mine, _ in shared)),
        frozenset.intersection(*(theirs.rest for _, theirs in shared)),
    )
    same = [mine for mine, theirs in shared if mine.campus == theirs.campus]
    if same:
        campus = any(match.campus for match in same)
        house = campus or not all(match.several for match in same)
        exact = any(mine.exact and two[mine.entry].exact for mine in same)
        return Known("house" if house else "unsaid", campus, further, exact, rest)
    apart = all(mine.campus and theirs.campus for mine, theirs in shared)
    return Known("campuses" if apart else "campus one", further=further, rest=rest)


def known_features(known: Known, a: Spelling, b: Spelling) -> dict[str, float]:
    """Return what is known of two spellings as features.

    Parameters
    ----------
    known
        What `compare` said of them.
    a, b
        The two spellings.
    """
    kinds = {s.name.kind for s in (a, b)} - {""}
    alike = "" if len(kinds) < 2 else "_kinds_apart"  # noqa: PLR2004 - one kind
    name = {
        "house": f"known_same{alike}",
        "unsaid": f"known_unsaid{alike}",
        "campus one": "known_campus_one",
        "apart": "known_apart",
    }.get(known.relation)
    if not name:
        return {}
    more = known.further and known.relation in {"house", "unsaid"}
    return {
        name: 1.0,
        "known_campus_same": float(known.campus),
        "known_more": float(more),
        "known_exact": float(known.exact),
    }


def unlisted(a: Spelling, b: Spelling, known: Known) -> tuple[frozenset[str], frozenset[str]]:
    """Return the identifying words of each spelling that no institution they share is listed with.

    Parameters
    ----------
    a, b
        Two spellings of one place.
    known
        What `compare` said of them.
    """
    one, two = (
        frozenset(word for word in spelling.name.core if not rest.isdisjoint(words(word)))
        for spelling, rest in zip((a, b), known.rest, strict=True)
    )
    return one, two


def one_chain(a: Spelling, b: Spelling) -> bool:
    """Tell whether two spellings name one chain, which may have several houses in a town.

    Parameters
    ----------
    a, b
        Two spellings of one place.
    """
    one, two = ({m.entry for m in _matches(s) if m.kind == "chain"} for s in (a, b))
    return not one.isdisjoint(two)


def one_known(a: Spelling, b: Spelling) -> bool:
    """Tell whether two spellings name one well-known institution, and no two campuses of it.

    Parameters
    ----------
    a, b
        Two spellings of one place.
    """
    return compare(a, b).relation in {"house", "unsaid"}


def institutions(spelling: Spelling) -> frozenset[str]:
    """Return the ids of the well-known institutions that a spelling names, chains included.

    Parameters
    ----------
    spelling
        A spelling with its town.
    """
    return frozenset(match.entry for match in _matches(spelling))


def houses(spelling: Spelling) -> list[Match]:
    """Return the institutions a spelling names; a chain says nothing of which house is meant.

    Parameters
    ----------
    spelling
        A spelling with its town.
    """
    return [match for match in _matches(spelling) if match.kind != "chain"]


def _matches(spelling: Spelling) -> tuple[Match, ...]:
    """Return what the file knows in the town as the gazetteer calls it, else as published."""
    known = find(spelling.facility, spelling.place or spelling.city, spelling.country)
    return known or find(spelling.facility, spelling.city, spelling.country)
