"""From a site to its point: the hospital's door where a register or server knows it, else its town.

A point always says how exact it is. An undisclosed site stays at its town's centre, and a site
whose town is in doubt has no point.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from trialsites.tables import SITES

if TYPE_CHECKING:
    import pandas as pd

    from trialsites.places.online import OnlineAnswer, OnlineAnswers

__all__ = ["pin"]

_TOWN_RADIUS_KM = 5.0
_UNDISCLOSED = frozenset({"placeholder", "missing"})
_NO_HOSPITAL = _UNDISCLOSED | {"person"}
_CLEAR = 2.0
_DOOR = frozenset({"facility", "street"})
_COLUMNS = SITES.names("pin")


class _Point(NamedTuple):
    lat: float | None = None
    lon: float | None = None
    precision: str = ""
    confidence: float | None = None
    radius_km: float | None = None
    source: str = ""
    pin_note: str = ""
    candidates: str = "[]"


def pin(
    sites: pd.DataFrame,
    rows: pd.DataFrame,
    *,
    matches: pd.DataFrame | None = None,
    online: OnlineAnswers | None = None,
) -> pd.DataFrame:
    """Return sites with their points.

    Parameters
    ----------
    sites
        Sites after ``dedupe``.
    rows
        Their rows after ``locate`` and ``dedupe``: the place columns and ``site_id``.
    matches
        What ``registers.match`` returned for these rows, on their index.
    online
        What ``online.ask`` returned for these sites.

    Returns
    -------
    pinned
        ``sites`` with lat, lon (decimal degrees WGS84, null where not placed), precision,
        confidence (0-1), radius_km, source, pin_note and candidates (JSON).
    """
    import pandas as pd

    towns = _towns(sites, rows)
    doors = _doors(rows, matches) if matches is not None else {}
    doubts = _doubts(rows, matches)
    points = []
    for site, kind, city in zip(sites["site_id"], sites["kind"], sites["city"], strict=True):
        point = None if kind in _NO_HOSPITAL else doors.get(site)
        answer = online.by_site.get(site) if online and kind not in _NO_HOSPITAL else None
        if point is None and online and answer and answer.outcome == "found":
            point = _said(answer, online.service)
        if point is None:
            candidates, why = doubts.get(site, ("[]", ""))
            why = "; ".join(filter(None, (why, answer.note if answer else "")))
            point = _at_town(towns.get(site), kind, city, (candidates, why))
        points.append(point)
    columns = pd.DataFrame.from_records(points, columns=_COLUMNS, index=sites.index)
    types = {c.name: "str" if c.type == "text" else "Float64" for c in SITES.columns}
    columns = columns.astype({name: types[name] for name in _COLUMNS})
    kept = sites.drop(columns=[name for name in _COLUMNS if name in sites.columns])
    return pd.concat([kept, columns], axis="columns")


def _towns(sites: pd.DataFrame, rows: pd.DataFrame) -> dict[str, tuple[object, ...]]:
    """Return the accepted town of every site: the site's own, else that of most of its rows."""
    located = rows[rows["place_lat"].notna()]
    own = located["site_id"].map(sites.set_index("site_id")["place_id"]) == located["place_id"]
    located = located.assign(own=own, weight=1)
    counted = located.groupby(["site_id", "place_id"], sort=True).agg(
        own=("own", "max"),
        weight=("weight", "sum"),
        place=("place", "first"),
        lat=("place_lat", "first"),
        lon=("place_lon", "first"),
        precision=("place_precision", "first"),
        confidence=("place_confidence", "max"),
        radius=("place_radius_km", "first"),
    )
    best = counted.sort_values(["own", "weight"], ascending=False, kind="stable")
    best = best[~best.index.get_level_values("site_id").duplicated()]
    return {key[0]: tuple(value) for key, value in zip(best.index, best.to_numpy(), strict=True)}


