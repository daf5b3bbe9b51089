"""Add one study of about twenty rows to a large directory: how soon, and how much is reworked.

    python benchmarks/add_study.py [rows]        500000 if none is given

Both builds are given the same synthetic registry, the second only the study that the first lacks;
each runs in a process of its own, and its start counts.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

import synthetic_registry
from memory import run_and_watch

_ROWS = range(18, 23)


def build(registry: str, directory: str) -> None:
    """Build in this process; print how many rows were new and how many were worked out again."""
    import trialsites

    built = trialsites.build(registry, directory=directory)
    print(json.dumps([built.rows, built.again]))


def split(registry: Path) -> tuple[Path, Path]:
    """Take one study of about twenty rows out of a registry; return both files."""
    rest, one = registry.with_name("rest.ndjson"), registry.with_name("one.ndjson")
    with registry.open(encoding="utf-8") as lines, rest.open("w", encoding="utf-8") as others:
        for line in lines:
            taken = not one.exists() and line.count('"facility"') in _ROWS
            if taken:
                one.write_text(line, encoding="utf-8")
            else:
                others.write(line)
    return rest, one


def main(size: int) -> None:
    """Print one line for each of the two builds."""
    with tempfile.TemporaryDirectory() as folder:
        registry, directory = Path(folder) / "registry.ndjson", Path(folder) / "directory.gpkg"
        synthetic_registry.write(size, registry, Path(folder) / "truth.csv")
        for source in split(registry):
            began = time.perf_counter()
            command = [sys.executable, __file__, "--build", str(source), str(directory)]
            printed, peak = run_and_watch(command)
            seconds = time.perf_counter() - began
            rows, again = json.loads(printed.splitlines()[-1])
            print(f"{rows:,} new rows, {again:,} again: {seconds:.1f} s, {peak:.1f} GB", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--build"]:
        build(*sys.argv[2:4])
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 500_000)
