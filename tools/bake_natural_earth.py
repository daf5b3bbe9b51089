"""Bake Natural Earth 1:10m into the one file the maps carry (run at development time only).

Sources, both unchanged copies of public-domain Natural Earth, fetched by their own clients::

    npm pack world-atlas@2.0.2                 # countries with shared borders (ISC)
    apt-get download libmagics++-data          # admin-1 lines, rivers, lakes (Magics, Apache-2.0)

Unpack both, then::

    python tools/bake_natural_earth.py package/countries-10m.json usr/share/magics/10m

Every line is kept at two or three levels of detail that share their end points, so that a map can
take each arc at its own level and borders still meet. Thinning is by effective area (M. Visvalingam
and J. D. Whyatt, "Line generalisation by repeated elimination of points", Cartogr. J. 30, 1993).
"""

from __future__ import annotations

import hashlib
import heapq
import json
import struct
import sys
import zlib
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pycountry
import pyogrio
import shapely

from trialsites.maps.basemap import COARSE, GRID, KINDS, PERIOD, WORLD_FILE
from trialsites.maps.varints import svarint

if TYPE_CHECKING:
    from collections.abc import Iterator

Point = tuple[int, int]
Land = tuple[shapely.STRtree, list[str]]  # polygons, and the country code of each

SHA256 = {
    "countries-10m.json": ("3bc6f1d367a9bcec479841bae0e76092f512838411d0cef124e92eec4db45f79"),
    "ne_10m_admin_1_states_provinces_lines.shp": (
        "2a51bd3f2c626601928175dec80ac160f3a2fdaf0376191419347a6c0a3a800a"
    ),
    "ne_10m_ocean.shp": ("98cb221d0d7890e4bfcf4b602462066b938fcbf91dcd5a060ce5c3fd6f951e3b"),
    "ne_10m_rivers_lake_centerlines.shp": (
        "2a390e30626d145e967ac31eaaa8e5418c7992f599759e2be56c038f179cd7df"
    ),
}

# Effective triangle area in km² below which a point goes, from coarse to full detail.
THINNING = {
    "land": (120.0, 2.0, 0.04),
    "lake": (60.0, 0.1),
    "river": (110.0, 0.5),
    "admin1": (110.0, 0.5),
}

# Natural Earth's scale rank -> first zoom at which a line helps more than it clutters.
ZOOM_OF_RANK = {
    "lake": (2, 3, 4, 4, 5, 6, 6, 7, 7, 8, 8),
    "river": (3, 3, 4, 4, 5, 6, 7, 7, 8, 8, 9),
    "admin1": (3, 3, 3, 5, 6, 7, 7, 8, 8, 9, 9),
}

# Territories without an ISO 3166 number in Natural Earth -> the code a site there is filed under.
CODE_OF_NAME = {
    "Akrotiri": "CY", "Ashmore and Cartier Is.": "AU", "Baikonur": "KZ", "Clipperton I.": "FR",
    "Coral Sea Is.": "AU", "Cyprus U.N. Buffer Zone": "CY", "Dhekelia": "CY",
    "Indian Ocean Ter.": "AU", "Kosovo": "XK", "N. Cyprus": "CY", "Siachen Glacier": "IN",
    "Somaliland": "SO", "USNB Guantanamo Bay": "CU",
}  # fmt: skip
CODE_OF_A3 = {"ALD": "AX", "KOS": "XK", "SDS": "SS", "PSX": "PS", "SAH": "EH"}


@dataclass(slots=True)
class Feature:
    """One polygon or line: rings of arcs, arc ``~i`` being arc ``i`` backwards."""

    kind: str
    zoom: int
    codes: list[str]
    area: int
    rings: list[list[int]]


def to_grid(lonlat: np.ndarray[Any, Any]) -> list[Point]:
    """Return points of shape (n, 2) in degrees as grid cells, without immediate repeats."""
    x = np.rint((lonlat[:, 0] - GRID[0]) / GRID[2]).astype(int)
    y = np.rint((lonlat[:, 1] - GRID[1]) / GRID[3]).astype(int)
    points = list(zip(x.tolist(), y.tolist(), strict=True))
    return [p for i, p in enumerate(points) if i == 0 or p != points[i - 1]]


