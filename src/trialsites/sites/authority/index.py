"""Finding the institutions of the authority file inside published names."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from trialsites import rules
from trialsites.errors import InputError
from trialsites.sites.authority.files import Campus, Entry, Listing, read_ror, read_text
from trialsites.sites.authority.wording import forms, is_generic, town_keys, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["Authority", "Match", "campus_town", "find", "load"]

# A campus's bare name ("Pellegrin") stands for it where one of these stands beside it.
_CAMPUS_FORMS = (
    "Hospital {}",
    "CH {}",
    "GH {}",
    "Hospital Group {}",
    "Campus {}",
    "Site {}",
    "Klinikum {}",
)

# A campus's name with one of these words says enough without its institution.
_STANDS_ALONE = frozenset({"campus", "center", "ch", "clinic", "hospital", "institute", "uh"})


@dataclass(frozen=True, slots=True)
class Match:
    """One institution that a published name speaks of.

    Attributes
    ----------
    entry
        The institution's id, such as ``FR:chu-de-bordeaux``.
    campus
        Its campus, or empty where neither name nor town says.
    parent
        The network it belongs to, or empty.
    exact
        Whether the published name says nothing else, its towns aside.
    """

    entry: str
    campus: str
    parent: str
    exact: bool


class _Name(NamedTuple):
    """What one run of words stands for."""

    entry: Entry
    campus: Campus | None
    generic: bool  # only in its own towns, never in their neighbours
    unique: bool  # wherever in the country
    bare: bool  # only beside another name of the institution, or alone
    turned: bool = False  # its words in another order than the file gives


class _Span(NamedTuple):
    start: int
    end: int
    name: _Name

    def inside(self, other: _Span) -> bool:
        """Return whether a longer name covers this one."""
        longer = other.end - other.start > self.end - self.start
        return longer and other.start <= self.start and self.end <= other.end


def _says_something(name: tuple[str, ...]) -> bool:
    """Return whether a name of type words is more than "Hospital"."""
    return len(name) > 1 or name in {("uh",), ("umc",)} or not is_generic(name)


def _published_names(entry: Entry) -> Iterator[tuple[tuple[str, ...], _Name, bool]]:
    """Yield every run of words that stands for an institution or campus, and if it is derived."""
    firm = _Name(entry, None, generic=False, unique=False, bare=False)
    for listed, unique in ((entry.unique, True), (entry.names, False)):
        for text in listed:
            for number, form in enumerate(forms(text)):
                if not is_generic(form):
                    yield form, firm._replace(unique=unique), number > 0
    own = (entry.name,) if is_generic(words(entry.name)) else ()
    for text in own + entry.sole:
        if _says_something(words(text)):
            yield words(text), firm._replace(generic=True), False
    for campus in entry.campuses:
        yield from _campus_names(entry, campus)


def _campus_names(entry: Entry, campus: Campus) -> Iterator[tuple[tuple[str, ...], _Name, bool]]:
    firm = _Name(entry, campus, generic=False, unique=False, bare=False)
    for text in campus.names:
        for number, form in enumerate(forms(text)):
            yield form, firm._replace(generic=is_generic(form)), number > 0
    own = forms(campus.name)
    bare = _STANDS_ALONE.isdisjoint(own[0]) or is_generic(own[0])
    for form in own:
        yield form, firm._replace(bare=bare), False
    towns = {words(town) for town in (*entry.towns, campus.town)}
    if bare and not is_generic(own[0]) and own[0] not in towns:
        for pattern in _CAMPUS_FORMS:
            for form in forms(pattern.format(campus.name)):
                yield form, firm, True


class _Country:
    """The names and towns of one country, ready for looking up."""

    def __init__(self, code: str, listing: Listing) -> None:
        self.spelling: dict[str, str] = {}
        for spellings in listing.spellings.get(code, ()):
            first = self.spelling.setdefault(town_keys(spellings[0])[0], town_keys(spellings[0])[0])
            self.spelling.update({town_keys(other)[0]: first for other in spellings[1:]})
        self.beside: dict[str, set[str]] = defaultdict(set)
        for town, neighbour in listing.neighbours.get(code, ()):
            one, other = self.town(town)[0], self.town(neighbour)[0]
            self.beside[one].add(other)
            self.beside[other].add(one)
        self.names: dict[tuple[str, ...], list[_Name]] = defaultdict(list)
        self.longest: dict[str, int] = defaultdict(int)
        self.own: dict[str, frozenset[str]] = {}
        published: list[tuple[tuple[str, ...], _Name, bool]] = []
        for entry in listing.entries:
            if code in entry.countries:
                stands = [*entry.towns, *(campus.town for campus in entry.campuses)]
                self.own[entry.id] = frozenset(self.town(town)[0] for town in stands if town)
                published += _published_names(entry)
        for derived in (False, True):
            for form, name in dict.fromkeys(pair[:2] for pair in published if pair[2] == derived):
                self._add(form, name._replace(turned=derived))

    def _add(self, form: tuple[str, ...], name: _Name) -> None:
        """List a name; one derived by turning words round yields to another's own name."""
        rivals = [known for known in self.names[form] if known.entry is not name.entry]
        own = self.own[name.entry.id]
        if name.turned and any(not own.isdisjoint(self.own[rival.entry.id]) for rival in rivals):
            return
        if not any(known[:-1] == name[:-1] for known in self.names[form]):
            self.names[form].append(name)
            self.longest[form[0]] = max(self.longest[form[0]], len(form))

    def town(self, published: str) -> tuple[str, ...]:
        """Return the town's key under each reading of a published town, "" for none."""
        keys = town_keys(published)
        return tuple(dict.fromkeys(self.spelling.get(key, key) for key in keys)) or ("",)

    def spans(self, text: tuple[str, ...]) -> list[_Span]:
        """Return every known name in a text, wherever its institution stands.

        "Hospital X" may be "X Hospital", but not in "Hospital, X University".
        """
        found = []
        for start, word in enumerate(text):
            for end in range(start + 1, min(len(text), start + self.longest.get(word, 0)) + 1):
                before_university = text[end : end + 1] == ("university",)
                found += [
                    _Span(start, end, name)
                    for name in self.names.get(text[start:end], ())
                    if not (name.turned and before_university)
                ]
        return found

    def distance(self, name: _Name, towns: tuple[str, ...]) -> int:
        """Return 0 in an own town, 1 in a neighbour town, 2 if unique elsewhere, 3 otherwise."""
        own = self.own[name.entry.id]
        if not own.isdisjoint(towns):
            return 0
        if not name.generic and any(not own.isdisjoint(self.beside.get(t, ())) for t in towns):
            return 1
        return 2 if name.unique else 3


