"""From a stream of records to tables: each record is paired and understood as it passes by."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from trialsites.categories import encoded, stacked
from trialsites.contacts import understand
from trialsites.directory.forget import fingerprint
from trialsites.extract import joined
from trialsites.model import Issue, Skipped
from trialsites.pair import pair
from trialsites.tables import (
    CONTACTS,
    ISSUES,
    ROWS,
    STUDIES,
    STUDY_CONTACTS,
    Step,
    Table,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    import pandas as pd

    from trialsites.model import Pairing, Row, Study
    from trialsites.pair import Known

__all__ = ["Gathered", "gather"]

_BATCH = 50_000
_PARTS: dict[Table, tuple[Step, ...]] = {
    STUDIES: ("extract",),
    ROWS: ("extract",),
    CONTACTS: ("extract", "contacts"),
    STUDY_CONTACTS: ("extract", "contacts"),
    ISSUES: ("extract",),
}
"""The tables that are filled here, and the steps that are done by then."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was read: tables by name, and inputs that are no records."""

    tables: dict[str, pd.DataFrame]
    skipped: tuple[Skipped, ...]


@dataclass(slots=True)
class _Batches:
    """Tuples that become small data frames before they pile up.

    The texts of rows come again and again: they are kept as categories.
    """

    waiting: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    done: dict[str, list[pd.DataFrame]] = field(default_factory=dict)

    def add(self, table: Table, records: Iterable[tuple[Any, ...]], copy: int) -> None:
        waiting = self.waiting.setdefault(table.name, [])
        waiting.extend((*record, copy) for record in records)
        if len(waiting) >= _BATCH:
            self.flush(table)

    def flush(self, table: Table) -> None:
        records = self.waiting.pop(table.name, [])
        frame = table.frame((record[:-1] for record in records), *_PARTS[table])
        if table is ROWS:
            frame = encoded(frame)
        frame["copy"] = [record[-1] for record in records]
        self.done.setdefault(table.name, []).append(frame)

    def table(self, table: Table, copies: Collection[int] | None) -> pd.DataFrame:
        self.flush(table)
        frame = stacked(self.done.pop(table.name))
        if copies is not None:
            frame = frame[frame["copy"].isin(copies)].reset_index(drop=True)
        return frame.drop(columns="copy")


class _Taken(NamedTuple):
    """The record of a study that is taken so far: how it ranks, which copy it is, its file."""

    rank: tuple[str, int, int]
    copy: int
    file: str


def gather(
    records: Iterable[Study | Skipped],
    *,
    known: Known | None = None,
    dates: Mapping[str, str] | None = None,
    forgotten: Collection[str] = (),
    tick: Callable[[Study], None] | None = None,
) -> Gathered:
    """Return the tables of a stream of records.

    A study that comes twice is taken once: the newer record, then the one with more rows, with
    more contacts, then the later one. Records of one country each are joined. A record older than
    the directory's is passed over, and all that is passed over is named.

    Parameters
    ----------
    records
        Studies, and inputs that are none.
    known
        People the directory already knows, as evidence for pairing.
    dates
        By study, the date of the record that the directory holds.
    forgotten
        Fingerprints of people who were erased; their contacts are dropped.
    tick
        Called with each study that was read.
    """
    batches = _Batches()
    skipped: list[Skipped] = []
    taken: dict[str, _Taken] = {}
    copy = 0
    for record in _with_parts_joined(records):
        if isinstance(record, Skipped):
            skipped.append(record)
            continue
        if tick:
            tick(record)
        held = (dates or {}).get(record.id, "")
        if record.as_of and held > record.as_of:
            reason = f"of {record.as_of} is older than the directory's, of {held}"
            skipped.append(Skipped(record.id, reason))
            continue
        copy += 1
        people = len(record.contacts) + len(record.study_contacts)
        new = _Taken((record.as_of, len(record.rows), people), copy, record.file)
        if before := taken.get(record.id):
            left, new = sorted((before, new), key=lambda one: (one.rank, one.copy))
            skipped.append(_given_twice(record.id, left.file, new.file))
        taken[record.id] = new
        if new.copy == copy:
            _add(batches, record, copy, known, forgotten)
    copies = {one.copy for one in taken.values()} if copy > len(taken) else None
    tables = {table.name: batches.table(table, copies) for table in _PARTS}
    return Gathered(tables, tuple(skipped))


def _given_twice(study: str, left: str, taken: str) -> Skipped:
    if left == taken:
        return Skipped(study, f"stands twice in {taken}; one record of it was taken")
    return Skipped(study, f"in {left} gives way to that in {taken}")


def _with_parts_joined(records: Iterable[Study | Skipped]) -> Iterator[Study | Skipped]:
    """Yield records; after all others, each study whose countries come in records of their own."""
    parts: dict[str, dict[tuple[str, ...], Study]] = {}
    for record in records:
        if isinstance(record, Skipped) or not record.part:
            yield record
            continue
        by_country = parts.setdefault(record.id, {})
        known = by_country.get(record.countries, record)
        by_country[record.countries] = record if record.as_of >= known.as_of else known
    for by_country in parts.values():
        yield joined([by_country[countries] for countries in sorted(by_country)])


def _add(
    batches: _Batches,
    study: Study,
    copy: int,
    known: Known | None,
    forgotten: Collection[str],
) -> None:
    pairings, pair_issues = pair(study, known=known)
    if forgotten:
        study, pairings = _without(study, pairings, forgotten)
    people = understand(study, pairings)
    batches.add(STUDIES, [_study(study)], copy)
    batches.add(ROWS, map(_row, study.rows), copy)
    batches.add(CONTACTS, people.contacts, copy)
    batches.add(STUDY_CONTACTS, people.study_contacts, copy)
    issues = (*study.issues, *pair_issues, *people.issues)
    batches.add(ISSUES, (_issue(study, issue) for issue in issues), copy)


def _without(
    study: Study, pairings: tuple[Pairing, ...], forgotten: Collection[str]
) -> tuple[Study, tuple[Pairing, ...]]:
    """Return a study without the people who were erased, paired as if they still stood there."""
    gone = [fingerprint(contact.name) in forgotten for contact in study.contacts]
    kept = tuple(c for c, erased in zip(study.contacts, gone, strict=True) if not erased)
    others = tuple(c for c in study.study_contacts if fingerprint(c.name) not in forgotten)
    rest = tuple(p for p, erased in zip(pairings, gone, strict=True) if not erased)
    return replace(study, contacts=kept, study_contacts=others), rest


def _study(study: Study) -> tuple[str, ...]:
    countries = study.countries or tuple(dict.fromkeys(row.country for row in study.rows))
    return (
        study.id,
        study.title,
        study.sponsor,
        study.status,
        study.phase,
        study.as_of,
        study.url,
        study.source,
        study.file,
        "|".join(country for country in countries if country),
    )


def _row(row: Row) -> tuple[object, ...]:
    return (
        row.study,
        row.position,
        row.id,
        row.facility,
        row.department,
        row.address,
        row.city,
        row.state,
        row.zip,
        row.country,
        row.status,
        row.org_id,
        row.lat,
        row.lon,
    )


def _issue(study: Study, issue: Issue) -> tuple[object, ...]:
    return (issue.code, issue.message, issue.study or study.id, issue.position, issue.value)
