"""``trialsites review``: people settle what is doubtful, at the prompt or in a CSV."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from trialsites.commands.output import count, line, say
from trialsites.errors import InputError
from trialsites.places.gazetteer import gazetteer
from trialsites.tables import records
from trialsites.text import spreadsheet_text

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

__all__ = ["run"]

_VERDICTS = {"y": "same", "yes": "same", "same": "same", "n": "different", "no": "different"}
_VERDICTS |= {"different": "different", "alias": "alias"}
_ONE_ANSWER = frozenset({"place", "pair"})
"""Kinds of question of which only one proposal can be right."""
_QUIT = {"q", "quit"}
_LATER = {"", "l", "later"}


def run(directory: Path, *, export: Path | None, apply: Path | None, who: str) -> None:
    """Ask about every open question; or write them to a CSV; or take a CSV's verdicts."""
    from trialsites.directory import Directory, spare
    from trialsites.export import read_csv, write_csv

    doubts = Directory.open(directory).table("doubts")
    doubts = doubts.sort_values("probability", ascending=False, kind="stable")
    if export:
        spare(export)
        questions = [_question(doubt) for doubt in records(doubts)]
        write_csv(doubts.assign(question=questions, verdict=""), export)
        asked = count(len(doubts), "question")
        say(f"{export}: {asked}; fill in verdict (same, different, alias)")
        say(f"then: trialsites review --apply {export} -d {directory}")
        return
    if not apply and doubts.empty:
        say("nothing is open")
        return
    verdicts = _from_csv(read_csv(apply), apply, doubts) if apply else _ask(doubts)
    _keep(directory, verdicts, who)


def _from_csv(
    table: pd.DataFrame, file: Path, doubts: pd.DataFrame
) -> list[tuple[str, str, str, str]]:
    """Return the verdicts of a CSV, about what was asked as it stands in the directory."""
    if not {"kind", "a", "b", "verdict"} <= set(table.columns):
        raise InputError(f"{file}: needs columns kind, a, b, verdict: make it with --export")
    keys = [(doubt["kind"], doubt["a"], doubt["b"]) for doubt in records(doubts)]
    asked = {tuple(map(spreadsheet_text, key)): key for key in keys}
    taken = []
    for record in records(table):
        word = str(record["verdict"]).strip().casefold()
        if word and word not in _VERDICTS:
            raise InputError(f"{file}: verdict {word!r} is none of same, different, alias")
        if word:
            key = (record["kind"], record["a"], record["b"])
            taken.append((*asked.get(key, key), _VERDICTS[word]))
    return taken


def _ask(doubts: pd.DataFrame) -> list[tuple[str, str, str, str]]:
    taken = []
    settled = set()
    for number, doubt in enumerate(records(doubts), start=1):
        about = (doubt["kind"], doubt["a"])
        if about in settled:
            continue
        line(f"[{number}/{len(doubts)}]", _question(doubt))
        line("", _reason(doubt))
        answer = _answer()
        if answer in _QUIT:
            break
        if verdict := _VERDICTS.get(answer):
            taken.append((*about, doubt["b"], verdict))
            if verdict != "different" and doubt["kind"] in _ONE_ANSWER:
                settled.add(about)
    return taken


def _question(doubt: dict[str, Any]) -> str:
    """Return a question as a person reads it: no ids, no separators."""
    about, proposed = doubt["a"], doubt["b"]
    if doubt["kind"] == "place":
        town = gazetteer().town(proposed)
        proposed = ", ".join(p for p in (town.name, town.admin1) if p) if town else proposed
        return f"{', '.join(part for part in about.split('|') if part)}: is it {proposed}?"
    if doubt["kind"] == "pair":
        return f"{about}: of {proposed.partition(': ')[2] or proposed}?"
    return f"one hospital: {about}, and {proposed}?"


def _reason(doubt: dict[str, Any]) -> str:
    """Return how likely the answer is and why, each said once."""
    probability, note = f"p = {doubt['probability']:.2f}", doubt["note"]
    if doubt["kind"] == "place" and "may be" in note:
        return probability
    return note if probability in note else f"{probability}: {note}"


def _answer() -> str:
    """Return what a person answers; the end of the input is an answer too: enough."""
    while True:
        sys.stdout.write("  yes / no / later / quit [later]: ")
        sys.stdout.flush()
        said = sys.stdin.readline()
        answer = said.strip().casefold()
        if not said:
            say()
            return "quit"
        if answer in _QUIT | _LATER | set(_VERDICTS):
            return answer


def _keep(directory: Path, verdicts: list[tuple[str, str, str, str]], who: str) -> None:
    from trialsites.flow import decide
    from trialsites.tables import DECISIONS

    if not verdicts:
        say("nothing decided, nothing changed")
        return
    when = datetime.now(UTC).isoformat(timespec="seconds")
    decisions = DECISIONS.frame([(*verdict, who, when) for verdict in verdicts])
    decide(decisions, directory)
    say(f"{directory}: {count(len(verdicts), 'decision')} kept and applied")
