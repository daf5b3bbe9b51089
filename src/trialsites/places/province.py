"""A province typed as city: its postal code tells where in it.

Of 161 such places with a postal code inside the province, 54 lie more than 25 km from its seat.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from trialsites.places.candidates import Candidate
from trialsites.places.evidence import NEAR_KM, rough_codes, wild_codes, zip_area
from trialsites.places.gazetteer import gazetteer
from trialsites.places.postal import distance, within
from trialsites.places.spelling import close_variants

if TYPE_CHECKING:
    from trialsites.places.evidence import Evidence
    from trialsites.places.gazetteer import Town

__all__ = ["at_code", "elsewhere_in_province", "province_named"]


def province_named(text: str, country: str) -> Candidate | None:
    """Return the division whose own name a text is, as a candidate of kind D, or None.

    Parameters
    ----------
    text
        A state field.
    country
        Alpha-2 code.
    """
    divisions = gazetteer().divisions
    for form, change in close_variants(text, country):
        code = divisions.own(country, form)
        if code and (seat := divisions.seat(country, code)):
            return Candidate(seat, "D", change)
    return None


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
        A candidate of kind C: the weightiest town around the code, be it beyond the border, at the
        middle of the code's area. The province itself where the country's codes mislead, or the
        code is wide, far from every town or lies elsewhere.
    """
    seat = province.town
    if not evidence.zip or evidence.country in wild_codes():
        return province
    area = zip_area(evidence.zip, evidence.country)
    if area is None or area[2] > NEAR_KM:
        return province
    lat, lon, _ = area
    around = gazetteer().divisions.near(seat.country, lat, lon)
    close = [t for t in around if within(NEAR_KM, lat, lon, t.lat, t.lon)]
    if all(t.admin1_code != seat.admin1_code for t in close):
        return province

    def pull(town: Town) -> float:
        return (town.population + 100) / (1 + distance(lat, lon, town.lat, town.lon)) ** 2

    return Candidate(max(close, key=pull)._replace(lat=lat, lon=lon), "C", province.change)


def elsewhere_in_province(
    judged: list[tuple[Candidate, float]], evidence: Evidence
) -> Candidate | None:
    """Return where a row lies whose city field names a province rather than its town, or None.

    "Fukuoka" is a city and its prefecture; with a postal code of Kitakyushu, 40 km away in that
    prefecture, it is the prefecture. Of 102 such rows of countries whose codes are well known,
    the code was right in all but 5, read by one judge beside the facility's name.

    Parameters
    ----------
    judged
        The candidates of the row, best first.
    evidence
        The row, its country as alpha-2 code, with a postal code.
    """
    best = next((c for c, _ in judged if c.kind not in "CZ"), None)
    if best is None or best.kind not in "PA" or best.change != "same":
        return None
    if evidence.country in rough_codes():
        return None
    town = best.town
    whole = close_variants(evidence.city, evidence.country)[0][0]
    if gazetteer().divisions.own(town.country, whole) != town.admin1_code:
        return None
    area = zip_area(evidence.zip, evidence.country)
    if area is None or within(NEAR_KM, town.lat, town.lon, *area[:2]):
        return None
    there = at_code(best, evidence)
    return there if there.kind == "C" else None
