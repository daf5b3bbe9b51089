"""The whole flow: extract, pair, locate, dedupe, pin, save. Nothing else knows the order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from trialsites import extract, sites
from trialsites.before import Before
from trialsites.categories import stacked
from trialsites.changes import change
from trialsites.contacts import lost_letters, same_persons
from trialsites.directory import save
from trialsites.errors import InputError
from trialsites.gather import Gathered, gather
from trialsites.open_contacts import questions, settled
from trialsites.places.doubts import place_doubts, place_issues
from trialsites.places.home import at_home
from trialsites.places.locate import locate
from trialsites.places.pin import pin
from trialsites.places.registers import match
from trialsites.places.words import Words
from trialsites.sites.cores import collection_seldom
from trialsites.tables import DOUBTS, ISSUES
from trialsites.text import tidy

if TYPE_CHECKING:
    import os

    from trialsites.model import Issue, Skipped
    from trialsites.places.online import OnlineAnswers

__all__ = ["Built", "build", "decide"]

Geocoder = Any  # a name, a geopy geocoder, which publishes no types, or None
Progress = Callable[[str, int], None]


def _in_silence(_step: str, _done: int) -> None:
    """Tell nobody of the progress."""


@dataclass(frozen=True, slots=True)
class Built:
    """What one build did.

    Attributes
    ----------
    directory
        The file.
    studies, rows
        How many were read and stored by this build.
    again
        How many rows of other studies, in the same places, were worked out again.
    skipped
        Inputs, or records, that were passed over, with the reason.
    asked
        What an online geocoder answered, if one was asked.
    """

    directory: Path
    studies: int
    rows: int
    again: int
    skipped: tuple[Skipped, ...]
    asked: OnlineAnswers | None = None


@collection_seldom()
def build(
    *sources: str | os.PathLike[str],
    directory: str | os.PathLike[str] = "directory.gpkg",
    authority: bool = True,
    geocoder: Geocoder = None,
    progress: Progress = _in_silence,
) -> Built:
    """Read registry records into a directory of sites.

    Studies that the directory already holds are replaced, and the places they stand in are worked
    out again; everything else in it stays. Without sources, the whole directory is worked out again
    from what it holds, with the registers added since.

    Parameters
    ----------
    *sources
        Files, folders, globs, archives, or ``"-"`` for standard input.
    directory
        The file to make or change; it changes whole or not at all.
    authority
        Use the built-in knowledge of well-known hospitals.
    geocoder
        Ask this online geocoder about named sites that stay at their town's centre: the name of
        a service, or what `trialsites.places.online.geocoder` returned. Nobody is asked without.
    progress
        Called with the name of each step and how many records it has done.

    Returns
    -------
    built
        What was done; read the directory itself with `trialsites.Directory.open`.

    Raises
    ------
    InputError
        If a source cannot be read; the directory is unchanged then.
    DirectoryError
        If the directory is no directory, cannot be written, or was changed by another run
        meanwhile; it is as it was then.
    """
    before = Before.read(Path(directory))
    if not sources:
        found = Gathered(before.everything(), ())
        return _work_out(before, found, authority=authority, geocoder=geocoder, progress=progress)
    read = 0

    def tick(_study: object) -> None:
        nonlocal read
        read += 1
        progress("reading", read)

    found = gather(
        extract.read(sources, places=Words()),
        known=before.known,
        dates=before.dates,
        forgotten=before.forgotten,
        tick=tick,
    )
    if not before.path.exists():
        _check_found(found, sources)
    return _work_out(before, found, authority=authority, geocoder=geocoder, progress=progress)


@collection_seldom()
def decide(decisions: pd.DataFrame, directory: str | os.PathLike[str]) -> None:
    """Keep what people settled, and work the whole directory out again under it.

    Parameters
    ----------
    decisions
        Lines of ``tables.DECISIONS``; they replace earlier ones on the same question.
    directory
        The file to change; it changes whole or not at all.

    Raises
    ------
    DirectoryError
        If the directory is none, cannot be written, or was changed by another run meanwhile.
    """
    before = Before.read(Path(directory)).under(decisions)
    found = Gathered({**before.everything(), "decisions": decisions}, ())
    _work_out(before, found, authority=True, geocoder=None, progress=_in_silence)


def _work_out(
    before: Before, found: Gathered, *, authority: bool, geocoder: Geocoder, progress: Progress
) -> Built:
    new = found.tables
    new["contacts"] = settled(new["contacts"], new["rows"], before.decisions)
    progress("locating", len(new["rows"]))
    located = locate(new["rows"], decisions=before.decisions)
    located = at_home(new["rows"], located) if authority else located
    new["rows"] = pd.concat([new["rows"], located], axis=1)
    around = before.neighbours(new["rows"], new["studies"]["study"])
    old = around.rows
    rows = new["rows"].assign(kind="", site_id="")
    rows = stacked([old[list(rows)], rows]) if len(old) else rows
    progress("matching registers", len(rows))
    matches = match(rows)
    progress("merging", len(rows))
    people = before.contacts_of(old, new["contacts"])
    merged = sites.dedupe(
        rows.assign(register_id=matches["register_id"]),
        decisions=before.decisions,
        evidence=_evidence(people),
        elsewhere=around.claims,
        authority=authority,
    )
    rows = rows.assign(kind=merged.rows["kind"], site_id=merged.rows["site_id"])
    progress("placing", len(merged.sites))
    pinned = before.with_online_points(pin(merged.sites, rows, matches=matches))
    asked = _ask(pinned, rows, geocoder, progress) if geocoder else None
    if asked:
        pinned = before.with_online_points(pin(merged.sites, rows, matches=matches, online=asked))
    people = _with_persons(people, rows)
    progress("saving", len(rows))
    changed = change(
        new,
        around,
        rows=rows,
        contacts=people,
        linked=merged.linked,
        sites=pinned,
        spellings=merged.spellings,
        claims=merged.claims,
        doubts=_unanswered(
            [
                merged.doubts,
                DOUBTS.frame([*place_doubts(rows), *questions(new["contacts"], new["rows"])]),
            ],
            before.decisions,
        ),
        issues=pd.concat(
            [_issues([*place_issues(new["rows"]), *lost_letters(people)]), merged.issues],
            ignore_index=True,
        ),
    )
    when = datetime.now(UTC).isoformat(timespec="seconds")
    save(before.path, changed, when=when, since=before.changes)
    return Built(before.path, len(new["studies"]), len(new["rows"]), len(old), found.skipped, asked)


def _unanswered(doubts: list[pd.DataFrame], decisions: pd.DataFrame) -> pd.DataFrame:
    """Return the questions that nobody has answered yet."""
    asked, key = pd.concat(doubts, ignore_index=True), list(DOUBTS.key)
    answered = pd.MultiIndex.from_frame(asked[key]).isin(pd.MultiIndex.from_frame(decisions[key]))
    return asked[~answered]


def _check_found(found: Gathered, sources: tuple[str | os.PathLike[str], ...]) -> None:
    """Raise if nothing was found to make a directory of."""
    if found.tables["studies"].empty:
        names = tidy(", ".join(map(str, sources)))
        raise InputError(f"{names}: no trial record found ({len(found.skipped)} files passed over)")


def _ask(
    pinned: pd.DataFrame,
    rows: pd.DataFrame,
    geocoder: Geocoder,
    progress: Progress,
) -> OnlineAnswers:
    from trialsites.places.online import ask

    def tell(done: int, of: int, seconds: float) -> None:
        progress(f"asking the geocoder, {seconds:,.0f} s left for {of - done:,} more, done", done)

    return ask(pinned, rows, geocoder, progress=tell)


def _evidence(contacts: pd.DataFrame) -> pd.DataFrame:
    from trialsites.text import fold

    placed = contacts[contacts["position"].notna()]
    person = placed["name"].where(placed["kind"] == "person", "").map(fold)
    own_phone = placed["phone_e164"].where(placed["phone_note"] == "", "")
    host = placed["email"].str.replace(r"^[^@]*@?", "", regex=True).str.lower()
    return pd.DataFrame(
        {
            "study": placed["study"],
            "position": placed["position"],
            "person": person,
            "phone_e164": own_phone,
            "email_host": host,
        }
    )


def _with_persons(contacts: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    where = rows.loc[rows["study"].isin(contacts["study"]), ["study", "position", "site_id"]]
    joined = contacts.merge(where.astype({"study": "str"}), on=["study", "position"], how="left")
    joined["site_id"] = joined["site_id"].fillna("")
    joined.index = contacts.index
    return joined.assign(person_id=same_persons(joined))


def _issues(issues: list[Issue]) -> pd.DataFrame:
    return ISSUES.frame((i.code, i.message, i.study, i.position, i.value) for i in issues)
