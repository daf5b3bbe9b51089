"""The town where a known hospital stands, where a row names its province or the city beside it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from trialsites.places.answer import CHOSEN, town_radius
from trialsites.places.candidates import candidates
from trialsites.places.evidence import NEAR_KM
from trialsites.places.gazetteer import gazetteer
from trialsites.places.postal import within
from trialsites.places.spelling import key
from trialsites.sites.authority import campus_town, find, towns

if TYPE_CHECKING:
    import pandas as pd

    from trialsites.places.gazetteer import Town

__all__ = ["at_home"]

_FAR_KM = 30.0
_OWN_NAMES = frozenset("PA")
_NOTES = {
    "city": "{}: the record says {}, but the hospital it names stands here.",
    "admin1": "{}: the record names only the province, and the hospital it names stands here.",
}
_CHANGED = [
    "place_id",
    "place",
    "admin1",
    "place_lat",
    "place_lon",
    "place_precision",
    "place_radius_km",
    "place_note",
]


def at_home(rows: pd.DataFrame, located: pd.DataFrame) -> pd.DataFrame:
    """Return the places of rows, those of known hospitals in the town where they stand.

    "CHU de Nancy - Brabois" is published in Nancy and in Vandœuvre-lès-Nancy, where it stands. A
    row moves from a city to a smaller town beside it, if the authority file knows the one
    institution it names and the one town of its campus; and from the seat of a province that it
    names instead of a town, if the hospitals of its name stand in one town of that province. A row
    alone decides where it moves. What a person chose stays.

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

    named = located["place_precision"].isin(list(_HOMES)) & rows["facility"].notna()
    named &= ~located["place_note"].str.endswith(CHOSEN)
    texts = rows.loc[named, ["facility"]].join(located.loc[named, ["place_id", "place_precision"]])
    homes = {
        (facility, place_id, precision): home
        for facility, place_id, precision in texts.drop_duplicates().itertuples(index=False)
        if (town := _town(place_id)) and (home := _HOMES[precision](facility, town))
    }
    moves = {}
    moving = texts[texts["place_id"].isin({place_id for _, place_id, _ in homes})]
    for row, facility, place_id, precision in moving.itertuples(name=None):
        if home := homes.get((facility, place_id, precision)):
            moves[row] = (
                home.id,
                home.name,
                home.admin1,
                home.lat,
                home.lon,
                "city",
                round(town_radius(home), 1),
                _NOTES[precision].format(home.name, located.loc[row, "place"]),
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


def _beside_city(facility: str, town: Town) -> Town | None:
    """Return the smaller town beside a city in which a known hospital stands, or None."""
    known = find(facility, town.name, town.country)
    if len(known) != 1 or known[0].kind:
        return None
    stands = campus_town(known[0].entry, known[0].campus)
    return _beside(stands, town) if stands else None


def _in_province(facility: str, seat: Town) -> Town | None:
    """Return the town of a seat's province in which hospitals of a name stand, or None."""
    province = (seat.country, seat.admin1_code)
    found = [
        town
        for name in towns(facility, seat.country)
        if gazetteer().divisions.own(seat.country, key(name)) != seat.admin1_code
        for town in _named(name, seat.country)
        if (town.country, town.admin1_code) == province
    ]
    if all(within(NEAR_KM, found[0].lat, found[0].lon, t.lat, t.lon) for t in found):
        return next(iter(found), None)
    return None


_HOMES = {"city": _beside_city, "admin1": _in_province}
"""Where a known hospital stands, by how exact the place of its row is."""


@lru_cache(1 << 14)
def _town(place_id: str) -> Town | None:
    return gazetteer().town(place_id)


@lru_cache(1 << 14)
def _beside(name: str, town: Town) -> Town | None:
    """Return the town of a name near a larger town, or None where any of that name is larger."""
    near = [
        other
        for other in _named(name, town.country)
        if within(_FAR_KM, town.lat, town.lon, other.lat, other.lon)
    ]
    home = max(near, key=lambda other: (other.population, other.id), default=town)
    return home if home.population < town.population else None


def _named(name: str, country: str) -> list[Town]:
    """Return the towns of a country that are called just so, the largest first."""
    found = candidates(name, country)
    return [c.town for c in found if c.kind in _OWN_NAMES and c.change == "same"]
