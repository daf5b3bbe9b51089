"""One study out of several records that a registry publishes of it, one per country."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trialsites.model import Contact, Issue, Study

__all__ = ["joined"]


def joined(parts: Sequence[Study]) -> Study:
    """Return what the parts of a study say together.

    The first part that knows a title or a sponsor counts; a status counts where all parts agree.

    Parameters
    ----------
    parts
        At least one, all of the same study and without rows.
    """
    statuses = {part.status for part in parts}
    return replace(
        parts[0],
        title=next((part.title for part in parts if part.title), ""),
        sponsor=next((part.sponsor for part in parts if part.sponsor), ""),
        status=statuses.pop() if len(statuses) == 1 else "",
        as_of=max(part.as_of for part in parts),
        file=", ".join(dict.fromkeys(part.file for part in parts)),
        countries=tuple(dict.fromkeys(country for part in parts for country in part.countries)),
        study_contacts=_contacts(parts),
        issues=_issues(parts),
    )


def _contacts(parts: Sequence[Study]) -> tuple[Contact, ...]:
    """Return each contact once, numbered anew: the parts repeat the sponsor's desks."""
    distinct = dict.fromkeys(
        replace(one, contact=0) for part in parts for one in part.study_contacts
    )
    return tuple(replace(one, contact=number) for number, one in enumerate(distinct))


def _issues(parts: Sequence[Study]) -> tuple[Issue, ...]:
    """Return each issue once, with the values of all parts."""
    values: dict[Issue, list[str]] = {}
    for issue in (issue for part in parts for issue in part.issues):
        values.setdefault(replace(issue, value=""), []).append(issue.value)
    return tuple(
        replace(issue, value=", ".join(filter(None, dict.fromkeys(said))))
        for issue, said in values.items()
    )
