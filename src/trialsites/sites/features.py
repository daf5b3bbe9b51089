"""What two facility names have in common, as numbers that a person can read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from trialsites.sites.words import information, similar
from trialsites.text import fold

if TYPE_CHECKING:
    from trialsites.sites.parse import Name, Part
    from trialsites.sites.spelling import Spelling

__all__ = ["Overlap", "features", "overlap"]

_CAP = 12.0
_KINDS = (
    frozenset({"uh"}),
    frozenset({"univ", "school"}),
    frozenset({"hosp", "mc"}),
    frozenset({"cancer"}),
    frozenset({"clinic", "practice"}),
    frozenset({"research"}),
)


@dataclass(frozen=True, slots=True)
class Overlap:
    """The identifying words of two names side by side.

    Attributes
    ----------
    shared
        Words of the first name that the second has too.
    information
        Nats shared.
    left_a, left_b
        Nats that only one has.
    """

    shared: tuple[str, ...]
    information: float
    left_a: float
    left_b: float


def overlap(a: frozenset[str], b: frozenset[str]) -> Overlap:
    """Return which identifying words two names share, typing errors allowed.

    Parameters
    ----------
    a, b
        Folded words.
    """
    shared = sorted(a & b)
    total = sum(information(w) for w in shared)
    left_b = sorted(b - a)
    rest_a = 0.0
    for word in sorted(a - b):
        best = max(left_b, key=lambda other: similar(word, other), default="")
        likeness = similar(word, best) if best else 0.0
        if likeness:
            left_b.remove(best)
            shared.append(word)
            total += likeness * min(information(word), information(best))
        else:
            rest_a += information(word)
    return Overlap(tuple(shared), total, rest_a, sum(information(w) for w in left_b))


def _part_information(a: Name, b: Name) -> float:
    """Return the nats of the most telling part that both names have whole."""
    wholes = {_whole(part) for part in b.parts}
    return max(
        (
            sum(information(w) for w in part.words)
            for part in a.parts
            if part.words and _whole(part) in wholes
        ),
        default=0.0,
    )


def _whole(part: Part) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    return frozenset(part.words), part.qualifiers, part.numbers


def _coreless_match(a: Name, b: Name) -> float:
    """Return 1 if both have a part without identifying words that says exactly the same."""
    mine = {_plain(p) for p in a.parts if not p.words and p.types}
    return float(any(_plain(p) in mine for p in b.parts if not p.words and p.types))


def _plain(part: Part) -> tuple[frozenset[str], ...]:
    return part.types, part.generics, part.specialties, part.qualifiers, part.numbers


def _acronym(a: Name, b: Name) -> float:
    """Return 1 if an acronym of one name is made of the other's initials."""
    hit = (a.acronyms & b.initials) | (b.acronyms & a.initials)
    return float(any(len(x) > 2 for x in hit))  # noqa: PLR2004 - two letters meet by chance


def _postcodes(a: Spelling, b: Spelling) -> tuple[float, float]:
    mine = {fold(z).replace(" ", "") for z in a.zips} - {""}
    theirs = {fold(z).replace(" ", "") for z in b.zips} - {""}
    if not mine or not theirs:
        return 0.0, 0.0
    return float(bool(mine & theirs)), float(not mine & theirs)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def features(a: Spelling, b: Spelling) -> dict[str, float]:
    """Return the readable features of a pair of spellings of one place.

    Parameters
    ----------
    a, b
        Two spellings; the result is the same either way round.
    """
    left, right = a.name, b.name
    return {**_word_features(left, right), **_kind_features(left, right), **_row_features(a, b)}


def _word_features(a: Name, b: Name) -> dict[str, float]:
    words = overlap(a.words, b.words)
    total = words.information + words.left_a + words.left_b
    smaller = words.information + min(words.left_a, words.left_b)
    both = bool(a.words and b.words)
    neither = not a.words and not b.words
    return {
        "shared": min(words.information, _CAP) / _CAP,
        "jaccard": _ratio(words.information, total),
        "contained": _ratio(words.information, smaller),
        "same_words": float(both and words.left_a + words.left_b == 0),
        "nothing_shared": float(both and not words.shared),
        "left_both": min(words.left_a, words.left_b, _CAP) / _CAP,
        "left_one": min(max(words.left_a, words.left_b), 2 * _CAP) / _CAP,
        "one_plain": float(not both and not neither),
        "both_plain": float(neither),
        "part": min(_part_information(a, b), _CAP) / _CAP,
        "acronym": _acronym(a, b),
    }


def _kind_features(a: Name, b: Name) -> dict[str, float]:
    plain = float(not a.words and not b.words)
    words = 1.0 - plain
    apart = sum(bool(a.types & kind) != bool(b.types & kind) for kind in _KINDS)
    ordinary = _ratio(len(a.generics & b.generics), len(a.generics | b.generics))
    specialty = _ratio(len(a.specialties & b.specialties), len(a.specialties | b.specialties))
    return {
        "plain_part": _coreless_match(a, b),
        "plain_types": plain * _ratio(len(a.types & b.types), len(a.types | b.types)),
        "plain_apart": plain * apart,
        "plain_uh": plain * float("uh" in a.types and "uh" in b.types),
        "plain_ordinary_apart": plain * len(a.generics ^ b.generics),
        "plain_ordinary_same": plain * ordinary,
        "plain_specialty_apart": plain * len(a.specialties ^ b.specialties),
        "plain_specialty_same": plain * specialty,
        "types_same": words * float(a.types == b.types),
        "types_apart": words * apart,
        "ordinary_apart": words * min(len(a.generics ^ b.generics), 4),
        "specialty_both_apart": words
        * float(bool(a.specialties and b.specialties and not a.specialties & b.specialties)),
        "qualifiers_apart": float(len(a.qualifiers ^ b.qualifiers)),
        "qualifiers_same": float(bool(a.qualifiers & b.qualifiers)),
        "numbers_apart": float(bool(a.numbers and b.numbers and a.numbers != b.numbers)),
        "number_one": float(bool(a.numbers) != bool(b.numbers)),
        "networks_same": float(bool(a.networks & b.networks)),
        "networks_apart": float(bool(a.networks and b.networks and not a.networks & b.networks)),
        "department_one": float(bool(a.departments) != bool(b.departments)),
        "town_both": float(a.town and b.town),
    }


def _row_features(a: Spelling, b: Spelling) -> dict[str, float]:
    same, conflict = _postcodes(a, b)
    one, two = fold(a.facility), fold(b.facility)
    return {
        "winkler": JaroWinkler.similarity(one, two),
        "token_sort": fuzz.token_sort_ratio(one, two) / 100,
        "token_set": fuzz.token_set_ratio(one, two) / 100,
        "partial": fuzz.partial_ratio(one, two) / 100,
        "postcode_same": same,
        "postcode_apart": conflict,
    }
