"""Draw merges and near misses of a directory to be read by eye; the same seed draws the same.

    python benchmarks/sample_merges.py table locations.parquet locations.csv
    trialsites build records locations.csv -d read.gpkg
    python benchmarks/sample_merges.py draw read.gpkg [--merges 300] [--misses 100] [--seed 1]

``table`` turns rows of a registry (nct_id, facility, city, state, zip, country, lat, lon) into a
table that ``build`` reads. ``draw`` prints CSV. A merge is two spellings of one site that differ
after folding. Half of them are drawn so that every such pair is equally likely, where a hospital
of a hundred spellings weighs most; the other half so that every site with such a pair is. A near
miss is two sites that the directory asks about, every question equally likely.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from trialsites.directory import Directory
from trialsites.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

ROW_COLUMNS = {
    "nct_id": "study",
    **{name: name for name in ("facility", "city", "state", "zip", "country", "lat", "lon")},
}


class Drawn(NamedTuple):
    """Two names to be read: merged, or nearly."""

    drawn_by: str
    country: str
    city: str
    a: str
    zips_a: str
    b: str
    zips_b: str
    probability: float
    reason: str


def write_table(locations: Path, table: Path) -> None:
    rows = pd.read_parquet(locations).rename(columns=ROW_COLUMNS)
    rows[list(ROW_COLUMNS.values())].to_csv(table, index=False)


class Merges:
    """The spellings of a directory, by site."""

    def __init__(self, directory: Directory) -> None:
        rows = directory.table("rows")
        named = rows[rows["zip"] != ""].groupby(["site_id", "facility", "city"])["zip"]
        self.zips = named.agg(lambda z: " ".join(sorted(set(z))[:4])).to_dict()
        sites = directory.table("sites").set_index("site_id")
        self.country = sites["country"].to_dict()
        self.spellings: dict[str, list[tuple[str, str, float, str]]] = {}
        for line in directory.table("spellings").itertuples(index=False):
            found = (line.facility, line.city, line.probability, line.note)
            self.spellings.setdefault(line.site_id, []).append(found)

    def pairs(self, site: str) -> list[tuple[int, int]]:
        """Return every two spellings of a site that differ after folding."""
        texts = [fold(facility) for facility, *_ in self.spellings[site]]
        return [(i, j) for i, j in combinations(range(len(texts)), 2) if texts[i] != texts[j]]

    def drawn(self, how: str, site: str, pair: tuple[int, int]) -> Drawn:
        """Return two spellings with the reason of the one that belongs less surely."""
        (one, city, p, why), (two, town, q, reason) = (self.spellings[site][i] for i in pair)
        return Drawn(
            how,
            self.country[site],
            city if city == town else f"{city} | {town}",
            one,
            self.zips.get((site, one, city), ""),
            two,
            self.zips.get((site, two, town), ""),
            min(p, q),
            why if p <= q else reason,
        )

    def draw(self, count: int, rng: random.Random) -> Iterator[Drawn]:
        """Draw half of the merges by pair and half by site."""
        pairs = {site: found for site in sorted(self.spellings) if (found := self.pairs(site))}
        every = [(site, pair) for site, found in pairs.items() for pair in found]
        print(f"{len(every)} merged pairs in {len(pairs)} sites", file=sys.stderr)
        for site, pair in rng.sample(every, min(count - count // 2, len(every))):
            yield self.drawn("pair", site, pair)
        for site in rng.sample(sorted(pairs), min(count // 2, len(pairs))):
            yield self.drawn("site", site, rng.choice(pairs[site]))


def misses(directory: Directory, count: int, rng: random.Random) -> Iterator[Drawn]:
    doubts = directory.table("doubts").query("kind == 'site'").sort_values(["a", "b"])
    print(f"{len(doubts)} near misses", file=sys.stderr)
    for line in doubts.iloc[
        sorted(rng.sample(range(len(doubts)), min(count, len(doubts))))
    ].itertuples():
        yield Drawn("near miss", "", "", line.a, "", line.b, "", line.probability, line.note)


def draw(directory: Directory, merges: int, near: int, seed: int) -> None:
    out = csv.writer(sys.stdout)
    out.writerow(("number", *Drawn._fields))
    found = [
        *Merges(directory).draw(merges, random.Random(seed)),
        *misses(directory, near, random.Random(seed)),
    ]
    for number, line in enumerate(found, 1):
        out.writerow((number, *line._replace(probability=round(line.probability, 3))))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    verbs = parser.add_subparsers(dest="verb", required=True)
    table = verbs.add_parser("table")
    table.add_argument("locations", type=Path)
    table.add_argument("table", type=Path)
    sample = verbs.add_parser("draw")
    sample.add_argument("directory", type=Path)
    sample.add_argument("--merges", type=int, default=300)
    sample.add_argument("--misses", type=int, default=100)
    sample.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.verb == "table":
        write_table(options.locations, options.table)
    else:
        directory = Directory.open(options.directory)
        draw(directory, options.merges, options.misses, options.seed)


if __name__ == "__main__":
    main()
