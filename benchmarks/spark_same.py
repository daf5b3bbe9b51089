"""Find the sites of a synthetic registry on one machine and on Spark: the same, and how soon.

    python benchmarks/spark_same.py [rows]        200000 if none is given

Needs ``pip install trialsites[spark]`` and Java 17; Spark runs in local mode on all cores.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyspark.sql import SparkSession

import synthetic_registry
import trialsites
from trialsites import extract, sites
from trialsites.gather import gather
from trialsites.places.locate import locate
from trialsites.sites import spark


def located(rows: int) -> pd.DataFrame:
    """Return the rows of a synthetic registry with their places."""
    with tempfile.TemporaryDirectory() as folder:
        registry, truth = Path(folder) / "registry.ndjson", Path(folder) / "truth.csv"
        synthetic_registry.write(rows, registry, truth)
        frame = gather(extract.read([registry])).tables["rows"]
    return pd.concat([frame, locate(frame)], axis=1)


def main(rows: int) -> None:
    """Print both times and how many rows differ."""
    os.environ["PYTHONPATH"] = str(Path(trialsites.__file__).parents[1])
    os.environ["PYSPARK_PYTHON"] = sys.executable
    frame = located(rows)
    began = time.perf_counter()
    local = sites.dedupe(frame).rows
    alone = time.perf_counter() - began
    session = (
        SparkSession.builder.master("local[*]")
        .config("spark.ui.enabled", value=False)
        .config("spark.driver.memory", "2g")
        .getOrCreate()
    )
    began = time.perf_counter()
    text = ["study", "facility", "city", "zip", "country", "country_code", "place_id", "place"]
    plain = frame[[*text, "position"]].astype(dict.fromkeys(text, "str"))
    table = pa.Table.from_pandas(plain, preserve_index=False)
    answer = spark.dedupe(session.createDataFrame(table)).toArrow().to_pandas()
    spread = time.perf_counter() - began
    session.stop()
    both = local.merge(answer, on=["study", "position"], how="outer", suffixes=("", "_spark"))
    same = (both["site_id"] == both["site_id_spark"]) & (both["kind"] == both["kind_spark"])
    print(f"{len(frame):,} rows, {local['site_id'].nunique():,} sites")
    print(f"one machine {alone:.0f} s, Spark {spread:.0f} s; {(~same).sum()} rows differ")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
