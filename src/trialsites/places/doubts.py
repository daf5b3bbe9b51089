"""What is doubtful about the places of rows: issues to read, questions a person may settle."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from trialsites.model import Issue
from trialsites.places.guess import similar_towns
from trialsites.places.locate import place_text
from trialsites.places.postal import distance

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    import pandas as pd

__all__ = ["FAR_KM", "place_doubts", "place_issues"]

FAR_KM = 25.0
"""From here on a record's own point contradicts the town."""

_MOST_DOUBTS = 3
_NONE = ("", "[]")


def place_issues(rows: pd.DataFrame) -> list[Issue]:
    """Return what is doubtful about the places of rows.

    Parameters
    ----------
    rows
        Rows with study, position, the published texts and points, and the columns of step
        ``locate``.

    Returns
    -------
    issues
        ``country.unknown``, ``place.unknown``, ``place.ambiguous``, ``place.province_only`` and
        ``place.record_point_far``, in the order of the rows.
    """
    open_ = rows["place_precision"].isin(["", "admin1"])
    if {"record_lat", "record_lon"} <= set(rows.columns):
        open_ |= rows["record_lat"].notna() & rows["place_lat"].notna()
    return [issue for row in rows[open_].to_dict("records") for issue in _issues_of(row)]


def _issues_of(row: dict[Hashable, Any]) -> Iterator[Issue]:
    text = ", ".join(row[n] for n in ("city", "state", "zip", "country") if row[n])
    where = (row["study"], int(row["position"]), text)
    if not row["country_code"]:
        yield Issue("country.unknown", row["place_note"], *where[:2], row["country"])
    elif not row["place_precision"]:
        known = row["place_candidates"] not in _NONE
        yield Issue("place.ambiguous" if known else "place.unknown", row["place_note"], *where)
    elif row["place_precision"] == "admin1":
        said = f"Only the province is given ({text}); the pin is its seat, {row['place']}."
        yield Issue("place.province_only", said, *where)
    else:
        yield from _far(row, where)


def _far(row: dict[Hashable, Any], where: tuple[str, int, str]) -> Iterator[Issue]:
    import pandas as pd

    if pd.isna(row.get("record_lat")) or pd.isna(row.get("record_lon")):
        return
    lat, lon = float(row["record_lat"]), float(row["record_lon"])
    away = distance(row["place_lat"], row["place_lon"], lat, lon)
    if away > FAR_KM:
        said = (
            f"The record puts {where[2]} at {lat:.4f}, {lon:.4f}, {away:.0f} km from "
            f"{row['place']} at {row['place_lat']:.4f}, {row['place_lon']:.4f}."
        )
        yield Issue("place.record_point_far", said, *where)


def place_doubts(rows: pd.DataFrame) -> list[tuple[str, str, str, float, str]]:
    """Return the questions about places that a person may settle, each once.

    Parameters
    ----------
    rows
        Rows with the published texts and the columns of step ``locate``.

    Returns
    -------
    doubts
        Records of `tables.DOUBTS`: the place text as published, a GeoNames id, its probability.
    """
    refused = (rows["place_precision"] == "") & (rows["country_code"] != "")
    doubts: dict[tuple[str, str], tuple[str, str, str, float, str]] = {}
    seen: set[tuple[str, str]] = set()
    for row in rows[refused].to_dict("records"):
        text = place_text(row["city"], row["state"], row["zip"], row["country"])
        if (text, row["place_candidates"]) in seen:
            continue
        seen.add((text, row["place_candidates"]))
        for number, probability, note in _proposals(row):
            doubts.setdefault((text, number), ("place", text, number, probability, note))
    return list(doubts.values())


def _proposals(row: dict[Hashable, Any]) -> Iterator[tuple[str, float, str]]:
    """Yield (GeoNames id, probability, reason): the candidates, else towns spelt alike."""
    found = [c for c in json.loads(row["place_candidates"] or "[]") if c["id"]]
    for candidate in found[:_MOST_DOUBTS]:
        yield candidate["id"], candidate["p"], row["place_note"]
    if not found:
        for town, probability in similar_towns(row["city"], row["country_code"]):
            reason = f"No town is called {row['city']}; {town.name} is spelt like it."
            yield town.id, probability, reason
