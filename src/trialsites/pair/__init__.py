"""Which row each contact of a record belongs to."""

from __future__ import annotations

from trialsites.pair.flatten import flatten
from trialsites.pair.known import Known
from trialsites.pair.pairing import pair

__all__ = ["Known", "flatten", "pair"]
