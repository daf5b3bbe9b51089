"""What every clue is worth: log-odds learnt by ``benchmarks/train_pairing.py``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from trialsites.pair.alignment import Path
from trialsites.rules import load

__all__ = ["Weights", "weights"]


@dataclass(frozen=True, slots=True)
class Weights:
    """Log-odds of clues and of an alignment's form.

    Attributes
    ----------
    clues
        Log-odds of every clue of ``rules/clues.toml`` that a contact and a row show.
    path
        Log-odds of the alignment's own form.
    unplaced
        Log-odds of a group without a row, on a damaged page only.
    says
        How every clue reads in a sentence.
    """

    clues: dict[str, float]
    path: Path
    unplaced: float
    says: dict[str, str]


@cache
def weights() -> Weights:
    """Return the learnt weights of ``rules/pairing.json``."""
    learnt = load("pairing.json")
    path = Path(**learnt["path"])
    return Weights(
        learnt["clues"], path, learnt["assumed"]["unplaced"], load("clues.toml")["clues"]
    )
