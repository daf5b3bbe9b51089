"""The guide to maps runs as it is written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

GUIDE = Path(__file__).parents[1] / "docs" / "maps.md"
EXAMPLES = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_of_the_guide_run(example, demo, tmp_path, monkeypatch):
    path, _ = demo
    (tmp_path / "demo.gpkg").symlink_to(path)
    (tmp_path / "maps").mkdir()
    monkeypatch.chdir(tmp_path)
    exec(compile(example, "maps.md", "exec"), {})  # noqa: S102 - our own example
    for page in (tmp_path / "maps").glob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert text.startswith("<!DOCTYPE html>")
        assert not re.search(r"<(?:script|link|img)[^>]+(?:src|href)=.?https?:", text)
