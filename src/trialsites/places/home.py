"""The commune where a known hospital stands, where a row names the city beside it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from trialsites.places.answer import CHOSEN, town_radius
from trialsites.places.candidates import candidates
from trialsites.places.gazetteer import gazetteer
from trialsites.places.postal import within
from trialsites.sites.authority import campus_town, find

if TYPE_CHECKING:
    import pandas as pd

    from trialsites.places.gazetteer import Town

__all__ = ["at_home"]

_FAR_KM = 30.0
_OWN_NAMES = frozenset("PA")
_NOTE = "{}: the record says {}, but the hospital it names stands here."
_CHANGED = [
    "place_id",
    "place",
    "admin1",
    "place_lat",
    "place_lon",
    "place_radius_km",
    "place_note",
]


def at_home(rows: pd.DataFrame, located: pd.DataFrame) -> pd.DataFrame:
    """Return the places of rows, those of known hospitals in the town where they stand.

    "CHU de Nancy - Brabois" is published in Nancy and in Vandœuvre-lès-Nancy, where it stands. A
    row moves from a city to a smaller town beside it, if the authority file knows the one
    institution it names and the one town of its campus; a row alone decides where it moves. What a
    person chose stays.

    Parameters
    ----------
    rows
        Rows with their facility as published.
    located
        What `locate` returned for them, on the same index.

    Returns
    -------
    places
        ``located`` with the place columns of those rows changed, and the reason in their note.
    """
    import pandas as pd

    named = located["place_precision"].eq("city") & rows["facility"].notna()
    named &= ~located["place_note"].str.endswith(CHOSEN)
    texts = rows.loc[named, ["facility"]].join(located.loc[named, ["place_id"]])
    homes = {
        (facility, place_id): home
        for facility, place_id in texts.drop_duplicates().itertuples(index=False)
        if (home := _home(facility, place_id))
    }
    moves = {}
    moving = texts[texts["place_id"].isin({place_id for _, place_id in homes})]
    for row, facility, place_id in moving.itertuples(name=None):
        if home := homes.get((facility, place_id)):
            moves[row] = (
                home.id,
                home.name,
                home.admin1,
                home.lat,
                home.lon,
                round(town_radius(home), 1),
                _NOTE.format(home.name, located.loc[row, "place"]),
            )
    if not moves:
        return located
    changes = pd.DataFrame.from_dict(moves, orient="index", columns=_CHANGED)
    return located.assign(**{name: _replaced(located[name], changes[name]) for name in _CHANGED})


def _replaced(column: pd.Series, changes: pd.Series) -> pd.Series:
    """Return a column with other values in some rows; one of categories gains those it lacks."""
    if column.dtype == "category":
        column = column.cat.add_categories(sorted({*changes} - {*column.cat.categories}))
    changed = column.copy()
    changed.loc[changes.index] = changes.to_numpy()
    return changed


def _home(facility: str, place_id: str) -> Town | None:
    """Return the smaller town beside a city in which a known hospital stands, or None."""
    town = _town(place_id)
    known = find(facility, town.name, town.country) if town else ()
    if not town or len(known) != 1 or known[0].kind:
        return None
    stands = campus_town(known[0].entry, known[0].campus)
    return _beside(stands, town) if stands else None


@lru_cache(1 << 14)
def _town(place_id: str) -> Town | None:
    return gazetteer().town(place_id)


@lru_cache(1 << 14)
def _beside(name: str, town: Town) -> Town | None:
    """Return the town of a name near a larger town, or None where any of that name is larger."""
    near = [
        other.town
        for other in candidates(name, town.country)
        if other.kind in _OWN_NAMES
        and other.change == "same"
        and within(_FAR_KM, town.lat, town.lon, other.town.lat, other.town.lon)
    ]
    home = max(near, key=lambda other: (other.population, other.id), default=town)
    return home if home.population < town.population else None
