"""The tables of the gazetteer and how they are filled from the raw data."""

from __future__ import annotations

import json
from collections import defaultdict
from itertools import groupby
from typing import TYPE_CHECKING, Any

from trialsites.countries import country_code, known_names
from trialsites.places.areas import Inhabited, areas
from trialsites.places.postal import normal, usual_length, within
from trialsites.places.records import PostalRecord, TownRecord, postal_records, town_records
from trialsites.places.regions import Nearest, region_names, spoken_for
from trialsites.places.spelling import close_variants, key, sharing_postal_codes, short_forms
from trialsites.rules import load

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["fill"]

_SHORT_FORM_POPULATION = 1_000
_SHORT_FORM_SHARED = 60
_SAMPLE = 60
_NEAR_KM = 30.0
_POSTAL_COUNTRIES = 121
_HOUSES = frozenset({"AE"})  # its codes number houses
_SCHEMA = """
create table place (id integer primary key, name text, admin1 text, region text, country text,
    lat real, lon real, population integer, part integer, seat integer, trials integer);
create table name (country text, key text, place integer, kind text,
    primary key (country, key, place, kind)) without rowid;
create table division (country text, admin1 text, south real, west real, north real, east real,
    primary key (country, admin1)) without rowid;
create index place_admin1 on place (country, admin1, seat, population);
create virtual table place_tree using rtree(id, south, north, west, east);
create table region (country text, key text, admin1 text, kind integer,
    primary key (country, key, admin1)) without rowid;
create table postal (country text, code text, lat real, lon real, km real,
    primary key (country, code)) without rowid;
create table country (name text primary key, code text) without rowid;
create table meta (name text primary key, value text) without rowid;
"""


def fill(file: sqlite3.Connection, step: Callable[[float], None]) -> None:
    """Fill an empty database with the gazetteer.

    Parameters
    ----------
    file
        The database, written without a journal: it is thrown away if this fails.
    step
        Told the share done, 0-1.
    """
    file.executescript(f"pragma journal_mode=off; pragma synchronous=off; {_SCHEMA}")
    regions = load("regions.json")
    towns: dict[str, list[TownRecord]] = defaultdict(list)
    for town in town_records():
        towns[town.countrycode].append(town)
    step(0.1)
    _fill_places(file, towns, regions)
    step(0.2)
    for done, country in enumerate(sorted(towns), 1):
        _fill_names(file, country, towns[country])
        step(0.2 + 0.4 * done / len(towns))
    inhabited = Inhabited((t.latitude, t.longitude) for group in towns.values() for t in group)
    lengths = {}
    spoken: dict[str, dict[str, str]] = {}
    for done, (country, records) in enumerate(_by_country(), 1):
        if country in _HOUSES:
            continue
        lengths[country] = _fill_postal(file, country, records, inhabited)
        spoken[country] = _spoken(records, towns.get(country, []))
        step(0.6 + 0.35 * done / _POSTAL_COUNTRIES)
    _share_postal(file, lengths)
    file.execute("insert into meta values ('postal_lengths', ?)", (json.dumps(lengths),))
    _fill_regions(file, towns, regions, spoken)
    rows = {name: country_code(name) for name in known_names()}
    file.executemany("insert into country values (?,?)", rows.items())
    file.execute("insert into meta values ('complete', 'yes')")
    file.commit()


def _fill_places(
    file: sqlite3.Connection,
    towns: dict[str, list[TownRecord]],
    regions: dict[str, Any],
) -> None:
    right: dict[str, dict[str, Any]] = load("corrections.toml")
    for group in towns.values():
        for t in group:
            if better := right.get(str(t.geonameid)):
                t.latitude, t.longitude = better["lat"], better["lon"]
                t.admin1code = better["admin1"]
    parts, seats = frozenset(regions["parts"]), frozenset(regions["seats"])
    trials: dict[str, int] = load("trials.json")["counts"]
    rows = (
        (
            t.geonameid, t.name, t.admin1code,
            regions["admin1"].get(t.countrycode, {}).get(t.admin1code, ""), t.countrycode,
            t.latitude, t.longitude, t.population, t.geonameid in parts, t.geonameid in seats,
            trials.get(str(t.geonameid), 0),
        )
        for group in towns.values()
        for t in group
    )  # fmt: skip
    file.executemany("insert into place values (?,?,?,?,?,?,?,?,?,?,?)", rows)
    file.execute("insert into place_tree select id, lat, lat, lon, lon from place")
    file.execute(
        "insert into division select country, admin1, min(lat), min(lon), max(lat), max(lon) "
        "from place group by country, admin1"
    )


