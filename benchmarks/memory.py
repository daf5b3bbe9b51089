"""The memory of a process and all its children, as Linux counts it."""

from __future__ import annotations

import subprocess
import tempfile
import time
from pathlib import Path

__all__ = ["run_and_watch"]

_PAUSE_S = 0.3


def run_and_watch(command: list[str]) -> tuple[str, float]:
    """Run a command; return what it prints and the peak of its processes' memory together in GB.

    Memory that processes share is counted once (proportional set size, ``/proc/*/smaps_rollup``).
    """
    peak = 0.0
    with tempfile.TemporaryFile("w+", encoding="utf-8") as printed:
        with subprocess.Popen(command, stdout=printed) as process:
            while process.poll() is None:
                peak = max(peak, sum(map(_gigabytes, _tree(process.pid))))
                time.sleep(_PAUSE_S)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
        printed.seek(0)
        return printed.read(), peak


def _tree(process: int) -> list[int]:
    """Return a process and all that it started."""
    try:
        lists = [path.read_text() for path in Path(f"/proc/{process}/task").glob("*/children")]
    except OSError:  # it has just ended
        return []
    children = [int(child) for text in lists for child in text.split()]
    return [process, *(one for child in children for one in _tree(child))]


def _gigabytes(process: int) -> float:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1e6 for line in lines if line.startswith("Pss:")), 0.0)
