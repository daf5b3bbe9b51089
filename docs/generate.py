"""Write the reference pages that are made from the code: the data format and the commands."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from trialsites.cli import app
from trialsites.tables import TABLES

HERE = Path(__file__).parent

FORMAT_HEAD = (HERE / "data-format.head.md").read_text(encoding="utf-8")


def data_format() -> str:
    """Return the page on every table and column."""
    parts = [FORMAT_HEAD.rstrip()]
    for table in TABLES:
        parts.append(
            f"## {table.name}\n\n{table.meaning.capitalize()}. Key: {', '.join(table.key)}."
        )
        rows = [f"| `{c.name}` | {c.type} | {c.step} | {c.meaning} |" for c in table.columns]
        parts.append(
            "\n".join(["| column | type | filled by | meaning |", "|---|---|---|---|", *rows])
        )
    return "\n\n".join(parts) + "\n"


def commands() -> str:
    """Return the page on every command, as its own help says it."""
    root = typer.main.get_command(app)
    parts = ["# Commands\n\nMade from `trialsites COMMAND --help` by `make docs`."]
    for name, command in sorted(_leaves(root, "trialsites")):
        context = typer.Context(command, info_name=name)
        parts.append(f"## {name}\n\n```\n{command.get_help(context).strip()}\n```")
    return "\n\n".join(parts) + "\n"


def _leaves(command, name):  # noqa: ANN001, ANN202 - click's own classes, vendored by typer
    if hasattr(command, "commands"):
        for word, inner in command.commands.items():
            yield from _leaves(inner, f"{name} {word}")
    else:
        yield name, command


PAGES = {"data-format.md": data_format, "commands.md": commands}

if __name__ == "__main__":
    for page, make in PAGES.items():
        (HERE / page).write_text(make(), encoding="utf-8")
        sys.stdout.write(f"docs/{page}\n")
