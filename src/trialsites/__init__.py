"""A directory of clinical-trial sites and the people to call there."""

from __future__ import annotations

__version__ = "0.1.0"
