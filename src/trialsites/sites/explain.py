"""Sentences that say why names are one site, or are not."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from trialsites.rules import load

if TYPE_CHECKING:
    from trialsites.sites.score import Score

__all__ = ["sentence"]

_REASONS = 3


@cache
def _phrases() -> dict[str, list[str]]:
    return dict(load("site_reasons.toml")["reasons"])


def sentence(verdict: Score) -> str:
    """Return one sentence with the three strongest reasons of a score.

    Parameters
    ----------
    verdict
        A score.
    """
    if verdict.veto:
        return f"Kept apart: {verdict.veto}."
    parts: list[str] = []
    for reason in verdict.reasons:
        high, low = _phrases().get(reason.feature, ["", ""])
        phrase = high if reason.value >= 0.5 else low  # noqa: PLR2004 - features run from 0 to 1
        if phrase and len(parts) < _REASONS:
            parts.append(f"{phrase} ({reason.weight:+.1f})")
    return f"{'; '.join(parts)}; p = {verdict.probability:.2f}."
