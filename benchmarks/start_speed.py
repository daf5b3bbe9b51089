"""How long a question takes as a whole process, beside an empty Python, in one run.

    python benchmarks/start_speed.py [DIRECTORY]

Prints medians of 20 runs each, in turn, in milliseconds of wall and of processor time.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RECORD = Path(__file__).parent.parent / "data" / "NCT06937905.txt"
RUNS = 20


def once(arguments: list[str]) -> tuple[float, float]:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return 1000 * wall, 1000 * cpu


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = sys.argv[1] if len(sys.argv) > 1 else f"{folder}/demo.gpkg"
        if len(sys.argv) == 1:
            once(["-m", "trialsites", "build", str(RECORD), "-d", path])
        commands = {
            "python -c pass": ["-c", "pass"],
            "python -c 'import typer'": ["-c", "import typer"],
            "trialsites --help": ["-m", "trialsites", "--help"],
            "trialsites nearest Lille -k 3": [
                "-m",
                "trialsites",
                "nearest",
                "Lille",
                "-k",
                "3",
                "-d",
                path,
            ],
        }
        times: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for _ in range(RUNS + 1):
            for name, arguments in commands.items():
                times[name].append(once(arguments))
    print(f"{'median of ' + str(RUNS):32} {'wall ms':>8} {'cpu ms':>8}")
    for name, measured in times.items():
        wall, cpu = (statistics.median(part) for part in zip(*measured[1:], strict=True))
        print(f"{name:32} {wall:8.0f} {cpu:8.0f}")


if __name__ == "__main__":
    main()
