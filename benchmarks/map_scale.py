"""The map beside folium's own ways, at several sizes: file, build, memory, time to the first marks.

    python benchmarks/map_scale.py [--sizes 1000 10000 100000] [--only SiteMap]

Invented tables are written to a directory first, untimed. Then each map is built in a process of
its own, which reads them as ``trialsites map`` does, and opened from disk in headless Chromium
without a network. folium's maps hold one line of text per site, SiteMap everything. What takes
longer than its limit is given up, and the table says so. It is printed in Markdown; seconds and MB:

=======  =========================================================================
file     size of the map
build    from the tables to the file, wall clock (and processor time)
read     of the tables
memory   the most that reading and building held at one time, libraries included
marks    until the first marks are painted
ready    until everything can be used
tasks    one search, filter, ranking by distance, redrawing of the view; milliseconds
=======  =========================================================================
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import folium
import pyarrow as pa
from folium.plugins import FastMarkerCluster, MarkerCluster
from playwright.sync_api import sync_playwright

from map_sites import invented_tables
from trialsites.directory import Directory
from trialsites.directory.save import Change, save
from trialsites.maps import self_contained, site_map, write_map
from trialsites.maps.content import READ
from trialsites.tables import TABLES

if TYPE_CHECKING:
    import pandas as pd

CHROMIUM = "/usr/bin/chromium"
KINDS = ("SiteMap", "MarkerCluster", "FastMarkerCluster", "GeoJson")
BUILDING, OPENING = 300, 60  # seconds, then it is given up
SETTLING = 4_000  # ms, for what SiteMap prepares in idle time
KIB_PER_MB = 1_024
PLAIN_MARK = "function (row) { return L.marker(row); }"  # its own needs one more library
TYPES = {"text": "str", "int": "Int64", "float": "Float64"}
HEAD = ("sites", "map", "file", "build", "read", "memory", "marks", "ready", "tasks")
OURS = """() => {
  const { app } = TS, taken = {};
  const time = (name, act) => {
    const start = performance.now();
    act();
    taken[name] = Math.round(performance.now() - start);
  };
  app.search.marks("warm");
  time("search", () => app.search.marks("heart paris"));
  app.filters.statuses.add(0);
  time("filter", () => app.refresh());
  app.filters.statuses.clear();
  time("nearest", () => {
    const distances = TS.distances(app.sites, 48.85, 2.35);
    TS.nearest(app.shown, distances, 100);
  });
  time("view", () => app.markers.redraw());
  return taken;
}"""


def store(size: str, path: str) -> None:
    """Write a directory of invented sites; what they have no column for is empty."""
    tables = {}
    for name, frame in invented_tables(int(size)).items():
        table = next(table for table in TABLES if table.name == name)
        columns = {c.name: "" if c.type == "text" else None for c in table.columns}
        types = {c.name: TYPES[c.type] for c in table.columns}
        tables[name] = frame.assign(**{c: v for c, v in columns.items() if c not in frame}).astype(
            {c: types[c] for c in columns}
        )[list(columns)]
    save(path, Change(tables), when="2026-01-01T00:00:00+00:00")


def folium_layer(kind: str, sites: pd.DataFrame) -> folium.Map:
    """Return folium's own map of some kind, with the name of each site."""
    made = self_contained(folium.Map([30, 0], zoom_start=2, tiles=None, maxZoom=18))
    sites = sites.dropna(subset=["lat", "lon"])
    points = [[float(a), float(b)] for a, b in zip(sites["lat"], sites["lon"], strict=True)]
    names = sites["name"].tolist()
    if kind == "MarkerCluster":
        MarkerCluster(points, popups=names).add_to(made)
    elif kind == "FastMarkerCluster":
        FastMarkerCluster(points, callback=PLAIN_MARK).add_to(made)
    else:
        features = [
            {
                "type": "Feature",
                "properties": {"name": name},
                "geometry": {"type": "Point", "coordinates": [lon, lat]},
            }
            for (lat, lon), name in zip(points, names, strict=True)
        ]
        collection = {"type": "FeatureCollection", "features": features}
        folium.GeoJson(collection, marker=folium.CircleMarker(radius=4)).add_to(made)
    return made


