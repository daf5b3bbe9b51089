"""A folium figure written as one file that asks no host for anything."""

from __future__ import annotations

import base64
import hashlib
import re
from html import escape
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from branca.element import CssLink, Element, Figure, JavascriptLink

from trialsites.files import make_folder, whole
from trialsites.maps.assets import MapError, picture, vendored

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping

    import folium

__all__ = ["RawElement", "SelfContainedFigure", "self_contained", "write_map"]

_Map = TypeVar("_Map", bound="folium.Map")

# What folium links to on every map, and the words in a script by which it is really used.
_USED_BY = {
    "jquery": re.compile(r"\$\(|\bjQuery\b"),
    "bootstrap": re.compile(r"\bbootstrap\."),
    "glyphicons": re.compile(r"AwesomeMarkers"),
    "fontawesome": re.compile(r"AwesomeMarkers|fa-"),
    "awesome": re.compile(r"AwesomeMarkers"),
}
_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.DOTALL)
_LOADS = re.compile(
    r"""<(?:script|link|img|iframe|video|audio|source|embed|object)\b[^>]*?
        \b(?:src|href|data)\s*=\s*["']?(?P<tag>(?:https?:)?//[^"'\s>]+)
      | url\(\s*["']?(?P<css>(?:https?:)?//[^"')]+)
      | @import\s+["'](?P<sheet>(?:https?:)?//[^"']+)
      | (?:L\.(?:tileLayer(?:\.\w+)?|imageOverlay|videoOverlay|svgOverlay)|fetch|importScripts)
        \(\s*["'`](?P<call>(?:https?:)?//[^"'`]+)
      | \b(?:iconUrl|iconRetinaUrl|shadowUrl|src)["']?\s*[:=]\s*["'](?P<field>(?:https?:)?//[^"']+)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_MARKERS = re.compile(r"L\.(?:marker|geoJson|geoJSON|Icon\.Default)\(")
_PICTURE = re.compile(r"url\(data:[^)]*\)")  # in Leaflet's style: of its layers control
_LAYERS = "L.control.layers"
# Inlining Leaflet's style hides from it where its pictures are.
_ICON_PICTURES = """
delete L.Icon.Default.prototype._getIconUrl;
L.Icon.Default.mergeOptions({{
  iconUrl: "{0}", iconRetinaUrl: "{0}", shadowUrl: "{1}"
}});
"""


class RawElement(Element):
    """Text that is written as it is.

    folium and branca compile what passes through their elements as a template, a second time even
    after a macro, so text from a registry must never pass there. This element is no template.

    Parameters
    ----------
    text
        Markup whose data is safe already: base64, or escaped.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **_: Any) -> str:  # noqa: ANN401 - branca's signature
        """Return the text."""
        return self.text


