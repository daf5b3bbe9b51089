"""``trialsites nearest``: nothing heavy is imported here."""

from __future__ import annotations

from dataclasses import astuple, fields, replace
from typing import TYPE_CHECKING

from trialsites.commands.output import count, print_table, say, words
from trialsites.directory import connect
from trialsites.errors import InputError
from trialsites.nearest import Near, nearest
from trialsites.nearest.search import statuses_held

if TYPE_CHECKING:
    from pathlib import Path


__all__ = ["run"]


def run(
    directory: Path, place: str, *, k: int, country: str, study: str, status: str, form: str
) -> None:
    """Print the nearest sites."""
    answer = nearest(directory, place, k=k, country=country, study=study, status=status)
    if form:
        headings = ["from", *(field.name for field in fields(Near))]
        exact = [replace(site, km=round(site.km, 3)) for site in answer.sites]
        print_table(headings, [(answer.origin.name, *astuple(site)) for site in exact], form)
        return
    if not answer.sites and not answer.unplaced:
        _check_held(directory, study, status)
    origin = answer.origin
    point = f"{origin.lat:.4f}, {origin.lon:.4f}"
    say(f"Nearest to {origin.name}" + (f" ({point})" if origin.name != point else ""))
    if not answer.sites:
        say("no site with a known point matches")
    for site in answer.sites:
        _print(site)
    if answer.tied:
        say(f"{answer.tied} more exactly as near as the last: ask with a larger -k")
    if any(site.about for site in answer.sites):
        say("about: the site's point is its town's centre")
    if answer.unplaced:
        say(
            f"{count(answer.unplaced, 'more site')} without a known point may be nearer: "
            "trialsites review"
        )


def _check_held(directory: Path, study: str, status: str) -> None:
    """Raise if what was asked for stands nowhere in the directory: it is misspelt, most likely."""
    with connect(directory) as connection:
        asked = "SELECT 1 FROM studies WHERE study = ? COLLATE NOCASE"
        if study and not connection.execute(asked, (study.strip(),)).fetchone():
            raise InputError(f"the directory holds no study {study!r}")
        statuses = [words(held) for held in statuses_held(connection)]
    if status and words(status) not in statuses:
        raise InputError(f"no site is {status!r}; the directory's are {', '.join(statuses)}")


def _print(site: Near) -> None:
    km = f"about {site.km:,.0f} km" if site.about else f"{site.km:,.1f} km"
    statuses = ", ".join(map(words, site.statuses))
    where = ", ".join(part for part in (site.city, site.country) if part)
    say(f"{km:>14}  {site.name or 'undisclosed site'}")
    say(f"{'':14}  {' · '.join(part for part in (where, statuses) if part)}")
