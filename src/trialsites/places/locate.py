"""Places the rows of a table: each distinct place text is looked up once."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from trialsites.categories import encoded
from trialsites.places.answer import Answer, chosen, locate_place
from trialsites.places.evidence import Evidence
from trialsites.places.gazetteer import gazetteer
from trialsites.places.spelling import close_variants, linked
from trialsites.sites.cores import collection_seldom
from trialsites.tables import ROWS

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    Texts = tuple[str, str, str, str]
    Context = tuple[str, str, str, str, str, float, float]

__all__ = ["locate", "locate_table", "place_text"]

_AT_ONCE = 10_000
_CERTAIN = 0.99
"""From here on nothing else is asked: of 12,000 American rows without state and code that took
off a fifth of the wrong answers, and none of the right ones, against asking below 0.9."""

_BY_NAME = frozenset("PATS")
_TEXTS = ["city", "state", "zip", "country"]
_POINT = ["record_lat", "record_lon"]
_NO_POINT = 999.0


def place_text(city: str, state: str, zip_: str, country: str) -> str:
    """Return the text under which a person's choice of a place is kept.

    Parameters
    ----------
    city, state, zip_, country
        As published.
    """
    return f"{city}|{state}|{zip_}|{country}"


def locate(rows: pd.DataFrame, *, decisions: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the places of rows.

    The fields of a row decide alone: what else is in the table changes nothing. The facility and
    the record's own point are only asked where city, state, postal code and country leave some
    doubt, the facility also where they only name a province.

    Parameters
    ----------
    rows
        Rows with city, state, zip and country as published, and if known facility, record_lat and
        record_lon (decimal degrees WGS84).
    decisions
        What people settled (`tables.DECISIONS`); those of kind ``place`` are applied.

    Returns
    -------
    places
        The columns of step ``locate`` of `tables.ROWS`, on the index of the rows.

    Raises
    ------
    InputError
        If the gazetteer cannot be baked because the cache folder cannot be written.
    """
    import numpy as np

    settled = _settled(decisions)
    texts = _texts(rows, _TEXTS)
    codes, keys = _distinct(texts)
    answers: list[Answer] = []
    with collection_seldom():
        for start in range(0, len(keys), _AT_ONCE):
            asked = [Evidence(*key) for key in keys[start : start + _AT_ONCE]]
            _fetch_ahead(asked)
            answers += [settled.get(e[:4]) or locate_place(e) for e in asked]
    open_ = np.array([_asks_for_more(a) for a in answers], dtype=bool)
    doubtful = np.flatnonzero(open_[codes]) if len(codes) else np.array([], dtype=int)
    if len(doubtful) and {"facility", "record_lat"} & set(rows.columns):
        part = _with_context(rows.iloc[doubtful], texts.iloc[doubtful])
        provinces = np.array([a.precision == "admin1" for a in answers])[codes[doubtful]]
        part.loc[provinces, _POINT] = _NO_POINT  # records put provinces at hamlets of their name
        more, found = _distinct(part)
        codes[doubtful] = more + len(answers)
        answers += [_locate_in_context(k) for k in found]
    return encoded(_frame(answers)).take(codes).set_axis(rows.index, axis=0)


def _asks_for_more(answer: Answer) -> bool:
    """Return whether the facility and the record's own point may tell more of a place."""
    if answer.precision and answer.kind not in _BY_NAME:
        return answer.precision == "admin1"
    return answer.confidence < _CERTAIN


def _fetch_ahead(asked: list[Evidence]) -> None:
    """Look up in a few queries what these places will ask for one by one."""
    places = gazetteer()
    names: defaultdict[str, set[str]] = defaultdict(set)
    codes: defaultdict[str, set[str]] = defaultdict(set)
    for city, _, code, country, *_ in asked:
        here = places.country(country)
        names[here].update(form for form, _ in close_variants(city, here))
        codes[here].add(code)
    for country, keys in names.items():
        places.fetch_ahead((country, *linked(country)), keys, codes[country] - {""})


def _texts(rows: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    import pandas as pd

    def clean(name: str) -> pd.Series[Any]:
        if name not in rows.columns:
            return pd.Series("", index=rows.index, dtype="str")
        if isinstance(rows[name].dtype, pd.CategoricalDtype):
            return rows[name]
        return rows[name].astype("str").fillna("")

    return pd.DataFrame({name: clean(name) for name in columns})


def _distinct(texts: pd.DataFrame) -> tuple[np.ndarray, list[Any]]:
    """Return for each row the number of its text, and the distinct texts."""
    import pandas as pd

    groups = texts.groupby(list(texts.columns), sort=False, dropna=False, observed=True)
    codes = groups.ngroup().to_numpy().copy()
    first = texts[~pd.Series(codes, index=texts.index).duplicated()]
    keys = list(zip(*(first[name].to_numpy(dtype=object) for name in first), strict=True))
    return codes, keys


def _with_context(rows: pd.DataFrame, texts: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    part = texts.assign(facility=_texts(rows, ["facility"])["facility"])
    for name in _POINT:
        values = rows[name] if name in rows.columns else pd.Series(None, index=rows.index)
        part[name] = pd.to_numeric(values, errors="coerce").astype("float64").fillna(_NO_POINT)
    return part


def _locate_in_context(key: Context) -> Answer:
    city, state, zip_, country, facility, lat, lon = key
    point = (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None  # noqa: PLR2004 - the globe
    return locate_place(Evidence(city, state, zip_, country, facility, point))


def _settled(decisions: pd.DataFrame | None) -> dict[tuple[str, ...], Answer]:
    if decisions is None:
        return {}
    settled = {}
    for d in decisions.itertuples(index=False):
        if d.kind == "place" and d.verdict != "different":
            town = gazetteer().town(str(d.b))
            if town:
                settled[tuple(str(d.a).split("|"))] = chosen(town)
    return settled


def _frame(answers: list[Answer]) -> pd.DataFrame:
    frame = ROWS.frame(
        (
            (
                a.country,
                a.place_id,
                a.place,
                a.admin1,
                a.lat,
                a.lon,
                a.precision,
                a.confidence,
                a.radius_km,
                "" if a.precision else a.candidates_json(),
                a.note,
            )
            for a in answers
        ),
        "locate",
    )
    return frame.round({"place_confidence": 4, "place_radius_km": 1})


def locate_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table of places with their points, in the same order.

    Only the columns city, state, zip and country are read, whatever else the table holds.

    Parameters
    ----------
    frame
        A table with at least one of these columns.

    Returns
    -------
    placed
        The table with lat and lon (decimal degrees WGS84), precision, confidence, place and
        candidates (JSON) added; columns of these names are replaced.
    """
    located = locate(_texts(frame, _TEXTS))
    return frame.assign(
        lat=located["place_lat"],
        lon=located["place_lon"],
        precision=located["place_precision"].astype("str"),
        confidence=located["place_confidence"],
        place=located["place"].astype("str"),
        candidates=located["place_candidates"].astype("str"),
    )