def _doors(rows: pd.DataFrame, matches: pd.DataFrame) -> dict[str, _Point]:
    """Return the register's point of every site whose rows agree on one entry."""
    import pandas as pd

    hits = matches[matches["register_lat"].notna()]
    hits = hits.assign(site_id=rows.loc[hits.index, "site_id"], weight=hits["register_p"])
    point = ["register_lat", "register_lon"]
    counted = hits.groupby(["site_id", *point], sort=True, as_index=False).agg(
        source=("register_source", "first"),
        radius=("register_radius_km", "first"),
        weight=("weight", "sum"),
        p=("register_p", "max"),
        precision=("register_precision", "first"),
        note=("register_note", "first"),
        candidates=("register_candidates", "first"),
    )
    ranked = counted.sort_values(["weight", *point], ascending=[False, True, True])
    first = ranked[~ranked["site_id"].duplicated()].set_index("site_id")
    second = ranked[ranked["site_id"].duplicated()].groupby("site_id")["weight"].max()
    clear = first["weight"] >= _CLEAR * second.reindex(first.index).fillna(0)
    return {
        str(site): _Point(
            lat=hit["register_lat"],
            lon=hit["register_lon"],
            precision=hit["precision"],
            confidence=hit["p"],
            radius_km=hit["radius"] if hit["precision"] in _DOOR else _TOWN_RADIUS_KM,
            source=f"register {hit['source']}",
            pin_note=hit["note"],
            candidates=hit["candidates"],
        )
        for site, hit in pd.DataFrame(first[clear]).iterrows()
    }


def _said(answer: OnlineAnswer, service: str) -> _Point:
    return _Point(
        lat=answer.lat,
        lon=answer.lon,
        precision=answer.precision,
        confidence=answer.confidence,
        radius_km=answer.radius_km,
        source=service,
        pin_note=answer.note,
    )


def _doubts(rows: pd.DataFrame, matches: pd.DataFrame | None) -> dict[str, tuple[str, str]]:
    """Return, by site, other points it may stand at and why none was taken."""
    unplaced = (rows["place_id"] == "") & (rows["place_candidates"] != "")
    known = unplaced & False
    if matches is not None:
        open_ = (matches["register_id"] == "") & (matches["register_candidates"] != "[]")
        known = open_ & matches["register_note"].str.startswith("institution known")
    seen = rows.loc[unplaced | known, ["site_id", "place_candidates"]].astype("str").assign(note="")
    if matches is not None:
        seen.loc[known, "place_candidates"] = matches.loc[known, "register_candidates"].astype(
            "str"
        )
        seen.loc[known, "note"] = matches.loc[known, "register_note"].astype("str")
    first = seen.drop_duplicates("site_id")
    pairs = zip(first["place_candidates"], first["note"], strict=True)
    return dict(zip(first["site_id"], pairs, strict=True))


def _at_town(
    town: tuple[object, ...] | None, kind: str, city: str, doubt: tuple[str, str]
) -> _Point:
    candidates, why = doubt
    if town is None:
        note = f"not placed: {city or 'its town'} is not known for certain"
        return _Point(pin_note=note, candidates=candidates)
    _, _, place, lat, lon, precision, confidence, radius = town
    if kind in _UNDISCLOSED:
        note = f"undisclosed site in {place}"
    else:
        middle = "area of its postal code in" if precision == "postcode" else "centre of"
        note = f"about: {middle} {place}" + (f"; {why}" if why else "")
    return _Point(
        lat=_float(lat),
        lon=_float(lon),
        precision=str(precision) or "city",
        confidence=_float(confidence),
        radius_km=_float(radius) or _TOWN_RADIUS_KM,
        source="gazetteer",
        pin_note=note,
        candidates=candidates,
    )


def _float(value: object) -> float | None:
    import pandas as pd

    return None if pd.isna(value) else float(value)  # type: ignore[call-overload,arg-type]  # a cell
