"""``trialsites nearest``: nothing heavy is imported here."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from trialsites.commands.output import print_records, say
from trialsites.nearest import nearest

if TYPE_CHECKING:
    from pathlib import Path

    from trialsites.nearest import Answer, Near

__all__ = ["run"]


def run(
    directory: Path, place: str, *, k: int, country: str, study: str, status: str, form: str
) -> None:
    """Print the nearest sites."""
    answer = nearest(directory, place, k=k, country=country, study=study, status=status)
    if form:
        print_records([_record(answer, site) for site in answer.sites] or [{}], form)
        return
    origin = answer.origin
    say(f"Nearest to {origin.name} ({origin.lat:.4f}, {origin.lon:.4f})")
    if not answer.sites:
        say("no site of the directory matches")
        return
    print_records([_line(site) for site in answer.sites], "", right=("km",))
    if answer.tied:
        say(f"{answer.tied} more exactly as near as the last: ask with a larger -k")
    if any(site.about for site in answer.sites):
        say("about: the site's point is its town's centre")


def _line(site: Near) -> dict[str, object]:
    km = f"about {site.km:,.0f}" if site.about else f"{site.km:,.1f}"
    return {
        "km": km,
        "site": site.name or f"undisclosed site in {site.city}",
        "city": f"{site.city}, {site.country}",
        "status": ", ".join(s.replace("_", " ").lower() for s in site.statuses),
    }


def _record(answer: Answer, site: Near) -> dict[str, object]:
    return {"from": answer.origin.name, **asdict(site), "km": round(site.km, 3)}
