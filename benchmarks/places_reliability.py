"""Print how often the gazetteer is right at each level of its stated confidence.

    python benchmarks/places_reliability.py ../shared/eval/geo_cities.csv

Truth is the point in the file; right is within 25 km. Every place with a candidate is in a bin,
accepted or not.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

from trialsites.places.evidence import NEAR_KM, Evidence
from trialsites.places.gazetteer import gazetteer
from trialsites.places.postal import distance
from trialsites.places.score import judge

BINS = 10
SAME_KM = 10.0


def stated(line: dict[str, str]) -> tuple[float, bool] | None:
    """Return the confidence in the best place of a line, and whether it is right."""
    code = gazetteer().country(line["country"])
    judged = judge(Evidence(line["city"], line["state"], line["zip"], code))
    if not judged:
        return None
    best = judged[0][0].town
    near = (p for c, p in judged if distance(best.lat, best.lon, c.town.lat, c.town.lon) <= SAME_KM)
    away = distance(best.lat, best.lon, float(line["lat"]), float(line["lon"]))
    return sum(near), away <= NEAR_KM


def main() -> None:
    """Print the table and the expected calibration error, by place and by row."""
    parser = argparse.ArgumentParser()
    parser.add_argument("places")
    with Path(parser.parse_args().places).open(newline="", encoding="utf-8-sig") as file:
        lines = list(csv.DictReader(file))
    told = [(told, int(line["rows"])) for line in lines if (told := stated(line))]
    print("stated     places    mean    right")
    errors = {"place": 0.0, "row": 0.0}
    for number in range(BINS):
        here = [t for t in told if min(int(t[0][0] * BINS), BINS - 1) == number]
        if not here:
            continue
        mean = sum(p for (p, _), _ in here) / len(here)
        right = sum(ok for (_, ok), _ in here) / len(here)
        low, high = number / BINS, (number + 1) / BINS
        print(f"{low:.1f}-{high:.1f} {len(here):9,d}  {mean:.4f}  {right:.4f}")
        errors["place"] += abs(sum(p - ok for (p, ok), _ in here)) / len(told)
        errors["row"] += abs(sum(n * (p - ok) for (p, ok), n in here)) / sum(n for _, n in told)
    print(", ".join(f"expected calibration error by {w} {e:.4f}" for w, e in errors.items()))


if __name__ == "__main__":
    main()