def to_degrees(points: list[Point]) -> np.ndarray[Any, Any]:
    """Return grid cells as degrees, shape (n, 2)."""
    return np.array(points, float) * GRID[2:] + GRID[:2]


def effective_areas(points: list[Point]) -> list[float]:
    """Return for every point the area in km² at which thinning removes it (ends: infinite)."""
    n = len(points)
    km = [
        (x * GRID[2] * 111.32 * cos(radians(GRID[1] + y * GRID[3])), y * GRID[3] * 110.57)
        for x, y in points
    ]
    before, after = list(range(-1, n - 1)), list(range(1, n + 1))
    weight = [float("inf")] * n

    def area(i: int) -> float:
        (ax, ay), (bx, by), (cx, cy) = km[before[i]], km[i], km[after[i]]
        return abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2

    current = {i: area(i) for i in range(1, n - 1)}
    heap = [(a, i) for i, a in current.items()]
    heapq.heapify(heap)
    floor = 0.0
    while heap:
        a, i = heapq.heappop(heap)
        if current.get(i) != a:
            continue
        floor = weight[i] = max(floor, a)
        del current[i]
        after[before[i]], before[after[i]] = after[i], before[i]
        for j in (before[i], after[i]):
            if j in current:
                current[j] = area(j)
                heapq.heappush(heap, (current[j], j))
    return weight


def thin(points: list[Point], weight: list[float], limit: float) -> list[Point]:
    """Return the points that weigh at least ``limit`` km²; a closed arc keeps four."""
    kept = [p for p, w in zip(points, weight, strict=True) if w >= limit]
    if points[0] == points[-1] and len(kept) < 4:
        inner = sorted(weight[1:-1], reverse=True)[:2]
        return thin(points, weight, inner[-1]) if len(inner) == 2 and inner[-1] < limit else points
    return kept


