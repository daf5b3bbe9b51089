"""Scripts and styles that ship with the package, found by the name a folium plugin asks for."""

from __future__ import annotations

import base64
import json
import re
from functools import cache
from pathlib import Path

from trialsites.errors import TrialSitesError

__all__ = ["MapError", "page_files", "picture", "vendored", "words"]

VENDOR = Path(__file__).parent / "vendor"
PAGE = Path(__file__).parent / "page"
WORDS = Path(__file__).parent / "words"

_URL = re.compile(r"url\(\s*['\"]?(?!data:|#)([^'\")]+)['\"]?\s*\)")
_COMMENT = re.compile(r"^[ \t]*(?:/\*.*?\*/|//[^\n]*)[ \t]*\n", re.MULTILINE | re.DOTALL)
_REMARK = re.compile(r"[ \t]+// [^\n\"'`]*$", re.MULTILINE)  # after code, and in no text
_INDENT = re.compile(r"^\s+", re.MULTILINE)
_WORDS = r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'"
_PATTERN = (
    r"(?:(?<=[=(,:!&|?\[])|(?<=\breturn))[ ]?"
    r"/(?![*/])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/\w*"
)
_KEPT_IN = {  # what keeps its blanks: texts and patterns
    ".js": re.compile(rf"({_WORDS}|`(?:[^`\\]|\\.)*`|{_PATTERN})"),
    ".css": re.compile(rf"({_WORDS}|\([^()]*\))"),
}
_BLANKS_IN = {  # those that part nothing
    ".js": re.compile(
        r"(?<![\w$+-])[ ]+|[ ]+(?![\w$+-])|(?<=[\w$])[ ]+(?=[+-])|(?<=[+-])[ ]+(?=[\w$])"
    ),
    ".css": re.compile(r"(?<=[{};:,])\s+|\s+(?=[{};])"),
}
_TYPES = {".png": "image/png", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
_NAMES = {  # files that folium asks for under another name than their package gives them
    "jquery-3.7.1.min.js": "jquery.min.js",
}


class MapError(TrialSitesError, ValueError):
    """A map cannot be written as one file that asks nobody."""


@cache
def _files() -> dict[str, Path]:
    return {path.name: path for path in sorted(VENDOR.glob("*/*")) if path.is_file()}


@cache
def vendored(url: str) -> str:
    """Return the text of the file a URL names, its pictures inside.

    Parameters
    ----------
    url
        An address whose last part is the name of a vendored file, such as ``…/leaflet.js``.

    Raises
    ------
    MapError
        If no such file is vendored.
    """
    name = re.split(r"[?#]", url)[0].rsplit("/", 1)[-1]
    path = _files().get(_NAMES.get(name, name))
    if path is None:
        raise MapError(
            f"the map asks for {url}, which does not ship with trialsites: "
            "leave that plugin out, or give the file with assets={...}"
        )
    text = path.read_text("utf-8")
    return _URL.sub(lambda match: _data_url(path.parent / match[1]), text)


@cache
def page_files(*names: str) -> str:
    """Return files of the page's own script, style or markup as one text.

    Comments, indents and blanks that part nothing stay behind; lines stay lines, so that the text
    can be read in the map too. Nothing in these files spans lines but comments.
    """
    return "\n".join(_plain(PAGE / name) for name in names)


def _plain(path: Path) -> str:
    text = _COMMENT.sub("", path.read_text("utf-8"))
    text = _INDENT.sub("", _REMARK.sub("", text))
    if path.suffix not in _KEPT_IN:
        return text
    parts = _KEPT_IN[path.suffix].split(text)
    parts[::2] = [_BLANKS_IN[path.suffix].sub("", part) for part in parts[::2]]
    return "".join(parts)


@cache
def words() -> bytes:
    """Return the page's words in all languages as one JSON text."""
    tables = {p.stem: json.loads(p.read_text("utf-8")) for p in sorted(WORDS.glob("*.json"))}
    return json.dumps(tables, ensure_ascii=False, separators=(",", ":")).encode()


def picture(name: str) -> str:
    """Return a vendored picture as a ``data:`` URL."""
    path = next(VENDOR.glob(f"*/images/{name}"))
    return f"data:{_TYPES[path.suffix]};base64,{base64.b64encode(path.read_bytes()).decode()}"


def _data_url(path: Path) -> str:
    return f"url({picture(path.name)})" if path.suffix in _TYPES and path.is_file() else "none"
