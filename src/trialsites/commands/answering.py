"""``trialsites nearest``: nothing heavy is imported here."""

from __future__ import annotations

from dataclasses import astuple, fields, replace
from typing import TYPE_CHECKING

from trialsites.commands.output import print_table, say
from trialsites.nearest import Near, nearest

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
    origin = answer.origin
    say(f"Nearest to {origin.name} ({origin.lat:.4f}, {origin.lon:.4f})")
    if not answer.sites:
        say("no site of the directory matches")
        return
    for site in answer.sites:
        _print(site)
    if answer.tied:
        say(f"{answer.tied} more exactly as near as the last: ask with a larger -k")
    if any(site.about for site in answer.sites):
        say("about: the site's point is its town's centre")
    if answer.unplaced:
        say(f"{answer.unplaced:,} more without a known point, one may be nearer: trialsites review")


def _print(site: Near) -> None:
    km = f"about {site.km:,.0f} km" if site.about else f"{site.km:,.1f} km"
    statuses = ", ".join(status.replace("_", " ").lower() for status in site.statuses)
    where = ", ".join(part for part in (site.city, site.country) if part)
    say(f"{km:>14}  {site.name or 'undisclosed site'}")
    say(f"{'':14}  {' · '.join(part for part in (where, statuses) if part)}")
