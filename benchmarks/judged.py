"""Judged facility names: reading them as a user would feed them, and counting pairs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING
from zlib import crc32

import pandas as pd

from trialsites.places.home import at_home
from trialsites.places.locate import locate
from trialsites.sites import Spelling

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FOLDS = 12
UNSURE = "?"


@dataclass(frozen=True, slots=True)
class Line:
    """One judged line; ``scored`` if its judgement counts."""

    id: str
    city_block: str
    spelling: Spelling
    kind: str
    org: str
    campus: str
    scored: bool

    @property
    def fold(self) -> int:
        """The twelfth of the cities it belongs to."""
        return crc32(self.city_block.encode()) % FOLDS


def lines(paths: list[Path]) -> list[Line]:
    """Read judged files and locate their towns; each line is a study of its own."""
    frames = [pd.read_csv(path, dtype=str, keep_default_na=False) for path in paths]
    judged = pd.concat(frames, ignore_index=True)
    rows = pd.DataFrame(
        {
            "study": judged["id"],
            "position": 0,
            "facility": judged["facility"],
            "city": judged["city"],
            "state": "",
            "zip": judged["zips"].str.split(" ").str[0],
            "country": judged["country"],
            "record_lat": None,
            "record_lon": None,
        }
    )
    found = at_home(rows, locate(rows))
    return [
        Line(
            j.id,
            j.block,
            Spelling(
                j.facility,
                j.city,
                p.country_code or j.country,
                p.place,
                p.place_id,
                (z,) if z else (),
            ),
            j.kind,
            j.org,
            j.campus,
            j.scored == "y",
        )
        for j, p, z in zip(
            judged.itertuples(), found.itertuples(), rows["zip"].fillna(""), strict=True
        )
    ]


def judgement(a: Line, b: Line) -> bool | None:
    """Tell whether two lines are one site, or None where the judges do not say."""
    if not (a.scored and b.scored) or {a.kind, b.kind} - {"named", "person"}:
        return None
    if UNSURE in (a.org, b.org) or (a.org == b.org and UNSURE in (a.campus, b.campus)):
        return None
    return a.org == b.org and a.campus == b.campus


def pair_counts(known: list[Line], site: Mapping[str, str]) -> dict[str, float]:
    """Count pairs inside a city block as ``score_sites.py`` does; site ids by line id."""
    blocks: dict[str, list[Line]] = {}
    for line in known:
        blocks.setdefault(line.city_block, []).append(line)
    counts = {"right": 0, "wrong": 0, "missed": 0, "placeholders": 0}
    for members in blocks.values():
        for a, b in combinations(members, 2):
            together = bool(site[a.id]) and site[a.id] == site[b.id]
            same = judgement(a, b)
            if "placeholder" in (a.kind, b.kind):
                counts["placeholders"] += together and a.scored and b.scored
            elif same is not None:
                counts["right"] += together and same
                counts["wrong"] += together and not same
                counts["missed"] += same and not together
    right = counts["right"]
    return {
        "precision": right / max(right + counts["wrong"], 1),
        "recall": right / max(right + counts["missed"], 1),
        **counts,
    }
