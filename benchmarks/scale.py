"""Build directories of growing synthetic registries: time and memory of each step, and accuracy.

    python benchmarks/scale.py [--splink] [rows ...]    100000 500000 3500000 if none is given

Each build runs in a process of its own. Memory is the peak of that process and, beside it, of the
largest of its workers. Pairs are counted among distinct (facility, city) texts that name a
hospital: "precision" is the share of merged pairs that are one hospital, "recall" the share of
one hospital's pairs that are merged.

With ``--splink`` Splink merges the same rows (``splink_rival.py``), trained on them without labels,
in a process of its own. It is given the true towns and no placeholders; reading the file and
scoring do not count. Our time beside it is that of the step that merges, which classifies too.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import synthetic_registry

if TYPE_CHECKING:
    import pandas as pd

SPLINK = [0.9, 0.99, 0.999]
"""Least probabilities that Splink is scored at."""


def build(registry: str, directory: str) -> None:
    """Build in this process; print the seconds of each step and the peak memory as JSON."""
    import trialsites.flow

    began = time.perf_counter()
    steps: dict[str, float] = {}

    def progress(step: str, _done: int) -> None:
        steps.setdefault(step, time.perf_counter() - began)

    trialsites.flow.build(registry, directory=directory, progress=progress)
    ends = [*list(steps.values())[1:], time.perf_counter() - began]
    seconds = {step: end - start for (step, start), end in zip(steps.items(), ends, strict=True)}
    peaks = [
        resource.getrusage(who).ru_maxrss / 1e6
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    print(json.dumps({"seconds": seconds, "total": ends[-1], "peaks": peaks}))


def rival(registry: str, truth: str) -> None:
    """Merge with Splink in this process; print seconds, peak memory and accuracy as JSON."""
    import pandas as pd

    from splink_rival import cluster, folded, train

    rows = []
    with Path(registry).open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)["protocolSection"]
            study = record["identificationModule"]["nctId"]
            for position, row in enumerate(record["contactsLocationsModule"]["locations"]):
                rows.append((study, position, row["facility"], row["city"], row["country"]))
    known = read_truth(Path(truth))
    frame = pd.DataFrame(rows, columns=["study", "position", "facility", "city", "country"])
    frame = frame.merge(known)
    named = frame[frame["site"] != ""].drop_duplicates(["facility", "city", "country"])
    began = time.perf_counter()
    texts = {
        row: folded(f"{row[2]}/{row[1]}", row[0], row[1], "")
        for row in named[["facility", "city", "country"]].itertuples(index=False, name=None)
    }
    distinct = sorted(set(texts.values()))
    model = train(distinct)
    trained = time.perf_counter()
    clusters = cluster(model, distinct, SPLINK)
    done = time.perf_counter()
    number = {text: n for n, text in enumerate(distinct)}
    scores = {}
    for least, found in zip(SPLINK, clusters, strict=True):
        sites = [str(found[number[text]]) for text in texts.values()]
        scores[least] = accuracy(named.assign(site_id=sites))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    times = {"train": trained - began, "predict and cluster": done - trained}
    print(json.dumps({"seconds": times, "peak": peak, "scores": scores}))


def read_truth(path: Path) -> pd.DataFrame:
    import pandas as pd

    return pd.read_csv(path, dtype={"study": str, "site": str}, keep_default_na=False)


def ours(directory: Path, truth: Path) -> pd.DataFrame:
    """Return the rows of a directory with the truth."""
    from trialsites.directory import Directory

    rows = Directory.open(directory).table("rows")
    return rows[["study", "position", "facility", "city", "site_id"]].merge(read_truth(truth))


def accuracy(both: pd.DataFrame) -> tuple[float, float]:
    """Return precision and recall of pairs of distinct texts that name a hospital."""
    texts = both[both["site"] != ""].drop_duplicates(["facility", "city", "site"])

    def pairs(columns: list[str]) -> int:
        sizes = texts.groupby(columns).size()
        return int((sizes * (sizes - 1) // 2).sum())

    hit = pairs(["site_id", "site"])
    return hit / max(1, pairs(["site_id"])), hit / max(1, pairs(["site"]))


def in_own_process(*arguments: object) -> dict[str, Any]:
    """Run this script again and return what it reports."""
    command = [sys.executable, __file__, *map(str, arguments)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def main(sizes: list[int], splink: bool) -> None:
    """Print one table."""
    first = 0.0
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            registry, truth, directory = (
                Path(folder) / name for name in ("registry.ndjson", "truth.csv", "directory.gpkg")
            )
            rows = synthetic_registry.write(size, registry, truth)
            report = in_own_process("--build", registry, directory)
            precision, recall = accuracy(ours(directory, truth))
            other = in_own_process("--rival", registry, truth) if splink else None
        rate = report["total"] / rows
        first = first or rate
        own, worker = report["peaks"]
        print(f"\n{rows:,} rows: {report['total']:.0f} s, {own:.1f} GB + {worker:.1f} GB a worker,")
        print(
            f"  {rate / first:.2f} x linear; pairs: precision {precision:.3f}, recall {recall:.3f}"
        )
        for step, seconds in report["seconds"].items():
            print(f"  {seconds:8.1f} s  {step}", flush=True)
        if other:
            show_rival(other)


def show_rival(report: dict[str, Any]) -> None:
    seconds = sum(report["seconds"].values())
    print(f"  Splink on the same rows: {seconds:.0f} s, {report['peak']:.1f} GB")
    for step, spent in report["seconds"].items():
        print(f"  {spent:8.1f} s  {step}")
    for least, (precision, recall) in report["scores"].items():
        print(f"  p >= {least}: precision {precision:.3f}, recall {recall:.3f}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--build"]:
        build(*sys.argv[2:4])
    elif sys.argv[1:2] == ["--rival"]:
        rival(*sys.argv[2:4])
    else:
        sizes = [int(size) for size in sys.argv[1:] if size != "--splink"]
        main(sizes or [100_000, 500_000, 3_500_000], "--splink" in sys.argv)
