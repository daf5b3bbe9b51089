"""``trialsites build``: the flow with a progress line, then what was found and what is doubtful."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from trialsites.commands.output import count, line, paired_by, say
from trialsites.tables import records
from trialsites.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import pandas as pd

    from trialsites.directory import Directory
    from trialsites.flow import Built
    from trialsites.places.online import OnlineAnswers

__all__ = ["run"]

_LISTED = 5


def run(files: Sequence[str], directory: Path, *, authority: bool, geocoder: str) -> None:
    """Build, and print a summary."""
    from trialsites.directory import Directory
    from trialsites.errors import InputError
    from trialsites.flow import build

    if not files and not directory.exists():
        raise InputError("nothing to build from: name files, folders or - for standard input")
    with _progress() as progress:
        built = build(
            *files, directory=directory, authority=authority, geocoder=geocoder, progress=progress
        )
    _summary(built, Directory.open(directory), nothing_new=bool(files) and not built.studies)


@contextmanager
def _progress() -> Iterator[Callable[[str, int], None]]:
    if not sys.stderr.isatty():
        yield lambda _step, _done: None
        return
    from rich.console import Console

    console = Console(stderr=True)
    with console.status("starting") as status:
        yield lambda step, done: status.update(f"{step} {done:,}")


def _summary(built: Built, directory: Directory, *, nothing_new: bool) -> None:
    rows, sites, contacts = map(directory.table, ("rows", "sites", "contacts"))
    issues = directory.issues
    cities = sites[["country_code", "place_id", "city"]].drop_duplicates()
    held = (
        count(len(directory.studies), "study", "studies"),
        count(len(rows), "row"),
        count(len(sites), "site"),
        count(len(cities), "city", "cities"),
    )
    say(f"{built.directory}: {', '.join(held)}")
    if nothing_new:
        line("read", "no new record, the directory is as it was")
    _say_sites(rows, sites)
    if len(contacts):
        _say_contacts(contacts, issues)
    _say_places(rows, sites)
    if built.asked:
        _say_asked(built.asked)
    for skipped in built.skipped[:_LISTED]:
        line("skipped", f"{skipped.name} {skipped.reason}")
    _more(len(built.skipped), "")
    codes = issues["code"].value_counts()
    if len(codes):
        line("issues", " · ".join(f"{code} {n}" for code, n in sorted(codes.items())))


def _more(total: int, where: str) -> None:
    if total > _LISTED:
        line("", f"and {total - _LISTED:,} more{where}")


def _say_sites(rows: pd.DataFrame, sites: pd.DataFrame) -> None:
    merged = int((sites["rows"] > 1).sum())
    shared = sites[(sites["organisation_id"] != "") & (sites["kind"] == "named")]
    linked = int((shared.groupby("organisation_id").size() > 1).sum())
    hidden = int(sites["kind"].isin(["placeholder", "missing", "vague"]).sum())
    parts = [f"{count(merged, 'site')} of several rows"]
    if linked:
        parts.append(f"{count(linked, 'organisation')} of several sites")
    if hidden:
        parts.append(f"{hidden:,} undisclosed or unnamed")
    held = f"{count(len(rows), 'row')} → {count(len(sites), 'site')}"
    line("merged", f"{held}: {', '.join(parts)}")


def _say_contacts(contacts: pd.DataFrame, issues: pd.DataFrame) -> None:
    paired = contacts[contacts["position"].notna()]
    words = paired["pairing"].value_counts()
    how = ", ".join(f"{n:,} {paired_by(str(word))}" for word, n in sorted(words.items()))
    line("contacts", f"{len(paired):,} of {len(contacts):,} paired{f' ({how})' if how else ''}")
    by_code = issues["code"].value_counts()
    if n := int(by_code.get("phone.central", 0)):
        are = "is" if n == 1 else "are"
        line("phones", f"{count(n, 'number')} {are} a sponsor line, not the site's")
    if n := int(by_code.get("contact.no_phone", 0)):
        line("", f"{count(n, 'contact')} without number")
    names = issues[issues["code"] == "name.first_letter_lost"]
    if len(names):
        line("names", f"{len(names)} to check")
        for message in names["message"][:_LISTED]:
            line("", message)
        _more(len(names), "")


def _say_places(rows: pd.DataFrame, sites: pd.DataFrame) -> None:
    exact = int(sites["precision"].isin(["facility", "street"]).sum())
    unplaced = sites[sites["lat"].isna()]
    line(
        "places",
        f"{exact:,} at the door, {len(sites) - exact - len(unplaced):,} at their town, "
        f"{len(unplaced):,} not placed",
    )
    doubtful = rows[rows["site_id"].isin(unplaced["site_id"])]
    doubtful = doubtful.drop_duplicates(["city", "state", "zip", "country"])
    for row in records(doubtful[:_LISTED]):
        line("doubtful", _doubt(row))
    _more(len(doubtful), ": trialsites review")


def _say_asked(asked: OnlineAnswers) -> None:
    line(
        "online",
        f"{asked.service} found {asked.count('found'):,}, knew nothing of "
        f"{asked.count('not found'):,}, failed on {asked.count('failed'):,} "
        f"({count(asked.requests, 'request')}); {asked.attribution}",
    )
    if asked.stopped:
        line("", f"stopped: {asked.stopped}")


def _doubt(row: dict[str, Any]) -> str:
    asked = ", ".join(row[n] for n in ("city", "state", "zip", "country") if row[n])
    candidates = json.loads(row["place_candidates"] or "[]")
    if not candidates:
        return f"{asked}: no such town known"
    shown = candidates[:3]
    names = [fold(row["city"]), *(fold(c["name"]) for c in shown)]
    towns = []
    for c in shown:
        division = f", {c['admin1']}" if names.count(fold(c["name"])) > 1 else ""
        towns.append(f"{c['name']}{division} (p = {c['p']:.2f})")
    return f"{asked} may be {', '.join(towns)}"
