"""How fast 20,000 API v2 studies are read, beside pandas.json_normalize on the same file.

    python benchmarks/read_speed.py [studies]

The studies are invented and as large as the registry's: one site in the median, 160 at the 99th
percentile, 1,400 at most. Each reader runs in a process of its own; rows a second, the ratio and
the peak memory are printed.
"""

from __future__ import annotations

import importlib
import json
import math
import random
import resource
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

_PATH = ["protocolSection", "contactsLocationsModule", "locations"]


def sites(rng: random.Random) -> int:
    """Return a number of sites: quantiles 1, 3, 19, 160 at 50, 75, 90, 99 %, at most 1,400."""
    points = [(0, 0), (0.5, 1), (0.75, 3), (0.9, 19), (0.99, 160), (1, 1400)]
    share = rng.random()
    for (low, few), (high, many) in pairwise(points):
        if share <= high:
            part = (share - low) / (high - low)
            return round(math.exp(math.log1p(few) * (1 - part) + math.log1p(many) * part) - 1)
    return 1


def study(number: int, rng: random.Random) -> dict[str, object]:
    """Return one invented study as API v2 publishes it."""
    words = "Adults with the condition were treated in an open study".split(" ")  # noqa: SIM905 - prose
    prose = " ".join(rng.choices(words, k=600))
    locations = [
        {
            "facility": f"Hospital {rng.randrange(9999)} of Saint-Étienne",
            "status": "RECRUITING",
            "city": f"Town {rng.randrange(999)}",
            "zip": f"{rng.randrange(99999):05}",
            "country": "France",
            "geoPoint": {"lat": rng.uniform(42, 51), "lon": rng.uniform(-4, 8)},
            "contacts": [
                {"name": f"Person {n}", "role": "CONTACT", "phone": "+33 3 21 00 00 00"}
                for n in range(rng.choice((0, 0, 0, 1, 2)))
            ],
        }
        for _ in range(sites(rng))
    ]
    return {
        "protocolSection": {
            "identificationModule": {"nctId": f"NCT{number:08}", "briefTitle": f"Study {number}"},
            "statusModule": {
                "overallStatus": "RECRUITING",
                "lastUpdatePostDateStruct": {"date": "2025-04-22", "type": "ACTUAL"},
            },
            "sponsorCollaboratorsModule": {"leadSponsor": {"name": "Sponsor", "class": "OTHER"}},
            "descriptionModule": {"briefSummary": prose, "detailedDescription": prose},
            "designModule": {"phases": ["PHASE3"], "studyType": "INTERVENTIONAL"},
            "contactsLocationsModule": {"locations": locations},
        },
        "hasResults": False,
    }


def read_trialsites(path: str) -> int:
    """Read with trialsites, one study at a time."""
    from trialsites.extract import read

    return sum(len(study.rows) for study in read([path]))


def read_pandas(path: str) -> int:
    """Read with pandas: every study parsed, its locations flattened, study numbers left out.

    ``meta`` cannot name the number: json_normalize looks for it below ``contactsLocationsModule``.
    """
    import pandas as pd

    with Path(path).open(encoding="utf-8") as lines:
        studies = [json.loads(line) for line in lines]
    return len(pd.json_normalize(studies, record_path=_PATH))


READERS = {"trialsites": read_trialsites, "pandas.json_normalize": read_pandas}


def measure(reader: str, path: str) -> None:
    """Run one reader and print its rows, seconds and peak memory in MB."""
    importlib.import_module("trialsites.extract" if reader == "trialsites" else "pandas")
    started = time.perf_counter()
    rows = READERS[reader](path)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([rows, seconds, peak]))


def main() -> None:
    """Make the file, run both readers, print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    rng = random.Random(0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "studies.ndjson")
        with path.open("w", encoding="utf-8") as file:
            for number in range(count):
                file.write(json.dumps(study(number, rng), ensure_ascii=False) + "\n")
        print(f"{count:,} studies, {path.stat().st_size / 1e6:.0f} MB")
        speeds = {}
        for reader in READERS:
            command = [sys.executable, __file__, "--measure", reader, str(path)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            rows, seconds, peak = json.loads(done.stdout)
            speeds[reader] = rows / seconds
            print(f"{reader:22} {rows:9,} rows {seconds:7.2f} s {speeds[reader]:10,.0f} rows/s"
                  f" peak {peak:6.0f} MB")  # fmt: skip
    ratio = speeds["trialsites"] / speeds["pandas.json_normalize"]
    print(f"ratio {ratio:.1f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(*sys.argv[2:4])
    else:
        main()
