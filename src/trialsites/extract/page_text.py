"""Saved pages as lines of text: plain text and HTML alike."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from trialsites.errors import InputError
from trialsites.extract.decoding import as_published, decode

if TYPE_CHECKING:
    from trialsites.extract.document import Document

__all__ = ["is_html", "is_phone", "page_lines", "text_lines"]

_MOST_BYTES = 32 << 20
_HTML = re.compile(
    r"<(?:!doctype html|html|head|body|div|p|h1|table|section|article)\b", re.IGNORECASE
)
_HIDDEN = frozenset({"script", "style", "noscript", "template", "svg"})
_INLINE = re.compile(
    "a|abbr|b|bdi|bdo|cite|code|em|font|i|img|kbd|mark|q|s|samp|small|span|strong|sub|sup|u"
)
_PHONE = re.compile(
    r"[+(\d][\s\d().+/,;:\-\u2010-\u2015]*(?:\s*(?:ext|x|poste|#)\W*\d+)?\W*", re.IGNORECASE
)


class _Lines(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's own signature
        if tag in _HIDDEN:
            self.hidden += 1
        if not _INLINE.fullmatch(tag):
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self.hidden = max(0, self.hidden - 1)
        if not _INLINE.fullmatch(tag):
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(" ".join(data.split()) if data.strip() else " ")
            if data[-1:].isspace():
                self.parts.append(" ")


def is_html(text: str) -> bool:
    """Tell whether the beginning of a text is HTML."""
    return bool(_HTML.search(text[:4096]))


def text_lines(text: str) -> list[str]:
    """Return the lines of a page that hold something, as published.

    Parameters
    ----------
    text
        Plain text or HTML.
    """
    if is_html(text):
        parser = _Lines()
        parser.feed(text)
        parser.close()
        text = "".join(parser.parts)
    return [line for line in map(as_published, text.split("\n")) if line]


def page_lines(document: Document) -> list[str]:
    """Return the lines of a whole page that hold something.

    Parameters
    ----------
    document
        The page.

    Raises
    ------
    InputError
        If it is larger than 32 MB.
    """
    data = document.stream.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise InputError(f"{document.name} is a page of more than 32 MB: save the record alone")
    return text_lines(decode(data))


def is_phone(text: str) -> bool:
    """Tell whether a line can only be a telephone number.

    Parameters
    ----------
    text
        One line.
    """
    return bool(_PHONE.fullmatch(text))