class SelfContainedFigure(Figure):
    """A branca figure whose file holds all it needs, under a policy that forbids the rest.

    Links to scripts and styles are replaced by files that ship with the package; those that the
    map does not use are left out. Element ids, random in folium, are numbered, so that the same
    map gives the same bytes. A content security policy names the hash of each script.

    Parameters
    ----------
    title
        Title of the page, as text.
    language
        Language of the page, such as ``en``.
    hosts
        Origins that may be asked for pictures, such as ``https://tile.example.org``; none unless
        somebody wanted online tiles.
    assets
        More files by the URL that asks for them: its text.
    """

    def __init__(
        self,
        *,
        title: str = "",
        language: str = "en",
        hosts: tuple[str, ...] = (),
        assets: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(height="640px", title=title)
        self.language = language
        self.hosts = hosts
        self.assets = dict(assets or {})
        self.after = Element()  # data that may come after the script
        self.after._parent = self  # noqa: SLF001 - as Figure does for its own three parts

    def render(self, **kwargs: Any) -> str:  # noqa: ANN401 - branca's signature
        """Return the whole document.

        Raises
        ------
        MapError
            If it would still ask a host.
        """
        return "".join(self.pieces(**kwargs))

    def pieces(self, **kwargs: Any) -> Iterator[str]:  # noqa: ANN401 - branca's signature
        """Return the document in pieces, so that a large one need not be in memory twice.

        Raises
        ------
        MapError
            If it would still ask a host.
        """
        for child in list(self._children.values()):
            child.render(**kwargs)
        script = self.script.render(**kwargs)
        body = self.html.render(**kwargs)
        head = self._head(_folium_code(self.script, self.html), kwargs)
        number = _Numbering(self)
        head, body, script = number(head), number(body), number(script)
        self._refuse_hosts(head + body + script)
        codes = [m["code"] for m in _SCRIPT.finditer(head + body) if "text/" not in m["attributes"]]
        code = f"\n{_harmless(script)}\n"
        start = "".join(
            (
                f'<!DOCTYPE html>\n<html lang="{escape(self.language)}">\n<head>\n',
                '<meta charset="utf-8">\n',
                self._policy([*codes, code]),
                f"<title>{escape(self.title or '')}</title>\n{head}\n</head>\n<body>\n{body}\n",
                f"<script>{code}</script>\n",
            )
        )
        after = (child.render(**kwargs) for child in self.after._children.values())  # noqa: SLF001 - branca has no other door
        return chain([start], after, ["</body>\n</html>\n"])

    def _head(self, used: str, kwargs: dict[str, Any]) -> str:
        pieces = []
        for name, child in self.header._children.items():  # noqa: SLF001 - branca has no other door
            if name == "meta_http":
                continue
            if not isinstance(child, JavascriptLink | CssLink):
                pieces.append(child.render(**kwargs))
            elif _is_used(child.url, used):
                pieces.append(self._inlined(child, used))
        return "\n".join(pieces)

    def _inlined(self, link: JavascriptLink | CssLink, used: str) -> str:
        text = self.assets.get(link.url) or vendored(link.url)
        if isinstance(link, JavascriptLink):
            icons = _default_icons() if link.url.endswith("/leaflet.js") else ""
            return f"<script>{_harmless(text)}\n{icons if _MARKERS.search(used) else ''}</script>"
        if _LAYERS not in used:
            text = _PICTURE.sub("none", text)
        safe = text.replace("</style", "<\\/style")
        return f"<style>{safe}</style>"

    def _policy(self, codes: list[str]) -> str:
        hashes = " ".join(f"'sha256-{_sha256(code)}'" for code in codes)
        images = " ".join(("data:", "blob:", *self.hosts))
        policy = (
            f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; "
            f"img-src {images}; font-src data:; connect-src 'none'; base-uri 'none'; "
            "form-action 'none'"
        )
        return f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n'

    def _refuse_hosts(self, text: str) -> None:
        for match in _LOADS.finditer(text):
            url = next(value for value in match.groups() if value)
            if not url.startswith(self.hosts or ("\0",)):
                raise MapError(
                    f"the map still points to {url}: make it without that layer "
                    "(tiles=None for folium's default tiles)"
                )


class _Numbering:
    """Replaces the random ids of a figure's elements by numbers in order of appearance."""

    def __init__(self, figure: Figure) -> None:
        self.known = {element._id for element in _walk(figure)}  # noqa: SLF001 - as above
        self.numbers: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        return re.sub(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])", self._number, text)

    def _number(self, match: re.Match[str]) -> str:
        if match[0] not in self.known:
            return match[0]
        return self.numbers.setdefault(match[0], str(len(self.numbers) + 1))


def self_contained(folium_map: _Map, *, title: str = "") -> _Map:
    """Return a folium map, now inside a figure that is written as one file without any host.

    Parameters
    ----------
    folium_map
        Any map made with ``tiles=None``, with layers of your own.
    title
        Title of the page.
    """
    SelfContainedFigure(title=title).add_child(folium_map)
    return folium_map


def write_map(folium_map: folium.Map, path: str | os.PathLike[str]) -> Path:
    """Write a map to a file, whole or not at all.

    Parameters
    ----------
    folium_map
        The map; put into a self-contained figure first if it is in another.
    path
        The file to make or replace.

    Raises
    ------
    MapError
        If the map would still ask a host.
    OutputError
        If the file cannot be written.
    """
    if not isinstance(folium_map.get_root(), SelfContainedFigure):
        self_contained(folium_map)
    figure: Any = folium_map.get_root()
    target = Path(path)
    make_folder(target.parent)
    with whole(target) as part, part.open("wb") as file:
        file.writelines(piece.encode("utf-8") for piece in figure.pieces())
    return target


def _walk(element: Element) -> Iterator[Element]:
    yield element
    parts = [getattr(element, part, None) for part in ("header", "html", "script", "after")]
    for child in (*element._children.values(), *parts):  # noqa: SLF001 - branca has no other door
        if isinstance(child, Element):
            yield from _walk(child)


def _is_used(url: str, used: str) -> bool:
    name = url.lower()
    return all(words.search(used) for library, words in _USED_BY.items() if library in name)


def _folium_code(*parts: Element) -> str:
    """Return what folium's own elements wrote; the rest says nothing about its plugins."""
    children = (child for part in parts for child in part._children.values())  # noqa: SLF001 - branca
    return "".join(child.render() for child in children if not isinstance(child, RawElement))


def _default_icons() -> str:
    return _ICON_PICTURES.format(*(picture(f"marker-{name}.png") for name in ("icon", "shadow")))


def _harmless(code: str) -> str:
    return code.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _sha256(code: str) -> str:
    return base64.b64encode(hashlib.sha256(code.encode()).digest()).decode("ascii")
