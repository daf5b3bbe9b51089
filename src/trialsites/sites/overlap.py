"""Which identifying words two names share, and what is left on each side."""

from __future__ import annotations

from dataclasses import dataclass

from trialsites.sites.words import information, similar

__all__ = ["Overlap", "overlap"]


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
