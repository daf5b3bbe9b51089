"""What a directory holds before a build, and what the build changes in it."""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import pandas as pd

from trialsites.directory import Change, connect
from trialsites.directory.directory import read_table
from trialsites.directory.forget import forgotten
from trialsites.places.locate import place_text
from trialsites.sites import handle
from trialsites.tables import CONTACTS, DECISIONS, ISSUES, ROWS, SITES, STUDIES, STUDY_CONTACTS
from trialsites.text import fold

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

__all__ = ["Before"]

_READ = (STUDIES, ROWS, CONTACTS, STUDY_CONTACTS, ISSUES)
_ASKED = "t.study IN (SELECT study FROM now.asked)"
_FOUND_LATER = ("place.", "country.", "site.", "name.first_letter_found")


@dataclass(frozen=True, slots=True)
class _KnownPeople:
    """Who is known to work where, as `trialsites.pair` asks it."""

    by_name: dict[str, set[tuple[str, str, str, str]]]
    by_email: dict[str, set[tuple[str, str, str, str]]]

    def facilities(self, name: str, email: str, besides: str) -> Collection[tuple[str, str, str]]:
        """Return (facility, city, country) of a person's rows so far, in other studies."""
        named = self.by_name.get(fold(name), set()) if name else set()
        written = self.by_email.get(email.casefold(), set()) if email else set()
        return {row[1:] for row in named | written if row[0] != besides}


@dataclass(frozen=True)
class Before:
    """A directory as it was when a build began; empty if there is no file yet.

    Attributes
    ----------
    path
        The file.
    decisions
        What people settled.
    dates
        By study, the date of the record held.
    forgotten
        Fingerprints of people who were erased.
    """

    path: Path
    decisions: pd.DataFrame
    dates: dict[str, str] = field(default_factory=dict)
    forgotten: frozenset[str] = frozenset()

    @classmethod
    def read(cls, path: Path) -> Self:
        """Return what a directory file holds, or nothing if there is no file.

        Raises
        ------
        DirectoryError
            If the file is no directory.
        """
        if not path.exists():
            return cls(path, DECISIONS.frame([]))
        with closing(connect(path)) as connection:
            return cls(
                path,
                read_table(connection, DECISIONS),
                dict(connection.execute("SELECT study, as_of FROM studies").fetchall()),
                forgotten(connection),
            )

    @cached_property
    def known(self) -> _KnownPeople | None:
        """The people of the directory and their rows."""
        if not self.dates:
            return None
        people = _KnownPeople({}, {})
        with closing(connect(self.path)) as connection:
            for name, email, *row in connection.execute(
                "SELECT c.name, c.email, study, r.facility, r.city, r.country FROM contacts c "
                "JOIN rows r USING (study, position) WHERE c.kind = 'person'"
            ):
                people.by_name.setdefault(fold(name), set()).add(tuple(row))
                if email:
                    people.by_email.setdefault(email.casefold(), set()).add(tuple(row))
        return people

    def everything(self) -> dict[str, pd.DataFrame]:
        """Return the directory's tables as if they had just been read from records.

        Issues that the rest of the flow finds again are left out.
        """
        with closing(connect(self.path)) as connection:
            tables = {table.name: read_table(connection, table) for table in _READ}
        tables["rows"] = tables["rows"][ROWS.names("extract")]
        issues = tables["issues"]
        again = issues["code"].str.startswith(_FOUND_LATER)
        return {**tables, "issues": issues[~again].reset_index(drop=True)}

    def neighbours(self, rows: pd.DataFrame, studies: Iterable[str]) -> pd.DataFrame:
        """Return the rows of other studies that a change of some studies may concern.

        These are the rows in every country that a new row, or a row about to be replaced, is in:
        no organisation is looked for beyond its country.

        Parameters
        ----------
        rows
            The new rows, located.
        studies
            The studies that are new or replaced.
        """
        if not self.dates:
            return ROWS.frame([])
        with self._asking(studies) as connection:
            connection.execute("CREATE TABLE now.country (code TEXT PRIMARY KEY)")
            connection.executemany(
                "INSERT INTO now.country VALUES (?)", [(c,) for c in set(rows["country_code"])]
            )
            connection.execute(
                "INSERT OR IGNORE INTO now.country SELECT DISTINCT p.country_code FROM rows r "
                "JOIN places p ON p.fid = r.place_ref JOIN now.asked USING (study)"
            )
            return read_table(
                connection,
                ROWS,
                "p.country_code IN (SELECT code FROM now.country) "
                "AND t.study NOT IN (SELECT study FROM now.asked)",
            )

    def contacts_of(self, rows: pd.DataFrame, contacts: pd.DataFrame) -> pd.DataFrame:
        """Return new contacts, and before them those of some rows the directory holds."""
        if rows.empty:
            return contacts
        with self._asking(rows["study"]) as connection:
            held = read_table(connection, CONTACTS, _ASKED)
        theirs = held.merge(rows[["study", "position"]], on=["study", "position"])
        return pd.concat([theirs, contacts], ignore_index=True)

    def with_online_points(self, sites: pd.DataFrame) -> pd.DataFrame:
        """Return pinned sites, those at town level at the point a geocoder once gave them.

        Parameters
        ----------
        sites
            Sites after ``pin``.
        """
        if not self.dates:
            return sites
        names = SITES.names("pin")
        with closing(connect(self.path)) as connection:
            held = read_table(
                connection,
                SITES,
                "t.precision IN ('facility', 'street') AND t.source NOT LIKE 'register %'",
            ).set_index("site_id")[names]
        again = sites["site_id"].isin(held.index) & (sites["precision"] == "city")
        if again.any():
            sites = sites.copy()
            sites.loc[again, names] = held.loc[sites.loc[again, "site_id"]].to_numpy()
        return sites

    def change(
        self,
        new: dict[str, pd.DataFrame],
        old: pd.DataFrame,
        *,
        rows: pd.DataFrame,
        contacts: pd.DataFrame,
        **worked_out: pd.DataFrame,
    ) -> Change:
        """Return what to save.

        Parameters
        ----------
        new
            The tables of the studies that were read.
        old
            Rows of other studies, as the file holds them.
        rows, contacts
            Old ones worked out again, then the new ones, in the order of ``old`` and ``new``.
        **worked_out
            ``sites``, ``spellings`` and ``doubts`` of all these rows, and further ``issues``.
        """
        n_held = len(contacts) - len(new["contacts"])
        tables = {
            **new,
            "rows": rows.iloc[len(old) :],
            "contacts": contacts.iloc[n_held:],
            "sites": worked_out["sites"],
            "spellings": worked_out["spellings"],
            "doubts": worked_out["doubts"],
            "issues": pd.concat([new["issues"], worked_out["issues"]], ignore_index=True),
        }
        if not self.dates:
            return Change(tables)
        again = rows.iloc[: len(old)]
        held = pd.concat([old, self._rows_of(new["studies"]["study"])], ignore_index=True)
        before_ids = dict(
            zip(_keys(held), zip(held["kind"], held["site_id"], strict=True), strict=True)
        )
        now = dict(zip(_keys(rows), rows["site_id"], strict=True))
        moved = [
            (kind, site, *key)
            for key, kind, site in zip(_keys(again), again["kind"], again["site_id"], strict=True)
            if before_ids.get(key, ("", ""))[1] != site
        ]
        return Change(
            tables,
            gone_sites=tuple(sorted({site for _, site in before_ids.values()} | set(now.values()))),
            moved_rows=tuple(moved),
            moved_persons=_persons(contacts.iloc[:n_held]),
            renamed_sites=_renamed(before_ids, now),
            gone_doubts=_subjects(held),
        )

    def _rows_of(self, studies: Iterable[str]) -> pd.DataFrame:
        """Return the rows that the file holds of some studies."""
        if not self.dates:
            return ROWS.frame([])
        with self._asking(studies) as connection:
            return read_table(connection, ROWS, _ASKED)

    @contextmanager
    def _asking(self, studies: Iterable[str]) -> Iterator[sqlite3.Connection]:
        """Open the file beside a table of studies, however many they are."""
        with closing(connect(self.path)) as connection:
            connection.execute("ATTACH ':memory:' AS now")
            connection.execute("CREATE TABLE now.asked (study TEXT PRIMARY KEY)")
            connection.executemany(
                "INSERT INTO now.asked VALUES (?)", [(study,) for study in set(studies)]
            )
            yield connection