def body(points: list[Point], *, coarse: bool) -> tuple[int, bytes]:
    """Return the number of points after the start, and their differences as varints."""
    out = bytearray()
    if not coarse:
        for (ax, ay), (bx, by) in pairwise(points):
            out += svarint(bx - ax) + svarint(by - ay)
        return len(points) - 1, bytes(out)
    kx, ky = COARSE
    cells = [((x + kx // 2) // kx, (y + ky // 2) // ky) for x, y in points[:-1]]
    cells = [c for i, c in enumerate(cells) if i == 0 or c != cells[i - 1]]
    for (ax, ay), (bx, by) in pairwise(cells):
        out += svarint(bx - ax) + svarint(by - ay)
    (lx, ly), (ex, ey) = cells[-1], points[-1]
    out += svarint(ex - lx * kx) + svarint(ey - ly * ky)
    return len(cells), bytes(out)


class Baker:
    """Collects arcs and features and writes them as one file."""

    def __init__(self) -> None:
        self.arcs: list[list[int]] = []
        self.points: list[list[Point]] = []
        self.blob = bytearray()
        self.features: list[Feature] = []
        self.names: list[tuple[str, int, int, int]] = []

    def arc(self, points: list[Point], kind: str) -> int:
        """Store a line of at least two points at its levels of detail; return its number."""
        weight = effective_areas(points)
        entry = [*points[0], *points[-1]]
        for level, limit in enumerate(THINNING[kind]):
            n, data = body(thin(points, weight, limit), coarse=level == 0)
            entry += [n, len(data)]
            self.blob += data
        self.arcs.append(entry)
        self.points.append(points)
        return len(self.arcs) - 1

    def ring(self, refs: list[int]) -> list[Point]:
        """Return the points of a ring of arcs, going on beyond 180° where it crosses."""
        out: list[Point] = []
        for ref in refs:
            arc = self.points[ref] if ref >= 0 else self.points[~ref][::-1]
            turn = round((arc[0][0] - out[-1][0]) / PERIOD) * PERIOD if out else 0
            out += [(x - turn, y) for x, y in arc]
        return out

    def write(self, path: Path) -> None:
        """Write everything, land first, each kind in the order of its countries."""
        order = sorted(self.features, key=lambda f: (KINDS.index(f.kind), f.codes, f.zoom))
        head = {
            "arcs": self.arcs,
            "features": [
                [KINDS.index(f.kind), f.zoom, " ".join(f.codes), f.area, f.rings] for f in order
            ],
            "names": sorted(self.names),
        }
        text = json.dumps(head, separators=(",", ":")).encode()
        path.write_bytes(zlib.compress(struct.pack("<I", len(text)) + text + self.blob, 9))


def pieces(points: list[Point]) -> list[list[Point]]:
    """Split a line where it begins or ends to run along 180°, which is a cut and no coast."""
    out = [points[:2]]
    for before, start, end in zip(points, points[1:], points[2:], strict=False):
        was_cut = before[0] == start[0] and start[0] % PERIOD == 0
        is_cut = start[0] == end[0] and end[0] % PERIOD == 0
        if was_cut == is_cut:
            out[-1].append(end)
        else:
            out.append([start, end])
    return out


def countries(topology: dict[str, Any], baker: Baker) -> None:
    """Add the polygons of world-atlas, arcs shared between neighbours, unwrapped at 180°."""
    refs: list[list[int]] = []
    for deltas in topology["arcs"]:
        points: list[Point] = []
        x = y = 0
        for dx, dy in deltas:
            turn = round(dx / PERIOD) * PERIOD if points else 0
            x, y = x + dx - turn, y + dy
            points.append((x, y))
        refs.append([baker.arc(piece, "land") for piece in pieces(points)])
    for geometry in topology["objects"]["countries"]["geometries"]:
        name = geometry["properties"]["name"]
        found = pycountry.countries.get(numeric=geometry.get("id") or "000")
        code = found.alpha_2 if found else CODE_OF_NAME.get(name, "")
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        for rings in polygons:
            parts = [
                [
                    r
                    for old in ring
                    for r in (refs[old] if old >= 0 else [~i for i in refs[~old][::-1]])
                ]
                for ring in rings
            ]
            baker.features.append(Feature("land", 0, [code] if code else [], 0, parts))


def territory(baker: Baker) -> Land:
    """Measure every land polygon in km² and return a tree that tells whose land a point is."""
    shapes, codes = [], []
    for feature in baker.features:
        outer = to_degrees(baker.ring(feature.rings[0]))
        scale = cos(radians(float(outer[:, 1].mean())))
        x, y = outer[:, 0] * 111.32 * scale, outer[:, 1] * 110.57
        feature.area = round(abs(float(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))) / 2)
        if len(outer) > 3:
            shapes.append(shapely.Polygon(outer))
            codes.append(" ".join(feature.codes))
    return shapely.STRtree([shapely.make_valid(s) for s in shapes]), codes


def names(land: Land, baker: Baker) -> None:
    """Find where the name of each country fits best: a point, and the land's width there."""
    tree, codes = land
    largest: dict[str, shapely.Geometry] = {}
    for shape, code in zip(tree.geometries, codes, strict=True):
        part = max(shapely.get_parts(shape), key=lambda g: g.area)
        if code and (code not in largest or largest[code].area < part.area):
            largest[code] = part
    for code, shape in largest.items():
        flat = shape.simplify(0.02)
        point = shapely.maximum_inscribed_circle(flat, tolerance=0.05).coords[0]
        west, _, east, _ = flat.bounds
        chord = shapely.LineString([(west, point[1]), (east, point[1])]).intersection(flat)
        width = max(part.length for part in shapely.get_parts(chord))
        ((x, y),) = to_grid(np.array([point]))
        baker.names.append((code, x % PERIOD, y, round(width / GRID[2])))


def owners(points: np.ndarray[Any, Any], land: Land) -> list[str]:
    """Return whose land each point of shape (n, 2) is; at sea, the nearest land's."""
    tree, codes = land
    return [codes[i] for i in tree.nearest(shapely.points(points)).tolist()]


def runs(points: np.ndarray[Any, Any], codes: list[str]) -> Iterator[tuple[str, Any]]:
    """Cut a line where the country changes; neighbouring pieces share a point."""
    start = 0
    for i in range(1, len(points) + 1):
        if i == len(points) or codes[i] != codes[start]:
            yield codes[start], points[start : i + 1]
            start = i


def lines(frame: gpd.GeoDataFrame, kind: str, baker: Baker) -> None:
    """Add merged lines, one feature for all of one country and zoom."""
    for (code, zoom), group in sorted(frame.groupby(["code", "zoom"]), key=lambda item: item[0]):
        merged = shapely.line_merge(shapely.union_all(group.geometry.to_numpy()))
        paths = [to_grid(shapely.get_coordinates(p)) for p in shapely.get_parts(merged)]
        rings = [[baker.arc(p, kind)] for p in sorted(paths) if len(p) > 1]
        if rings:
            baker.features.append(Feature(kind, zoom, [code] if code else [], 0, rings))


def admin1(folder: Path, baker: Baker) -> None:
    """Add the lines between states, provinces, départements."""
    frame = pyogrio.read_dataframe(folder / "ne_10m_admin_1_states_provinces_lines.shp")

    def code(a3: object) -> str:
        found = pycountry.countries.get(alpha_3=str(a3))
        return found.alpha_2 if found else CODE_OF_A3.get(str(a3), "")

    frame["code"] = frame["adm0_a3"].map(code)
    frame["zoom"] = [ZOOM_OF_RANK["admin1"][min(int(rank), 10)] for rank in frame["scalerank"]]
    lines(frame, "admin1", baker)


def rivers(folder: Path, baker: Baker, land: Land) -> None:
    """Add rivers, cut at borders so that each country has its own."""
    frame = pyogrio.read_dataframe(folder / "ne_10m_rivers_lake_centerlines.shp")
    rows = []
    for rank, geometry in zip(frame["scalerank"], frame.geometry, strict=True):
        for part in shapely.get_parts(geometry):
            points = shapely.get_coordinates(part)
            for code, piece in runs(points, owners(points, land)):
                if len(piece) > 1:
                    zoom = ZOOM_OF_RANK["river"][int(rank)]
                    rows.append((code, zoom, shapely.LineString(piece)))
    lines(gpd.GeoDataFrame(rows, columns=["code", "zoom", "geometry"]), "river", baker)


def lakes(folder: Path, baker: Baker, land: Land) -> None:
    """Add the lakes and reservoirs that Magics keeps in its copy of the ocean layer."""
    frame = pyogrio.read_dataframe(folder / "ne_10m_ocean.shp")
    frame = frame[frame["featurec_2"].notna()]
    for rank, geometry in zip(frame["scaleran_2"], frame.geometry, strict=True):
        for part in shapely.get_parts(geometry):
            rings = [to_grid(shapely.get_coordinates(r)) for r in (part.exterior, *part.interiors)]
            codes = sorted(set(owners(to_degrees(rings[0]), land)) - {""})
            middle = radians(part.centroid.y)
            area = round(part.area * 111.32 * 110.57 * cos(middle))
            refs = [[baker.arc(r, "lake")] for r in rings if len(r) > 3]
            zoom = ZOOM_OF_RANK["lake"][int(rank)]
            if refs:
                baker.features.append(Feature("lake", zoom, codes, area, refs))


def main(atlas: Path, magics: Path) -> None:
    """Bake, and print what was read and written."""
    for name, expected in SHA256.items():
        source = atlas if name == atlas.name else magics / name
        found = hashlib.sha256(source.read_bytes()).hexdigest()
        print(f"{found}  {name}")
        if found != expected:
            sys.exit(f"{source}: another version than the one this script was written for")
    baker = Baker()
    topology = json.loads(atlas.read_text())
    countries(topology, baker)
    land = territory(baker)
    names(land, baker)
    lakes(magics, baker, land)
    rivers(magics, baker, land)
    admin1(magics, baker)
    baker.write(WORLD_FILE)
    print(
        f"{len(baker.arcs)} arcs, {len(baker.features)} features, {WORLD_FILE.stat().st_size} bytes"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
