"""Which row each contact of a record belongs to."""

from __future__ import annotations

from trialsites.pair.pairing import Known, pair

__all__ = ["Known", "pair"]
