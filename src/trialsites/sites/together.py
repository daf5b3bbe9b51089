"""Names that are named together: "Odette Cancer Centre at Sunnybrook" says who is at home where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trialsites.sites.name import canonical
from trialsites.sites.words import is_place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trialsites.sites.name import Name, Part

__all__ = ["adopt"]

_HOSPITAL = frozenset({"uh", "hosp", "mc"})
_Key = tuple[frozenset[str], ...]


def _key(part: Part) -> _Key | None:
    """Return what a part is compared by, or None if it names no house of its own.

    A university is the parent of many houses, so that being named with it says nothing; and a bare
    place is where a house stands.
    """
    types = canonical(part.types)
    if types & {"univ", "school"} or part.only_town:
        return None
    if not types and all(map(is_place, part.words)):
        return None
    if part.words:
        kinds = frozenset({"hospital"}) if types & _HOSPITAL else types - {"inst", "center"}
        return (
            frozenset(part.words),
            kinds if kinds != {"hospital"} else frozenset(),
            part.qualifiers,
            part.numbers,
            part.generics,
        )
    if not types & _HOSPITAL and "cancer" not in types:
        return None
    said = (part.networks, part.qualifiers, part.numbers, part.generics | part.specialties)
    if not part.town and not any(said):
        return None
    return frozenset({"(town)"} if part.town else ()), types, *said


def _homes(names: Sequence[Sequence[Name]], groups: list[int]) -> dict[int, dict[int, set[str]]]:
    """Return for each group the groups whose texts name it beside another house, and the texts.

    A group with a text that has no words of its own, such as "CHU de Nancy" in Nancy, is the whole
    organisation and no house of it.
    """
    single: dict[_Key, set[int]] = {}
    several: list[tuple[int, str, set[_Key]]] = []
    for node, spelled in enumerate(names):
        for name in spelled:
            keys = {key for part in name.parts if (key := _key(part))}
            if len(keys) == 1:
                single.setdefault(keys.pop(), set()).add(node)
            elif keys:
                several.append((node, name.text, keys))
    homes: dict[int, dict[int, set[str]]] = {}
    for node, text, keys in several:
        if not any(key[0] - {"(town)"} for key in keys):
            continue
        for other in {n for key in keys for n in single.get(key, ())}:
            homes.setdefault(groups[other], {}).setdefault(groups[node], set()).add(text)
    plain = {own for own, spelled in zip(groups, names, strict=True) if not _worded(spelled)}
    return {
        group: {home: texts for home, texts in found.items() if home == group or home not in plain}
        for group, found in homes.items()
        if group not in plain
    }


def _worded(names: Sequence[Name]) -> bool:
    return any(name.words for name in names)


def adopt(
    names: Sequence[Sequence[Name]],
    groups: list[int],
    never: set[tuple[int, int]],
    known: Sequence[frozenset[str]],
) -> tuple[list[int], dict[int, str]]:
    """Join a group to the only other group that is named together with it, without chains.

    "CHU de Nancy" in Vandœuvre joins Brabois where every text that names a campus of it there
    names Brabois; where texts name two campuses it joins neither. Two well-known institutions do
    not join because one text names both.

    Parameters
    ----------
    names
        For each node the names of all its spellings.
    groups
        For each node its group so far.
    never
        Pairs of nodes that must stay apart.
    known
        For each node the well-known institutions it names.

    Returns
    -------
    groups, reasons
        For each node its group, and for nodes of groups that joined another the text that says so.
    """
    forbidden = {frozenset((groups[a], groups[b])) for a, b in never}
    home_of: dict[int, int] = {}
    reasons: dict[int, str] = {}
    for group, home, texts in _sure(_homes(names, groups)):
        settled = home in home_of or group in home_of.values()
        if (
            settled
            or frozenset((group, home)) in forbidden
            or _strangers(known, groups, group, home)
        ):
            continue
        home_of[group] = home
        text = min(texts, key=lambda t: (len(t), t))
        reasons.update({node: text for node, own in enumerate(groups) if own == group})
    joined = [home_of.get(group, group) for group in groups]
    first: dict[int, int] = {}
    for group, own in zip(joined, groups, strict=True):
        first[group] = min(first.get(group, own), own)
    return [first[group] for group in joined], reasons


def _strangers(known: Sequence[frozenset[str]], groups: list[int], group: int, home: int) -> bool:
    """Tell whether some name of the home is known as another institution than its guest."""
    guest = frozenset[str]().union(*(k for k, g in zip(known, groups, strict=True) if g == group))
    hosts = (k for k, g in zip(known, groups, strict=True) if g == home and k)
    return bool(guest) and any(guest.isdisjoint(host) for host in hosts)


def _sure(homes: dict[int, dict[int, set[str]]]) -> list[tuple[int, int, set[str]]]:
    """Return (group, home, texts) where a group has one home, and its home no rival in it.

    Two groups named by different texts of one home are two campuses, and say nothing.
    """
    only: dict[int, list[tuple[int, set[str]]]] = {}
    for group, found in sorted(homes.items()):
        others = [home for home in found if home != group]
        if len(others) == 1:
            only.setdefault(others[0], []).append((group, found[others[0]]))
    return [
        (group, home, texts)
        for home, guests in sorted(only.items())
        for group, texts in guests
        if all(texts & rival for _, rival in guests)
    ]
