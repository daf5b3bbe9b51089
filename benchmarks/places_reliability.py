"""Print how often the gazetteer is right at each level of its stated confidence.

    python benchmarks/places_reliability.py ../shared/eval/geo_cities.csv

Truth is the point in the file; right is within 25 km. First the towns as names, states and postal
codes make them probable, then the answers as given: there a postal code or another field may
narrow a province. Every place with a candidate is in a bin, accepted or not.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import TYPE_CHECKING

from trialsites.places.answer import locate_place
from trialsites.places.evidence import NEAR_KM, Evidence
from trialsites.places.gazetteer import gazetteer
from trialsites.places.postal import distance
from trialsites.places.score import judge

if TYPE_CHECKING:
    from collections.abc import Callable

    Stated = tuple[float, tuple[float, float]]

BINS = 10
SAME_KM = 10.0


def town(place: Evidence) -> Stated | None:
    """Return the probability of the best town of a place, and its point."""
    judged = judge(place._replace(country=gazetteer().country(place.country)))
    if not judged:
        return None
    best = judged[0][0].town
    near = (p for c, p in judged if distance(best.lat, best.lon, c.town.lat, c.town.lon) <= SAME_KM)
    return sum(near), (best.lat, best.lon)


def answer(place: Evidence) -> Stated | None:
    """Return the confidence and the point of the answer to a place, or of its best candidate."""
    given = locate_place(place)
    if given.lat is not None and given.lon is not None:
        return given.confidence, (given.lat, given.lon)
    best = next((t for t, _ in given.candidates), None)
    return (given.confidence, (best.lat, best.lon)) if best else None


def report(lines: list[dict[str, str]], stated: Callable[[Evidence], Stated | None]) -> None:
    """Print the table and the expected calibration error, by place and by row."""
    told = []
    for line in lines:
        if said := stated(Evidence(line["city"], line["state"], line["zip"], line["country"])):
            away = distance(*said[1], float(line["lat"]), float(line["lon"]))
            told.append((said[0], away <= NEAR_KM, int(line["rows"])))
    print(f"{stated.__name__:9s}  places    mean    right")
    errors = {"place": 0.0, "row": 0.0}
    for number in range(BINS):
        here = [t for t in told if min(int(t[0] * BINS), BINS - 1) == number]
        if not here:
            continue
        mean = sum(p for p, _, _ in here) / len(here)
        right = sum(ok for _, ok, _ in here) / len(here)
        low, high = number / BINS, (number + 1) / BINS
        print(f"{low:.1f}-{high:.1f} {len(here):9,d}  {mean:.4f}  {right:.4f}")
        errors["place"] += abs(sum(p - ok for p, ok, _ in here)) / len(told)
        errors["row"] += abs(sum(n * (p - ok) for p, ok, n in here)) / sum(n for _, _, n in told)
    print(", ".join(f"expected calibration error by {w} {e:.4f}" for w, e in errors.items()))


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("places")
    with Path(parser.parse_args().places).open(newline="", encoding="utf-8-sig") as file:
        lines = list(csv.DictReader(file))
    report(lines, town)
    report(lines, answer)


if __name__ == "__main__":
    main()
