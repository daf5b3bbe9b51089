"""Build directories of growing synthetic registries: time and memory of each step, and accuracy.

    python benchmarks/scale.py [--splink] [rows ...]    100000 500000 3500000 if none is given

Each build runs in a process of its own. Memory is the peak of that process and its workers
together. On a busy machine processor seconds tell more than the clock: a step takes those of the
main process, and those of the workers divided by the cores. Pairs are counted among distinct
(facility, city) texts that name a hospital: "precision" is the share of merged pairs that are one
hospital, "recall" the share of one hospital's pairs that are merged.

With ``--splink`` Splink merges the same rows (``splink_rival.py``), trained on them without labels,
in a process of its own. It is given the true towns and no placeholders; reading the file and
scoring do not count. Our time beside it is that of the step that merges, which classifies too.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import synthetic_registry
from memory import run_and_watch

if TYPE_CHECKING:
    import pandas as pd

_PROCESSES = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)

SPLINK = [0.9, 0.99, 0.999]
"""Least probabilities that Splink is scored at."""


def build(registry: str, directory: str) -> None:
    """Build in this process; print the seconds of each step as JSON: clock, own and workers'."""
    import trialsites.flow

    steps: dict[str, list[float]] = {"starting": [time.perf_counter(), 0.0, 0.0]}

    def progress(step: str, _done: int) -> None:
        if step not in steps:
            steps[step] = [time.perf_counter(), *map(busy, _PROCESSES)]

    trialsites.flow.build(registry, directory=directory, progress=progress)
    progress("end", 0)
    times = list(steps.values())
    spent = {
        step: [after - before for before, after in zip(start, end, strict=True)]
        for step, start, end in zip(steps, times, times[1:], strict=False)
    }
    print(json.dumps(spent))


def busy(who: int) -> float:
    """Return the processor seconds of this process, or of its workers that have ended."""
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def rival(registry: str, truth: str) -> None:
    """Merge with Splink in this process; print seconds and accuracy as JSON."""
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
    times = [(time.perf_counter(), busy(resource.RUSAGE_SELF))]
    texts = {
        row: folded(f"{row[2]}/{row[1]}", row[0], row[1], "")
        for row in named[["facility", "city", "country"]].itertuples(index=False, name=None)
    }
    distinct = sorted(set(texts.values()))
    model = train(distinct)
    times.append((time.perf_counter(), busy(resource.RUSAGE_SELF)))
    clusters = cluster(model, distinct, SPLINK)
    times.append((time.perf_counter(), busy(resource.RUSAGE_SELF)))
    number = {text: n for n, text in enumerate(distinct)}
    scores = {}
    for least, found in zip(SPLINK, clusters, strict=True):
        sites = [str(found[number[text]]) for text in texts.values()]
        scores[least] = accuracy(named.assign(site_id=sites))
    spent = {
        step: [after - before for before, after in zip(start, end, strict=True)]
        for step, (start, end) in zip(("training", "merging"), pairwise(times), strict=True)
    }
    print(json.dumps({"seconds": spent, "scores": scores}))


def read_truth(path: Path) -> pd.DataFrame:
    import pandas as pd

    return pd.read_csv(path, dtype={"study": str, "site": str}, keep_default_na=False)


def ours(directory: Path, truth: Path) -> pd.DataFrame:
    """Return the rows of a directory with the truth."""
    from trialsites.directory import Directory

    columns = ["study", "position", "facility", "city", "site_id"]
    return Directory.open(directory).tables({"rows": columns})["rows"].merge(read_truth(truth))


def accuracy(both: pd.DataFrame) -> tuple[float, float]:
    """Return precision and recall of pairs of distinct texts that name a hospital."""
    texts = both[both["site"] != ""].drop_duplicates(["facility", "city", "site"])

    def pairs(columns: list[str]) -> int:
        sizes = texts.groupby(columns).size()
        return int((sizes * (sizes - 1) // 2).sum())

    hit = pairs(["site_id", "site"])
    return hit / max(1, pairs(["site_id"])), hit / max(1, pairs(["site"]))


def in_own_process(*arguments: object) -> tuple[dict[str, Any], float]:
    """Run this script again; return what it reports, and its peak memory in GB."""
    printed, peak = run_and_watch([sys.executable, __file__, *map(str, arguments)])
    return json.loads(printed.splitlines()[-1]), peak


def main(sizes: list[int], splink: bool) -> None:
    """Print one table."""
    first: list[float] = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            registry, truth, directory = (
                Path(folder) / name for name in ("registry.ndjson", "truth.csv", "directory.gpkg")
            )
            rows = synthetic_registry.write(size, registry, truth)
            steps, peak = in_own_process("--build", registry, directory)
            precision, recall = accuracy(ours(directory, truth))
            other = in_own_process("--rival", registry, truth) if splink else None
        clock, own, workers = (sum(column) for column in zip(*steps.values(), strict=True))
        rates = [clock / rows, (own + workers) / rows]
        first = first or rates
        growth = [rate / at_first for rate, at_first in zip(rates, first, strict=True)]
        print(f"\n{rows:,} rows: {clock:.0f} s, {own + workers:.0f} s of processors, {peak:.1f} GB")
        print(f"  {growth[0]:.2f} x linear by the clock, {growth[1]:.2f} x by processors")
        print(f"  pairs: precision {precision:.3f}, recall {recall:.3f}")
        print("    clock   main  workers")
        for step, seconds in steps.items():
            print("  {:7.1f}{:7.1f}{:9.1f} s ".format(*seconds), step, flush=True)
        if other:
            show_rival(*other)


def show_rival(report: dict[str, Any], peak: float) -> None:
    clock, own = (sum(column) for column in zip(*report["seconds"].values(), strict=True))
    print(f"  Splink on the same rows: {clock:.0f} s, {own:.0f} s of processors, {peak:.1f} GB")
    for step, seconds in report["seconds"].items():
        print("  {:7.1f}{:7.1f}          s ".format(*seconds), step)
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
