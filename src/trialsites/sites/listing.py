"""Sites as lines of the tables ``sites`` and ``spellings``."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from trialsites.countries import country_name
from trialsites.sites.display import departments, display_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from trialsites.sites.spelling import Spelling

__all__ = ["SITE_COLUMNS", "Membership", "single_sites", "site_line"]

SITE_COLUMNS = (
    "site_id",
    "name",
    "kind",
    "departments",
    "country",
    "country_code",
    "city",
    "place_id",
    "merge_note",
    "rows",
)
"""What the texts of a site's own place tell about it."""

_HIDDEN = ("placeholder", "missing")


class Membership(NamedTuple):
    """A spelling of a site, how surely it belongs there, and why."""

    spelling: Spelling
    probability: float
    note: str


def site_line(site_id: str, kind: str, members: Sequence[Membership]) -> tuple[object, ...]:
    """Return the ``SITE_COLUMNS`` of a site that was compared.

    Parameters
    ----------
    site_id, kind
        What it is.
    members
        Its distinct spellings.
    """
    spellings = [member.spelling for member in members]
    one = min(spellings, key=lambda s: (-s.rows, s.city))
    return (
        site_id,
        display_name(spellings),
        kind,
        departments(spellings),
        *_country(one),
        one.place or one.city,
        one.place_id,
        "" if len(members) == 1 else _merge_note(members),
        sum(s.rows for s in spellings),
    )


def _country(spelling: Spelling) -> tuple[str, str]:
    is_code = len(spelling.country) == 2 and spelling.country.isupper()  # noqa: PLR2004 - alpha-2
    return (country_name(spelling.country), spelling.country) if is_code else (spelling.country, "")


def _merge_note(members: Sequence[Membership]) -> str:
    """Say how many spellings a site has, and why the least certain one belongs."""
    weakest = min(members, key=lambda m: (m.probability, m.note))
    text = weakest.spelling.facility
    return f"{len(members)} spellings; least certain is “{text}”: {weakest.note}"


def single_sites(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the ``SITE_COLUMNS`` of rows that are a site each.

    Parameters
    ----------
    rows
        Rows of placeholders, vague and missing texts, with site_id and kind.
    """
    import numpy as np

    city, place = (rows[name].astype("str") for name in ("city", "place"))
    town = place.where(place != "", city)
    hidden = rows["kind"].isin(_HIDDEN)
    undisclosed = ("Undisclosed site in " + town).where(town != "", "Undisclosed site")
    code = rows["country_code"].astype("str")
    names = {c: country_name(c) for c in code.unique() if c}
    return rows[["site_id", "kind"]].assign(
        name=undisclosed.where(hidden, rows["facility"].astype("str")),
        departments="",
        country=code.map(names).where(code != "", rows["country"].astype("str")),
        country_code=code,
        city=town,
        place_id=rows["place_id"].astype("str"),
        merge_note="",
        rows=np.int64(1),
    )[list(SITE_COLUMNS)]
