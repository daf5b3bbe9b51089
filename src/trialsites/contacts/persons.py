"""One person at one site in several spellings, within a study or across studies."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from trialsites.contacts.names import surname_and_given
from trialsites.model import Issue
from trialsites.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

__all__ = ["lost_letters", "same_persons"]

Words = tuple[str, ...]

FULL_WORD = 3
"""Two names are only one person's if they share a word of at least this many letters."""


@lru_cache(maxsize=1 << 16)
def words_of(name: str) -> Words:
    """Return the words of a person's name without titles and degrees, folded and sorted."""
    surname, given = surname_and_given(name)
    return tuple(sorted(fold(f"{given} {surname}").split()))


def one_person(some: Words, other: Words) -> bool:
    """Tell whether two names can be one person's: each word of the shorter is in the longer.

    A word is in a name as itself, as its initial, or without its first letter; one word of at
    least three letters must be there in full, and no name of a single word is compared.

    Parameters
    ----------
    some, other
        Folded words, in any order.
    """
    short, long = sorted((some, other), key=lambda words: (len(words), words))
    if len(short) <= 1:
        return short == long
    rest = [word for word in long if word not in short]
    bare = [word for word in short if word not in long]
    if not any(len(word) >= FULL_WORD for word in short if word in long):
        return False
    for word in bare:
        fuller = next((full for full in rest if _stands_for(word, full)), None)
        if fuller is None:
            return False
        rest.remove(fuller)
    return True


def _stands_for(word: str, full: str) -> bool:
    if len(word) == 1 or len(full) == 1:
        return word[0] == full[0]
    return _lost_first(word, full) or _lost_first(full, word)


def _lost_first(word: str, full: str) -> bool:
    return len(word) >= FULL_WORD and full[1:] == word


def same_persons(contacts: pd.DataFrame) -> pd.Series:
    """Give one identifier to all spellings of one person at one site.

    Accents, case, titles, order of names, initials and a lost first letter are understood. Where
    a spelling fits two different people of the site it stays a person of its own. Desks,
    organisations and contacts without a site are never joined.

    Parameters
    ----------
    contacts
        The contacts table with a column ``site_id``; any index.

    Returns
    -------
    person_id
        Text, one per row, with the index of ``contacts``; independent of the order of rows.
    """
    import pandas as pd

    names = list(zip(contacts["kind"], contacts["site_id"], contacts["name"], strict=True))
    spellings: dict[str, set[Words]] = defaultdict(set)
    for kind, site, name in names:
        if kind == "person" and _is_text(site):
            spellings[site].add(words_of(name))
    people = {site: _people(known) for site, known in spellings.items()}
    ids = [
        _identifier(site, *people[site][words_of(name)])
        if kind == "person" and _is_text(site)
        else _identifier(study, str(contact))
        for (kind, site, name), study, contact in zip(
            names, contacts["study"], contacts["contact"], strict=True
        )
    ]
    return pd.Series(ids, index=contacts.index, dtype="str", name="person_id")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _people(spellings: Iterable[Words]) -> dict[Words, Words]:
    """Return, for every spelling at one site, the fullest spelling of the same person."""
    people: list[list[Words]] = []
    for words in sorted(spellings, key=lambda words: (-len("".join(words)), words)):
        fitting = [person for person in people if all(one_person(words, w) for w in person)]
        if len(fitting) == 1:
            fitting[0].append(words)
        else:
            people.append([words])
    return {words: person[0] for person in people for words in person}


def _identifier(*parts: str) -> str:
    return blake2b("\x1f".join(parts).encode(), digest_size=8).hexdigest()


def lost_letters(contacts: pd.DataFrame) -> list[Issue]:
    """Name the contacts whose lost first letter another record of the same site supports.

    Parameters
    ----------
    contacts
        The contacts table with a column ``site_id``.

    Returns
    -------
    issues
        Code ``name.first_letter_found``, one per row whose name lacks a first letter that a full
        spelling at the same site has.
    """
    import pandas as pd

    columns = ("kind", "site_id", "name", "study", "position")
    rows = list(zip(*(contacts[column] for column in columns), strict=True))
    known: dict[str, set[str]] = defaultdict(set)
    for kind, site, name, *_ in rows:
        if kind == "person" and _is_text(site):
            known[site].add(name)
    return [
        Issue(
            "name.first_letter_found",
            f"{name} is written {full} in another record of the same site.",
            study,
            None if pd.isna(position) else int(position),
            name,
        )
        for kind, site, name, study, position in rows
        if kind == "person" and _is_text(site)
        for full in sorted(known[site])
        if _lacks_first(name, full)
    ]


def _lacks_first(name: str, full: str) -> bool:
    mine, theirs = fold(name).split(), fold(full).split()
    return (
        name[:1].islower()
        and len(mine) == len(theirs)
        and len(mine) > 1
        and _lost_first(mine[0], theirs[0])
        and mine[1:] == theirs[1:]
    )
