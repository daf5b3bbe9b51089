"""Words with one letter wrong, read as the known word that is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Vocabulary"]

_SHORTEST = 6
"""Shorter words are one letter from too many others."""

_SHORTEST_KNOWN = 7


class Vocabulary:
    """Known words, which a word with one letter wrong, missing, doubled or swapped is read as.

    Every known word is listed under itself with any one letter left out: two words one edit apart
    share such a form (the symmetric deletion of SymSpell).

    Parameters
    ----------
    known
        Folded words; those too short to be mistaken safely are kept as they are.
    """

    def __init__(self, known: Iterable[str]) -> None:
        self._known = frozenset(known)
        self._without: dict[str, set[str]] = {}
        for word in self._known:
            if len(word) >= _SHORTEST_KNOWN and word.isalpha():
                for form in _forms(word):
                    self._without.setdefault(form, set()).add(word)
        self._read: dict[str, str] = {}

    def read(self, word: str) -> str:
        """Return the only known word that is one letter away, or the word as it is.

        Parameters
        ----------
        word
            A folded word.
        """
        if len(word) < _SHORTEST or word in self._known:
            return word
        if word not in self._read:
            near = {known for form in _forms(word) for known in self._without.get(form, ())}
            close = [known for known in near if OSA.distance(word, known) == 1]
            self._read[word] = close[0] if len(close) == 1 and word.isalpha() else word
        return self._read[word]


def _forms(word: str) -> Iterator[str]:
    yield word
    for index in range(len(word)):
        yield word[:index] + word[index + 1 :]
