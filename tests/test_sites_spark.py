"""Spark finds the same sites as one machine."""

import os
import shutil
import sys
import warnings
from pathlib import Path

import pandas as pd
import pytest

from trialsites import sites
from trialsites.tables import DECISIONS

pytestmark = [
    pytest.mark.skipif(not shutil.which("java"), reason="Spark needs Java 17"),
    # pyspark's own warnings about its environment are not ours to fix
    pytest.mark.filterwarnings("default"),
]


@pytest.fixture(scope="module")
def session():
    sql = pytest.importorskip("pyspark.sql", reason="pip install trialsites[spark]")
    source = str(Path(sites.__file__).parents[2])
    os.environ["PYTHONPATH"] = os.pathsep.join([source, os.environ.get("PYTHONPATH", "")])
    os.environ["PYSPARK_PYTHON"] = sys.executable
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        spark = (
            sql.SparkSession.builder.master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "1")
            .getOrCreate()
        )
        yield spark
        spark.stop()


def rows():
    towns = [("Bordeaux", "FR", "3031582"), ("Lille", "FR", "2998324"), ("Leeds", "GB", "2644688")]
    towns += [("Örebro", "SE", "2686657"), ("Nowhere", "FR", "")]
    names = ["CHU de {}", "University Hospital {}", "Hôpital Saint-André", "Clinique du Parc"]
    names += ["Saint Andre Hospital, Ward 2", "Research Site", "Acme Site {}", "Dr. Jane Doe", ""]
    found = []
    for study in range(3):
        pairs = [(town, name) for town in towns for name in names]
        for position, ((city, code, place), name) in enumerate(pairs[study:] + pairs[:4]):
            zip_code = f"{position % 3}3000" if position % 2 else ""
            found.append(
                (f"NCT0000000{study}", position, name.format(city), city, zip_code, code, place)
            )
    frame = pd.DataFrame(
        found,
        columns=["study", "position", "facility", "city", "zip", "country_code", "place_id"],
    )
    return frame.assign(
        country=frame["country_code"], place=frame["city"].where(frame["place_id"] != "", "")
    )


def on_spark(session, frame, **options):
    import pyarrow as pa

    from trialsites.sites import spark

    given = session.createDataFrame(pa.Table.from_pandas(frame, preserve_index=False))
    answer = spark.dedupe(given, **options).toArrow().to_pylist()
    return {(row["study"], row["position"]): (row["kind"], row["site_id"]) for row in answer}


def on_one_machine(frame, **options):
    answer = sites.dedupe(frame, **options).rows
    keys = zip(answer["study"], answer["position"], strict=True)
    return dict(zip(keys, zip(answer["kind"], answer["site_id"], strict=True), strict=True))


def test_spark_finds_the_same_sites(session):
    frame = rows()
    local = on_one_machine(frame)
    assert {kind for kind, _ in local.values()} >= {"named", "placeholder", "missing"}
    assert len({site for _, site in local.values()}) < len(frame)
    assert on_spark(session, frame) == local


def test_spark_follows_decisions(session):
    frame = rows()
    decision = dict.fromkeys(DECISIONS.names(), "") | {
        "kind": "site",
        "a": sites.handle("Hôpital Saint-André", "Lille", "FR"),
        "b": sites.handle("Clinique du Parc", "Lille", "FR"),
        "verdict": "same",
    }
    decisions = pd.DataFrame([decision])
    local = on_one_machine(frame, decisions=decisions)
    assert local != on_one_machine(frame)
    assert on_spark(session, frame, decisions=decisions) == local
