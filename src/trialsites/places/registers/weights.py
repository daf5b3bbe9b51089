"""The numbers of the score, from ``rules/register_score.toml``."""

from __future__ import annotations

from functools import cache
from typing import Any

from trialsites.rules import load

__all__ = ["weights"]


@cache
def weights() -> dict[str, Any]:
    """Return the weights and thresholds, by section and name."""
    rules: dict[str, Any] = load("register_score.toml")
    return rules
