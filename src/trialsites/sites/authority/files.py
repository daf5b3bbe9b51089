"""Reading the authority file's text format, and ROR dumps, into entries."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from trialsites.errors import InputError
from trialsites.text import fold, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Campus", "Entry", "Listing", "read_ror", "read_text"]

_LABELS = frozenset({"also", "was", "campus", "of", "not", "sole", "unique", "kind", "university"})

_KINDS = frozenset({"", "chain", "institute", "university"})


@dataclass(frozen=True, slots=True)
class Campus:
    """One named part of an institution with premises of its own.

    Attributes
    ----------
    town
        Its town where that is not the institution's, else empty.
    names
        Full names under which it is published without its institution.
    """

    name: str
    town: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One institution of the authority file.

    Attributes
    ----------
    id
        Country code and folded name, such as ``FR:chu-de-bordeaux``.
    countries
        ISO 3166-1 alpha-2 codes it is published under, its own first.
    towns
        Where it stands, main town first.
    names
        Its name, then every other name, former name and acronym.
    sole
        Names made of type words alone, true because its town has no other such hospital.
    unique
        Names that belong to it wherever in the country they are published.
    blockers
        Words that say another institution is meant ("not the same as").
    kind
        "university" or "institute" for a body that a hospital's name may mention, "chain" for a
        company of many sites, else empty.
    university
        Names of the university whose hospital it is; they mean the university.
    where
        File and line it was read from.
    """

    id: str
    name: str
    countries: tuple[str, ...]
    towns: tuple[str, ...]
    names: tuple[str, ...]
    campuses: tuple[Campus, ...] = ()
    parent: str = ""
    sole: tuple[str, ...] = ()
    unique: tuple[str, ...] = ()
    blockers: tuple[str, ...] = ()
    kind: str = ""
    university: tuple[str, ...] = ()
    where: str = ""


@dataclass(slots=True)
class Listing:
    """What one or more files say: entries, other spellings of towns, and neighbour towns.

    Attributes
    ----------
    spellings
        Country code to lists of spellings of one town.
    neighbours
        Country code to (town, neighbour) pairs.
    """

    entries: list[Entry] = field(default_factory=list)
    spellings: dict[str, list[tuple[str, ...]]] = field(default_factory=lambda: defaultdict(list))
    neighbours: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, other: Listing) -> None:
        """Append another listing."""
        self.entries += other.entries
        for country, towns in other.spellings.items():
            self.spellings[country] += towns
        for country, pairs in other.neighbours.items():
            self.neighbours[country] += pairs


def _split(text: str, mark: str) -> tuple[str, ...]:
    return tuple(part for piece in text.split(mark) if (part := tidy(piece)))


def _entry_id(country: str, name: str) -> str:
    return f"{country}:{fold(name).replace(' ', '-')}"


def _campus(text: str) -> Campus:
    head, _, others = text.partition("(")
    name, _, town = head.partition("@")
    return Campus(tidy(name), tidy(town), _split(others.rstrip(") "), ";"))


def _entries(line: str, countries: tuple[str, ...], where: str) -> Iterator[Entry]:
    """Yield the institution of a line, and the university it names as one of its own."""
    head, *parts = _split(line, "|")
    name, at, towns = head.partition("@")
    if not (tidy(name) and at and tidy(towns)):
        raise InputError(f"{where}: an institution needs a name and a town, as in 'Name @ Town'.")
    fields: dict[str, list[str]] = defaultdict(list)
    for part in parts:
        label, colon, rest = part.partition(":")
        if not colon:
            label, rest = "also", part
        if tidy(label) not in _LABELS:
            known = ", ".join(sorted(_LABELS))
            raise InputError(f"{where}: '{tidy(label)}' is no label; the labels are {known}.")
        fields[tidy(label)].append(rest)

    def values(label: str) -> tuple[str, ...]:
        return tuple(value for text in fields[label] for value in _split(text, ";"))

    kind, university = " ".join(values("kind")), values("university")
    if kind not in _KINDS:
        raise InputError(
            f"{where}: '{kind}' is no kind; the kinds are chain, institute and university."
        )
    entry = Entry(
        id=_entry_id(countries[0], name),
        name=tidy(name),
        countries=countries,
        towns=_split(towns, ","),
        names=(tidy(name), *values("also"), *values("was")),
        campuses=tuple(_campus(text) for text in fields["campus"]),
        parent=" ".join(values("of")) or (university[0] if university else ""),
        sole=values("sole"),
        unique=values("unique"),
        blockers=values("not"),
        kind=kind,
        university=university,
        where=where,
    )
    yield entry
    if university:
        yield Entry(
            id=_entry_id(countries[0], university[0]),
            name=university[0],
            countries=countries,
            towns=entry.towns,
            names=university,
            kind="university",
            where=where,
        )


