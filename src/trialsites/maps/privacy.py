"""What may leave with a map: everything, the study lines only, or no person at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from trialsites.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

__all__ = ["Contacts", "allowed"]

Contacts = Literal["full", "central", "none"]

_TEXTS = {
    "studies": ("title", "sponsor"),
    "rows": ("address",),
    "sites": ("name", "organisation", "departments", "merge_note", "pin_note"),
    "spellings": ("facility", "note"),
}
_EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[a-z]{2,}", re.IGNORECASE)
_NUMBER = re.compile(r"\+?\d[\d\s().\-/]{5,}\d")
_POSSESSIVE = re.compile(r"['\u2019]s\b")
_NOT_DIGIT = re.compile(r"\D")
_LONGEST_NAME = 6  # words; longer published names are desks or lists
_LAST_DIGITS = 7  # of a number, enough to know it with or without its country code


def allowed(tables: Mapping[str, pd.DataFrame], contacts: Contacts) -> dict[str, pd.DataFrame]:
    """Return the tables with only those contacts that may be shown.

    Contacts leave traces outside their own tables: a practice called after its doctor, an
    explanation that quotes one. A text that holds a published person's name (words in any order),
    the end of a published number, or any e-mail address is blanked whole, and so is the name of a
    site that is a person's name.

    Parameters
    ----------
    tables
        Frames of `trialsites.tables` by name.
    contacts
        ``full`` changes nothing; ``central`` keeps numbers and addresses of the study's own
        desks, without people's names; ``none`` keeps no contact.
    """
    shown = dict(tables)
    if contacts == "full":
        return shown
    clean = _cleaner(tables)
    for table, columns in _TEXTS.items():
        frame = tables[table]
        shown[table] = frame.assign(**{c: _each(frame[c], clean) for c in columns})
    person = shown["sites"]["kind"] == "person"
    shown["sites"] = shown["sites"].assign(
        **{c: shown["sites"][c].mask(person, "") for c in ("name", "organisation")}
    )
    practices = shown["sites"].loc[person, "site_id"]
    shown["spellings"] = shown["spellings"][~shown["spellings"]["site_id"].isin(practices)]
    shown["contacts"] = tables["contacts"].iloc[:0]
    shown["study_contacts"] = _desks(tables["study_contacts"], contacts)
    return shown


def _desks(frame: pd.DataFrame, contacts: Contacts) -> pd.DataFrame:
    if contacts == "none":
        return frame.iloc[:0]
    central = frame[frame["scope"].isin(["central", "sponsor"])]
    person = ~central["kind"].isin(["desk", "organisation"])
    return central.assign(name=central["name"].mask(person, ""))


def _each(column: pd.Series, clean: Callable[[str], str]) -> pd.Series:
    return column.map({text: clean(text) for text in column.unique()}).astype("str")


def _cleaner(tables: Mapping[str, pd.DataFrame]) -> Callable[[str], str]:
    names: set[tuple[str, ...]] = set()
    numbers: set[str] = set()
    for table in ("contacts", "study_contacts"):
        frame = tables[table]
        people = frame.loc[~frame["kind"].isin(["desk", "organisation"]), "name"]
        names.update(_name_key(fold(name).split()) for name in people.unique())
        for column in ("phone_e164", "phone_published"):
            numbers.update(_number_key(number) for number in frame[column].unique())
    names = {name for name in names if len(name) > 1}
    numbers.discard("")

    def clean(text: str) -> str:
        if _EMAIL.search(text) or any(_number_key(n) in numbers for n in _NUMBER.findall(text)):
            return ""
        words = fold(_POSSESSIVE.sub(" ", text)).split()
        return "" if _names_someone(words, names) else text

    return clean


def _name_key(words: list[str]) -> tuple[str, ...]:
    return tuple(sorted(word for word in words if len(word) > 1))


def _number_key(number: str) -> str:
    digits = _NOT_DIGIT.sub("", number)
    return digits[-_LAST_DIGITS:] if len(digits) >= _LAST_DIGITS else ""


def _names_someone(words: list[str], names: set[tuple[str, ...]]) -> bool:
    words = [word for word in words if len(word) > 1]
    return any(
        tuple(sorted(words[start : start + size])) in names
        for start in range(len(words))
        for size in range(2, min(_LONGEST_NAME, len(words) - start) + 1)
    )