def build(kind: str, directory: str, path: str) -> dict[str, float]:
    """Build one map and return what it took."""
    pa.set_memory_pool(pa.system_memory_pool())  # as the command does
    start = time.perf_counter()
    ours = kind == "SiteMap"
    tables = Directory.open(directory).tables(READ if ours else {"sites": ("name", "lat", "lon")})
    read, cpu = time.perf_counter(), time.process_time()
    write_map(site_map(tables) if ours else folium_layer(kind, tables["sites"]), path)
    return {
        "read": read - start,
        "build": time.perf_counter() - read,
        "cpu": time.process_time() - cpu,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB_PER_MB,
    }


def show(kind: str, path: str) -> dict[str, float]:
    """Return ms until the marks are painted, until all is ready, and of single tasks."""
    with sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(offline=True, locale="en-GB").new_page()
        page.set_default_timeout(1_000 * OPENING)
        page.goto(Path(path).as_uri(), wait_until="commit")
        if kind == "SiteMap":
            page.wait_for_selector("html[data-ts-ready]", state="attached")
            marks = page.evaluate(
                "performance.getEntriesByType('mark').map((m) => [m.name, Math.round(m.startTime)])"
            )
            times = {name.removeprefix("ts-"): value for name, value in marks}
            page.wait_for_timeout(SETTLING)
            return {"first": times["markers"], "ready": times["ready"], **page.evaluate(OURS)}
        page.wait_for_selector(".leaflet-marker-icon, path.leaflet-interactive", state="attached")
        now = page.evaluate("Math.round(performance.now())")
        return {"first": now, "ready": now}


STEPS = {"store": store, "build": build, "show": show}


def done(limit: int, step: str, *arguments: str) -> dict[str, float] | str:
    """Run a step of this script in a process of its own; return what it took, or why it did not."""
    command = [sys.executable, __file__, "--step", step, *arguments]
    child = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        told, complaint = child.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)  # with the browser it started
        child.communicate()
        return f"not in {limit} s"
    if child.returncode:
        return f"failed: {complaint.strip().splitlines()[-1]}"
    return json.loads(told.splitlines()[-1])


def line(size: int, kind: str, directory: str, path: str) -> list[str]:
    """Return the cells of one map."""
    built = done(BUILDING, "build", kind, directory, path)
    if isinstance(built, str):
        return [f"{size:,}", kind, "", built, "", "", "", "", ""]
    cells = [
        f"{size:,}",
        kind,
        f"{Path(path).stat().st_size / 1e6:.2f}",
        f"{built['build']:.1f} ({built['cpu']:.1f})",
        f"{built['read']:.1f}",
        f"{built['memory']:,.0f}",
    ]
    shown = done(OPENING + 30, "show", kind, path)
    if isinstance(shown, str):
        return [*cells, shown, "", ""]
    first, ready = (f"{shown.pop(name) / 1_000:.2f}" for name in ("first", "ready"))
    return [*cells, first, ready, ", ".join(f"{k} {v:.0f}" for k, v in shown.items())]


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--sizes", nargs="*", type=int, default=[1_000, 10_000, 100_000])
    arguments.add_argument("--only", nargs="*", choices=KINDS, default=KINDS)
    arguments.add_argument("--step", nargs="+", metavar=("STEP", "ARGUMENT"))
    asked = arguments.parse_args()
    if asked.step:
        step, *given = asked.step
        print(json.dumps(STEPS[step](*given)))
        return
    print("|", " | ".join(HEAD), "|")
    print("|", " | ".join("---" for _ in HEAD), "|")
    for size in asked.sizes:
        with tempfile.TemporaryDirectory() as folder:
            directory, path = f"{folder}/sites.gpkg", f"{folder}/map.html"
            done(BUILDING, "store", str(size), directory)
            for kind in asked.only:
                print("|", " | ".join(line(size, kind, directory, path)), "|", flush=True)


if __name__ == "__main__":
    main()
