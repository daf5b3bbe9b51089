"""Which register entry is the hospital of a row: said only on a clear lead."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any

from trialsites.places.registers.names import Name, understood
from trialsites.places.registers.score import Rarity, score
from trialsites.places.registers.store import StoredEntry, entries, listed
from trialsites.text import fold

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt
    import pandas as pd

__all__ = ["COLUMNS", "match"]

COLUMNS = {
    "register_id": "str",
    "register_name": "str",
    "register_lat": "Float64",
    "register_lon": "Float64",
    "register_precision": "str",
    "register_place_id": "str",
    "register_p": "Float64",
    "register_note": "str",
    "register_candidates": "str",
}

_KEY = ["facility", "city", "country_code", "place_id", "place_lat", "place_lon"]
_REACH_KM = 30.0
_ONE_CAMPUS_KM = 1.0
_ACCEPT = 0.72
_LEAD = 0.08
_SHOWN = 5
_EARTH_KM = 6371.0088


@dataclass(frozen=True, slots=True)
class _Town:
    id: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class _Found:
    score: float
    km: float
    town: _Town
    register: str
    at: int
    why: str


class _Country:
    """The entries of one country, with their points as arrays."""

    def __init__(self, stored: list[StoredEntry]) -> None:
        import numpy as np

        self.stored = stored
        self.points: npt.NDArray[np.float64] = np.radians(
            [(entry.lat, entry.lon) for _, entry in stored]
        ).reshape(-1, 2)

    @cached_property
    def rarity(self) -> Rarity:
        """How much each word of a name tells among these entries."""
        return Rarity(understood(entry.name) for _, entry in self.stored)

    def distances(self, lat: float, lon: float) -> npt.NDArray[np.float64]:
        """Return kilometres on the sphere from a point in degrees to every entry."""
        import numpy as np

        here = np.radians((lat, lon))
        half = (self.points - here) / 2
        chord = np.sin(half[:, 0]) ** 2 + (
            np.cos(here[0]) * np.cos(self.points[:, 0]) * np.sin(half[:, 1]) ** 2
        )
        kilometres: npt.NDArray[np.float64] = 2 * _EARTH_KM * np.arcsin(np.sqrt(chord))
        return kilometres


def match(rows: pd.DataFrame, *, store: str | Path | None = None) -> pd.DataFrame:
    """Return, for every located row, the register entry that is its hospital, where one is clear.

    An entry is accepted if it answers to the facility's name and leads every entry that stands
    farther than a kilometre from it; a general name shared by several campuses is left at its town.
    Each distinct facility in a town is matched once.

    Parameters
    ----------
    rows
        Rows after ``locate``: facility, city, zip, country_code and the place columns.
    store
        The file of registers; that of the cache folder if not given.

    Returns
    -------
    matches
        On the index of ``rows``: register_id (``register:entry``, empty if none is accepted),
        register_name, register_lat and register_lon (decimal degrees WGS84), register_precision,
        register_place_id (the town the entry speaks for), register_p (probability, 0-1),
        register_note (one sentence), register_candidates (JSON, best first).
    """
    import pandas as pd

    if not listed(store) or rows.empty:
        empty = {n: "" if t == "str" else pd.NA for n, t in COLUMNS.items()}
        return pd.DataFrame(empty, index=rows.index).astype(COLUMNS)
    codes = sorted(code for code in rows["country_code"].unique() if code)
    countries = {
        code: _Country(list(group))
        for code, group in groupby(entries(codes, store), key=lambda s: s[1].country)
    }
    keys = rows[[*_KEY, "place_candidates"]].drop_duplicates(_KEY)
    answers = [
        _answer({str(k): v for k, v in key.items()}, countries) for key in keys.to_dict("records")
    ]
    found = pd.DataFrame.from_records(answers, columns=list(COLUMNS)).astype(COLUMNS)
    found[_KEY] = keys[_KEY].to_numpy()
    found[_KEY] = found[_KEY].astype(keys[_KEY].dtypes.to_dict())
    merged = rows[_KEY].merge(found, on=_KEY, how="left", sort=False)
    return merged[list(COLUMNS)].set_index(rows.index).astype(COLUMNS)


def _answer(row: dict[str, Any], countries: dict[str, _Country]) -> tuple[object, ...]:
    country = countries.get(row["country_code"])
    towns = _towns(row)
    nothing = ("", "", None, None, "", "", None)
    if country is None or not towns:
        return (*nothing, "no register of its country" if towns else "", "[]")
    found = _ranked(row, towns, country)
    shown = json.dumps([_shown(f, country) for f in found[:_SHOWN] if f.score > 0])
    if not found or found[0].score < _ACCEPT:
        return (*nothing, "no register entry answers to its name", shown)
    best, lead = found[0], found[0].score - _rival(found, country)
    entry = country.stored[best.at][1]
    if lead < _LEAD:
        return (*nothing, "institution known, campus not: several entries answer to it", shown)
    note = f"{entry.name}, {best.km:.1f} km from the town's centre"
    return (
        f"{best.register}:{entry.id}",
        entry.name,
        entry.lat,
        entry.lon,
        entry.precision,
        best.town.id,
        min(0.99, 0.9 + lead / 4),
        note,
        shown,
    )


def _towns(row: dict[str, Any]) -> list[_Town]:
    """Return the accepted town, or every candidate that is still possible."""
    if row["place_id"]:
        return [_Town(row["place_id"], float(row["place_lat"]), float(row["place_lon"]))]
    candidates = json.loads(row["place_candidates"] or "[]")
    return [_Town(str(c.get("place_id", "")), float(c["lat"]), float(c["lon"])) for c in candidates]


def _ranked(row: dict[str, Any], towns: list[_Town], country: _Country) -> list[_Found]:
    facility = _without_town(row["facility"], row["city"])
    words = frozenset(fold(row["city"]).split())
    best: dict[int, _Found] = {}
    for town in towns:
        distances = country.distances(town.lat, town.lon)
        for at in (distances <= _REACH_KM).nonzero()[0].tolist():
            register, entry = country.stored[at]
            km = float(distances[at])
            value, why = score(facility, words, entry, km, country.rarity)
            if at not in best or value > best[at].score:
                best[at] = _Found(value, km, town, register, at, why)
    return sorted(best.values(), key=lambda f: (-f.score, f.register, f.at))


def _without_town(facility: str, city: str) -> Name:
    head, dash, tail = facility.partition(" - ")
    if dash and fold(head) and fold(head) in {fold(city), *fold(city).split()}:
        return understood(tail)
    return understood(facility)


def _rival(found: list[_Found], country: _Country) -> float:
    """Return the score of the best entry that stands farther than one campus from the first."""
    first = country.stored[found[0].at][1]
    distances = country.distances(first.lat, first.lon)
    return max((f.score for f in found[1:] if distances[f.at] > _ONE_CAMPUS_KM), default=0.0)


def _shown(found: _Found, country: _Country) -> dict[str, object]:
    entry = country.stored[found.at][1]
    return {
        "id": f"{found.register}:{entry.id}",
        "name": entry.name,
        "lat": entry.lat,
        "lon": entry.lon,
        "p": round(found.score, 3),
    }
