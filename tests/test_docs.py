"""What the documentation says is true: its commands run, its pages match the code."""

from __future__ import annotations

import importlib.util
import re
import shlex
import shutil

import pytest

from invented import ROOT
from trialsites.cli import app

README = (ROOT / "README.md").read_text(encoding="utf-8")
CONSOLE = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
PLACES = (ROOT / "docs" / "places.md").read_text(encoding="utf-8")
PYTHON = re.findall(r"```python\n(.*?)```", README + PLACES, re.DOTALL)
COMMAND = re.compile(r"^\$ trialsites (.*)$", re.MULTILINE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A place to type the README's commands in, one after the other."""
    path = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "data", path / "data")
    (path / "maps").mkdir()
    return path


def typed(block):
    """Return (arguments, what was printed) of each command of a console block."""
    parts = COMMAND.split(block)[1:]
    return list(zip(map(shlex.split, parts[::2]), map(str.strip, parts[1::2]), strict=True))


def test_the_readme_prints_what_the_commands_print(trialsites, folder):
    seen = [pair for block in CONSOLE for pair in typed(block)]
    assert len(seen) >= 8
    for arguments, printed in seen:
        told = trialsites(*arguments, cwd=folder).stdout
        assert "\n".join(line.rstrip() for line in told.strip().splitlines()) == printed


def test_the_readme_names_every_verb():
    verbs = {c.name or c.callback.__name__ for c in app.registered_commands}
    named = {arguments[0] for block in CONSOLE for arguments, _ in typed(block)}
    named |= set(re.findall(r"`trialsites ([a-z]+)", README))
    assert verbs <= named


def test_the_python_of_the_pages_runs(folder, monkeypatch):
    monkeypatch.chdir(folder)
    assert len(PYTHON) > 1
    for example in PYTHON:
        exec(compile(example, "README.md", "exec"), {})  # noqa: S102 - our own example


def test_every_command_has_a_sentence_and_an_example(trialsites):
    for command in app.registered_commands:
        name = command.name or command.callback.__name__
        told = trialsites(name, "--help").stdout
        assert re.search(rf"Example: trialsites {name} ", told)
        assert max(map(len, told.splitlines())) <= 80


def test_the_reference_pages_match_the_code():
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    for page, make in generate.PAGES.items():
        assert (ROOT / "docs" / page).read_text(encoding="utf-8") == make(), "run `make docs`"


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda p: p.name)
def test_links_between_pages_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_the_make_targets_of_the_readme_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make ([a-z-]+)$", README, re.MULTILINE):
        assert re.search(rf"^{target}:.*##", makefile, re.MULTILINE)
