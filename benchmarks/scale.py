"""Build directories of growing synthetic registries: time and memory of each step, and accuracy.

    python benchmarks/scale.py [rows ...]        100000 500000 3500000 if none is given

Each build runs in a process of its own. Memory is the peak of that process and, beside it, of the
largest of its workers. Pairs are counted among distinct (facility, city) texts that name a
hospital: "precision" is the share of merged pairs that are one hospital, "recall" the share of
one hospital's pairs that are merged.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import synthetic_registry


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


def accuracy(directory: Path, truth: Path) -> tuple[float, float]:
    """Return precision and recall of pairs of distinct texts."""
    import pandas as pd

    from trialsites.directory import Directory

    rows = Directory.open(directory).table("rows")
    known = pd.read_csv(truth, dtype={"study": str, "site": str}, keep_default_na=False)
    both = rows[["study", "position", "facility", "city", "site_id"]].merge(known)
    texts = both[both["site"] != ""].drop_duplicates(["facility", "city", "site"])

    def pairs(columns: list[str]) -> int:
        sizes = texts.groupby(columns).size()
        return int((sizes * (sizes - 1) // 2).sum())

    hit = pairs(["site_id", "site"])
    return hit / max(1, pairs(["site_id"])), hit / max(1, pairs(["site"]))


def main(sizes: list[int]) -> None:
    """Print one table."""
    first = 0.0
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            registry, truth, directory = (
                Path(folder) / name for name in ("registry.ndjson", "truth.csv", "directory.gpkg")
            )
            rows = synthetic_registry.write(size, registry, truth)
            command = [sys.executable, __file__, "--build", str(registry), str(directory)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            report = json.loads(done.stdout.splitlines()[-1])
            precision, recall = accuracy(directory, truth)
        rate = report["total"] / rows
        first = first or rate
        own, worker = report["peaks"]
        print(f"\n{rows:,} rows: {report['total']:.0f} s, {own:.1f} GB + {worker:.1f} GB a worker,")
        print(
            f"  {rate / first:.2f} x linear; pairs: precision {precision:.3f}, recall {recall:.3f}"
        )
        for step, seconds in report["seconds"].items():
            print(f"  {seconds:8.1f} s  {step}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--build"]:
        build(*sys.argv[2:4])
    else:
        main([int(size) for size in sys.argv[1:]] or [100_000, 500_000, 3_500_000])
