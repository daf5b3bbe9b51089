"""Score site matching on judged names, beside simple matchers, in one table.

    python benchmarks/score_sites.py sites_gold.csv [more.csv …] [--rows locations.parquet]

Our rows are by leave-cities-out cross-validation: the weights that cluster a city were learnt
without it. Pairs are counted inside a city block; "review" is the recall a person reaches who
accepts every near miss from 0.5 on that is right. Every matcher gets the same towns, and is
spared placeholders: ours finds them, theirs never see them.

With ``--rows`` Splink takes part (``pip install splink``): trained on those rows without labels,
on folded names and on the words our parser leaves of them, at probability 0.9 and at the
threshold with the best recall of those with precision 0.98, which no user could know beforehand.
Splink groups by connected components; beside it stand its probabilities under our linkage.
"""

from __future__ import annotations

import argparse
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from judged import Line, judgement, lines, pair_counts
from train_sites import cross_validate
from trialsites.sites.classify import classify
from trialsites.sites.cluster import average_linkage
from trialsites.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable

Pair = tuple[float, int, int]
WINKLER = 0.88
TOKEN_SET = 95
USUAL = 0.9
PRECISE = 0.98
LEAST = 0.01


def exact(a: str, b: str) -> bool:
    return a == b


def winkler(a: str, b: str) -> bool:
    return JaroWinkler.similarity(a, b) >= WINKLER


def token_set(a: str, b: str) -> bool:
    return fuzz.token_set_ratio(a, b) >= TOKEN_SET


class Joined:
    """Lines that are joined two by two: what has been joined is one site."""

    def __init__(self, known: list[Line]) -> None:
        self.leader = {line.id: line.id for line in known}

    def find(self, item: str) -> str:
        """Return the line that stands for all that are joined with one."""
        while self.leader[item] != item:
            item = self.leader[item]
        return item

    def join(self, a: str, b: str) -> None:
        """Join two lines and all that are joined with them."""
        self.leader[self.find(a)] = self.find(b)

    def sites(self) -> dict[str, str]:
        """Return the site of each line."""
        return {item: self.find(item) for item in self.leader}


def named(known: list[Line]) -> list[Line]:
    return [line for line in known if classify(line.spelling.facility) in {"named", "person"}]


def components(known: list[Line], same: Callable[[str, str], bool]) -> dict[str, str]:
    """Join every two folded names of a town that a simple matcher calls the same."""
    joined = Joined(known)
    towns: dict[str, list[Line]] = {}
    for line in named(known):
        towns.setdefault(line.spelling.block, []).append(line)
    for members in towns.values():
        for a, b in combinations(members, 2):
            if same(fold(a.spelling.facility), fold(b.spelling.facility)):
                joined.join(a.id, b.id)
    return joined.sites()


class Scored(NamedTuple):
    """How well a matcher does from a match weight on."""

    weight: float
    tally: dict[str, float]


def by_weight(known: list[Line], asked: list[Line], pairs: list[Pair]) -> list[Scored]:
    """Score the components that pairs make, at every half bit of match weight, highest first."""
    joined = Joined(known)
    found, done = [], 0
    for half_bits in range(int(2 * pairs[0][0]) + 1, int(2 * pairs[-1][0]), -1):
        start = done
        while done < len(pairs) and pairs[done][0] >= half_bits / 2:
            _, a, b = pairs[done]
            joined.join(asked[a].id, asked[b].id)
            done += 1
        if done > start:
            found.append(Scored(half_bits / 2, pair_counts(known, joined.sites())))
    return found


def linked(known: list[Line], asked: list[Line], pairs: list[Pair]) -> dict[str, str]:
    """Return sites by our average linkage of another matcher's probabilities."""
    chances = {(min(a, b), max(a, b)): 1 / (1 + 2**-weight) for weight, a, b in pairs}
    groups = average_linkage([1] * len(asked), chances, set(), USUAL)
    alone = {line.id: line.id for line in known}
    return alone | {line.id: asked[group].id for line, group in zip(asked, groups, strict=True)}


def show_splink(known: list[Line], locations: Path) -> None:
    from splink_rival import folded, parsed, predict, registry, train, weight

    rows = registry(locations)
    asked = named(known)
    for names, clean in (("folded", folded), ("our parser's", parsed)):
        model = train(clean(*row) for row in rows.itertuples(index=False))
        texts = [
            clean(s.block, s.facility, s.city, " ".join(s.zips))
            for s in (line.spelling for line in asked)
        ]
        pairs = predict(model, texts, LEAST)
        scores = by_weight(known, asked, pairs)
        usual = min(scores, key=lambda scored: abs(scored.weight - weight(USUAL)))
        show(f"Splink, {names} names, p >= {USUAL}", usual.tally, None)
        strict = [scored for scored in scores if scored.tally["precision"] >= PRECISE]
        if strict:
            best = max(strict, key=lambda scored: scored.tally["recall"])
            show(f"  from weight {best.weight} on", best.tally, None)
        else:
            print(f"  precision {PRECISE} at no threshold")
        show("  its p, our average linkage", pair_counts(known, linked(known, asked, pairs)), None)


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
    parser.add_argument("--rows", type=Path, help="what Splink is trained on")
    options = parser.parse_args()
    known = lines(options.judged)
    print(f"{len(known)} lines, {len({line.city_block for line in known})} city blocks")
    print(f"{'matcher':38}{'precision':>10}{'recall':>8}{'review':>8}{'placeholders merged':>21}")
    for name, same in (
        ("exact folded text", exact),
        ("Jaro-Winkler .88, folded", winkler),
        ("token_set 95, folded", token_set),
    ):
        show(name, pair_counts(known, components(known, same)), None)
    if options.rows:
        show_splink(known, options.rows)
    for authority in (False, True):
        asked: set[frozenset[str]] = set()
        answer = cross_validate(known, authority, asked=asked)
        name = f"trialsites, {'with' if authority else 'without'} authority file"
        show(name, pair_counts(known, answer), reviewed(known, answer, asked))


def show(name: str, tally: dict[str, float], review: float | None) -> None:
    band = "" if review is None else f"{review:.3f}"
    print(
        f"{name:38}{tally['precision']:10.3f}{tally['recall']:8.3f}{band:>8}"
        f"{tally['placeholders']:21.0f}"
    )


if __name__ == "__main__":
    main()
