"""Score site matching on judged names, beside simple matchers, in one table.

    python benchmarks/score_sites.py sites_gold.csv [sites_gold_extra.csv …]

Our rows are by leave-cities-out cross-validation: the weights that cluster a city were learnt
without it. Pairs are counted inside a city block; "review" is the recall a person reaches who
accepts every near miss from 0.5 on that is right. Every matcher gets the same towns.
"""

from __future__ import annotations

import argparse
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from judged import Line, judgement, lines, pair_counts
from train_sites import cross_validate
from trialsites.sites.classify import classify
from trialsites.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable

WINKLER = 0.88
TOKEN_SET = 95


def exact(a: str, b: str) -> bool:
    return a == b


def winkler(a: str, b: str) -> bool:
    return JaroWinkler.similarity(a, b) >= WINKLER


def token_set(a: str, b: str) -> bool:
    return fuzz.token_set_ratio(a, b) >= TOKEN_SET


def components(known: list[Line], same: Callable[[str, str], bool]) -> dict[str, str]:
    """Join every two folded names of a town that a simple matcher calls the same."""
    leader = {line.id: line.id for line in known}

    def find(item: str) -> str:
        while leader[item] != item:
            item = leader[item]
        return item

    towns: dict[str, list[Line]] = {}
    for line in known:
        if classify(line.spelling.facility) in {"named", "person"}:
            towns.setdefault(line.spelling.block, []).append(line)
    for members in towns.values():
        for a, b in combinations(members, 2):
            if same(fold(a.spelling.facility), fold(b.spelling.facility)):
                leader[find(a.id)] = find(b.id)
    return {item: find(item) for item in leader}


def reviewed(known: list[Line], answer: dict[str, str], asked: set[frozenset[str]]) -> float:
    """Return the recall after a person accepted the right questions; groups join through them."""
    members: dict[str, list[Line]] = {}
    for line in known:
        members.setdefault(answer[line.id], []).append(line)
    joined = dict(answer)
    for one, two in sorted(tuple(sorted(pair)) for pair in asked if len(pair) > 1):
        votes = [judgement(a, b) for a in members[one] for b in members[two]]
        sure = [vote for vote in votes if vote is not None]
        if sure and sum(sure) > len(sure) / 2:
            old, new = joined[members[one][0].id], joined[members[two][0].id]
            joined = {item: new if site == old else site for item, site in joined.items()}
    return pair_counts(known, joined)["recall"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("judged", nargs="+", type=Path)
    known = lines(parser.parse_args().judged)
    print(f"{len(known)} lines, {len({line.city_block for line in known})} city blocks")
    print(f"{'matcher':34}{'precision':>10}{'recall':>8}{'review':>8}{'placeholders merged':>21}")
    for name, same in (
        ("exact folded text", exact),
        ("Jaro-Winkler .88, folded", winkler),
        ("token_set 95, folded", token_set),
    ):
        show(name, pair_counts(known, components(known, same)), None)
    for authority in (False, True):
        asked: set[frozenset[str]] = set()
        answer = cross_validate(known, authority, asked=asked)
        name = f"trialsites, {'with' if authority else 'without'} authority file"
        show(name, pair_counts(known, answer), reviewed(known, answer, asked))


def show(name: str, tally: dict[str, float], review: float | None) -> None:
    band = "" if review is None else f"{review:.3f}"
    print(
        f"{name:34}{tally['precision']:10.3f}{tally['recall']:8.3f}{band:>8}"
        f"{tally['placeholders']:21.0f}"
    )


if __name__ == "__main__":
    main()
