"""Rows in, the same rows with a site each out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from trialsites import tables
from trialsites.model import Kind
from trialsites.sites.cores import spread
from trialsites.sites.decisions import Decisions
from trialsites.sites.found import COMPARED, Found, Judge
from trialsites.sites.listing import single_sites
from trialsites.sites.organisations import Claim, organisations
from trialsites.sites.score import shipped
from trialsites.sites.spelling import identifier
from trialsites.sites.texts import TEXT, compared, number, templates

if TYPE_CHECKING:
    import pandas as pd

    from trialsites.sites.texts import Compared, Marks, Numbers

__all__ = ["Deduped", "dedupe"]

_SHARE = 2_000
"""Texts that a worker is given at a time: small shares keep every core busy to the end."""


@dataclass(frozen=True, slots=True)
class Deduped:
    """The outcome of :func:`dedupe`.

    Attributes
    ----------
    rows
        study, position, kind, site_id; aligned with the rows given.
    sites
        The columns of ``tables.SITES`` that this step fills.
    spellings
        ``tables.SPELLINGS``.
    doubts
        ``tables.DOUBTS`` of kind "site", most probable first.
    issues
        ``tables.ISSUES`` that were seen on the way.
    claims
        ``tables.CLAIMS``.
    linked
        By site in other places that names an organisation: that organisation's id and name,
        where it shares it with another site.
    """

    rows: pd.DataFrame
    sites: pd.DataFrame
    spellings: pd.DataFrame
    doubts: pd.DataFrame
    issues: pd.DataFrame
    claims: pd.DataFrame
    linked: dict[str, tuple[str, str]]


def dedupe(
    rows: pd.DataFrame,
    *,
    decisions: pd.DataFrame | None = None,
    evidence: pd.DataFrame | None = None,
    elsewhere: pd.DataFrame | None = None,
    authority: bool = True,
    threshold: float = 0.9,
) -> Deduped:
    """Find which rows are the same hospital.

    Spellings are compared inside their place only; the sites of a place depend on nothing
    outside it, and not on the order of rows. Only links to organisations reach farther.

    Parameters
    ----------
    rows
        study, position, facility, city, zip, country, country_code, place_id, place; optional
        org_id, register_id, admin1. Text columns, categorical or not, without nulls. Rows of a
        study that is not here as a whole come with the kind and site_id once found for them, others
        with empty ones: only the whole study shows a sponsor's template.
    decisions
        ``tables.DECISIONS``; those of kind "site" are applied before anything is scored.
    evidence
        study, position, person (folded), phone_e164 (site numbers only), email_host.
    elsewhere
        ``tables.CLAIMS`` of sites in places that have no row here.
    authority
        Whether the authority file of well-known institutions is evidence.
    threshold
        Least probability of an automatic merge, 0-1.

    Returns
    -------
    deduped
        Row kinds and site ids, sites, spellings, near misses.
    """
    import pandas as pd

    frame = rows.reset_index(drop=True)
    texts = number(frame, *TEXT)
    hidden = templates(frame)
    frame["own_id"] = ""
    if "kind" in frame:
        hidden |= (frame["kind"] == "placeholder").to_numpy()
        frame["own_id"] = frame["site_id"].where(~frame["kind"].isin(COMPARED), "")
    known = compared(frame[~hidden], texts[~hidden], evidence)
    judge = Judge(known, Decisions.read(decisions), threshold, shipped(authority=authority))
    found = Found.join(spread(judge.sites, _shares(known)))
    frame["kind"], site = _of_rows(texts, hidden, known, found.texts)
    alone = frame[site < 0]
    sites = pd.concat(
        [found.sites, single_sites(alone.assign(site_id=_own_ids(alone)))], ignore_index=True
    )
    site[site < 0] = range(len(found.sites), len(sites))
    frame["site"], frame["site_id"] = site, sites["site_id"].take(site).array
    known_elsewhere = [] if elsewhere is None else [*map(Claim._make, elsewhere.to_numpy())]
    linked = organisations([*found.claims, *known_elsewhere])
    doubts = sorted(found.doubts, key=lambda d: (-d[3], d[1], d[2]))
    return Deduped(
        frame[["study", "position", "kind", "site_id"]].set_index(rows.index),
        _sites_table(sites, frame, linked),
        _spellings_table(known, found),
        tables.DOUBTS.frame(doubts),
        _repeats(frame[site < len(found.sites)]),
        tables.CLAIMS.frame(found.claims),
        {c.site_id: linked[c.site_id] for c in known_elsewhere if c.site_id in linked},
    )


def _shares(known: Compared) -> list[list[tuple[int, int]]]:
    """Return the places in shares of about as many texts each; the first is one place.

    Who works on it loads what all others inherit.
    """
    first, *places = known.places() or [(0, 0)]
    shares: list[list[tuple[int, int]]] = [[first]]
    for start, stop in places:
        if len(shares) == 1 or stop - shares[-1][0][0] > _SHARE:
            shares.append([])
        shares[-1].append((start, stop))
    return shares if len(known.texts) > _SHARE else [[first, *places]]


def _of_rows(
    texts: Numbers, hidden: Marks, known: Compared, found: pd.DataFrame
) -> tuple[pd.Series[str], Numbers]:
    """Return the kind of each row, and the number of its site; -1 for a site of its own."""
    import numpy as np
    import pandas as pd

    kinds = pd.Index(get_args(Kind))
    kind = np.full(texts.max(initial=-1) + 1, kinds.get_loc("placeholder"))
    site = np.full(len(kind), -1)
    kind[known.texts.index] = kinds.get_indexer(found["kind"])
    site[known.texts.index] = found["site"]
    of_rows = np.where(hidden, kinds.get_loc("placeholder"), kind[texts])
    return pd.Series(kinds.take(of_rows), dtype="str"), np.where(hidden, -1, site[texts])


def _own_ids(rows: pd.DataFrame) -> list[str]:
    """Return an id for each row that is its own site: what it says, and its count among equals."""
    columns = ["study", "facility", "city", "zip"]
    ordered = rows.sort_values(["study", "position"])
    count = ordered.groupby(columns, sort=False, observed=True).cumcount().reindex(rows.index)
    parts = (values.tolist() for values in (*(rows[column] for column in columns), count))
    ids = [identifier("row|" + "|".join(map(str, line))) for line in zip(*parts, strict=True)]
    return [kept or own for kept, own in zip(rows["own_id"], ids, strict=True)]


def _sites_table(
    sites: pd.DataFrame, frame: pd.DataFrame, linked: dict[str, tuple[str, str]]
) -> pd.DataFrame:
    """Return the ``sites`` columns of this step."""
    import numpy as np

    seen = frame[["site", "study"]].drop_duplicates()["site"]
    is_compared = sites["kind"].isin(COMPARED)
    own = sites["site_id"].isin(linked)
    shared = [linked[site] for site in sites.loc[own, "site_id"]]
    organisation = sites[["site_id", "name"]].where(is_compared, "")
    organisation.loc[own, "site_id"] = [site for site, _ in shared]
    organisation.loc[own, "name"] = [name for _, name in shared]
    admin1: dict[str, str] = {}
    if "admin1" in frame.columns:
        places = frame.drop_duplicates("place_id")
        admin1 = dict(zip(places["place_id"], places["admin1"], strict=True))
    table = sites.assign(
        organisation_id=organisation["site_id"],
        organisation=organisation["name"],
        admin1=[admin1.get(place, "") for place in sites["place_id"].tolist()],
        studies=np.bincount(seen, minlength=len(sites)),
    )
    return tables.SITES.typed(table, "dedupe")


def _spellings_table(known: Compared, found: Found) -> pd.DataFrame:
    """Return the ``spellings`` table."""
    texts = known.texts[["facility", "city", "rows"]].reset_index(drop=True)
    texts = texts.assign(probability=found.texts["probability"], note=found.texts["note"])
    site = found.texts["site"].to_numpy()
    ids = found.sites["site_id"].take(site[site >= 0])
    return tables.SPELLINGS.typed(texts[site >= 0].assign(site_id=ids.array))


def _repeats(rows: pd.DataFrame) -> pd.DataFrame:
    """Report rows of one study that are the same site: each keeps its own contacts."""
    first = rows.groupby(["study", "site"], sort=False, observed=True)["position"].transform("min")
    again = rows["position"] > first
    rows, first = rows[again], first[again]
    return tables.ISSUES.typed(
        rows[["study", "position"]].assign(
            code="site.repeated",
            message=[f"The study lists this site before, at row {row}." for row in first],
            value=rows["facility"],
        )
    )
