"""The registry's own CSV and TSV downloads, classic and new: one study a line, no contacts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from trialsites.extract.delimited import table_format
from trialsites.extract.draft import Draft
from trialsites.extract.format import TableForm
from trialsites.extract.location_split import Split, split_location
from trialsites.extract.terms import iso_date, phase_word
from trialsites.model import Skipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trialsites.extract.document import Document
    from trialsites.extract.format import Records
    from trialsites.model import Study

__all__ = ["FORMAT", "TABLE"]

_NAME = "ClinicalTrials.gov CSV"
_TITLES = {"Study Title", "Title", "Study URL", "Locations", "Study Status"}
_NCT = re.compile(r"NCT\d{8}")
_NOTHING = frozenset({"null", "N/A", "Not Applicable"})


def _has_header(cells: list[str]) -> bool:
    return "NCT Number" in cells and bool(_TITLES.intersection(cells))


def _studies(header: list[str], lines: Iterator[list[str]], document: Document) -> Records:
    keys = [cell.strip() for cell in header]
    for number, cells in enumerate(lines, 2):
        line = {**dict.fromkeys(keys, ""), **dict(zip(keys, cells, strict=False))}
        if _NCT.fullmatch(line.get("NCT Number", "").strip()):
            yield _study(line, document, cut=len(cells) < len(keys))
        else:
            yield Skipped(f"{document.name}, line {number}", "has no NCT number")


def _study(line: dict[str, str], document: Document, *, cut: bool) -> Study:
    nct = line["NCT Number"].strip()
    draft = Draft(nct)
    if "Locations" not in line:
        message = "The download was made without the Locations column: zero rows."
        draft.issue("study.no_sites", message)
    if cut:
        message = "The line has fewer columns than the header: the download may be cut."
        draft.issue("study.cut", message)
    for text in filter(str.strip, line.get("Locations", "").split("|")):
        _location(
            draft, split_location(text.strip(), document.places, zips="Rank" not in line), text
        )
    phase = line.get("Phases", "")
    return draft.study(
        title=line.get("Study Title") or line.get("Title", ""),
        sponsor=line.get("Sponsor") or line.get("Sponsor/Collaborators", "").partition("|")[0],
        status=line.get("Study Status") or line.get("Status", ""),
        phase="" if phase in _NOTHING else phase_word(phase),
        as_of=iso_date(line.get("Last Update Posted", "")),
        url=line.get("Study URL") or line.get("URL", ""),
        source=_NAME,
        file=document.file,
    )


def _location(draft: Draft, split: Split, text: str) -> None:
    position = draft.row(
        facility=split.facility,
        city=split.city,
        state=split.state,
        zip=split.zip,
        country=split.country,
    )
    if not split.sure:
        message = "The download joins facility, city and state with commas; the split is a guess."
        draft.issue("row.split_unsure", message, position, text.strip())


TABLE = TableForm(_NAME, _has_header, _studies)
FORMAT = table_format(TABLE)
