"""Contacts that the record gives to no row: the questions about them, and people's answers."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from trialsites.tables import records

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["questions", "settled", "study_of"]

_ASKED = 3
"""So many of the rows that a contact may belong to are asked about."""


def questions(contacts: pd.DataFrame, rows: pd.DataFrame) -> list[tuple[str, str, str, float, str]]:
    """Return, for each contact without a row, the question whether it belongs to its best rows.

    Parameters
    ----------
    contacts, rows
        Those of whole studies.

    Returns
    -------
    doubts
        Lines of ``tables.DOUBTS`` of kind "pair".
    """
    waiting = contacts[contacts["position"].isna() & (contacts["pairing_candidates"] != "")]
    texts = _texts(rows[rows["study"].isin(waiting["study"])])
    return [
        (
            "pair",
            _subject(person),
            f"row {position}: {texts[person['study']][position]}",
            probability,
            person["pairing_note"],
        )
        for person in records(waiting)
        for position, probability in json.loads(person["pairing_candidates"])[:_ASKED]
    ]


def settled(contacts: pd.DataFrame, rows: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    """Return contacts with the rows that people gave them.

    An answer holds for the row it names; where a newer record has moved that row, for the only
    row of that facility and city.

    Parameters
    ----------
    contacts, rows
        Those of whole studies.
    decisions
        ``tables.DECISIONS``; those of kind "pair" and verdict "same" count here.
    """
    said = decisions[(decisions["kind"] == "pair") & (decisions["verdict"] == "same")]
    if said.empty:
        return contacts
    answers = dict(zip(said["a"], zip(said["b"], said["who"], strict=True), strict=True))
    asked = contacts[contacts["study"].isin({study_of(subject) for subject in answers})]
    texts = _texts(rows[rows["study"].isin(asked["study"])])
    contacts = contacts.copy()
    for index, person in zip(asked.index, records(asked), strict=True):
        answer, who = answers.get(_subject(person), ("", ""))
        if (position := _meant(answer, texts[person["study"]])) is not None:
            contacts.loc[index, ["position", "pairing_confidence"]] = [position, 1.0]
            contacts.loc[index, "pairing"] = "evidence"
            contacts.loc[index, "pairing_note"] = f"Settled by {who or 'a person'}."
    return contacts


def _texts(rows: pd.DataFrame) -> defaultdict[str, dict[int, str]]:
    """Return facility and city of every row, by study and position."""
    texts: defaultdict[str, dict[int, str]] = defaultdict(dict)
    columns = (rows[name].tolist() for name in ("study", "position", "facility", "city"))
    for study, position, facility, city in zip(*columns, strict=True):
        texts[study][position] = f"{facility}, {city}"
    return texts


def _meant(answer: str, texts: Mapping[int, str]) -> int | None:
    number, _, text = answer.removeprefix("row ").partition(": ")
    fitting = [position for position, known in texts.items() if known == text]
    if number.isdecimal() and int(number) in fitting:
        return int(number)
    return fitting[0] if len(fitting) == 1 else None


def _subject(person: Mapping[str, Any]) -> str:
    return f"{person['study']} contact {person['contact']}: {person['name']}"


def study_of(subject: str) -> str:
    """Return the study of the contact that a question is about."""
    return subject.partition(" contact ")[0]
