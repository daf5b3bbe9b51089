"""One piece of work after another, on all cores where there is enough to do."""

from __future__ import annotations

import gc
import os
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["collection_seldom", "spread"]

_One = TypeVar("_One")
_Out = TypeVar("_Out")

_HELD: list[Callable[[Any], Any]] = []
"""What a worker does; forked workers inherit all that it knows without a copy."""


_SELDOM = (1_000_000, 20, 100)
"""New objects before the garbage collector looks through them; Python's own 700 suit programs
that keep little."""


@contextmanager
def collection_seldom() -> Iterator[None]:
    """Let the garbage collector come seldom where much is made that stays.

    It would look through all that was made so far again and again: a sixth to two thirds of the
    time, the more the larger the table. Afterwards all that was made counts as old.
    """
    usual = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        if not gc.get_freeze_count():
            gc.freeze()  # both together move all to the oldest generation, unlooked at
            gc.unfreeze()
        gc.set_threshold(*usual)


def spread(work: Callable[[_One], _Out], items: Sequence[_One]) -> list[_Out]:
    """Apply a function to every item, and return the results in the order of the items.

    Parameters
    ----------
    work
        The function; what it holds is given to each worker once.
    items
        Small things that can be sent to another process.
    """
    workers = min(os.cpu_count() or 1, len(items))
    if workers <= 1:
        return [work(item) for item in items]
    first = work(items[0])  # what it loads, forked workers inherit
    with ProcessPoolExecutor(workers, initializer=_hold, initargs=(work,)) as pool:
        return [first, *pool.map(_do, items[1:])]


def _hold(work: Callable[[Any], Any]) -> None:
    gc.freeze()  # what was inherited is never looked through
    gc.set_threshold(*_SELDOM)
    _HELD[:] = [work]


def _do(item: Any) -> Any:  # noqa: ANN401 - whatever the work takes and gives
    return _HELD[0](item)
