"""Which hospital of the registers each site is taken for, and how many sites get a door.

Usage: python benchmarks/registers_demo.py RECORDS REGISTER… [--sites] [--sample N]

RECORDS is a record, folder or archive; the registers are added to a store of their own. ``--sites``
prints every site; ``--sample N`` prints N sites with a door, drawn the same way every time, to be
judged by hand.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import pandas as pd

from trialsites import extract, sites
from trialsites.model import Study
from trialsites.places import registers
from trialsites.places.locate import locate
from trialsites.places.pin import pin
from trialsites.places.postal import distance
from trialsites.tables import ROWS

_DOOR = ["facility", "street"]
_POINT = {"record_lat": "lat", "record_lon": "lon"}


def rows_of(source: str) -> pd.DataFrame:
    names = [c.name for c in ROWS.columns if c.step == "extract"]
    studies = (s for s in extract.read([source]) if isinstance(s, Study))
    return ROWS.frame(
        (tuple(getattr(row, _POINT.get(n, n)) for n in names) for s in studies for row in s.rows),
        "extract",
    )


def line(site: pd.Series, row: pd.Series) -> str:
    km = ""
    if pd.notna(site["lat"]) and pd.notna(row["place_lat"]):
        away = distance(site["lat"], site["lon"], row["place_lat"], row["place_lon"])
        km = f"{away:.1f} km"
    where = f"{row['city']}, {row['zip']}, {row['country']}"
    head = f"{row['facility'][:70]:70} | {where[:36]:36} | {site['precision']:8} | {km:>8}"
    return f"{head} | {site['pin_note'][:110]}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("records")
    parser.add_argument("registers", nargs="+")
    parser.add_argument("--sites", action="store_true")
    parser.add_argument("--sample", type=int, default=0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "registers.sqlite"
        for source in asked.registers:
            added = registers.add(source, store=store)
            print(f"{added.name}: {added.entries} entries, skipped {added.skipped}")
        rows = rows_of(asked.records)
        rows = pd.concat([rows, locate(rows)], axis="columns")
        start = time.perf_counter()
        matches = registers.match(rows, store=store)
        print(f"{len(rows)} rows matched in {time.perf_counter() - start:.1f} s")
    merged = sites.dedupe(rows.assign(register_id=matches["register_id"]))
    rows = rows.assign(kind=merged.rows["kind"], site_id=merged.rows["site_id"])
    pinned = pin(merged.sites, rows, matches=matches)
    report(pinned, rows, asked)


def report(pinned: pd.DataFrame, rows: pd.DataFrame, asked: argparse.Namespace) -> None:
    named = pinned[pinned["kind"] == "named"]
    counts = named.groupby("country")["precision"].agg(
        sites="size", door=lambda p: p.isin(_DOOR).sum()
    )
    for country, count in counts.sort_values("sites", ascending=False).iterrows():
        if count["door"]:
            share = count["door"] / count["sites"]
            print(
                f"{country:20} {count['sites']:5} named sites, {count['door']:4} door ({share:.0%})"
            )
    doors = named[named["precision"].isin(_DOOR)]
    print(f"all: {len(pinned)} sites, {len(named)} named, {len(doors)} with a door")
    first = rows.drop_duplicates("site_id").set_index("site_id")
    shown = pinned if asked.sites else doors.sort_values("site_id")
    if asked.sample:
        shown = doors.sample(min(asked.sample, len(doors)), random_state=57)
    if asked.sites or asked.sample:
        for _, site in shown.iterrows():
            print(line(site, first.loc[site["site_id"]]))


if __name__ == "__main__":
    main()
