"""Tables in which each distinct text is kept once, however many rows carry it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

__all__ = ["encoded", "stacked"]


def encoded(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose text columns are categorical: each distinct text is kept once."""
    import pandas as pd

    text = [name for name in frame if isinstance(frame[name].dtype, pd.StringDtype)]
    return frame.astype(dict.fromkeys(text, "category"))


def stacked(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return frames with the same columns below each other; what is categorical stays so.

    Parameters
    ----------
    frames
        At least one.
    """
    import pandas as pd

    def column(name: str) -> Any:  # noqa: ANN401 - what a data frame takes as a column
        parts = [frame[name] for frame in frames]
        if any(isinstance(part.dtype, pd.CategoricalDtype) for part in parts):
            return pd.api.types.union_categoricals([part.astype("category") for part in parts])
        return pd.concat(parts, ignore_index=True)

    return pd.DataFrame({name: column(str(name)) for name in frames[0]})
