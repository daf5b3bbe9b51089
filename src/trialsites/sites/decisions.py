"""What people settled about sites: applied before anything is scored, for ever."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Decisions"]

_Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Decisions:
    """Judgements on pairs of spellings, named by their handles ("Caen - CHU (Caen, FR)").

    Attributes
    ----------
    same
        Pairs that are one site ("same" and "alias").
    different
        Pairs that are not; they win over everything.
    """

    same: frozenset[_Pair] = field(default_factory=frozenset)
    different: frozenset[_Pair] = field(default_factory=frozenset)

    @classmethod
    def read(cls, frame: pd.DataFrame | None) -> Decisions:
        """Return the site decisions of a ``decisions`` table; the last verdict on a pair counts.

        Parameters
        ----------
        frame
            Columns kind, a, b, verdict and when (ISO 8601).
        """
        if frame is None or frame.empty:
            return cls()
        verdicts: dict[_Pair, str] = {}
        for row in frame[frame["kind"] == "site"].sort_values("when").itertuples(index=False):
            a, b = sorted((str(row.a), str(row.b)))
            verdicts[a, b] = str(row.verdict)
        return cls(
            frozenset(pair for pair, verdict in verdicts.items() if verdict in {"same", "alias"}),
            frozenset(pair for pair, verdict in verdicts.items() if verdict == "different"),
        )

    def handles(self) -> frozenset[str]:
        """Return every spelling that somebody judged."""
        return frozenset(h for pair in self.same | self.different for h in pair)
