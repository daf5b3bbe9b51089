"""The sites of some places: what one worker finds out and sends home as tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from trialsites.sites.block import cluster_block
from trialsites.sites.classify import classify
from trialsites.sites.listing import SITE_COLUMNS, Membership, site_line
from trialsites.sites.organisations import claims
from trialsites.sites.spelling import identifier

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from trialsites.sites.decisions import Decisions
    from trialsites.sites.organisations import Claim
    from trialsites.sites.score import Model
    from trialsites.sites.spelling import Spelling
    from trialsites.sites.texts import Compared

__all__ = ["COMPARED", "Found", "Judge"]

COMPARED = ("named", "person")
"""Kinds of texts that are compared with others; the rest is a site for each row."""

_TEXT_TYPES = {"kind": "str", "site": "int64", "probability": "float64", "note": "str"}
_Doubt = tuple[str, str, str, float, str]


@dataclass(frozen=True, slots=True)
class Found:
    """The sites of some places.

    Attributes
    ----------
    texts
        For each text its kind and, where that is compared, the number of its site (else -1), its
        probability and note.
    sites
        ``listing.SITE_COLUMNS`` of each site.
    claims
        Which organisations their names speak of.
    doubts
        Records of ``tables.DOUBTS``.
    """

    texts: pd.DataFrame
    sites: pd.DataFrame
    claims: list[Claim]
    doubts: list[_Doubt]

    @classmethod
    def join(cls, parts: Sequence[Found]) -> Found:
        """Return what several workers found, in their order."""
        import numpy as np
        import pandas as pd

        texts = pd.concat([part.texts for part in parts], ignore_index=True)
        earlier = accumulate((len(part.sites) for part in parts[:-1]), initial=0)
        so_far = np.repeat(list(earlier), [len(part.texts) for part in parts])
        texts["site"] += np.where(texts["site"] >= 0, so_far, 0)
        return cls(
            texts,
            pd.concat([part.sites for part in parts], ignore_index=True),
            [claim for part in parts for claim in part.claims],
            [doubt for part in parts for doubt in part.doubts],
        )


@dataclass(slots=True)
class _Lines:
    texts: list[tuple[str, int, float, str]] = field(default_factory=list)
    sites: list[tuple[Any, ...]] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    doubts: list[_Doubt] = field(default_factory=list)

    def tables(self) -> Found:
        import pandas as pd

        texts = pd.DataFrame(self.texts, columns=list(_TEXT_TYPES)).astype(_TEXT_TYPES)
        sites = pd.DataFrame(self.sites, columns=list(SITE_COLUMNS))
        return Found(
            texts,
            sites.astype("str").astype({"rows": "int64"}),
            self.claims,
            self.doubts,
        )


@dataclass(frozen=True, slots=True)
class Judge:
    """Finds the sites of places.

    Attributes
    ----------
    compared
        The texts of all places.
    decisions, threshold, model
        As for `cluster_block`.
    """

    compared: Compared
    decisions: Decisions
    threshold: float
    model: Model

    def sites(self, places: Sequence[tuple[int, int]]) -> Found:
        """Return the sites of neighbouring places, each given by where its texts begin and end."""
        lines = _Lines()
        if places:
            offset = places[0][0]
            texts = self.compared.spellings(offset, places[-1][1])
            for start, stop in places:
                self._place(texts[start - offset : stop - offset], lines)
        return lines.tables()

    def _place(self, texts: list[Spelling], lines: _Lines) -> None:
        kinds = [classify(text.facility) for text in texts]
        named = [text for text, kind in zip(texts, kinds, strict=True) if kind in COMPARED]
        block = cluster_block(named, self.decisions, self.threshold, self.model)
        members: dict[int, list[int]] = {}
        for index, label in enumerate(block.labels):
            members.setdefault(label, []).append(index)
        site_of: dict[int, int] = {}
        for label, indices in members.items():
            where = named[label].block
            site_id = min(identifier(f"{where}|{block.keys[i]}") for i in indices)
            kind = "person" if block.keys[label].startswith("person|") else "named"
            site = [Membership(named[i], block.probabilities[i], block.notes[i]) for i in indices]
            site_of[label] = len(lines.sites)
            lines.sites.append(site_line(site_id, kind, site))
            if kind == "named":
                lines.claims += claims(site_id, [named[i] for i in indices])
        outcome = zip(block.labels, block.probabilities, block.notes, strict=True)
        for kind in kinds:
            if kind in COMPARED:
                label, probability, note = next(outcome)
                lines.texts.append((kind, site_of[label], probability, note))
            else:
                lines.texts.append((kind, -1, 1.0, ""))
        lines.doubts += [
            ("site", named[d.a].handle, named[d.b].handle, d.probability, d.note)
            for d in block.doubts
        ]
