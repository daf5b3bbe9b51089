"""The map under the sites: Natural Earth, in full detail where sites are, coarse elsewhere."""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from trialsites.maps.varints import svarint, varint

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

__all__ = ["basemap_block"]

WORLD_FILE = Path(__file__).parent / "natural_earth" / "world.bin"
KINDS = ("land", "lake", "river", "admin1")
PERIOD = 99_999  # grid columns around the world
GRID = (-180.0, -85.22193775799991, 360 / PERIOD, 0.0016885772698826986)  # west, south, steps (°)
COARSE = (5, 10)  # grid cells per coarse cell: about 1.9 km either way at the equator

_FULL, _NEAR, _FAR = 2, 1, 0
_SMALLEST = {_FULL: 0, _NEAR: 2, _FAR: 800}  # km² below which an island or lake is left out
_LAST_ZOOM = {"lake": 4, "river": 3, "admin1": -1}  # of lines far from any site
_MARGIN = 1_000  # grid cells (3.6°) around the site countries' own arcs that count as near
_PART_OF = {  # Natural Earth draws these territories as parts of another country
    "BQ": "NL", "BV": "NO", "CC": "AU", "CX": "AU", "GF": "FR", "GP": "FR", "MQ": "FR",
    "RE": "FR", "SJ": "NO", "TK": "NZ", "YT": "FR",
}  # fmt: skip


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


class _World(NamedTuple):
    arcs: list[_Arc]
    features: list[_Feature]
    names: list[tuple[str, int, int, int]]  # country, grid cell, width of the land there


@cache
def _world() -> _World:
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
    return _World(arcs, features, head["names"])


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
        Varints: a table of arcs, features that refer to them, and where the names of countries
        fit; ``page/outlines.js`` reads it.
    """
    world = _world()
    codes = {code.upper() for code in country_codes}
    codes |= {_PART_OF[code] for code in codes & _PART_OF.keys()}
    levels = _levels(world, codes)
    chosen = [feature for feature in world.features if _wanted(feature, codes, levels)]
    numbers: dict[int, int] = {}
    for feature in chosen:
        for arc_id in feature.arcs():
            numbers.setdefault(arc_id, len(numbers))
    out = b"TSB1" + _arc_table(world.arcs, levels, numbers) + _feature_table(chosen, numbers)
    out += varint(len(world.names))
    for code, x, y, width in world.names:
        out += code.encode("ascii") + varint(x) + varint(y) + varint(width)
    return out


def _arc_table(arcs: list[_Arc], levels: list[int], numbers: dict[int, int]) -> bytes:
    """Return the arcs in the order of their numbers, each from the end of the one before."""
    out = bytearray(varint(len(numbers)))
    x = y = 0
    for arc_id in numbers:
        arc = arcs[arc_id]
        count, data = arc.at(levels[arc_id])
        out += varint(2 * count + (data is arc.levels[0][1]))
        out += svarint(arc.start[0] - x) + svarint(arc.start[1] - y) + data
        x, y = arc.end
    return bytes(out)


def _feature_table(features: list[_Feature], numbers: dict[int, int]) -> bytes:
    """Return kind, first zoom and rings of the features; a reversed arc has an odd reference."""
    out = bytearray(varint(len(features)))
    before = 0
    for feature in features:
        out += varint(feature.kind) + varint(feature.zoom) + varint(len(feature.rings))
        for ring in feature.rings:
            out += varint(len(ring))
            for ref in ring:
                now = 2 * numbers[ref] if ref >= 0 else 2 * numbers[~ref] + 1
                out += svarint(now - before)
                before = now
    return bytes(out)


def _levels(world: _World, codes: set[str]) -> list[int]:
    """Return the level of detail of every arc."""
    full = {arc_id for f in world.features if f.codes & codes for arc_id in f.arcs()}
    cells = [(arc.start[0] // _MARGIN, arc.start[1] // (2 * _MARGIN)) for arc in world.arcs]
    around = {
        (x + dx, y + dy)
        for x, y in (cells[arc_id] for arc_id in full)
        for dx in (-1, 0, 1)
        for dy in (-1, 0, 1)
    }
    return [
        _FULL if arc_id in full else _NEAR if cell in around else _FAR
        for arc_id, cell in enumerate(cells)
    ]


def _wanted(feature: _Feature, codes: set[str], levels: list[int]) -> bool:
    """Tell whether a feature is worth its bytes on this map."""
    if feature.codes & codes:
        return True
    kind = KINDS[feature.kind]
    if kind == "land":
        return (
            len(feature.rings[0]) > 1  # not an island
            or feature.area >= _SMALLEST[max(levels[arc_id] for arc_id in feature.arcs())]
        )
    if feature.zoom > _LAST_ZOOM[kind]:
        return False
    return kind != "lake" or feature.area >= _SMALLEST[_FAR]
