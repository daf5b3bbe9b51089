"""A folium map of trial sites with its list, search and filters, all in one file."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import folium
from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template

from trialsites.maps import pack
from trialsites.maps.assets import page_files, words
from trialsites.maps.basemap import basemap_block
from trialsites.maps.cities import city_block
from trialsites.maps.content import content
from trialsites.maps.figure import RawElement, SelfContainedFigure
from trialsites.maps.tiles import find_tiles

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from trialsites.maps.privacy import Contacts
    from trialsites.maps.tiles import Tiles

__all__ = ["SiteDirectory", "SiteMap", "site_map"]

STYLES = ("panel.css", "map.css", "site.css", "print.css")
SCRIPTS = (
    "paper.js",
    "outlines.js",
    "basemap.js",
    "boxes.js",
    "labels.js",
    "cities.js",
    "blocks.js",
    "words.js",
    "sites.js",
    "status.js",
    "names.js",
    "sentences.js",
    "distance.js",
    "selection.js",
    "search.js",
    "postal.js",
    "clusters.js",
    "markers.js",
    "fan.js",
    "list.js",
    "card.js",
    "open.js",
    "theme.js",
    "language.js",
    "panel.js",
    "find.js",
    "near.js",
    "filters.js",
    "csv.js",
    "print.js",
    "share.js",
    "online.js",
    "tools.js",
    "legend.js",
    "start.js",
)
_LEAFLET = "https://cdn.jsdelivr.net/npm/leaflet@1.9.4/dist/leaflet"
_MAX_ZOOM = 18


class SiteMap(folium.Map):
    """A folium map without a basemap of its own, inside a self-contained figure.

    Parameters
    ----------
    title
        Title of the page, as text.
    language
        Language of the page; the reader's if empty.
    """

    _template = Template("""
        {% macro header(this, kwargs) %}
            <meta name="viewport" content="width=device-width, initial-scale=1">
        {% endmacro %}
        {% macro html(this, kwargs) %}
            <div class="folium-map" id="{{ this.get_name() }}"></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
            const {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {
                center: [20, 0],
                zoom: 2,
                ...{{ this.options|tojavascript }}
            });
        {% endmacro %}
        """)

    def __init__(self, *, title: str = "", language: str = "", hosts: tuple[str, ...] = ()) -> None:
        self.default_js = [("leaflet", f"{_LEAFLET}.js"), ("jquery", "jquery-3.7.1.min.js")]
        self.default_css = [("leaflet_css", f"{_LEAFLET}.css")]
        super().__init__(
            tiles=None, zoom_control=False, minZoom=2, maxZoom=_MAX_ZOOM, fadeAnimation=False
        )
        SelfContainedFigure(title=title, language=language or "en", hosts=hosts).add_child(self)


class SiteDirectory(JSCSSMixin, MacroElement):
    """The sites of a directory as a folium plugin: marks, list, search, filters, print, table.

    Other folium layers can stand beside it on the same map.

    Parameters
    ----------
    tables
        The frames of `trialsites.tables` by name, as ``Directory.tables()`` returns them.
    contacts
        ``full``, ``central`` (only the studies' own lines) or ``none``.
    language
        ``en``, ``fr``, ``de`` or ``es``; the reader's if None.
    title
        Heading of the page, as text; made from the studies if empty.
    tiles
        Street tiles the reader may switch on; their hosts must be allowed by the figure.

    Raises
    ------
    ValueError
        If a table or a column is missing.
    """

    _template = Template("""
        {% macro script(this, kwargs) %}
            TS.start({{ this._parent.get_name() }}, {{ this.options|tojson }});
        {% endmacro %}
        """)

    def __init__(
        self,
        tables: Mapping[str, pd.DataFrame],
        *,
        contacts: Contacts = "full",
        language: str | None = None,
        title: str = "",
        tiles: Tiles | None = None,
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca publishes no types
        self._name = "SiteDirectory"
        self.content = content(tables, contacts=contacts, title=title)
        self.options: dict[str, Any] = {"language": language or ""}
        if tiles:
            self.options["tiles"] = {
                "url": tiles.url,
                "attribution": tiles.attribution,
                "maxZoom": tiles.max_zoom,
            }

    def render(self, **kwargs: Any) -> str:  # noqa: ANN401 - branca's signature
        """Put page, data and script into the figure; the plugin itself is no text."""
        figure: Any = self.get_root()
        figure.header.add_child(
            RawElement(f"<style>\n{page_files(*STYLES)}</style>"), name="ts_style"
        )
        figure.html.add_child(RawElement(page_files("page.html")), name="ts_page")
        figure.html.add_child(RawElement(self._early()), name="ts_early")
        figure.script.add_child(RawElement(page_files(*SCRIPTS)), name="ts_script")
        super().render(**kwargs)  # type: ignore[no-untyped-call] # branca publishes no types
        late = getattr(figure, "after", figure.html)
        for name, block in self._late().items():
            late.add_child(RawElement(block), name=f"ts_late_{name}")
        return ""

    def _early(self) -> str:
        blocks = {"words": words(), **self.content.early}
        return "".join(pack.data_block(name, data) for name, data in blocks.items())

    def _late(self) -> dict[str, str]:
        blocks = {**_world(self.content.countries, self.content.towns), **self.content.late}
        with ThreadPoolExecutor() as threads:  # zlib lets others run
            done = threads.map(pack.data_block, blocks, blocks.values())
            packed = dict(zip(blocks, done, strict=True))
        for name, data in self.content.members.items():
            packed[name] = pack.data_block(name, data, compress=False)
        return packed


def site_map(
    tables: Mapping[str, pd.DataFrame],
    *,
    contacts: Contacts = "full",
    tiles: str | None = None,
    language: str | None = None,
    title: str = "",
) -> SiteMap:
    """Return the map of a directory.

    Parameters
    ----------
    tables
        The frames of `trialsites.tables` by name, as ``Directory.tables()`` returns them.
    contacts
        ``full``, ``central`` (only the studies' own lines) or ``none``.
    tiles
        Online street tiles the reader may switch on: a provider's name such as
        ``OpenStreetMap.Mapnik``, or a URL with ``{z}``, ``{x}`` and ``{y}``. None asks nobody.
    language
        ``en``, ``fr``, ``de`` or ``es``; the reader's if None.
    title
        Heading of the page, as text; made from the studies if empty.

    Raises
    ------
    ValueError
        If a table or a column is missing.
    MapError
        If the tiles are unknown or need a key.
    """
    online = find_tiles(tiles) if tiles else None
    made = SiteMap(title=title, language=language or "", hosts=online.hosts if online else ())
    made.add_child(
        SiteDirectory(tables, contacts=contacts, language=language, title=title, tiles=online)
    )
    return made


@lru_cache(maxsize=8)
def _world(country_codes: tuple[str, ...], towns: tuple[str, ...]) -> dict[str, bytes]:
    return {"basemap": basemap_block(country_codes), "cities": city_block(country_codes, towns)}
