"""The explanations that builds write, in the page's other languages."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from trialsites.maps.assets import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["LANGUAGES", "known_sentences", "sentences_in"]

LANGUAGES = ("fr", "de", "es")
_HOLE = re.compile(r"\{\w+\}")


@cache
def known_sentences() -> dict[str, list[str]]:
    """Return each sentence by its English form, in the order of `LANGUAGES`.

    ``page/sentences.js`` tries them in this order.
    """
    parts = tomllib.loads((WORDS / "sentences.toml").read_text("utf-8"))
    return {english: said for part in parts.values() for english, said in part.items()}


def sentences_in(notes: Iterable[str]) -> bytes:
    """Return, as JSON, the sentences that may occur in some notes.

    Parameters
    ----------
    notes
        What builds wrote, such as a site's ``pin_note``.
    """
    whole = "\n".join(notes)
    occurring = {
        english: dict(zip(LANGUAGES, said, strict=True))
        for english, said in known_sentences().items()
        if all(piece in whole for piece in _HOLE.split(english))
    }
    return msgspec.json.encode(occurring)
