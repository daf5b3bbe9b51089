"""Knowledge as data: every file here says where it comes from."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["load"]


@cache
def load(name: str) -> Any:  # noqa: ANN401 - the shape is the file's own
    """Return one file of this folder, parsed by its ending (.json, .toml) or as text.

    It is read once and shared: nobody writes into it.

    Parameters
    ----------
    name
        File name, such as ``"countries.toml"``.
    """
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    if name.endswith(".json"):
        return json.loads(text)
    if name.endswith(".toml"):
        return tomllib.loads(text)
    return text
