"""The town a row names in another field than the city's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from trialsites.places.evidence import NEAR_KM, Evidence
from trialsites.places.gazetteer import gazetteer
from trialsites.places.postal import within
from trialsites.places.score import ACCEPT, judge
from trialsites.places.spelling import key, names_no_place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trialsites.places.gazetteer import Town

__all__ = ["town_elsewhere"]

_PART = re.compile(r"[,;_]")
_SHORTEST = 3


def town_elsewhere(evidence: Evidence, *, inside: Town | None = None) -> Town | None:
    """Return the town that another field of a row is the name of, or None.

    "Research Site, Nice" with the city "Provence", "Dublin 4" as postal code of the city
    "Local Institution". Towns more than 25 km apart tell nothing.

    Parameters
    ----------
    evidence
        The row, its country as alpha-2 code.
    inside
        The seat of the division the town lies in, if that is known; then the state field is
        asked too.
    """
    towns = list(_named(evidence, inside))
    if not towns:
        return None
    first = towns[0]
    if all(within(NEAR_KM, first.lat, first.lon, t.lat, t.lon) for t in towns):
        return max(towns, key=lambda t: (t.population, t.id))
    return None


def _named(evidence: Evidence, inside: Town | None) -> Iterator[Town]:
    country = evidence.country
    own = gazetteer().divisions.own
    state = inside.admin1 if inside else evidence.state or evidence.city
    texts = [evidence.zip, *_PART.split(evidence.facility)]
    for text in [evidence.state, *texts] if inside else texts:
        name = key(text)
        if len(name) < _SHORTEST or name.isdecimal() or names_no_place(text):
            continue
        if inside and own(country, name) == inside.admin1_code:
            continue
        judged = judge(Evidence(text.strip(), state, evidence.zip, country))
        if not judged or judged[0][1] < ACCEPT or judged[0][0].kind not in "PA":
            continue
        town = judged[0][0].town
        if inside is None or town.admin1_code == inside.admin1_code:
            yield town