def _fill_names(file: sqlite3.Connection, country: str, towns: list[TownRecord]) -> None:
    """Store every name of a country's towns: P own, A other, T transliterated, S short form."""
    rows: set[tuple[str, str, int, str]] = set()
    short: dict[str, set[int]] = defaultdict(set)
    for town in towns:
        own = key(town.name)
        seen, texts = {own}, {town.name}
        rows.add((country, own, town.geonameid, "P"))
        for name in town.alternatenames:
            if name in texts or not (other := key(name)):
                continue
            texts.add(name)
            if other not in seen:
                seen.add(other)
                rows.add((country, other, town.geonameid, "A" if _typed(name) else "T"))
        if town.population >= _SHORT_FORM_POPULATION:
            for form in set(short_forms(town.name)) - seen:
                short[form].add(town.geonameid)
    rows.update(_districts(country, towns))
    for form, ids in short.items():
        if len(ids) <= _SHORT_FORM_SHARED:
            rows.update((country, form, i, "S") for i in ids)
    file.executemany("insert into name values (?,?,?,?)", sorted(rows))


def _districts(country: str, towns: list[TownRecord]) -> Iterator[tuple[str, str, int, str]]:
    """Yield names of districts as other names of the town they are listed under.

    A district that is a town of its own in the gazetteer stands where that says.
    """
    listed: dict[str, list[str]] = load("districts.toml").get(country, {})
    for name, districts in listed.items():
        namesakes = [t for t in towns if t.name == name]
        if not namesakes:
            continue
        whole = max(namesakes, key=lambda t: (t.population, t.geonameid))
        known = {key(t.name) for t in towns if _near(t, whole)}
        for district in districts:
            if known.isdisjoint(form for form, _ in close_variants(district, country)):
                yield country, key(district), whole.geonameid, "A"


def _near(town: TownRecord, other: TownRecord) -> bool:
    return within(_NEAR_KM, town.latitude, town.longitude, other.latitude, other.longitude)


def _typed(name: str) -> bool:
    """Return whether a name is one that people type, not a code or a machine's transliteration."""
    first = name[0]
    return first.isascii() <= name.isascii() and not first.islower() and not _is_code(name)


def _is_code(name: str) -> bool:
    return len(name) == 3 and name.isupper() and name.isascii()  # noqa: PLR2004 - IATA codes


def _by_country() -> Iterator[tuple[str, list[PostalRecord]]]:
    for country, records in groupby(postal_records(), lambda r: r.country_code):
        yield country, list(records)


def _fill_postal(
    file: sqlite3.Connection, country: str, records: list[PostalRecord], inhabited: Inhabited
) -> int:
    length = usual_length(r.postal_code for r in records)
    points: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for record in records:
        if code := normal(record.postal_code, country, length):
            points[code].append((record.latitude, record.longitude))
    rows = sorted((country, *area) for area in areas(points, inhabited))
    file.executemany("insert into postal values (?,?,?,?,?)", rows)
    return length


def _share_postal(file: sqlite3.Connection, countries: Iterable[str]) -> None:
    """Store the codes of territories under the country whose system of codes they share too."""
    for country in countries:
        for territory in sharing_postal_codes(country)[1:]:
            file.execute(
                "insert or ignore into postal select ?, code, lat, lon, km from postal "
                "where country = ?",
                (country, territory),
            )


def _spoken(records: list[PostalRecord], towns: list[TownRecord]) -> dict[str, str]:
    states: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for record in records:
        if record.state:
            states[record.state].append((record.latitude, record.longitude))
    spread = {state: points[:: len(points) // _SAMPLE + 1] for state, points in states.items()}
    return spoken_for(Nearest(towns), spread) if spread else {}


def _fill_regions(
    file: sqlite3.Connection,
    towns: dict[str, list[TownRecord]],
    regions: dict[str, Any],
    spoken: dict[str, dict[str, str]],
) -> None:
    names: dict[str, dict[str, str]] = regions["admin1"]
    parts = frozenset(regions["parts"])
    for country in sorted({*towns, *names}):
        cities = {
            key(t.name): t.admin1code
            for t in sorted(towns.get(country, ()), key=lambda t: t.population)
            if t.geonameid not in parts
        }
        rows = [
            (country, *r)
            for r in region_names(country, names.get(country, {}), spoken.get(country, {}), cities)
        ]
        file.executemany("insert or ignore into region values (?,?,?,?)", rows)