def _contains(text: tuple[str, ...], part: tuple[str, ...]) -> bool:
    return any(text[i : i + len(part)] == part for i in range(len(text) - len(part) + 1))


class Authority:
    """The institutions of one or more authority files.

    Parameters
    ----------
    listing
        What the files say. Institutions of one id are one: later names add to earlier ones.
    """

    def __init__(self, listing: Listing) -> None:
        joined: dict[str, Entry] = {}
        for entry in listing.entries:
            known = joined.get(entry.id)
            joined[entry.id] = _extended(known, entry) if known else entry
        self.entries = joined
        self._listing = replace(listing, entries=list(joined.values()))
        self._countries: dict[str, _Country] = {}

    def _country(self, code: str) -> _Country:
        if code not in self._countries:
            self._countries[code] = _Country(code, self._listing)
        return self._countries[code]

    def find(self, facility: str, city: str, country_code: str) -> tuple[Match, ...]:
        """Return the institutions that a published name speaks of, in the order it names them.

        A name counts where it stands as whole words in the text and the published town is one of
        its institution's towns or beside one; a longer name of anybody in the country hides a
        shorter one inside it ("Seoul National University Bundang Hospital" is not the one in
        Seoul).

        Parameters
        ----------
        facility, city
            As published.
        country_code
            ISO 3166-1 alpha-2.
        """
        text = words(facility)
        country = self._country(country_code)
        spans = country.spans(text)
        if not spans:
            return ()
        towns = country.town(city)
        firm = [span for span in spans if not span.name.bare]
        spans = [span for span in spans if not any(span.inside(other) for other in firm)]
        near = [
            (span, distance)
            for span in spans
            if (distance := country.distance(span.name, towns)) < 3  # noqa: PLR2004 - "elsewhere"
            and not any(_contains(text, words(blocker)) for blocker in span.name.entry.blockers)
        ]
        closest: dict[tuple[int, int], int] = {}
        for span, distance in near:
            closest[span[:2]] = min(distance, closest.get(span[:2], 3))
        kept = [span for span, distance in near if distance == closest[span[:2]]]
        return self._matches(kept, text, country, towns)

    def _matches(
        self,
        spans: Sequence[_Span],
        text: tuple[str, ...],
        country: _Country,
        towns: tuple[str, ...],
    ) -> tuple[Match, ...]:
        grouped: dict[str, list[_Span]] = defaultdict(list)
        for span in sorted(spans, key=lambda span: (span.start, -span.end, span.name.entry.id)):
            grouped[span.name.entry.id].append(span)
        matches = []
        for group in grouped.values():
            alone = {span[:2] for span in group} == {(0, len(text))}
            if all(span.name.bare for span in group) and not alone:
                continue
            entry = group[0].name.entry
            campuses = {span.name.campus.name for span in group if span.name.campus}
            campus = campuses.pop() if len(campuses) == 1 else ""
            if not campus and not campuses:
                campus = _campus_by_town(entry, country, towns)
            said = {i for span in group for i in range(span.start, span.end)}
            rest = {word for i, word in enumerate(text) if i not in said}
            own = country.own[entry.id].union(towns)
            exact = rest <= {word for town in own for word in town.split()}
            matches.append(Match(entry.id, campus, entry.parent, exact))
        return tuple(matches)

    def campus_town(self, entry: str, campus: str) -> str:
        """Return the town in which a campus stands, or empty where it is not known.

        Parameters
        ----------
        entry
            An institution's id.
        campus
            A campus's name as given by `find`; empty for the institution itself.
        """
        known = self.entries.get(entry)
        if known is None:
            return ""
        named = {one.name: one.town or known.towns[0] for one in known.campuses}
        if not campus and len(known.towns) == 1 and set(named.values()) <= {known.towns[0]}:
            return known.towns[0]
        return named.get(campus, "")

    def problems(self) -> list[str]:
        """Return one sentence for each name that would catch a hospital it does not mean."""
        found = []
        for entry in self.entries.values():
            found += [
                f"{entry.where}: '{name}' says only what it is; list it under 'sole' or not at all."
                for name in (*entry.names[1:], *entry.unique)
                if is_generic(words(name))
            ]
            found += [
                f"{entry.where}: '{name}' says nothing."
                for name in (entry.name, *entry.sole)
                if not _says_something(words(name))
            ]
        for entry in self.entries.values():
            towns = {words(town) for town in entry.towns}
            found += [
                f"{entry.where}: '{name}' is the name of its town."
                for name in entry.names
                if words(name) in towns
            ]
        for code in sorted({entry.countries[0] for entry in self.entries.values()}):
            country = self._country(code)
            for form, names in country.names.items():
                firm = [name for name in names if not name.bare]
                found += _shared(form, firm, country)
        return found


