"""Finding the institutions of the authority file inside published names."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from trialsites.sites.authority.index import CountryIndex, Name, Span, says_something
from trialsites.sites.authority.wording import is_generic, is_plain, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from trialsites.sites.authority.files import Campus, Entry, Listing

__all__ = ["Authority", "Match"]


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
    several
        Whether the institution is known to have more than one house.
    kind
        What it is if no hospital: university, institute or chain.
    rest
        The words, as `wording.words` spells them, that stand in none of its names and are not its
        town's.
    """

    entry: str
    campus: str
    parent: str
    exact: bool
    several: bool
    kind: str = ""
    rest: frozenset[str] = frozenset()


def _at_home(near: Sequence[tuple[Span, int]]) -> list[Span]:
    """Return the names in the town itself if a hospital is among them, else all.

    "Herlev and Gentofte Hospital" is one house in Herlev and another in Gentofte.
    """
    home = [span for span, distance in near if not distance]
    if any(not span.name.entry.kind and not span.name.bare for span in home):
        return home
    return [span for span, _ in near]


def _hidden(
    spans: Sequence[Span], text: tuple[str, ...], country: CountryIndex, towns: tuple[str, ...]
) -> set[tuple[int, int]]:
    """Return where the names stand that a longer name covers.

    "Saint Luke's Medical Center" is also Saint Luke's of this town, though the file has the longer
    name from another one: a longer name from elsewhere that adds no word of its own hides nothing.
    """
    longer: dict[tuple[int, int], tuple[Span, bool]] = {}
    for span in spans:
        if not span.name.bare:
            here = country.distance(span.name, towns) < 3 or longer.get(span[:2], (span, False))[1]  # noqa: PLR2004 - "elsewhere"
            longer[span[:2]] = span, here
    return {
        span[:2]
        for span in spans
        for other, here in longer.values()
        if span.inside(other)
        and (here or not is_plain(text[other.start : span.start] + text[span.end : other.end]))
    }


def _contains(text: tuple[str, ...], part: tuple[str, ...]) -> bool:
    return any(text[i : i + len(part)] == part for i in range(len(text) - len(part) + 1))


def _blocked(span: Span, text: tuple[str, ...]) -> bool:
    return any(_contains(text, words(blocker)) for blocker in span.name.entry.blockers)


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
        self._houses = _houses(joined)
        self._of_group: dict[str, list[Entry]] = defaultdict(list)
        for house, group in self._houses.items():
            self._of_group[group.id].append(joined[house])
        self._listing = replace(listing, entries=list(joined.values()))
        self._countries: dict[str, CountryIndex] = {}

    def _country(self, code: str) -> CountryIndex:
        if code not in self._countries:
            self._countries[code] = CountryIndex(code, self._listing)
        return self._countries[code]

    def find(self, facility: str, city: str, country_code: str) -> tuple[Match, ...]:
        """Return the institutions that a published name speaks of, in the order it names them.

        A name counts where it stands as whole words in the text and the published town is one of
        its institution's towns or beside one; a longer name of anybody in the country hides a
        shorter one inside it ("Seoul National University Bundang Hospital" is not the one in
        Seoul). Of several hospitals that it names, those in the published town are meant.

        Parameters
        ----------
        facility, city
            As published.
        country_code
            ISO 3166-1 alpha-2.
        """
        country = self._country(country_code)
        text = country.read(words(facility))
        spans = country.spans(text)
        if not spans:
            return ()
        towns = country.town(city)
        hidden = _hidden(spans, text, country, towns)
        spans = [span for span in spans if span[:2] not in hidden]
        near = [
            (span, distance)
            for span in spans
            if (distance := country.distance(span.name, towns)) < 3  # noqa: PLR2004 - "elsewhere"
            and not _blocked(span, text)
        ]
        closest: dict[tuple[int, int], int] = {}
        for span, distance in near:
            closest[span[:2]] = min(distance, closest.get(span[:2], 3))
        kept = [pair for pair in near if pair[1] == closest[pair[0][:2]]]
        return self._matches(_at_home(kept), text, country, towns)

    def _matches(
        self,
        spans: Sequence[Span],
        text: tuple[str, ...],
        country: CountryIndex,
        towns: tuple[str, ...],
    ) -> tuple[Match, ...]:
        grouped: dict[str, list[Span]] = defaultdict(list)
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
            own = {word for town in country.own[entry.id].union(towns) for word in town.split()}
            rest = frozenset(word for i, word in enumerate(text) if i not in said) - own
            several = self._several(entry)
            matches.append(
                Match(entry.id, campus, entry.parent, not rest, several, entry.kind, rest)
            )
        return self._hospitals_first([self._in_its_group(match) for match in matches])

    def _several(self, entry: Entry) -> bool:
        """Return whether an institution has several houses."""
        spread = entry.kind in {"chain", "university"} or entry.id in self._of_group
        return spread or len(entry.campuses) > 1

    def _in_its_group(self, match: Match) -> Match:
        """Return a hospital as the campus of the group it belongs to, if the file knows it."""
        group = self._houses.get(match.entry)
        if group is None:
            return match
        campus = match.campus or self.entries[match.entry].name
        return replace(match, entry=group.id, campus=campus, parent=group.parent, several=True)

    def _hospitals_first(self, matches: list[Match]) -> tuple[Match, ...]:
        """Leave out universities, institutes and chains beside a hospital: they say whose it is."""
        hospitals = [match for match in matches if not self.entries[match.entry].kind]
        named: dict[str, list[Match]] = defaultdict(list)
        for match in hospitals or matches:
            named[match.entry].append(match)
        return tuple(_one_campus(group) for group in named.values())

    def towns(self, facility: str, country_code: str) -> tuple[str, ...]:
        """Return the towns of the hospitals that bear a published name, each one's main town first.

        They may lie anywhere in the country. Names that only say what a hospital is ("University
        Hospital") mean none. A hospital with campuses may have several towns, as may one whose
        town has several names.

        Parameters
        ----------
        facility
            As published.
        country_code
            ISO 3166-1 alpha-2.
        """
        country = self._country(country_code)
        text = country.read(words(facility))
        firm = [span for span in country.spans(text) if not span.name.bare]
        found: list[str] = []
        for span in firm:
            entry, campus, *_ = name = span.name
            told = not name.generic and not any(span.inside(other) for other in firm)
            if told and not entry.kind and not _blocked(span, text):
                town = self.campus_town(entry.id, campus.name if campus else "")
                found += [town] if town else entry.towns
        return tuple(dict.fromkeys(found))

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
        named = self._campus_towns(known)
        if not campus and len(known.towns) == 1 and set(named.values()) <= {known.towns[0]}:
            return known.towns[0]
        return named.get(campus, "")

    def _campus_towns(self, entry: Entry) -> dict[str, str]:
        """Return the town of each campus of an institution, its houses and theirs included."""
        named = {campus.name: campus.town or entry.towns[0] for campus in entry.campuses}
        for house in self._of_group.get(entry.id, ()):
            named[house.name] = house.towns[0]
            named |= {campus.name: campus.town or house.towns[0] for campus in house.campuses}
        return named

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
                if not says_something(words(name))
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


