"""Learn the weights of ``rules/sites.json`` and the word counts beside it.

    python benchmarks/train_sites.py sites_gold.csv [more.csv …] --rows locations.parquet [--write]

The judged names are read as ``score_sites.py`` reads them. Weights are those of a logistic
regression (ridge 1.0) over the readable features of every judged pair of one town. The report is
made by leaving out one twelfth of the cities at a time; the weights written are learnt on all. Word
counts are how many distinct (facility, city) texts of the rows hold a word, two at least; beside
them stand the words of the rows that are names of towns, by country, and of towns and states in the
gazetteer.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

from judged import FOLDS, Line, judgement, lines, pair_counts
from trialsites.places.gazetteer import gazetteer
from trialsites.sites.apart import veto
from trialsites.sites.authority.wording import TOWN_NOISE
from trialsites.sites.block import cluster_block
from trialsites.sites.classify import classify
from trialsites.sites.features import NAMES, features
from trialsites.sites.keys import exact_key
from trialsites.sites.known import compare
from trialsites.sites.parse import parse
from trialsites.sites.score import Model
from trialsites.text import fold

RULES = Path(__file__).parent.parent / "src" / "trialsites" / "rules"
RIDGE = 1.0
CAMPUS_UNSAID = 0.5
SHIFT = {True: 0.25, False: 0.4}
"""Added to the learnt intercept, with and without the authority file: chosen
for the precision on cities not trained on."""
THRESHOLD = 0.9
TOWN = 15_000
NAMED = 1
CONVERGED = 1e-6
HALF = 0.5


def word_counts(path: Path) -> dict[str, object]:
    rows = pd.read_parquet(path, columns=["facility", "city"]).fillna("").drop_duplicates()
    counts: Counter[str] = Counter()
    texts = 0
    for facility, city in rows.itertuples(index=False):
        if classify(facility) == "named":
            texts += 1
            counts.update(parse(facility, city).words)
    kept = {word: count for word, count in sorted(counts.items()) if count > 1}
    towns = {country: sorted(found & counts.keys()) for country, found in town_words().items()}
    states = gazetteer().rows("select distinct key from region where kind = ?", NAMED)
    places = {name for (name,) in states if " " not in name}.union(*towns.values())
    return {
        "texts": texts,
        "counts": kept,
        "towns": {country: found for country, found in sorted(towns.items()) if found},
        "places": sorted(places & counts.keys()),
    }


def town_words() -> dict[str, set[str]]:
    """Return by country the single words that name a larger town or its district."""
    found: dict[str, set[str]] = {}
    sql = "select country, name from place where population >= ?"
    for country, name in gazetteer().rows(sql, TOWN):
        words = fold(name).split()
        if len(words) == 2 and words[1] in TOWN_NOISE:  # noqa: PLR2004 - Songpa-gu
            words.pop()
        if len(words) == 1:
            found.setdefault(country, set()).add(words[0])
    return found


def examples(known: list[Line], authority: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return features, truth and fold of every judged pair with different keys."""
    table, truth, folds = [], [], []
    towns: dict[str, list[Line]] = {}
    for line in known:
        if classify(line.spelling.facility) == "named":
            towns.setdefault(line.spelling.block, []).append(line)
    for members in towns.values():
        seen: dict[tuple[str, str], tuple[Line, Line, list[float]]] = {}
        for a, b in combinations(members, 2):
            keys = sorted((exact_key(a.spelling), exact_key(b.spelling)))
            vote = _vote(a, b, authority=authority)
            if keys[0] != keys[1] and vote is not None:
                seen.setdefault((keys[0], keys[1]), (a, b, []))[2].append(vote)
        for a, b, votes in seen.values():
            if not veto(a.spelling, b.spelling, authority=authority):
                found = features(a.spelling, b.spelling, authority=authority)
                table.append([found[name] for name in NAMES])
                truth.append(sum(votes) / len(votes))
                folds.append(a.fold)
    return np.array(table), np.array(truth), np.array(folds)


