"""Rows in, the same rows with a site each out."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from trialsites import tables
from trialsites.model import Issue
from trialsites.sites.block import cluster_block
from trialsites.sites.classify import TEMPLATE_CITIES, classify, mask, may_be_template
from trialsites.sites.decisions import Decisions
from trialsites.sites.listing import (
    NamedSite,
    named_sites_table,
    single_sites_table,
    spellings_table,
)
from trialsites.sites.score import shipped
from trialsites.sites.spelling import Spelling, identifier
from trialsites.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from trialsites.sites.block import Block

__all__ = ["Deduped", "dedupe"]

_One = TypeVar("_One")
_Out = TypeVar("_Out")

_TEXT = ("facility", "city", "country", "country_code", "place_id", "place")
_SHARES = 32
"""Small shares keep every core busy to the end."""

_PARALLEL = 2_000
"""Fewer texts or places are done sooner by one process."""


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
        What was seen on the way.
    """

    rows: pd.DataFrame
    sites: pd.DataFrame
    spellings: pd.DataFrame
    doubts: pd.DataFrame
    issues: list[Issue]


def dedupe(
    rows: pd.DataFrame,
    *,
    decisions: pd.DataFrame | None = None,
    evidence: pd.DataFrame | None = None,
    authority: bool = True,
    threshold: float = 0.9,
) -> Deduped:
    """Find which rows are the same hospital.

    Spellings are compared inside their place only; the result of a place depends on nothing
    outside it, and not on the order of rows.

    Parameters
    ----------
    rows
        study, position, facility, city, zip, country, country_code, place_id, place; optional
        org_id, register_id, department. Text columns without nulls.
    decisions
        ``tables.DECISIONS``; those of kind "site" are applied before anything is scored.
    evidence
        study, position, person (folded), phone_e164 (site numbers only), email_host.
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
    frame["spelling"] = frame.groupby(list(_TEXT), sort=False).ngroup()
    frame["kind"] = _kinds(frame)
    merging = frame[frame["kind"].isin(["named", "person"])]
    spellings = _spellings(merging, evidence)
    blocks: dict[str, list[int]] = {}
    for code, spelling in spellings.items():
        blocks.setdefault(spelling.block, []).append(code)
    judged = Decisions.read(decisions)
    todo = [[spellings[code] for code in blocks[block]] for block in sorted(blocks)]
    model = shipped(authority=authority)
    cluster = partial(cluster_block, decisions=judged, threshold=threshold, model=model)
    done = _spread(cluster, todo)
    sites: list[NamedSite] = []
    doubts: list[tuple[object, ...]] = []
    for block, group, outcome in zip(sorted(blocks), todo, done, strict=True):
        sites += _named_sites(block, group, blocks[block], outcome)
        doubts += [
            ("site", group[d.a].handle, group[d.b].handle, d.probability, d.note)
            for d in outcome.doubts
        ]
    doubts.sort(key=lambda d: (-float(str(d[3])), d[1], d[2]))
    site_of = {code: site.site_id for site in sites for code in site.codes}
    named = frame["kind"].isin(["named", "person"])
    frame["site_id"] = frame["spelling"].map(site_of).where(named).astype("str")
    frame.loc[~named, "site_id"] = _single_ids(frame[~named])
    result = frame[["study", "position", "kind", "site_id"]].set_index(rows.index)
    return Deduped(
        result,
        pd.concat(
            [named_sites_table(sites, frame), single_sites_table(frame[~named])], ignore_index=True
        ),
        spellings_table(sites),
        tables.DOUBTS.frame(doubts),
        _repeats(frame[named]),
    )


def _kinds(frame: pd.DataFrame) -> pd.Series:
    """Classify each distinct text, and find templates by their behaviour in a study."""
    texts = list(frame["facility"].drop_duplicates())
    kind = frame["facility"].map(dict(zip(texts, _spread(classify, texts), strict=True)))
    masked = frame["facility"].map({text: mask(text) for text in texts})
    towns = frame["city"].map({city: fold(city) for city in frame["city"].drop_duplicates()})
    spread = towns.groupby([frame["study"], masked]).transform("nunique")
    behaves = (spread >= TEMPLATE_CITIES) & kind.isin(["named", "vague", "person"])
    templates = [text for text in masked[behaves].drop_duplicates() if may_be_template(text)]
    return kind.mask(behaves & masked.isin(templates), "placeholder")


def _sets(frame: pd.DataFrame, column: str) -> dict[int, frozenset[str]]:
    """Return the distinct non-empty values of a column for each spelling."""
    if column not in frame.columns:
        return {}
    pairs = frame.loc[frame[column].fillna("") != "", ["spelling", column]].drop_duplicates()
    found: dict[int, set[str]] = {}
    for code, value in zip(pairs["spelling"], pairs[column], strict=True):
        found.setdefault(code, set()).add(value)
    return {code: frozenset(values) for code, values in found.items()}


def _spellings(frame: pd.DataFrame, evidence: pd.DataFrame | None) -> dict[int, Spelling]:
    """Return every distinct text to be compared, with what its rows know."""
    known = frame
    if evidence is not None:
        known = frame[["study", "position", "spelling"]].merge(evidence, on=["study", "position"])
    people, phones, hosts = (_sets(known, c) for c in ("person", "phone_e164", "email_host"))
    zips = _sets(frame, "zip")
    registers = [_sets(frame, column) for column in ("org_id", "register_id")]
    counts = frame["spelling"].value_counts().to_dict()
    nothing: frozenset[str] = frozenset()
    distinct = frame.drop_duplicates("spelling")
    found = {}
    for code, facility, city, country, country_code, place_id, place in zip(
        distinct["spelling"], *(distinct[column] for column in _TEXT), strict=True
    ):
        found[code] = Spelling(
            facility,
            city,
            country_code or country,
            place,
            place_id,
            tuple(sorted(zips.get(code, ()))),
            int(counts[code]),
            nothing.union(*(ids.get(code, nothing) for ids in registers)),
            people.get(code, nothing),
            phones.get(code, nothing),
            hosts.get(code, nothing),
        )
    return found


def _spread(work: Callable[[_One], _Out], items: list[_One]) -> list[_Out]:
    """Apply a function to every item, on all cores where there is enough to do."""
    workers = os.cpu_count() or 1
    if len(items) < _PARALLEL or workers == 1:
        return [work(item) for item in items]
    first = work(items[0])  # what it loads, forked workers inherit
    size = max(1, len(items) // (_SHARES * workers))
    with ProcessPoolExecutor(workers) as pool:
        return [first, *pool.map(work, items[1:], chunksize=size)]


def _named_sites(
    block: str, group: list[Spelling], codes: list[int], outcome: Block
) -> list[NamedSite]:
    members: dict[int, list[int]] = {}
    for index, label in enumerate(outcome.labels):
        members.setdefault(label, []).append(index)
    found = []
    for indices in members.values():
        key = min(identifier(f"{block}|{outcome.keys[i]}") for i in indices)
        found.append(
            NamedSite(
                key,
                "person" if outcome.keys[indices[0]].startswith("person|") else "named",
                tuple(group[i] for i in indices),
                tuple(codes[i] for i in indices),
                tuple(outcome.probabilities[i] for i in indices),
                tuple(outcome.notes[i] for i in indices),
            )
        )
    return found


def _single_ids(frame: pd.DataFrame) -> pd.Series:
    """Return an id for each row that is its own site: what it says, and its count among equals."""
    columns = ["study", "facility", "city", "zip"]
    ordered = frame.sort_values(["study", "position"])
    count = ordered.groupby(columns).cumcount().astype("str").reindex(frame.index)
    parts = [frame[column] for column in columns]
    texts = ["row|" + "|".join(values) for values in zip(*parts, count, strict=True)]
    return frame["site_id"].__class__(
        [identifier(t) for t in texts], index=frame.index, dtype="str"
    )


def _repeats(frame: pd.DataFrame) -> list[Issue]:
    """Report rows of one study that are the same site: each keeps its own contacts."""
    repeated = frame[frame.duplicated(["study", "site_id"], keep=False)]
    repeated = repeated.sort_values(["study", "site_id", "position"])
    first = repeated.groupby(["study", "site_id"])["position"].transform("first")
    return [
        Issue(
            "site.repeated",
            f"The study lists this site before, at row {earlier}.",
            study,
            int(position),
            facility,
        )
        for study, position, facility, earlier in zip(
            *(repeated[c] for c in ("study", "position", "facility")), first, strict=True
        )
        if position != earlier
    ]
