"""Learn what every clue of the pairing is worth, and report how well it does on unseen studies.

    python benchmarks/train_pairing.py RECORDS… [--pages DIR] [--write]

RECORDS are files or folders of nested registry records. They are flattened like the registry's
page (``trialsites.pair.flatten``); then contacts of some rows are left out, as registries do: at
random, in runs, or by country. DIR holds flat pages NCT….txt whose pairing is known, with
NCT….truth.json beside them. Weights maximise the conditional likelihood of the true alignments
(a linear-chain conditional random field: Lafferty et al. 2001) under a Gaussian prior around the
assumed weights below. Figures come from five folds by study: no study is judged by weights that
have seen it. With ``--write`` the weights and the report go to ``rules/pairing.json``.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path as File
from typing import TYPE_CHECKING, Any

import numpy as np

import trialsites.rules
from trialsites.countries import country_code
from trialsites.extract import read
from trialsites.model import Study
from trialsites.pair import flatten
from trialsites.pair.alignment import Alignments, Path, align
from trialsites.pair.evidence import Evidence
from trialsites.pair.groups import groups_of, owners
from trialsites.pair.weighing import reach

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ASSUMED = {
    # Site numbers decided 216 of 264 cases on another sample; none occurs in the records here.
    "number.same": 6.0,
    "number.differs": -6.0,
    "phone.code.same": 1.0,
    "phone.code.differs": -4.0,
    "phone.national.fits": 1.0,
    "phone.national.unfit": -2.0,
    "area.city": 2.0,
    "area.province": 1.5,
    "area.state": 1.0,
    "area.differs": -2.0,
    "mail.country.same": 1.0,
    "mail.country.differs": -3.0,
    "host.facility.whole": 3.0,
    "host.facility.part": 1.5,
    "host.initials": 1.5,
    "host.city": 1.5,
    "host.unlike": -0.5,
    "account.place": 2.0,
    "person.in_facility": 4.0,
    "status.not_yet": 0.0,
    # What a directory knows cannot be learnt from records read alone.
    "known.facility": 6.0,
    "known.city": 2.0,
    "known.elsewhere": -1.0,
}
PATH = {"run": -0.5, "link_country": 1.0, "link_abroad": -1.0}
UNPLACED = -2.0
# Equal totals hid a row with two contacts and one with none in 3 of 98 studies of another sample.
WITHOUT_ROLES = {"seen": 98, "right": 95}
CLUES = list(ASSUMED)
PRIOR = np.array([*ASSUMED.values(), *PATH.values()])
PRECISION = 0.5
FOLDS = 5
WINDOW, MOST_WINDOWS = 60, 8
VARIANTS = 3
TURN = 0.3
"""Probability that a run of rows with or without contacts may end at a row."""
THRESHOLD = 0.9


Page = tuple[Study, tuple[int, ...]]
"""A flat page, and for every contact of it the row it belongs to."""


@dataclass
class Case:
    """One page with the answer, and the clues of every possible pair."""

    page: Study
    truth: tuple[int, ...]
    weight: float

    def __post_init__(self) -> None:
        self.rows, self.groups = owners(self.page), groups_of(self.page)
        at = {row.position: i for i, row in enumerate(self.rows)}
        self.answer = [at.get(self.truth[group.contacts[0].contact], -1) for group in self.groups]
        self.countries = [country_code(row.country) for row in self.rows]

    def usable(self) -> bool:
        """Tell whether there is something to weigh and the answer keeps the hard rules."""
        return 0 < len(self.groups) < len(self.rows) and -1 not in self.answer

    def prepare(self) -> Case:
        """Find the clues of every possible pair, once."""
        evidence = Evidence(self.page, self.groups)
        self.links = evidence.links
        shape = len(self.groups), len(self.rows)
        self.found = np.array(
            [
                (CLUES.index(clue), g, r)
                for g in range(shape[0])
                for r in reach(g, *shape)
                for clue in evidence.clues(g, self.rows[r])
            ],
            dtype=int,
        ).reshape(-1, 3)
        true = self.found[:, 2] == np.array(self.answer)[self.found[:, 1]]
        counts = np.bincount(self.found[true, 0], minlength=len(CLUES))
        # A path of certainty: only the true pairs may be chosen, so its expectation is a count.
        forced = np.full(shape, -np.inf)
        forced[range(shape[0]), self.answer] = 0.0
        path = align(forced, self.countries, self.links, Path()).path
        self.true_counts = np.array([*counts, *path])
        return self

    def align(self, weights: np.ndarray) -> Alignments:
        """Sum over all alignments under some weights."""
        scores = np.zeros((len(self.groups), len(self.rows)))
        clue, group, row = self.found.T
        np.add.at(scores, (group, row), weights[clue])
        return align(scores, self.countries, self.links, Path(*weights[len(CLUES) :]))

    def gradient(self, weights: np.ndarray) -> np.ndarray:
        """Return the slope of the log likelihood of the true alignment."""
        alignments = self.align(weights)
        clue, group, row = self.found.T
        expected = np.bincount(clue, alignments.pairs[group, row], minlength=len(CLUES))
        return self.weight * (self.true_counts - np.array([*expected, *alignments.path]))


def nested(paths: Sequence[str]) -> Iterator[Page]:
    for study in read(paths):
        if isinstance(study, Study) and len(study.rows) > 1 and study.contacts:
            page, truth = flatten(study)
            if truth and set(truth) <= {row.position for row in owners(page)}:
                yield page, truth


def judged(folder: str | None) -> Iterator[Page]:
    for path in sorted(File(folder).glob("*.truth.json")) if folder else ():
        (page,) = read([str(path).replace(".truth.json", ".txt")])
        truth = tuple(contact["location"] for contact in json.loads(path.read_text())["contacts"])
        if len(page.contacts) == len(truth):
            yield page, truth
        else:
            print(f"{page.id}: {len(page.contacts)} contacts read of {len(truth)}")


def windows(page: Study, truth: tuple[int, ...], chance: random.Random) -> list[Page]:
    """Cut a large study into runs of rows, each a page of its own."""
    starts = list(range(0, len(page.rows), WINDOW))
    if len(starts) == 1:
        return [(page, truth)]
    cut = []
    for start in chance.sample(starts, min(len(starts), MOST_WINDOWS)):
        rows = page.rows[start : start + WINDOW]
        inside = {row.position for row in rows}
        cut.append(keep(replace(page, rows=rows), truth, [t in inside for t in truth]))
    return cut


def keep(page: Study, truth: tuple[int, ...], kept: Sequence[bool]) -> Page:
    contacts = [contact for contact, stays in zip(page.contacts, kept, strict=True) if stays]
    renumbered = tuple(replace(contact, contact=i) for i, contact in enumerate(contacts))
    left = tuple(t for t, stays in zip(truth, kept, strict=True) if stays)
    return replace(page, contacts=renumbered), left


def thinned(page: Study, truth: tuple[int, ...], chance: random.Random) -> Page:
    """Leave out the contacts of some rows: at random, in runs, or by country."""
    rate = chance.choice([0.05, 0.1, 0.2, 0.35, 0.5, 0.7])
    way = chance.choice(["country", "country", "run", "row"])
    country = {row.position: row.country for row in page.rows}
    out = {name: chance.random() < rate for name in sorted(set(country.values()))}
    gone, running = {}, False
    for position in sorted(set(truth)):
        if chance.random() < TURN:
            running = chance.random() < rate
        this = {"country": out[country[position]], "run": running, "row": chance.random() < rate}
        gone[position] = this[way]
    return keep(page, truth, [not gone[t] for t in truth])


def cases(pages: dict[str, Page]) -> dict[str, list[Case]]:
    chance = random.Random(1)
    made = defaultdict(list)
    for study, (page, truth) in sorted(pages.items()):
        for part, answer in windows(page, truth, chance):
            made[study].append(Case(part, answer, 1.0))
            made[study] += [
                Case(*thinned(part, answer, chance), 1.0 / VARIANTS) for _ in range(VARIANTS)
            ]
    return {study: [c.prepare() for c in some if c.usable()] for study, some in made.items()}


def fit(some: Sequence[Case], rounds: int = 60) -> np.ndarray:
    """Maximise the penalised likelihood by resilient steps (Rprop: Riedmiller 1993)."""
    weights, step = PRIOR.copy(), np.full(PRIOR.shape, 0.2)
    before = np.zeros_like(weights)
    for _ in range(rounds):
        slope = sum(case.gradient(weights) for case in some) - PRECISION * (weights - PRIOR)
        turned = np.sign(slope) * np.sign(before)
        step = np.clip(step * np.where(turned > 0, 1.2, np.where(turned < 0, 0.5, 1.0)), 1e-4, 1.0)
        weights = weights + np.sign(slope) * step
        before = slope
    return weights


def judge(chances: Sequence[tuple[float, bool]]) -> dict[str, Any]:
    """Return precision, coverage and reliability of (stated probability, was right)."""
    said, right = np.array(chances, dtype=float).T
    asserted = said >= THRESHOLD
    bins = np.minimum((said * 10).astype(int), 9)
    table = [
        {
            "stated": round(float(said[bins == b].mean()), 3),
            "right": round(float(right[bins == b].mean()), 3),
            "contacts": int((bins == b).sum()),
        }
        for b in np.unique(bins)
    ]
    error = sum(line["contacts"] * abs(line["stated"] - line["right"]) for line in table)
    return {
        "contacts": len(said),
        "precision": round(float(right[asserted].mean()), 4) if asserted.any() else None,
        "coverage": round(float(asserted.mean()), 4),
        "calibration_error": round(error / len(said), 4),
        "reliability": table,
    }


def answers(case: Case, weights: np.ndarray) -> Iterator[tuple[float, bool]]:
    pairs = case.align(weights).pairs
    for group, chances, true in zip(case.groups, pairs, case.answer, strict=True):
        best = int(np.argmax(chances))
        yield from [(float(chances[best]), best == true)] * len(group.contacts)


def by_count(pages: dict[str, Page]) -> dict[str, dict[str, int]]:
    """Count how often the order alone is right where groups and rows agree in number."""
    order = {"seen": 0, "right": 0}
    for page, truth in pages.values():
        case = Case(page, truth, 1.0)
        positions = [row.position for row in case.rows]
        firsts = [truth[group.contacts[0].contact] for group in case.groups]
        if len(firsts) == len(positions):
            order["seen"] += len(firsts)
            order["right"] += sum(map(int.__eq__, firsts, positions))
    return {"order": order, "order_without_roles": WITHOUT_ROLES}


def report(
    pages: dict[str, Page], made: dict[str, list[Case]], on_page: set[str], sure: float
) -> dict[str, Any]:
    """Judge every study by weights that have not seen it."""
    studies = sorted(made)
    random.Random(3).shuffle(studies)
    fold = {study: i % FOLDS for i, study in enumerate(studies)}
    fitted = [fit([c for s in studies if fold[s] != f for c in made[s]]) for f in range(FOLDS)]
    chances: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for study, (page, truth) in sorted(pages.items()):
        whole = Case(page, truth, 1.0)
        if len(whole.groups) == len(whole.rows) and study in on_page:
            right = whole.answer == list(range(len(whole.rows)))
            chances["pages, all contacts"] += [(sure, right)] * len(truth)
        for case in made[study]:
            kind = "pages left by nature" if case.weight == 1.0 else "pages thinned by us"
            told = list(answers(case, fitted[fold[study]]))
            chances[kind] += told
        if study in on_page and whole.usable():
            told = answers(whole.prepare(), fitted[fold[study]])
            chances["pages, all contacts"] += told
    return {kind: judge(told) for kind, told in sorted(chances.items())}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("records", nargs="+")
    parser.add_argument("--pages")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    on_page = {page.id: (page, truth) for page, truth in judged(options.pages)}
    pages = {page.id: (page, truth) for page, truth in nested(options.records)} | on_page
    made = cases(pages)
    counts = by_count(pages)
    sure = (counts["order"]["right"] + 1) / (counts["order"]["seen"] + 2)
    learnt = fit([case for some in made.values() for case in some])
    rounded = [round(float(weight), 3) for weight in learnt]
    result = {
        "learnt": __doc__.split("\n\n")[2].strip().replace("\n", " "),
        "from": {"studies": len(pages), "pages weighed": sum(map(len, made.values()))},
        "clues": dict(zip(CLUES, rounded, strict=False)),
        "path": dict(zip(PATH, rounded[len(CLUES) :], strict=True)),
        "assumed": {"unplaced": UNPLACED},
        **counts,
        "report, five folds by study": report(pages, made, set(on_page), sure),
    }
    text = json.dumps(result, indent=1, ensure_ascii=False) + "\n"
    print(text)
    if options.write:
        File(trialsites.rules.__path__[0], "pairing.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
