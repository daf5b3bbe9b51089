"""Sites as lines of the tables ``sites`` and ``spellings``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trialsites import tables
from trialsites.countries import country_name
from trialsites.sites.display import departments, display_name
from trialsites.sites.organisations import Member, organisations

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from trialsites.sites.spelling import Spelling

__all__ = ["NamedSite", "named_sites_table", "single_sites_table", "spellings_table"]


_COLUMNS = ("site_id", "kind", "facility", "city", "country", "country_code", "place_id", "place")


@dataclass(frozen=True, slots=True)
class NamedSite:
    """A named site before it becomes a line of a table.

    Attributes
    ----------
    spellings, codes, probabilities, notes
        Its distinct spellings, their numbers, how surely each belongs, and why.
    """

    site_id: str
    kind: str
    spellings: tuple[Spelling, ...]
    codes: tuple[int, ...]
    probabilities: tuple[float, ...]
    notes: tuple[str, ...]


def _country(spelling: Spelling) -> tuple[str, str]:
    is_code = len(spelling.country) == 2 and spelling.country.isupper()  # noqa: PLR2004 - alpha-2
    return (country_name(spelling.country), spelling.country) if is_code else (spelling.country, "")


def named_sites_table(sites: Sequence[NamedSite], frame: pd.DataFrame) -> pd.DataFrame:
    """Return the ``sites`` columns of this step for sites that were compared.

    Parameters
    ----------
    sites
        Every site with a name or a person.
    frame
        All rows with study, site_id, place_id and, if known, admin1.
    """
    studies = frame.groupby("site_id")["study"].nunique().to_dict()
    owners = organisations(
        [Member(s.site_id, s.spellings[0].block, s.spellings) for s in sites if s.kind == "named"]
    )
    admin1 = _admin1(frame)
    records = []
    for site in sites:
        name = display_name(site.spellings)
        one = min(site.spellings, key=lambda s: (-s.rows, s.city))
        note = "" if len(site.spellings) == 1 else _merge_note(site)
        records.append(
            (
                site.site_id,
                name,
                *owners.get(site.site_id, (site.site_id, name)),
                site.kind,
                departments(site.spellings),
                *_country(one),
                one.place or one.city,
                one.place_id,
                admin1.get(one.place_id, ""),
                note,
                sum(s.rows for s in site.spellings),
                studies[site.site_id],
            )
        )
    return tables.SITES.frame(records, "dedupe")


def _admin1(frame: pd.DataFrame) -> dict[str, str]:
    if "admin1" not in frame.columns:
        return {}
    places = frame.drop_duplicates("place_id")
    return dict(zip(places["place_id"], places["admin1"], strict=True))


def _merge_note(site: NamedSite) -> str:
    """Say how many spellings a site has, and why the least certain one belongs."""
    weakest = min(range(len(site.notes)), key=lambda i: (site.probabilities[i], site.notes[i]))
    count = len(site.spellings)
    text = site.spellings[weakest].facility
    return f"{count} spellings; least certain is “{text}”: {site.notes[weakest]}"


def single_sites_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the ``sites`` columns of this step for rows that are a site each.

    Parameters
    ----------
    frame
        Rows of placeholders, vague and missing texts.
    """
    admin1 = _admin1(frame)
    records = []
    for site_id, kind, facility, city, country, code, place_id, place in zip(
        *(frame[column] for column in _COLUMNS), strict=True
    ):
        town = place or city
        undisclosed = kind in {"placeholder", "missing"}
        name = (
            (f"Undisclosed site in {town}" if town else "Undisclosed site") if undisclosed else ""
        )
        where = (country_name(code) if code else country, code, town, place_id)
        records.append(
            (
                site_id,
                name or facility,
                "",
                "",
                kind,
                "",
                *where,
                admin1.get(place_id, ""),
                "",
                1,
                1,
            )
        )
    return tables.SITES.frame(records, "dedupe")


def spellings_table(sites: Sequence[NamedSite]) -> pd.DataFrame:
    """Return the ``spellings`` table.

    Parameters
    ----------
    sites
        Every site with a name or a person.
    """
    return tables.SPELLINGS.frame(
        (site.site_id, s.facility, s.city, s.rows, probability, note)
        for site in sites
        for s, probability, note in zip(site.spellings, site.probabilities, site.notes, strict=True)
    )
