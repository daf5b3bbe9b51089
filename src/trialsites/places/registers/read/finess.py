"""FINESS, the French register of health establishments, in its published form with points.

Lines ``structureet;…`` describe establishments and lines ``geolocalisation;…`` give points in the
projection of their part of France; the record layout is that of data.gouv.fr's
"FINESS Extraction du Fichier des établissements". Categories 11xx are hospitals
(``categagretab``); pharmacies, homes and surgeries are passed over.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from trialsites.places.registers.entries import Listing

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["matches", "read"]

_CRS = {
    "LAMBERT_93": "EPSG:2154",
    "UTM_N20": "EPSG:5490",
    "UTM_N21": "EPSG:4467",
    "UTM_N22": "EPSG:2972",
    "UTM_S40": "EPSG:2975",
    "UTM_S38": "EPSG:4471",
}
_DEPARTMENTS = {
    "9A": "UTM_N20",
    "9B": "UTM_N20",
    "9C": "UTM_N22",
    "9D": "UTM_S40",
    "9E": "UTM_N21",
    "9F": "UTM_S38",
    "971": "UTM_N20",
    "972": "UTM_N20",
    "973": "UTM_N22",
    "974": "UTM_S40",
    "975": "UTM_N21",
    "976": "UTM_S38",
}
_COUNTRIES = {"UTM_N22": "GF", "UTM_N21": "PM", "UTM_S40": "RE", "UTM_S38": "YT"}
_HOSPITAL = "11"
_LEAST = 27


def matches(head: str) -> bool:
    """Return whether text begins like a FINESS extraction."""
    return any(
        line.startswith(("structureet;", "geolocalisation;", "finess;etalab"))
        for line in head.splitlines()[:3]
    )


def read(lines: Iterable[str]) -> Listing:
    """Return the hospitals of an extraction.

    Parameters
    ----------
    lines
        Its lines, in any order.
    """
    houses: dict[str, list[str]] = {}
    points: dict[str, list[str]] = {}
    skipped = Counter[str]()
    date = ""
    for line in lines:
        fields = [field.strip() for field in line.rstrip("\r\n").split(";")]
        if fields[0] == "structureet" and len(fields) >= _LEAST:
            if fields[20].startswith(_HOSPITAL):
                houses[fields[1]] = fields
            else:
                skipped["no hospital"] += 1
        elif fields[0] == "geolocalisation" and len(fields) > 3:  # noqa: PLR2004 - id, x, y
            points[fields[1]] = fields
        elif fields[0] == "finess":
            date = fields[-1]
    return Listing(
        format="FINESS",
        records=[_record(house, points.get(number, [])) for number, house in houses.items()],
        columns={"name": "rslongue", "campus": "complrs", "lat": "coordyet", "lon": "coordxet"},
        skipped=dict(skipped),
        title="FINESS",
        licence="Licence Ouverte 2.0, ministère chargé de la Santé",
        date=date,
    )


def _record(house: list[str], point: list[str]) -> dict[str, str]:
    department = house[13]
    system = _DEPARTMENTS.get(department, "LAMBERT_93")
    said = next((name for name in _CRS if name in ",".join(point[4:5])), system)
    zip_code, _, town = house[15].partition(" ")
    return {
        "id": house[1],
        "name": house[4] or house[3],
        "campus": house[5],
        "other_names": house[3],
        "street": " ".join(filter(None, house[7:10])),
        "city": town.partition(" CEDEX")[0],
        "zip": zip_code,
        "country": _country(department, said),
        "type": house[19],
        "lon": point[2] if point else "",
        "lat": point[3] if point else "",
        "crs": _CRS[said],
    }


def _country(department: str, system: str) -> str:
    if system == "UTM_N20":
        return "MQ" if department in {"9B", "972"} else "GP"
    return _COUNTRIES.get(system, "FR")
