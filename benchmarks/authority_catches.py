"""List which published names each institution of the authority file catches, to be read by eye.

    python benchmarks/authority_catches.py locations.parquet [--country US] [--least 8] [--suspect]

Institutions come first that catch the most spellings. ``--suspect`` shows only the spellings in
which a word that nobody knows stands beside "hospital", "clinic" or the like: another house,
perhaps. The last line tells how many rows and distinct names the file knows.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from trialsites.places.locate import locate
from trialsites.sites.authority import load
from trialsites.sites.authority.wording import is_generic, words
from trialsites.sites.classify import classify

if TYPE_CHECKING:
    from trialsites.sites.authority import Entry

HOUSES = frozenset({"ch", "clinic", "hospital", "infirmary", "uh", "umc"})
SHORTEST = 4


def published(path: Path) -> pd.DataFrame:
    """Return the distinct named facilities of a table of rows, with their towns and row counts."""
    columns = ["facility", "city", "state", "zip", "country"]
    rows = pd.read_parquet(path, columns=columns).fillna("")
    texts = rows.groupby(["facility", "city", "state", "country"], as_index=False).agg(
        zip=("zip", "first"), rows=("zip", "size")
    )
    texts = texts[[classify(text) == "named" for text in texts["facility"]]].reset_index(drop=True)
    blank = texts.assign(study="", position=0, record_lat=None, record_lon=None)
    return texts.join(locate(blank)[["place", "country_code"]])


def suspect(facility: str, town: str, entry: Entry) -> bool:
    """Tell whether a word that the institution does not explain stands beside a kind of house."""
    text = words(facility)
    told = {*entry.names, *entry.towns, *entry.university, *entry.sole, town}
    told |= {name for campus in entry.campuses for name in (campus.name, *campus.names)}
    explained = {word for name in told for word in words(name)}
    return any(
        two in HOUSES and one not in explained and len(one) >= SHORTEST and not is_generic((one,))
        for a, b in pairwise(text)
        for one, two in ((a, b), (b, a))
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", type=Path)
    parser.add_argument("--country", default="", help="ISO 3166-1 alpha-2 code")
    parser.add_argument("--least", type=int, default=8, help="spellings to be listed")
    parser.add_argument("--suspect", action="store_true")
    options = parser.parse_args()
    authority = load()
    caught: defaultdict[str, set[str]] = defaultdict(set)
    texts = published(options.rows)
    known = []
    for text in texts.itertuples():
        town = text.place or text.city
        matches = authority.find(text.facility, town, text.country_code or "")
        known.append(bool(matches))
        for match in matches:
            entry = authority.entries[match.entry]
            if not options.suspect or suspect(text.facility, town, entry):
                caught[match.entry].add(f"{text.facility} ({match.campus or town})")
    for entry, names in sorted(caught.items(), key=lambda item: (-len(item[1]), item[0])):
        if entry.startswith(options.country) and len(names) >= options.least:
            print(entry, len(names), *sorted(names), sep="\n    ")
    share = texts.loc[known, "rows"].sum() / texts["rows"].sum()
    print(f"known: {share:.3f} of rows, {sum(known) / len(known):.3f} of {len(known)} names")


if __name__ == "__main__":
    main()
