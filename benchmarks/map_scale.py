"""The map beside folium's own ways, at several sizes: file, build, memory, time to the first marks.

    python benchmarks/map_scale.py [--sizes 1000 10000 100000] [--only SiteMap]

Each map is built in a process of its own and opened from disk in headless Chromium without a
network. folium's maps hold one line of text per site, SiteMap everything. A page that is not ready
after a minute is given up.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import folium
from folium.plugins import FastMarkerCluster, MarkerCluster
from playwright.sync_api import Error, sync_playwright

from map_sites import invented_tables
from trialsites.maps import self_contained, site_map, write_map

CHROMIUM = "/usr/bin/chromium"
KINDS = ("SiteMap", "MarkerCluster", "FastMarkerCluster", "GeoJson")
PATIENCE = 60_000  # ms
KIB_PER_MB = 1_024
PLAIN_MARK = "function (row) { return L.marker(row); }"  # its own needs one more library
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


def made(kind: str, size: int, path: str) -> None:
    """Build one map and print what it took, as JSON."""
    tables = invented_tables(size)
    start = time.perf_counter()
    if kind == "SiteMap":
        folium_map = site_map(tables)
    else:
        folium_map = self_contained(folium.Map([30, 0], zoom_start=2, tiles=None, maxZoom=18))
        sites = tables["sites"].dropna(subset=["lat", "lon"])
        points = [[float(a), float(b)] for a, b in zip(sites["lat"], sites["lon"], strict=True)]
        names = sites["name"].tolist()
        if kind == "MarkerCluster":
            MarkerCluster(points, popups=names).add_to(folium_map)
        elif kind == "FastMarkerCluster":
            FastMarkerCluster(points, callback=PLAIN_MARK).add_to(folium_map)
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
            folium.GeoJson(collection, marker=folium.CircleMarker(radius=4)).add_to(folium_map)
    write_map(folium_map, path)
    taken = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB_PER_MB
    print(json.dumps({"build": taken, "memory": memory, "cpu": time.process_time()}))


def opened(kind: str, path: str) -> dict[str, float]:
    """Return ms until the marks are painted, until all is ready, and of single tasks."""
    with sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(offline=True, locale="en-GB").new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(Path(path).as_uri(), wait_until="commit")
        if kind == "SiteMap":
            page.wait_for_selector("html[data-ts-ready]", state="attached")
            marks = page.evaluate(
                "performance.getEntriesByType('mark').map((m) => [m.name, Math.round(m.startTime)])"
            )
            times = {name.removeprefix("ts-"): value for name, value in marks}
            page.wait_for_timeout(4_000)
            return {"first": times["markers"], "ready": times["ready"], **page.evaluate(OURS)}
        page.wait_for_selector(".leaflet-marker-icon, path.leaflet-interactive", state="attached")
        now = page.evaluate("Math.round(performance.now())")
        return {"first": now, "ready": now}


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--sizes", nargs="*", type=int, default=[1_000, 10_000, 100_000])
    arguments.add_argument("--only", nargs="*", choices=KINDS, default=KINDS)
    arguments.add_argument("--make", nargs=3, metavar=("KIND", "SIZE", "PATH"))
    asked = arguments.parse_args()
    if asked.make:
        made(asked.make[0], int(asked.make[1]), asked.make[2])
        return
    print(f"{'sites':>8}  {'map':<18}{'MB':>7}{'build s':>9}{'MB RAM':>8}  ms in the browser")
    for size in asked.sizes:
        for kind in asked.only:
            with tempfile.TemporaryDirectory() as folder:
                path = str(Path(folder) / "map.html")
                command = [sys.executable, __file__, "--make", kind, str(size), path]
                built = subprocess.run(command, check=True, capture_output=True, text=True)
                facts = json.loads(built.stdout.splitlines()[-1])
                weight = Path(path).stat().st_size / 1e6
                try:
                    shown = " ".join(f"{k} {v:.0f}" for k, v in opened(kind, path).items())
                except Error as error:
                    shown = f"not ready: {str(error).splitlines()[0]}"
                line = f"{size:>8}  {kind:<18}{weight:>7.2f}{facts['build']:>9.1f}"
                print(f"{line}{facts['memory']:>8.0f}  {shown}", flush=True)


if __name__ == "__main__":
    main()