def _shared(form: tuple[str, ...], names: list[Name], country: CountryIndex) -> list[str]:
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


def _houses(entries: Mapping[str, Entry]) -> dict[str, Entry]:
    """Return the group of each hospital whose group is in the file and in the same town."""
    named = {(entry.countries[0], words(entry.name)): entry for entry in entries.values()}
    found = {}
    for entry in entries.values():
        group = named.get((entry.countries[0], words(entry.parent)))
        if group and not group.kind and group is not entry and set(group.towns) & set(entry.towns):
            found[entry.id] = group
    return found


def _one_campus(matches: Sequence[Match]) -> Match:
    """Return one match for all that a text says of an institution; no campus if it says two."""
    campuses = {match.campus for match in matches if match.campus}
    campus = campuses.pop() if len(campuses) == 1 else ""
    rest = frozenset.intersection(*(match.rest for match in matches))
    exact = any(match.exact for match in matches)
    return replace(matches[0], campus=campus, exact=exact, rest=rest)


def _extended(known: Entry, more: Entry) -> Entry:
    def both(one: tuple[str, ...], two: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one + two))

    campuses: dict[str, Campus] = {}
    for campus in (*known.campuses, *more.campuses):
        first = campuses.setdefault(campus.name, campus)
        campuses[campus.name] = replace(first, names=both(first.names, campus.names))
    return replace(
        known,
        towns=both(known.towns, more.towns),
        names=both(known.names, more.names),
        campuses=tuple(campuses.values()),
        parent=known.parent or more.parent,
        kind=known.kind or more.kind,
        university=both(known.university, more.university),
        sole=both(known.sole, more.sole),
        unique=both(known.unique, more.unique),
        blockers=both(known.blockers, more.blockers),
    )


def _campus_by_town(entry: Entry, country: CountryIndex, towns: tuple[str, ...]) -> str:
    """Return the only campus in a town that is neither main nor in the institution's name."""
    name = entry.name.casefold()
    if country.town(entry.towns[0])[0] in towns:
        return ""
    if any(country.town(t)[0] in towns and t.casefold() in name for t in entry.towns):
        return ""
    here = [c.name for c in entry.campuses if c.town and country.town(c.town)[0] in towns]
    return here[0] if len(here) == 1 else ""
