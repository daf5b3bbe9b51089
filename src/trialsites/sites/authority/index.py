"""The names and towns of one country, ready for looking up in published texts."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from trialsites.sites.authority.mistyped import Vocabulary
from trialsites.sites.authority.wording import forms, is_generic, town_keys, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trialsites.sites.authority.files import Campus, Entry, Listing

__all__ = ["CountryIndex", "Name", "Span", "says_something"]

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

# A university's name with one of these is its hospital.
_UNIVERSITY_HOSPITALS = ("{} Hospital", "{} Medical Center", "{} Health System", "{} Clinic")

# A campus's name with one of these words says enough without its institution.
_STANDS_ALONE = frozenset({"campus", "center", "ch", "clinic", "hospital", "institute", "uh"})


class Name(NamedTuple):
    """What one run of words stands for."""

    entry: Entry
    campus: Campus | None
    generic: bool  # only in its own towns, never in their neighbours
    unique: bool  # wherever in the country
    bare: bool  # only beside another name of the institution, or alone
    turned: bool = False  # its words in another order than the file gives


class Span(NamedTuple):
    """Where in a text a name stands."""

    start: int
    end: int
    name: Name

    def inside(self, other: Span) -> bool:
        """Return whether a longer name covers this one."""
        longer = other.end - other.start > self.end - self.start
        return longer and other.start <= self.start and self.end <= other.end


def says_something(name: tuple[str, ...]) -> bool:
    """Return whether a name of type words is more than "Hospital"."""
    return len(name) > 1 or name in {("uh",), ("umc",), ("vamc",)} or not is_generic(name)


def _published_names(entry: Entry) -> Iterator[tuple[tuple[str, ...], Name, bool]]:
    """Yield every run of words that stands for an institution or campus, and if it is derived."""
    firm = Name(entry, None, generic=False, unique=False, bare=False)
    for listed, unique in ((entry.unique, True), (entry.names, False)):
        for text in listed:
            for number, form in enumerate(forms(text)):
                if not is_generic(form):
                    yield form, firm._replace(unique=unique), number > 0
    own = (entry.name,) if is_generic(words(entry.name)) else ()
    for text in own + entry.sole:
        if says_something(words(text)):
            yield words(text), firm._replace(generic=True), False
    for university in entry.university:
        for pattern in _UNIVERSITY_HOSPITALS:
            yield words(pattern.format(university)), firm, True
    for campus in entry.campuses:
        yield from _campus_names(entry, campus)


def _campus_names(entry: Entry, campus: Campus) -> Iterator[tuple[tuple[str, ...], Name, bool]]:
    firm = Name(entry, campus, generic=False, unique=False, bare=False)
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


class CountryIndex:
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
        self.names: dict[tuple[str, ...], list[Name]] = defaultdict(list)
        self.longest: dict[str, int] = defaultdict(int)
        self.own: dict[str, frozenset[str]] = {}
        published: list[tuple[tuple[str, ...], Name, bool]] = []
        for entry in listing.entries:
            if code in entry.countries:
                stands = [*entry.towns, *(campus.town for campus in entry.campuses)]
                self.own[entry.id] = frozenset(self.town(town)[0] for town in stands if town)
                published += _published_names(entry)
        for derived in (False, True):
            for form, name in dict.fromkeys(pair[:2] for pair in published if pair[2] == derived):
                self._add(form, name._replace(turned=derived))
        self._vocabulary = Vocabulary(word for form in self.names for word in form)

    def read(self, text: tuple[str, ...]) -> tuple[str, ...]:
        """Return words with typing errors mended where exactly one name's word is meant."""
        return tuple(map(self._vocabulary.read, text))

    def _add(self, form: tuple[str, ...], name: Name) -> None:
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

    def spans(self, text: tuple[str, ...]) -> list[Span]:
        """Return every known name in a text, wherever its institution stands.

        "Hospital X" may be "X Hospital", but not in "Hospital, X University".
        """
        found = []
        for start, word in enumerate(text):
            for end in range(start + 1, min(len(text), start + self.longest.get(word, 0)) + 1):
                before_university = text[end : end + 1] == ("university",)
                found += [
                    Span(start, end, name)
                    for name in self.names.get(text[start:end], ())
                    if not (name.turned and before_university)
                ]
        return found

    def distance(self, name: Name, towns: tuple[str, ...]) -> int:
        """Return 0 in an own town, 1 in a neighbour town, 2 if unique elsewhere, 3 otherwise."""
        own = self.own[name.entry.id]
        if not own.isdisjoint(towns):
            return 0
        if not name.generic and any(not own.isdisjoint(self.beside.get(t, ())) for t in towns):
            return 1
        return 2 if name.unique else 3
