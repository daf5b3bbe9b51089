"""A dump of GeoNames: hospitals and clinics among its places (feature codes HSP and HSPC).

Columns: download.geonames.org/export/dump/readme.txt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from trialsites.places.registers.entries import Listing

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["matches", "read"]

_COLUMNS = 19
_HOSPITALS = frozenset({"HSP", "HSPC"})
_FEATURE_CLASSES = frozenset("AHLPRSTUV")


def matches(head: str) -> bool:
    """Return whether a line is one of GeoNames."""
    fields = head.partition("\n")[0].rstrip("\r").split("\t")
    return len(fields) == _COLUMNS and fields[0].isdigit() and fields[6] in _FEATURE_CLASSES


def read(lines: Iterable[str]) -> Listing:
    """Return the hospitals of a dump.

    Parameters
    ----------
    lines
        Its lines.
    """
    records = []
    others, broken, newest = 0, 0, ""
    for line in lines:
        fields = line.rstrip("\r\n").split("\t")
        if len(fields) != _COLUMNS:
            broken += bool(line.strip())
        elif fields[7] not in _HOSPITALS:
            others += 1
        else:
            newest = max(newest, fields[18])
            records.append(
                {
                    "id": fields[0],
                    "name": fields[1],
                    "other_names": fields[3].replace(",", "|"),
                    "country": fields[8],
                    "lat": fields[4],
                    "lon": fields[5],
                }
            )
    reasons = {"no hospital": others, "broken line": broken}
    return Listing(
        format="GeoNames",
        records=records,
        skipped={reason: count for reason, count in reasons.items() if count},
        title="GeoNames hospitals",
        licence="CC BY 4.0, GeoNames",
        date=newest,
    )