def _shared(form: tuple[str, ...], names: list[_Name], country: _Country) -> list[str]:
    """Return a sentence for each town in which a name means two institutions or two campuses."""
    owners: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for name in names:
        for town in country.own[name.entry.id]:
            owners[town].add((name.entry.id, name.campus.name if name.campus else ""))
    found = []
    for town, meant in sorted(owners.items()):
        campuses = {entry for entry, campus in meant if campus}
        rivals = sorted(owner for owner in meant if owner[1] or owner[0] not in campuses)
        if len(rivals) > 1:
            listed = ", ".join(" ".join(rival).strip() for rival in rivals)
            found.append(f"'{' '.join(form)}' in {town} means {listed}.")
    return found


def _extended(known: Entry, more: Entry) -> Entry:
    def both(one: tuple[str, ...], two: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one + two))

    campuses = {campus.name: campus for campus in (*known.campuses, *more.campuses)}
    return replace(
        known,
        towns=both(known.towns, more.towns),
        names=both(known.names, more.names),
        campuses=tuple(campuses.values()),
        parent=known.parent or more.parent,
        sole=both(known.sole, more.sole),
        unique=both(known.unique, more.unique),
        blockers=both(known.blockers, more.blockers),
    )


def _campus_by_town(entry: Entry, country: _Country, towns: tuple[str, ...]) -> str:
    """Return the only campus in a town that is neither main nor in the institution's name."""
    name = entry.name.casefold()
    if country.town(entry.towns[0])[0] in towns:
        return ""
    if any(country.town(t)[0] in towns and t.casefold() in name for t in entry.towns):
        return ""
    here = [c.name for c in entry.campuses if c.town and country.town(c.town)[0] in towns]
    return here[0] if len(here) == 1 else ""


def _joined_to(known: Authority, extra: Iterable[Entry]) -> Iterator[Entry]:
    """Yield register entries, under a known institution's id where one alone bears the name."""
    for entry in extra:
        matches = known.find(entry.name, entry.towns[0], entry.countries[0])
        same = len(matches) == 1 and matches[0].exact and not matches[0].campus
        yield replace(entry, id=matches[0].entry) if same else entry


@cache
def _shipped() -> Listing:
    listing = Listing()
    folder = files(rules).joinpath("authority")
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".txt"):
            listing.add(read_text(file.read_text(encoding="utf-8"), file.name))
    return listing


@lru_cache(maxsize=4)
def load(extra_paths: tuple[Path, ...] = ()) -> Authority:
    """Return the shipped authority file, extended by a user's own files.

    Parameters
    ----------
    extra_paths
        Files in the format of ``docs/authority.md``, or ROR dumps (``.json``).

    Raises
    ------
    InputError
        A file is missing or cannot be read.
    """
    listing = Listing()
    listing.add(_shipped())
    for path in map(Path, extra_paths):
        try:
            if path.suffix.lower() == ".json":
                dump = read_ror(path)
                listing.entries += _joined_to(Authority(listing), dump.entries)
            else:
                listing.add(read_text(path.read_text(encoding="utf-8"), path.name))
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{path}: cannot be read as an authority file.") from error
    return Authority(listing)


@lru_cache(maxsize=1 << 16)
def find(facility: str, city: str, country_code: str) -> tuple[Match, ...]:
    """Return the institutions of the shipped file that a published name speaks of.

    See `Authority.find`.
    """
    return load().find(facility, city, country_code)


def campus_town(entry: str, campus: str) -> str:
    """Return the town of a campus of the shipped file, see `Authority.campus_town`."""
    return load().campus_town(entry, campus)
