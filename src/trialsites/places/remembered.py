"""Keeps what was looked up, so that a text costs one look-up and many texts cost one query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

__all__ = ["Remembered"]

_Where = TypeVar("_Where")
_Found = TypeVar("_Found")
_MOST = 1 << 17


class Remembered(Generic[_Where, _Found]):
    """What was found, by where it was looked for and by text.

    Threads may share it: the worst that happens is that two ask the same.

    Parameters
    ----------
    ask
        Answers many texts about one country, or one group of countries, at once: every text it
        is given is in what it returns.
    """

    def __init__(self, ask: Callable[[_Where, Collection[str]], Mapping[str, _Found]]) -> None:
        self._ask = ask
        self._kept: dict[_Where, dict[str, _Found]] = {}

    def __call__(self, where: _Where, texts: Collection[str]) -> list[_Found]:
        """Return what was found for each text, in order.

        Parameters
        ----------
        where
            The country or group of countries.
        texts
            What to look up; only what is new is asked.
        """
        kept = self._kept.get(where)
        if kept is None or len(kept) > _MOST:
            kept = self._kept[where] = {}
        if new := [text for text in texts if text not in kept]:
            kept.update(self._ask(where, new))
        return [kept[text] for text in texts]