def read_text(text: str, name: str) -> Listing:
    """Read the text format described in ``docs/authority.md``.

    Parameters
    ----------
    text
        Content of one file.
    name
        Its name for error messages.

    Raises
    ------
    InputError
        A line that is no country, town or institution, with its number.
    """
    listing = Listing()
    countries: tuple[str, ...] = ()
    joined: list[tuple[int, str]] = []
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.partition("#")[0].rstrip()
        if line[:1].isspace() and joined:
            joined[-1] = (joined[-1][0], joined[-1][1] + " " + line.strip())
        elif line.strip():
            joined.append((number, line.strip()))
    for number, line in joined:
        where = f"{name}, line {number}"
        if line.startswith("=="):
            countries = _split(line.strip("= "), ",")
        elif not countries:
            raise InputError(f"{where}: name a country first, as in '== FR'.")
        elif line.startswith("@"):
            spelt, _, near = line[1:].partition("~")
            spellings = _split(spelt.replace("=", ","), ",")
            for country in countries:
                listing.spellings[country].append(spellings)
                pairs = [(spellings[0], town) for town in _split(near, ",")]
                listing.neighbours[country] += pairs
        else:
            listing.entries += _entries(line, countries, where)
    return listing


def _ror_names(record: dict[str, Any]) -> list[str]:
    """Return all names of a ROR record, schema 1 or 2, the one it shows first."""
    if isinstance(record.get("names"), list):
        shown = sorted(record["names"], key=lambda name: "ror_display" not in name["types"])
        return [str(name["value"]) for name in shown]
    labels = [str(label["label"]) for label in record.get("labels", [])]
    return [str(record["name"]), *record.get("aliases", []), *record.get("acronyms", []), *labels]


def _ror_towns(record: dict[str, Any]) -> list[tuple[str, str]]:
    """Return (town, country code) of each address of a ROR record, schema 1 or 2."""
    if "locations" in record:
        found = [place["geonames_details"] for place in record["locations"]]
        return [(str(place["name"]), str(place["country_code"])) for place in found]
    code = str(record["country"]["country_code"])
    return [(str(place["city"]), code) for place in record["addresses"] if place.get("city")]


def _ror_entry(record: dict[str, Any]) -> Entry | None:
    """Return a healthcare record of ROR as an entry, None for anything else."""
    towns = _ror_towns(record)
    if not towns or "healthcare" not in (str(kind).lower() for kind in record["types"]):
        return None
    names = [tidy(name) for name in _ror_names(record)]
    links = record.get("relationships", [])
    parents = [str(link["label"]) for link in links if str(link["type"]).lower() == "parent"]
    country = towns[0][1]
    return Entry(
        id=f"{_entry_id(country, names[0])}:{str(record['id']).rpartition('/')[2]}",
        name=names[0],
        countries=(country,),
        towns=tuple(town for town, _ in towns),
        names=tuple(dict.fromkeys(names)),
        parent=min(parents, default=""),
        where=str(record["id"]),
    )


def read_ror(path: Path) -> Listing:
    """Read the hospitals of a dump of the Research Organization Registry (ROR, CC0).

    Parameters
    ----------
    path
        The dump's JSON file, schema 1 or 2; only records of type healthcare are taken.

    Raises
    ------
    InputError
        The file is no ROR dump, or no hospital is in it.
    """
    try:
        records = json.loads(path.read_text(encoding="utf-8"))
        entries = [entry for record in records if (entry := _ror_entry(record))]
    except (KeyError, TypeError, IndexError, AttributeError, ValueError) as error:
        raise InputError(f"{path.name} is no ROR dump: expected a JSON list of records.") from error
    if not entries:
        raise InputError(f"{path.name} is no ROR dump: no healthcare organisation is in it.")
    return Listing(entries=entries)
