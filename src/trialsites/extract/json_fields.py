"""Studies out of JSON of loose form: boxed scalars, single objects for lists, missing parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from trialsites.extract.decoding import as_published, decode
from trialsites.extract.json_records import NO_JSON, json_records
from trialsites.model import Skipped

if TYPE_CHECKING:
    from collections.abc import Callable

    from trialsites.extract.document import Document
    from trialsites.extract.format import Records
    from trialsites.model import Study

__all__ = ["find", "items", "json_studies", "parsed", "text"]


def json_studies(
    document: Document,
    wrappers: frozenset[str],
    study: Callable[[dict[str, Any], str], Study | None],
    number: str,
) -> Records:
    """Yield the study of every record of a JSON document, and what is none.

    Parameters
    ----------
    document
        The document.
    wrappers
        Keys under which records lie.
    study
        Returns the study of a record and a file name, or None where the record has no number.
    number
        What the number is called.
    """
    for count, raw in enumerate(json_records(document, wrappers), 1):
        record = parsed(raw)
        why = "is no JSON" if record is None else f"has no {number}"
        found = study(record, document.file) if record else None
        yield found or Skipped(f"{document.name}, record {count}", why)


def parsed(raw: bytes) -> dict[str, Any] | None:
    """Return a record's JSON object, or None if it is none.

    Parameters
    ----------
    raw
        UTF-8, or bytes that were meant to be.
    """
    for attempt in (bytes, decode):
        try:
            value = msgspec.json.decode(attempt(raw))
        except NO_JSON:
            continue
        return value if isinstance(value, dict) else None
    return None


def find(value: Any, *keys: str) -> Any:  # noqa: ANN401 - JSON is anything
    """Return what lies under some keys, or None; lists of one object count as the object.

    Parameters
    ----------
    value
        Parsed JSON.
    *keys
        One key a level.
    """
    for key in keys:
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        value = value.get(key) if isinstance(value, dict) else None
    return value


def text(value: Any, *keys: str) -> str:  # noqa: ANN401 - JSON is anything
    """Return the text under some keys as published, or empty.

    Parameters
    ----------
    value
        Parsed JSON.
    *keys
        One key a level.
    """
    found = find(value, *keys)
    if isinstance(found, list) and len(found) == 1:
        found = found[0]
    return "" if isinstance(found, dict | list) else as_published(found)


def items(value: Any, *keys: str) -> list[Any]:  # noqa: ANN401 - JSON is anything
    """Return the list under some keys; a single value is a list of one.

    Parameters
    ----------
    value
        Parsed JSON.
    *keys
        One key a level.
    """
    found = find(value, *keys)
    if found is None or found == "":
        return []
    return found if isinstance(found, list) else [found]
