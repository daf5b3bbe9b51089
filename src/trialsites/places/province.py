"""A province typed as city: what else in its row tells where in the province.

Of 161 such places with a postal code inside the province, 54 lie more than 25 km from its seat.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from trialsites.places.candidates import Candidate
from trialsites.places.evidence import NEAR_KM, rough_codes, zip_area
from trialsites.places.gazetteer import gazetteer
from trialsites.places.postal import distance, within
from trialsites.places.spelling import close_variants, key, names_no_place

if TYPE_CHECKING:
    from trialsites.places.evidence import Evidence
    from trialsites.places.gazetteer import Town

__all__ = ["at_code", "elsewhere_in_province", "town_in_province"]

_PART = re.compile(r"[,;_]")
_SHORTEST = 3


def at_code(province: Candidate, evidence: Evidence) -> Candidate:
    """Return a province narrowed to its row's postal code, as far as that lies in it.

    Parameters
    ----------
    province
        A candidate of kind D, or a town whose division is meant.
    evidence
        The row, its country as alpha-2 code.

    Returns
    -------
    narrowed
        A candidate of kind C: the weightiest town around the code, at the middle of the code's
        area. The province itself where the code is unknown, wide or lies elsewhere.
    """
    seat = province.town
    area = zip_area(evidence.zip, evidence.country) if evidence.zip else None
    if area is None or area[2] > NEAR_KM:
        return province
    lat, lon, _ = area
    inside = gazetteer().divisions.around(seat.country, seat.admin1_code, lat, lon)
    if not inside:
        return province

    def pull(town: Town) -> float:
        return (town.population + 100) / (1 + distance(lat, lon, town.lat, town.lon)) ** 2

    return Candidate(max(inside, key=pull)._replace(lat=lat, lon=lon), "C", province.change)


def elsewhere_in_province(best: Candidate, evidence: Evidence) -> Candidate | None:
    """Return where a row lies whose city field names a province rather than its town, or None.

    "Fukuoka" is a city and its prefecture; with a postal code of Kitakyushu, 40 km away in that
    prefecture, it is the prefecture. Of 102 such rows of countries whose codes are well known,
    the code was right in all but 5, read by one judge beside the facility's name.

    Parameters
    ----------
    best
        The likeliest candidate.
    evidence
        The row, its country as alpha-2 code.
    """
    town, kind, change = best
    if not evidence.zip or kind not in "PA" or change != "same" or town.country in rough_codes():
        return None
    if gazetteer().divisions.own(town.country, key(evidence.city)) != town.admin1_code:
        return None
    there = at_code(best, evidence)
    away = distance(town.lat, town.lon, there.town.lat, there.town.lon)
    return there if there.kind == "C" and away > NEAR_KM else None


def town_in_province(province: Candidate, evidence: Evidence) -> Town | None:
    """Return the town of a province that another field of a row is called, or None.

    The state field or a part of the facility's name may be one ("Research Site, Nice"); towns
    more than 25 km apart tell nothing.

    Parameters
    ----------
    province
        A candidate of kind D.
    evidence
        The row.
    """
    texts = (evidence.state, *_PART.split(evidence.facility))
    towns = [town for text in texts if (town := _called(text.strip(), province.town))]
    if not towns:
        return None
    first = towns[0]
    if all(within(NEAR_KM, first.lat, first.lon, t.lat, t.lon) for t in towns):
        return max(towns, key=lambda t: (t.population, t.id))
    return None


def _called(text: str, seat: Town) -> Town | None:
    """Return the largest town of a seat's province that a text is the name of."""
    if names_no_place(text):
        return None
    divisions = gazetteer().divisions
    forms = [f for f, _ in close_variants(text, seat.country) if len(f) >= _SHORTEST]
    if any(divisions.own(seat.country, form) for form in forms):
        return None
    inside = [
        town
        for _, town, kind in gazetteer().named((seat.country,), forms)
        if kind in "PA" and town.admin1_code == seat.admin1_code
    ]
    return max(inside, key=lambda t: (t.population, t.id), default=None)
