"""``trialsites review``: people settle what is doubtful, at the prompt or in a CSV."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from trialsites.commands.output import say
from trialsites.errors import InputError
from trialsites.tables import records

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

__all__ = ["run"]

_VERDICTS = {"y": "same", "yes": "same", "same": "same", "n": "different", "no": "different"}
_VERDICTS |= {"different": "different", "alias": "alias"}
_QUESTIONS = {"site": "one hospital?", "place": "this town?", "pair": "this row?"}


def run(directory: Path, *, export: Path | None, apply: Path | None, who: str) -> None:
    """Ask about every open question; or write them to a CSV; or take a CSV's verdicts."""
    from trialsites.directory import Directory
    from trialsites.export import read_csv, write_csv

    doubts = Directory.open(directory).table("doubts")
    doubts = doubts.sort_values("probability", ascending=False, kind="stable")
    if export:
        write_csv(doubts.assign(verdict=""), export)
        say(f"{export}: {len(doubts)} questions; fill in verdict (same, different, alias)")
        return
    verdicts = _from_csv(read_csv(apply), apply) if apply else _ask(doubts)
    _keep(directory, verdicts, who)


def _from_csv(table: pd.DataFrame, file: Path) -> list[tuple[str, str, str, str]]:
    if not {"kind", "a", "b", "verdict"} <= set(table.columns):
        raise InputError(f"{file}: needs columns kind, a, b, verdict; make it with --export")
    taken = []
    for record in records(table):
        word = str(record["verdict"]).strip().casefold()
        if word and word not in _VERDICTS:
            raise InputError(f"{file}: verdict {word!r} is none of same, different, alias")
        if word:
            taken.append((record["kind"], record["a"], record["b"], _VERDICTS[word]))
    return taken


def _ask(doubts: pd.DataFrame) -> list[tuple[str, str, str, str]]:
    import typer

    taken = []
    for number, doubt in enumerate(records(doubts), start=1):
        say(f"[{number}/{len(doubts)}] {_QUESTIONS[doubt['kind']]} p = {doubt['probability']:.2f}")
        for text in (doubt["a"], doubt["b"], doubt["note"]):
            say(f"  {text}")
        answer = typer.prompt("  yes / no / later / quit", default="later").strip().casefold()
        if answer in {"q", "quit"}:
            break
        if answer in _VERDICTS:
            taken.append((doubt["kind"], doubt["a"], doubt["b"], _VERDICTS[answer]))
    return taken


def _keep(directory: Path, verdicts: list[tuple[str, str, str, str]], who: str) -> None:
    from trialsites.directory import Change, save
    from trialsites.flow import build
    from trialsites.tables import DECISIONS

    if not verdicts:
        say("nothing decided")
        return
    when = datetime.now(UTC).isoformat(timespec="seconds")
    decisions = DECISIONS.frame([(*verdict, who, when) for verdict in verdicts])
    save(directory, Change({"decisions": decisions}), when=when)
    build(directory=directory)
    say(f"{directory}: {len(verdicts)} decisions kept and applied")
