"""Which register entry is the hospital of a row: said only on a clear lead."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from trialsites.categories import encoded
from trialsites.places.registers.campuses import (
    is_unsettled,
    with_named_campus,
    with_siblings,
)
from trialsites.places.registers.codes import with_codes
from trialsites.places.registers.decision import Candidate, Verdict, decide
from trialsites.places.registers.names import towns_of, without_prefix
from trialsites.places.registers.question import Question, question
from trialsites.places.registers.score import score
from trialsites.places.registers.store import StoredEntry, entries, listed

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt
    import pandas as pd

__all__ = ["COLUMNS", "match"]

COLUMNS = {
    "register_id": "str",
    "register_source": "str",
    "register_name": "str",
    "register_lat": "Float64",
    "register_lon": "Float64",
    "register_precision": "str",
    "register_place_id": "str",
    "register_radius_km": "Float64",
    "register_p": "Float64",
    "register_note": "str",
    "register_candidates": "str",
}

_KEY = ["facility", "city", "zip", "country_code", "place_id", "place_lat", "place_lon"]
_CONTEXT = ["place", "admin1", "place_candidates"]
_REACH_KM = 30.0
_SHOWN = 5
_RARE = 0.1
_EARTH_KM = 6371.0088
_RADIUS_KM = {"entry": 0.5, "place": 1.5}
_NOTHING: dict[str, object] = {
    name: "" if kind == "str" else None for name, kind in COLUMNS.items()
}
_NOTES = {
    "none": "no register entry answers to its name",
    "open": "institution known, campus not: several entries answer to it",
}


@dataclass(frozen=True, slots=True)
class _Town:
    id: str
    lat: float
    lon: float


class _Country:
    """The entries of one country, with their points as arrays."""

    def __init__(self, stored: list[StoredEntry]) -> None:
        import numpy as np

        self.stored = stored
        self.points: npt.NDArray[np.float64] = np.radians(
            [(entry.lat, entry.lon) for _, entry in stored]
        ).reshape(-1, 2)

        self.candidates: dict[tuple[str, ...], tuple[list[Candidate], Question]] = {}
        self._types = Counter(entry.type for _, entry in stored)

    def is_rare(self, type_: str) -> bool:
        """Return whether a register's word for a type is one that few of its hospitals have."""
        return bool(type_) and self._types[type_] < _RARE * len(self.stored)

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
    A postal code far from the row's speaks against an entry, the row's own code decides between
    campuses. Each distinct facility in a town is matched once.

    Parameters
    ----------
    rows
        Rows after ``locate``: facility, city, zip, country_code and the place columns.
    store
        The file of registers; that of the cache folder if not given.

    Returns
    -------
    matches
        On the index of ``rows``: register_id (``register:entry``; empty if none is accepted, or
        if several that stand together are equally good), register_source (the register),
        register_name, register_lat and register_lon (decimal degrees WGS84; null if the register
        marks the point as doubtful), register_precision,
        register_place_id (the town the entry speaks for), register_radius_km (the hospital is
        within this of the point), register_p (probability, 0-1), register_note (one sentence),
        register_candidates (JSON, best first).
    """
    import pandas as pd

    if not listed(store) or rows.empty:
        nothing = pd.DataFrame({n: [""] if t == "str" else [pd.NA] for n, t in COLUMNS.items()})
        nothing = encoded(nothing.astype(COLUMNS))
        return nothing.take([0] * len(rows)).set_axis(rows.index, axis="index")
    here = sorted(code for code in rows["country_code"].unique() if code)
    countries = {
        code: _Country(list(group))
        for code, group in groupby(entries(here, store), key=lambda s: s[1].country)
    }
    columns = [*_KEY, *(c for c in _CONTEXT if c in rows.columns)]
    codes = rows.groupby(_KEY, sort=False, dropna=False, observed=True).ngroup().to_numpy()
    keys = rows.loc[~pd.Series(codes, index=rows.index).duplicated(), columns]
    answers = [
        _answer({str(k): v for k, v in key.items()}, countries) for key in keys.to_dict("records")
    ]
    found = pd.DataFrame.from_records(answers, columns=list(COLUMNS)).astype(COLUMNS)
    return encoded(found).take(codes).set_axis(rows.index, axis="index")


def _answer(row: dict[str, Any], countries: dict[str, _Country]) -> dict[str, object]:
    """Return what is known of a row, by the names of `COLUMNS`."""
    country = countries.get(row["country_code"])
    towns = _towns(row)
    if country is None or not towns:
        note = "no register of its country" if towns else ""
        return _NOTHING | {"register_note": note, "register_candidates": "[]"}
    key = tuple(str(row[name]) for name in _KEY if name != "zip")
    if key not in country.candidates:
        country.candidates[key] = _candidates(row, towns, country)
    scored, asked = country.candidates[key]
    found = with_codes(scored, row["zip"], asked)
    verdict = decide(found)
    if verdict.best and verdict.word in _RADIUS_KM and is_unsettled(asked, verdict.best, found):
        verdict = Verdict("open", verdict.best)
    shown = json.dumps([_shown(c) for c in found[:_SHOWN] if c.score > 0])
    return _NOTHING | _said(verdict) | {"register_candidates": shown}


def _said(verdict: Verdict) -> dict[str, object]:
    """Return what a verdict says, by the names of `COLUMNS`."""
    best = verdict.best
    if best is None or verdict.word in _NOTES:
        return {"register_note": _NOTES[verdict.word]}
    entry = best.entry
    named = {
        "register_id": f"{best.register}:{entry.id}",
        "register_source": best.register,
        "register_name": entry.name,
        "register_place_id": best.place_id,
    }
    if entry.precision == "doubtful":
        why = f"{entry.name}, whose point is doubtful by its register's own mark"
        return {**named, "register_note": why}
    where = f"{best.km:.1f} km from the centre of its town"
    note = f"{entry.name}, {where}"
    if verdict.word == "place":
        named |= {"register_id": "", "register_name": ""}
        note = f"one of {verdict.together} entries that stand within a kilometre, {where}"
    return {
        **named,
        "register_lat": entry.lat,
        "register_lon": entry.lon,
        "register_precision": entry.precision,
        "register_radius_km": _RADIUS_KM["place" if entry.precision == "street" else verdict.word],
        "register_p": verdict.probability,
        "register_note": note,
    }


def _towns(row: dict[str, Any]) -> list[_Town]:
    """Return the accepted town, or every candidate that is still possible."""
    if row["place_id"]:
        return [_Town(row["place_id"], float(row["place_lat"]), float(row["place_lon"]))]
    candidates = json.loads(row["place_candidates"] or "[]")
    return [_Town(str(c.get("id", "")), float(c["lat"]), float(c["lon"])) for c in candidates]


def _candidates(
    row: dict[str, Any], towns: list[_Town], country: _Country
) -> tuple[list[Candidate], Question]:
    """Return scored candidates and what was asked."""
    near: dict[int, tuple[float, str]] = {}
    for town in towns:
        distances = country.distances(town.lat, town.lon)
        for at in (distances <= _REACH_KM).nonzero()[0].tolist():
            km = float(distances[at])
            if at not in near or km < near[at][0]:
                near[at] = km, town.id
    cities = sorted({country.stored[at][1].city for at in near})
    place = str(row.get("place") or "")
    around = towns_of(row["city"], place, *cities)
    facility = without_prefix(row["facility"], around)
    region, settled = str(row.get("admin1") or ""), bool(row["place_id"])
    asked = question(
        facility, row["city"], place, region, str(row["country_code"]), settled=settled
    )
    found = []
    for at, (km, place_id) in near.items():
        register, entry = country.stored[at]
        found.append(Candidate(register, entry, km, place_id, *score(asked, entry, km)))
    best = max(found, key=lambda c: c.score, default=None)
    if asked.campuses and best and country.is_rare(best.entry.type):
        found = with_siblings(asked, found)
    return with_named_campus(asked, found), asked


def _shown(candidate: Candidate) -> dict[str, object]:
    entry = candidate.entry
    return {
        "id": f"{candidate.register}:{entry.id}",
        "name": entry.name,
        "lat": entry.lat,
        "lon": entry.lon,
        "p": round(candidate.score, 3),
    }
