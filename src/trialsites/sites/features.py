"""What two facility names have in common, as numbers that a person can read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from trialsites.sites.known import compare, known_features, unlisted
from trialsites.sites.overlap import overlap
from trialsites.sites.words import information
from trialsites.text import fold

if TYPE_CHECKING:
    from trialsites.sites.name import Name, Part
    from trialsites.sites.overlap import Overlap
    from trialsites.sites.spelling import Spelling

__all__ = ["NAMES", "features"]

_CAP = 12.0
_RARE = 8.0
"""Nats above which words can hardly meet by chance: one name in 3,000."""
_SITUATIONS = ("equal", "within", "some", "apart", "plain", "one_plain")
_PAIRED = (
    "alike",
    "unsaid",
    "cancer_hospital",
    "hospital_university",
    "cancer_university",
    "clinic_hospital",
    "hospital_institute",
    "hospital_research",
    "hospital_system",
    "other",
)
NAMES = (
    *_SITUATIONS,
    *(f"near_{kinds}" for kinds in _PAIRED),
    *(f"far_{kinds}" for kinds in _PAIRED),
    "equal_rare",
    "equal_common",
    "within_rare_little",
    "within_rare_much",
    "within_common_little",
    "within_common_much",
    "some_rare",
    "some_common",
    "shared",
    "left_one",
    "left_both",
    "units_left",
    "jaccard",
    "contained",
    "part",
    "acronym",
    "plain_part",
    "plain_uh",
    "plain_uh_one",
    "plain_ordinary_apart",
    "plain_ordinary_same",
    "plain_specialty_apart",
    "plain_specialty_same",
    "plain_units_left",
    "types_same",
    "ordinary_apart",
    "specialty_apart",
    "qualifiers_one",
    "qualifiers_apart",
    "qualifiers_same",
    "number_one",
    "networks_same",
    "networks_apart",
    "department_one",
    "town_both",
    "town_neither",
    "known_same",
    "known_same_kinds_apart",
    "known_unsaid",
    "known_unsaid_kinds_apart",
    "known_campus_one",
    "known_apart",
    "known_campus_same",
    "known_more",
    "known_exact",
    "winkler",
    "token_sort",
    "token_set",
    "partial",
    "postcode_same",
    "postcode_apart",
)
"""Every feature; one of the first six holds, and one of the next twenty, but in a known house."""

_BESIDE = frozenset(
    {
        "qualifiers_one",
        "qualifiers_apart",
        "qualifiers_same",
        "number_one",
        "specialty_apart",
        "networks_apart",
        "postcode_same",
        "postcode_apart",
        "left_both",
        "left_one",
    }
)
"""What still counts between two names of one known house, however they are spelt."""


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


def features(a: Spelling, b: Spelling, *, authority: bool = True) -> dict[str, float]:
    """Return the readable features of a pair of spellings of one place.

    Parameters
    ----------
    a, b
        Two spellings; the result is the same either way round.
    authority
        Whether the authority file of well-known institutions is asked.
    """
    left, right = a.name, b.name
    found = dict.fromkeys(NAMES, 0.0)
    found.update(_word_features(left, right))
    found.update(_kind_features(left, right))
    found.update(_row_features(a, b))
    if authority:
        known = compare(a, b)
        if known.relation == "house":
            found = {name: found[name] if name in _BESIDE else 0.0 for name in NAMES}
            found.update(_left(overlap(*unlisted(a, b, known))))
        found.update(known_features(known, a, b))
    return found


def _situation(a: Name, b: Name, words: Overlap) -> str:
    """Return how the institutions' own words stand to each other."""
    if not a.core and not b.core:
        return "plain"
    if not a.core or not b.core:
        return "one_plain"
    if not words.shared:
        return "apart"
    if not words.left_a and not words.left_b:
        return "equal"
    return "within" if not words.left_a or not words.left_b else "some"


def _kinds(a: Name, b: Name) -> str:
    """Return the two kinds of institution as one word."""
    one, two = sorted((a.kind, b.kind))
    if one == two:
        return "alike" if one else "unsaid"
    return "unsaid" if not one else f"{one}_{two}"


def _word_features(a: Name, b: Name) -> dict[str, float]:
    core, every = overlap(a.core, b.core), overlap(a.words, b.words)
    situation, kinds = _situation(a, b, core), _kinds(a, b)
    group = "near" if situation in {"equal", "within", "plain"} else "far"
    total = every.information + every.left_a + every.left_b
    smaller = every.information + min(every.left_a, every.left_b)
    told = "rare" if core.information > _RARE else "common"
    left = max(core.left_a, core.left_b)
    rest = "" if situation != "within" else ("_much" if left > _RARE else "_little")
    return {
        situation: 1.0,
        **({f"{situation}_{told}{rest}": 1.0} if core.shared else {}),
        f"{group}_{kinds}" if f"{group}_{kinds}" in NAMES else f"{group}_other": 1.0,
        "shared": min(core.information, _CAP) / _CAP,
        **_left(core),
        "units_left": min(
            max(every.left_a - core.left_a, every.left_b - core.left_b, 0.0), 2 * _CAP
        )
        / _CAP,
        "jaccard": _ratio(every.information, total),
        "contained": _ratio(every.information, smaller),
        "part": min(_part_information(a, b), _CAP) / _CAP,
        "acronym": _acronym(a, b),
    }


def _left(said: Overlap) -> dict[str, float]:
    return {
        "left_one": min(max(said.left_a, said.left_b), 2 * _CAP) / _CAP,
        "left_both": min(said.left_a, said.left_b, _CAP) / _CAP,
    }


def _kind_features(a: Name, b: Name) -> dict[str, float]:
    plain = float(not a.core and not b.core)
    worded = 1.0 - plain
    ordinary = float(len(a.generics ^ b.generics))
    return {
        "plain_part": _coreless_match(a, b),
        "plain_uh": plain * float("uh" in a.types and "uh" in b.types),
        "plain_uh_one": plain * float(("uh" in a.types) != ("uh" in b.types)),
        "plain_ordinary_apart": plain * min(ordinary, 3.0),
        "plain_ordinary_same": plain * float(bool(a.generics & b.generics)),
        "plain_specialty_apart": plain * min(float(len(a.specialties ^ b.specialties)), 3.0),
        "plain_specialty_same": plain * float(bool(a.specialties & b.specialties)),
        "plain_units_left": plain * float(bool(a.words) != bool(b.words)),
        "types_same": float(a.types == b.types),
        "ordinary_apart": worded * min(ordinary, 3.0),
        "specialty_apart": worded
        * float(bool(a.specialties and b.specialties and not a.specialties & b.specialties)),
        "qualifiers_one": float(bool(a.qualifiers) != bool(b.qualifiers)),
        "qualifiers_apart": float(
            bool(a.qualifiers and b.qualifiers and a.qualifiers != b.qualifiers)
        ),
        "qualifiers_same": float(bool(a.qualifiers & b.qualifiers)),
        "number_one": float(bool(a.numbers) != bool(b.numbers)),
        "networks_same": float(bool(a.networks & b.networks)),
        "networks_apart": float(bool(a.networks and b.networks and not a.networks & b.networks)),
        "department_one": float(bool(a.departments) != bool(b.departments)),
        "town_both": float(a.town and b.town),
        "town_neither": float(not a.town and not b.town),
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