def _subjects(rows: pd.DataFrame) -> tuple[str, ...]:
    """Return what questions about these rows are asked about."""
    spelt = rows[["facility", "city", "country_code", "country"]].drop_duplicates()
    names = {handle(f, city, code or country) for f, city, code, country in spelt.to_numpy()}
    towns = rows[["city", "state", "zip", "country"]].drop_duplicates()
    return tuple(sorted(names | {place_text(*town) for town in towns.to_numpy()}))


def _keys(rows: pd.DataFrame) -> Iterable[tuple[str, int]]:
    return zip(rows["study"].tolist(), rows["position"].tolist(), strict=True)


def _persons(contacts: pd.DataFrame) -> tuple[tuple[str, str, int], ...]:
    columns: list[list[Any]] = [
        contacts[name].tolist() for name in ("person_id", "study", "contact")
    ]
    return tuple(zip(*columns, strict=True))


def _renamed(
    before: dict[tuple[str, int], tuple[str, str]], now: dict[tuple[str, int], str]
) -> tuple[tuple[str, str], ...]:
    """Return (old id, id now) of sites that vanished, by where most of their rows went."""
    alive = set(now.values())
    votes: dict[str, dict[str, int]] = {}
    for key, (_, old) in before.items():
        if old not in alive and key in now:
            new = now[key]
            votes.setdefault(old, {}).setdefault(new, 0)
            votes[old][new] += 1
    return tuple(
        (old, max(sorted(news), key=news.__getitem__)) for old, news in sorted(votes.items())
    )
