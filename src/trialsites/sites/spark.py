"""The sites of a registry on Spark: the places of `trialsites.sites.dedupe`, spread over executors.

Needs ``pip install trialsites[spark]`` and Java 17. Every place goes through the same
`cluster_block` as on one machine, so the sites and their ids are the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from trialsites.sites.block import cluster_block
from trialsites.sites.classify import TEMPLATE_CITIES, classify, mask, may_be_template
from trialsites.sites.decisions import Decisions
from trialsites.sites.score import shipped
from trialsites.sites.spelling import Spelling, identifier
from trialsites.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import pandas as pd
    from pyspark.sql import DataFrame

__all__ = ["dedupe"]

_TEXT = ("facility", "city", "country", "country_code", "place_id", "place")
_REGISTERS = ("org_id", "register_id")
_OF_A_TEXT = "read string, masked string, template boolean, town string, block string"
_RESULT = "study string, position bigint, kind string, site_id string"


def dedupe(
    rows: DataFrame,
    *,
    decisions: pd.DataFrame | None = None,
    authority: bool = True,
    threshold: float = 0.9,
) -> DataFrame:
    """Find which rows are the same hospital, as `trialsites.sites.dedupe` does without evidence.

    Parameters
    ----------
    rows
        Columns study, position, facility, city, zip, country, country_code, place_id, place;
        optional org_id, register_id. Text columns without nulls.
    decisions
        ``tables.DECISIONS``; small enough to be sent to every executor.
    authority
        Whether the authority file of well-known institutions is evidence.
    threshold
        Least probability of an automatic merge, 0-1.

    Returns
    -------
    deduped
        study, position, kind, site_id; in no particular order.
    """
    from pyspark.sql import functions as f
    from pyspark.sql.window import Window

    texts = rows.select(*_TEXT).distinct()
    schema = f"{', '.join(f'{name} string' for name in _TEXT)}, {_OF_A_TEXT}"
    known = rows.join(texts.mapInArrow(_read, schema), list(_TEXT))
    same_template = Window.partitionBy("study", "masked")
    spread = f.size(f.collect_set("town").over(same_template))
    behaves = (
        f.col("read").isin("named", "vague", "person")
        & f.col("template")
        & (spread >= TEMPLATE_CITIES)
    )
    known = known.withColumn("kind", f.when(behaves, "placeholder").otherwise(f.col("read")))
    merging = f.col("kind").isin("named", "person")
    columns = ["study", "position", "kind", "block", "zip", *_TEXT]
    columns += [name for name in _REGISTERS if name in rows.columns]
    judged = Decisions.read(decisions)
    named = (
        known.where(merging)
        .select(*columns)
        .groupBy("country_code", "block")
        .applyInArrow(_clusterer(judged, threshold, authority), _RESULT)
    )
    equals = Window.partitionBy("study", "facility", "city", "zip").orderBy("position")
    single = (
        known.where(~merging)
        .withColumn("count", f.row_number().over(equals) - 1)
        .select("study", "position", "kind", "facility", "city", "zip", "count")
        .mapInArrow(_single, _RESULT)
    )
    return named.unionByName(single)


def _read(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Read each distinct text once: its kind, its template, its town, and where it is compared."""
    for batch in batches:
        found = []
        for text in batch.to_pylist():
            masked = mask(text["facility"])
            read = {
                "read": classify(text["facility"]),
                "masked": masked,
                "template": may_be_template(masked),
                "town": fold(text["city"]),
                "block": _spelling([text]).block,
            }
            found.append(text | read)
        yield pa.RecordBatch.from_pylist(found)


def _spelling(rows: list[dict[str, Any]]) -> Spelling:
    """Return the spelling of rows that have one text."""
    first = rows[0]
    ids = {row[name] for row in rows for name in _REGISTERS if row.get(name)}
    return Spelling(
        first["facility"],
        first["city"],
        first["country_code"] or first["country"],
        first["place"],
        first["place_id"],
        tuple(sorted({row["zip"] for row in rows if row.get("zip")})),
        len(rows),
        frozenset(ids),
    )


def _clusterer(
    judged: Decisions, threshold: float, authority: bool
) -> Callable[[pa.Table], pa.Table]:
    """Return the function that Spark applies to the rows of each place."""

    def sites(table: pa.Table) -> pa.Table:
        by_text: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for row in table.to_pylist():
            by_text.setdefault(tuple(row[name] for name in _TEXT), []).append(row)
        groups = [by_text[text] for text in sorted(by_text)]
        block = cluster_block(
            [_spelling(rows) for rows in groups], judged, threshold, shipped(authority=authority)
        )
        ids: dict[int, str] = {}
        where = groups[0][0]["block"]
        for label, key in zip(block.labels, block.keys, strict=True):
            own = identifier(f"{where}|{key}")
            ids[label] = min(own, ids.get(label, own))
        return _result(
            (row, ids[label])
            for rows, label in zip(groups, block.labels, strict=True)
            for row in rows
        )

    return sites


def _single(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Give each row that names no site an id of its own."""
    parts = ("study", "facility", "city", "zip", "count")
    for batch in batches:
        found = _result(
            (row, identifier("row|" + "|".join(str(row[part]) for part in parts)))
            for row in batch.to_pylist()
        )
        yield from found.to_batches()


def _result(rows: Iterable[tuple[dict[str, Any], str]]) -> pa.Table:
    schema = pa.schema(
        [("study", "string"), ("position", "int64"), ("kind", "string"), ("site_id", "string")]
    )
    return pa.Table.from_pylist(
        [
            {
                "study": row["study"],
                "position": row["position"],
                "kind": row["kind"],
                "site_id": site,
            }
            for row, site in rows
        ],
        schema=schema,
    )
