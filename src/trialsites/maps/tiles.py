"""Online street tiles, for those who ask for them by name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qsl, urlsplit

from trialsites.maps.assets import MapError

__all__ = ["Tiles", "find_tiles"]

_TAG = re.compile(r"<[^>]*>")
_SUBDOMAINS = "abc"
_MAX_ZOOM = 19


@dataclass(frozen=True, slots=True)
class Tiles:
    """One provider of tiles.

    Attributes
    ----------
    url
        Leaflet's template with ``{z}``, ``{x}``, ``{y}`` and perhaps ``{s}`` and ``{r}``.
    attribution
        Whom to name, as text.
    max_zoom
        Largest zoom it has.
    hosts
        Its origins, the only ones the page may then ask.
    """

    url: str
    attribution: str
    max_zoom: int
    hosts: tuple[str, ...]


def find_tiles(asked: str) -> Tiles:
    """Return the tiles somebody asked for.

    Parameters
    ----------
    asked
        A provider's name known to xyzservices, such as ``OpenStreetMap.Mapnik``, with its key
        after a question mark where it needs one (``Thunderforest.Landscape?apikey=…``); or an
        ``https`` URL with ``{z}``, ``{x}`` and ``{y}``.

    Raises
    ------
    MapError
        If the name is unknown, a key is missing, or the URL is no template.
    """
    if "://" in asked:
        return _described(asked, "", _MAX_ZOOM, _SUBDOMAINS)
    from xyzservices import TileProvider, providers

    name, _, settings = asked.partition("?")
    try:
        provider = providers.query_name(name)
    except ValueError as error:
        raise MapError(
            f"no tiles are called {name!r}: take a name such as OpenStreetMap.Mapnik, "
            "or a URL with {z}, {x} and {y}"
        ) from error
    provider = TileProvider({**provider, **dict(parse_qsl(settings))})
    if provider.requires_token():
        raise MapError(f"{name} needs a key: write it behind the name, as {name}?apikey=…")
    url = provider.build_url(x="{x}", y="{y}", z="{z}", fill_subdomain=False)
    return _described(
        url,
        unescape(_TAG.sub("", provider.html_attribution)),
        int(provider.get("max_zoom", _MAX_ZOOM)),
        provider.get("subdomains", _SUBDOMAINS),
    )


def _described(url: str, attribution: str, max_zoom: int, subdomains: str | list[str]) -> Tiles:
    parts = urlsplit(url)
    if (
        parts.scheme != "https"
        or not parts.netloc
        or not all(k in url for k in ("{z}", "{x}", "{y}"))
    ):
        raise MapError(f"{url} is no tile address: it needs https:// and {{z}}, {{x}} and {{y}}")
    names = [parts.netloc.replace("{s}", s) for s in subdomains] if "{s}" in url else [parts.netloc]
    hosts = tuple(f"https://{name}" for name in names)
    if any(set(host) & set(" ;,'\"<>{}") for host in hosts):
        raise MapError(f"{url} names no proper host")
    return Tiles(url, attribution or parts.netloc, max_zoom, hosts)