def lessons(known: list[Line], authority: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the examples to learn from.

    With authority every pair is shown twice, once as if nothing were known of it: hospitals that no
    file lists must go on to be matched by their words.
    """
    if not authority:
        return examples(known, authority=False)
    shown = (examples(known, authority) for authority in (True, False))
    table, truth, folds = (np.concatenate(both) for both in zip(*shown, strict=True))
    return table, truth, folds


def _vote(a: Line, b: Line, *, authority: bool) -> float | None:
    """Return 1 for one site, 0 for two, one half for an organisation and a campus of it.

    Where the authority file knows one house only, a campus unsaid is no doubt, and says nothing.
    """
    same = judgement(a, b)
    if same is not None:
        return float(same)
    campus_unsaid = a.scored and b.scored and a.org == b.org and a.campus != b.campus
    if authority and compare(a.spelling, b.spelling).relation == "house":
        return None
    return CAMPUS_UNSAID if campus_unsaid else None


def fit(table: np.ndarray, truth: np.ndarray) -> tuple[float, np.ndarray]:
    """Return intercept and weights of a ridge logistic regression, by Newton's method."""
    count, width = table.shape
    full = np.hstack([table, np.ones((count, 1))])
    penalty = np.eye(width + 1) * RIDGE
    penalty[-1, -1] = 1e-6
    weights = np.zeros(width + 1)
    for _ in range(50):
        p = 1 / (1 + np.exp(-full @ weights))
        slope = full.T @ (p - truth) + penalty @ weights
        curve = (full * (p * (1 - p))[:, None]).T @ full + penalty
        step = np.linalg.solve(curve, slope)
        weights -= step
        if np.abs(step).max() < CONVERGED:
            break
    return float(weights[-1]), weights[:-1]


def shipped(intercept: float, weights: np.ndarray, authority: bool) -> dict[str, object]:
    rounded = {name: round(float(w), 3) for name, w in zip(NAMES, weights, strict=True)}
    return {"intercept": round(intercept + SHIFT[authority], 3), "weights": rounded}


def cross_validate(
    known: list[Line], authority: bool, asked: set[frozenset[str]] | None = None
) -> dict[str, str]:
    """Cluster every city with weights learnt without it; return the site of each line.

    Pairs of sites that are near misses are added to ``asked``.
    """
    table, truth, folds = lessons(known, authority)
    answer: dict[str, str] = {}
    for part in range(FOLDS):
        test = [line for line in known if line.fold == part]
        out = folds == part
        intercept, weights = fit(table[~out], truth[~out])
        learnt = Model(
            intercept + SHIFT[authority],
            dict(zip(NAMES, weights, strict=True)),
            dict.fromkeys(NAMES, 0.0),
            authority,
        )
        towns: dict[str, list[Line]] = {}
        for line in test:
            if classify(line.spelling.facility) in {"named", "person"}:
                towns.setdefault(line.spelling.block, []).append(line)
            else:
                answer[line.id] = line.id
        for town, members in towns.items():
            found = cluster_block([line.spelling for line in members], None, THRESHOLD, learnt)
            for line, label in zip(members, found.labels, strict=True):
                answer[line.id] = f"{town}:{label}"
            if asked is not None:
                asked |= {
                    frozenset((answer[members[d.a].id], answer[members[d.b].id]))
                    for d in found.doubts
                }
    return answer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("judged", nargs="+", type=Path)
    parser.add_argument("--rows", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    if options.rows:
        packed = json.dumps(word_counts(options.rows), separators=(",", ":")).encode()
        (RULES / "site_words.json.gz").write_bytes(gzip.compress(packed, mtime=0))
    known = lines(options.judged)
    report: dict[str, object] = {
        "about": "Weights of sites/features.py, learnt by benchmarks/train_sites.py.",
        "judged lines": len(known),
        "cities": len({line.city_block for line in known}),
    }
    for authority in (True, False):
        name = "with authority" if authority else "without authority"
        tally = pair_counts(known, cross_validate(known, authority))
        table, truth, _ = lessons(known, authority)
        report[name] = {
            "pairs": len(table),
            "cities left out": {key: round(value, 4) for key, value in tally.items()},
            **shipped(*fit(table, truth), authority),
        }
        report["usual"] = {
            n: round(float(v), 3)
            for n, v in zip(NAMES, table[truth < HALF].mean(axis=0), strict=True)
        }
        print(name, tally)
    if options.write:
        text = json.dumps(report, indent=1, ensure_ascii=False)
        (RULES / "sites.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
