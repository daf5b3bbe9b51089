"""What a build changes in the directory it adds to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from trialsites.directory import Change
from trialsites.places.locate import place_text
from trialsites.sites import handle

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trialsites.before import Neighbours

__all__ = ["change"]

_FOUND_AGAIN = ("site.repeated", "name.first_letter_found")
"""Issues of rows that a change of their place may raise or settle."""

_Key = tuple[str, int]


def change(
    new: Mapping[str, pd.DataFrame],
    around: Neighbours,
    *,
    rows: pd.DataFrame,
    contacts: pd.DataFrame,
    linked: Mapping[str, tuple[str, str]],
    **worked_out: pd.DataFrame,
) -> Change:
    """Return what to save.

    Parameters
    ----------
    new
        The tables of the studies that were read.
    around
        What the file holds around them.
    rows, contacts
        Those of ``around`` worked out again, then the new ones, in their order.
    linked
        By site elsewhere, the organisation's id and name that it shares with another site.
    **worked_out
        ``sites``, ``spellings``, ``claims`` and ``doubts`` of all these rows, and further
        ``issues``.
    """
    count, people = len(around.rows), len(contacts) - len(new["contacts"])
    tables = {
        **new,
        **worked_out,
        "rows": rows.iloc[count:],
        "contacts": contacts.iloc[people:],
        "issues": pd.concat([new["issues"], worked_out["issues"]], ignore_index=True),
    }
    held = pd.concat([around.rows, around.replaced], ignore_index=True)
    if held.empty:
        return Change(tables, linked_sites=_linked(around.claimants, linked))
    before = dict(zip(_keys(held), held["site_id"], strict=True))
    now = dict(zip(_keys(rows), rows["site_id"], strict=True))
    again = rows.iloc[:count]
    moved = zip(again["kind"], again["site_id"], _keys(again), strict=True)
    return Change(
        tables,
        gone_sites=tuple(sorted(set(before.values()))),
        moved_rows=tuple((kind, site, *key) for kind, site, key in moved if before[key] != site),
        moved_persons=_persons(contacts.iloc[:people]),
        renamed_sites=_renamed(before, now),
        linked_sites=_linked(around.claimants, linked),
        gone_doubts=(*_subjects(held), *around.asked),
        gone_issues=tuple((*key, code) for key in _keys(again) for code in _FOUND_AGAIN),
    )


def _linked(
    sites: pd.DataFrame, linked: Mapping[str, tuple[str, str]]
) -> tuple[tuple[str, str, str], ...]:
    """Return the sites elsewhere whose organisation is another now, with its id and name."""
    columns = (sites[c].tolist() for c in ("site_id", "name", "organisation_id", "organisation"))
    return tuple(
        (site, *now)
        for site, name, *before in zip(*columns, strict=True)
        if (now := linked.get(site, (site, name))) != tuple(before)
    )


def _subjects(rows: pd.DataFrame) -> tuple[str, ...]:
    """Return what questions about these rows are asked about."""
    spelt = rows[["facility", "city", "country_code", "country"]].drop_duplicates()
    names = {handle(f, city, code or country) for f, city, code, country in spelt.to_numpy()}
    towns = rows[["city", "state", "zip", "country"]].drop_duplicates()
    return tuple(sorted(names | {place_text(*town) for town in towns.to_numpy()}))


def _keys(rows: pd.DataFrame) -> Iterable[_Key]:
    return zip(rows["study"].tolist(), rows["position"].tolist(), strict=True)


def _persons(contacts: pd.DataFrame) -> tuple[tuple[str, str, int], ...]:
    columns: list[list[Any]] = [
        contacts[name].tolist() for name in ("person_id", "study", "contact")
    ]
    return tuple(zip(*columns, strict=True))


def _renamed(before: dict[_Key, str], now: dict[_Key, str]) -> tuple[tuple[str, str], ...]:
    """Return (old id, id now) of sites that vanished, by where most of their rows went."""
    alive = set(now.values())
    votes: dict[str, dict[str, int]] = {}
    for key, old in before.items():
        if old not in alive and key in now:
            new = now[key]
            votes.setdefault(old, {}).setdefault(new, 0)
            votes[old][new] += 1
    return tuple(
        (old, max(sorted(news), key=news.__getitem__)) for old, news in sorted(votes.items())
    )
