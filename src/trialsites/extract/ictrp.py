"""WHO's International Clinical Trials Registry Platform, XML and CSV exports.

It holds study contacts and countries, no sites; the number in ``TrialID`` leads to the registry
that may have them. Contact fields are parallel ";" lists, taken apart only where lengths agree.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from trialsites.extract.delimited import header_of, read_table
from trialsites.extract.draft import Draft
from trialsites.extract.format import Format, TableForm
from trialsites.extract.terms import iso_date, phase_word
from trialsites.extract.xml_records import xml_records, xml_text
from trialsites.model import Skipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trialsites.extract.document import Document, Head
    from trialsites.extract.format import Records
    from trialsites.model import Study

__all__ = ["FORMAT", "TABLE"]

_NAME = "WHO ICTRP"
_HEADERS = {"trialid", "source_register"}
_PARTS = {
    "first": "contact_firstname",
    "last": "contact_lastname",
    "phone": "contact_tel",
    "email": "contact_email",
    "affiliation": "contact_affiliation",
}


def _matches(head: Head) -> bool:
    if head.text.lstrip().startswith("<"):
        return "<Trials_downloaded_from_ICTRP" in head.text
    return bool(header_of(head, _has_header))


def _has_header(cells: list[str]) -> bool:
    return set(map(_key, cells)) >= _HEADERS


def _key(header: str) -> str:
    return re.sub(r"\s+", "_", header.strip()).casefold()


def _read(document: Document) -> Records:
    if document.head.text.lstrip().startswith("<"):
        for element in xml_records(document, "Trial"):
            yield _record({_key(child.tag): xml_text(child) for child in element}, document)
    else:
        yield from read_table(document, TABLE)


def _studies(header: list[str], lines: Iterator[list[str]], document: Document) -> Records:
    keys = [_key(cell) for cell in header]
    for cells in lines:
        yield _record(dict(zip(keys, map(_plain, cells), strict=False)), document)


def _record(record: dict[str, str], document: Document) -> Study | Skipped:
    if record.get("trialid"):
        return _study(record, document.file)
    return Skipped(f"{document.name}, a record", "has no TrialID")


def _plain(cell: str) -> str:
    return re.sub(r"<br\s*/?>|\s+", " ", cell).strip()


def _study(record: dict[str, str], file: str) -> Study:
    draft = Draft(record["trialid"])
    for person in _people(record):
        name = " ".join(filter(None, (person.pop("first"), person.pop("last"))))
        draft.study_contact("central", name=name, role="contact", **person)
    draft.issue(
        "study.no_sites",
        "ICTRP publishes study contacts and countries, but no sites: zero rows; "
        f"{record.get('source_register') or 'the source registry'} may list them.",
    )
    countries = re.split(r"\s*;\s*", record.get("countries", ""))
    return draft.study(
        nested=False,
        title=record.get("public_title") or record.get("scientific_title", ""),
        sponsor=record.get("primary_sponsor", ""),
        status=record.get("recruitment_status", ""),
        phase=phase_word(record.get("phase", "")),
        as_of=_refreshed(record),
        url=record.get("web_address", ""),
        source=_NAME,
        file=file,
        countries=tuple(countries),
    )


def _refreshed(record: dict[str, str]) -> str:
    keys = ("last_refreshed_on", "last_refreshed", "date_registration")
    return next(filter(None, (iso_date(record.get(key, "")) for key in keys)), "")


def _people(record: dict[str, str]) -> list[dict[str, str]]:
    lists = {part: _list(record.get(key, "")) for part, key in _PARTS.items()}
    count = max(map(len, lists.values()))
    if all(len(values) in (0, count) for values in lists.values()):
        return [
            {part: values[n] if values else "" for part, values in lists.items()}
            for n in range(count)
        ]
    return [{part: record.get(key, "") for part, key in _PARTS.items()}]


def _list(text: str) -> list[str]:
    """Return the parts of a ";" list; empty parts count, an empty text has none."""
    parts = [part.strip() for part in text.split(";")]
    if parts and not parts[-1]:
        parts.pop()
    return parts


TABLE = TableForm(_NAME, _has_header, _studies)
FORMAT = Format(_NAME, _matches, _read)
