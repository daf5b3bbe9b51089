"""What a directory holds before a build, and what the build changes in it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Self

import pandas as pd

from trialsites.directory import connect
from trialsites.directory.directory import read_table
from trialsites.directory.forget import forgotten
from trialsites.directory.schema import changes
from trialsites.open_contacts import study_of
from trialsites.sites.spelling import block
from trialsites.tables import (
    CLAIMS,
    CONTACTS,
    DECISIONS,
    ISSUES,
    ROWS,
    SITES,
    STUDIES,
    STUDY_CONTACTS,
)
from trialsites.text import fold

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

__all__ = ["Before", "Neighbours"]

_READ = (STUDIES, ROWS, CONTACTS, STUDY_CONTACTS, ISSUES)
_ASKED = "t.study IN (SELECT study FROM temp.asked)"
_NEAR = (
    "(p.country_code, p.place_id) IN (SELECT country_code, place_id FROM temp.concerned) AND "
    "block(p.place_id, p.country_code, t.country, t.city) IN (SELECT block FROM temp.concerned)"
)
_ELSEWHERE = "t.block NOT IN (SELECT block FROM temp.concerned)"
_CLAIMANTS = (
    "t.site_id IN (SELECT c.site_id FROM claims c "
    "WHERE c.block NOT IN (SELECT block FROM temp.concerned))"
)
_FOUND_LATER = ("place.", "country.", "site.", "name.first_letter_found")
"""Beginnings of the codes of issues that are found again when records need no reading."""

_Rows = dict[str, set[tuple[str, str, str, str]]]


@dataclass(frozen=True)
class _KnownPeople:
    """Who is known to work where, as `trialsites.pair` asks it; read when it first asks."""

    path: Path

    def facilities(self, name: str, email: str, besides: str) -> Collection[tuple[str, str, str]]:
        """Return (facility, city, country) of a person's rows so far, in other studies."""
        by_name, by_email = self._rows
        named = by_name.get(fold(name), set()) if name else set()
        written = by_email.get(email.casefold(), set()) if email else set()
        return {row[1:] for row in named | written if row[0] != besides}

    @cached_property
    def _rows(self) -> tuple[_Rows, _Rows]:
        """Every person's rows by name and by e-mail address."""
        by_name: _Rows = {}
        by_email: _Rows = {}
        with connect(self.path) as connection:
            for name, email, *row in connection.execute(
                "SELECT c.name, c.email, study, r.facility, r.city, r.country FROM contacts c "
                "JOIN rows r USING (study, position) WHERE c.kind = 'person'"
            ):
                by_name.setdefault(fold(name), set()).add(tuple(row))
                if email:
                    by_email.setdefault(email.casefold(), set()).add(tuple(row))
        return by_name, by_email


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What a directory holds around some new rows.

    Attributes
    ----------
    rows
        Rows of other studies in the places concerned.
    replaced
        Rows of the studies that come again.
    claims
        ``tables.CLAIMS`` of sites in all other places.
    claimants
        ``tables.SITES`` of these.
    asked
        What questions about contacts of the studies that come again are about.
    """

    rows: pd.DataFrame
    replaced: pd.DataFrame
    claims: pd.DataFrame
    claimants: pd.DataFrame
    asked: tuple[str, ...] = ()


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
    changes
        How often the file was written.
    """

    path: Path
    decisions: pd.DataFrame
    dates: dict[str, str] = field(default_factory=dict)
    forgotten: frozenset[str] = frozenset()
    changes: int = 0

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
        with connect(path) as connection:
            return cls(
                path,
                read_table(connection, DECISIONS),
                dict(connection.execute("SELECT study, as_of FROM studies").fetchall()),
                forgotten(connection),
                changes(connection),
            )

    def under(self, decisions: pd.DataFrame) -> Self:
        """Return the same under further decisions, which replace those on the same question."""
        settled = pd.concat([self.decisions, decisions], ignore_index=True)
        key = list(DECISIONS.key)
        return replace(self, decisions=settled.drop_duplicates(key, keep="last"))

    @property
    def known(self) -> _KnownPeople | None:
        """The people of the directory and their rows."""
        return _KnownPeople(self.path) if self.dates else None

    def everything(self) -> dict[str, pd.DataFrame]:
        """Return the directory's tables as if they had just been read from records.

        Issues that the rest of the flow finds again are left out.
        """
        with connect(self.path) as connection:
            tables = {table.name: read_table(connection, table) for table in _READ}
        tables["rows"] = tables["rows"][ROWS.names("extract")]
        issues = tables["issues"]
        again = issues["code"].str.startswith(_FOUND_LATER)
        return {**tables, "issues": issues[~again].reset_index(drop=True)}

    def neighbours(self, rows: pd.DataFrame, studies: Iterable[str]) -> Neighbours:
        """Return what the file holds around some new rows.

        Only the places of the new rows, and of the rows they replace, are worked out again: a
        site depends on nothing outside its place. Links to organisations reach farther and are
        renewed by what was claimed elsewhere.

        Parameters
        ----------
        rows
            The new rows, located.
        studies
            The studies that are new or replaced.
        """
        if not self.dates:
            return Neighbours(ROWS.frame([]), ROWS.frame([]), CLAIMS.frame([]), SITES.frame([]))
        with self._asking(studies) as connection:
            replaced = read_table(connection, ROWS, _ASKED)
            texts = [
                frame[["place_id", "country_code", "country", "city"]].astype("str")
                for frame in (rows, replaced)
            ]
            _concern(connection, pd.concat(texts).drop_duplicates())
            return Neighbours(
                read_table(connection, ROWS, f"{_NEAR} AND NOT {_ASKED}"),
                replaced,
                read_table(connection, CLAIMS, _ELSEWHERE),
                read_table(connection, SITES, _CLAIMANTS),
                _asked(connection, set(studies)),
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
        with connect(self.path) as connection:
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

    @contextmanager
    def _asking(self, studies: Iterable[str]) -> Iterator[sqlite3.Connection]:
        """Open the file beside a table of studies, however many they are."""
        with connect(self.path) as connection:
            connection.execute("CREATE TEMP TABLE asked (study TEXT PRIMARY KEY)")
            connection.executemany(
                "INSERT INTO temp.asked VALUES (?)", [(study,) for study in set(studies)]
            )
            yield connection


def _asked(connection: sqlite3.Connection, studies: Collection[str]) -> tuple[str, ...]:
    subjects = connection.execute("SELECT DISTINCT a FROM doubts WHERE kind = 'pair'")
    return tuple(subject for (subject,) in subjects if study_of(subject) in studies)


def _block(place_id: str, country_code: str, country: str, city: str) -> str:
    return block(place_id, country_code or country, city)


def _concern(connection: sqlite3.Connection, texts: pd.DataFrame) -> None:
    """List the places that some rows stand in."""
    connection.create_function("block", 4, _block, deterministic=True)
    connection.execute(
        "CREATE TEMP TABLE concerned (block TEXT PRIMARY KEY, country_code TEXT, place_id TEXT)"
    )
    connection.executemany(
        "INSERT OR IGNORE INTO temp.concerned VALUES (?, ?, ?)",
        [(_block(*text), text[1], text[0]) for text in texts.itertuples(index=False)],
    )
