"""From a city, a point or a site's name to the nearest sites.

This room answers within a tenth of a second, so it imports nothing heavy.
"""

from __future__ import annotations

from trialsites.nearest.answer import Answer, Near, nearest
from trialsites.nearest.origin import Origin

__all__ = ["Answer", "Near", "Origin", "nearest"]
