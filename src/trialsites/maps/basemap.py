"""The map under the sites: Natural Earth, in full detail where sites are, coarse elsewhere."""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from trialsites.maps.varints import svarint, varint

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

__all__ = ["basemap_block"]

WORLD_FILE = Path(__file__).parent / "natural_earth" / "world.bin"
KINDS = ("land", "lake", "river", "admin1")
PERIOD = 99_999  # grid columns around the world
GRID = (-180.0, -85.22193775799991, 360 / PERIOD, 0.0016885772698826986)  # west, south, steps (°)
COARSE = (3, 6)  # grid cells per coarse cell: about 1.1 km either way at the equator

_FULL, _NEAR, _FAR = 2, 1, 0
_SMALLEST = {_FULL: 0, _NEAR: 2, _FAR: 500}  # km² below which an island or lake is left out
_LAST_ZOOM = {"lake": 4, "river": 3, "admin1": -1}  # of lines far from any site
_MARGIN = 1_000  # grid cells (3.6°) around the site countries' own arcs that count as near


@dataclass(frozen=True, slots=True)
class _Arc:
    start: tuple[int, int]
    end: tuple[int, int]
    levels: tuple[tuple[int, bytes], ...]  # coarse, (middle, for land only,) full

    def at(self, level: int) -> tuple[int, bytes]:
        """Return the number of points after the start, and their differences."""
        return self.levels[(0, len(self.levels) - 2, -1)[level]]


@dataclass(frozen=True, slots=True)
class _Feature:
    kind: int
    zoom: int
    codes: frozenset[str]
    area: int
    rings: list[list[int]]

    def arcs(self) -> Iterator[int]:
        return (ref if ref >= 0 else ~ref for ring in self.rings for ref in ring)


@cache
def _world() -> tuple[list[_Arc], list[_Feature]]:
    raw = zlib.decompress(WORLD_FILE.read_bytes())
    (size,) = struct.unpack_from("<I", raw)
    head = json.loads(raw[4 : 4 + size])
    position = 4 + size
    arcs = []
    for sx, sy, ex, ey, *sizes in head["arcs"]:
        levels = []
        for count, length in zip(sizes[::2], sizes[1::2], strict=True):
            levels.append((count, raw[position : position + length]))
            position += length
        arcs.append(_Arc((sx, sy), (ex, ey), tuple(levels)))
    features = [
        _Feature(kind, zoom, frozenset(codes.split()), area, rings)
        for kind, zoom, codes, area, rings in head["features"]
    ]
    return arcs, features


def basemap_block(country_codes: Collection[str]) -> bytes:
    """Return the world as the map page reads it, detailed where sites are.

    Countries, lakes, rivers and admin-1 lines of the given countries are at Natural Earth's full
    1:10m detail, the coasts and borders around them at a middle one, the rest of the world at
    about 5 % of the points without small islands. Shared borders are stored once.

    Parameters
    ----------
    country_codes
        ISO 3166-1 alpha-2 codes of the countries that hold sites; unknown ones change nothing.

    Returns
    -------
    block
        Varints: a table of arcs, then features that refer to them; ``page/basemap.js`` reads it.
    """
    arcs, features = _world()
    codes = {code.upper() for code in country_codes}
    levels = _levels(arcs, features, codes)
    chosen = [f for f in features if _wanted(f, codes, levels)]
    number: dict[int, int] = {}
    for feature in chosen:
        for arc_id in feature.arcs():
            number.setdefault(arc_id, len(number))
    out = bytearray(b"TSB1" + varint(len(number)))
    x = y = 0
    for arc_id in number:
        arc, level = arcs[arc_id], levels[arc_id]
        count, data = arc.at(level)
        out += varint(2 * count + (data is arc.levels[0][1]))
        out += svarint(arc.start[0] - x) + svarint(arc.start[1] - y) + data
        x, y = arc.end
    out += varint(len(chosen))
    before = 0
    for feature in chosen:
        out += varint(feature.kind) + varint(feature.zoom) + varint(len(feature.rings))
        for ring in feature.rings:
            out += varint(len(ring))
            for ref in ring:
                now = 2 * number[ref] if ref >= 0 else 2 * number[~ref] + 1
                out += svarint(now - before)
                before = now
    return bytes(out)


def _levels(arcs: list[_Arc], features: list[_Feature], codes: set[str]) -> list[int]:
    """Return the level of detail of every arc."""
    full = {a for f in features if f.codes & codes for a in f.arcs()}
    cells = {
        (arcs[a].start[0] // _MARGIN + dx, arcs[a].start[1] // (2 * _MARGIN) + dy)
        for a in full
        for dx in (-1, 0, 1)
        for dy in (-1, 0, 1)
    }
    near = [(arc.start[0] // _MARGIN, arc.start[1] // (2 * _MARGIN)) in cells for arc in arcs]
    return [_FULL if i in full else _NEAR if near[i] else _FAR for i in range(len(arcs))]


def _wanted(feature: _Feature, codes: set[str], levels: list[int]) -> bool:
    """Tell whether a feature is worth its bytes on this map."""
    if feature.codes & codes:
        return True
    kind = KINDS[feature.kind]
    if kind == "land":
        return (
            len(feature.rings[0]) > 1
            or feature.area >= _SMALLEST[max(map(levels.__getitem__, feature.arcs()))]
        )
    if feature.zoom > _LAST_ZOOM[kind]:
        return False
    return kind != "lake" or feature.area >= _SMALLEST[_FAR]
