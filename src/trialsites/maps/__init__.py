"""One HTML file with the map."""

from __future__ import annotations

from trialsites.maps.assets import MapError
from trialsites.maps.figure import SelfContainedFigure, self_contained, write_map
from trialsites.maps.sitemap import SiteDirectory, SiteMap, site_map

__all__ = [
    "MapError",
    "SelfContainedFigure",
    "SiteDirectory",
    "SiteMap",
    "self_contained",
    "site_map",
    "write_map",
]
