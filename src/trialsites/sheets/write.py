"""Sheets as files: the folder changes whole or not at all."""

from __future__ import annotations

import csv
import io
import re
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from trialsites.errors import InputError, OutputError
from trialsites.files import make_folder
from trialsites.sheets.lines import COLUMNS, OPEN
from trialsites.text import spreadsheet_text, tidy

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence

    from trialsites.sheets.lines import Line, Sheet

__all__ = ["FORMATS", "write_sheets"]

Format = Literal["csv", "xlsx", "vcf"]
FORMATS: tuple[str, ...] = get_args(Format)
"""What a sheet can be written as."""

_OURS = re.compile(rf"(?:.+_[A-Za-z0-9-]+_(?:\d+|unplaced)|{OPEN})\.(?:csv|xlsx|vcf)")
_WIDEST = 60


def write_sheets(
    sheets: Sequence[Sheet],
    folder: str | os.PathLike[str],
    form: Format = "csv",
    *,
    whole: bool = True,
) -> list[Path]:
    """Write sheets into a folder.

    Parameters
    ----------
    sheets
        What to write.
    folder
        Made if missing.
    form
        ``csv`` (UTF-8 with byte order mark, so that Excel shows accents), ``xlsx`` or ``vcf``.
    whole
        The sheets are all there are: the folder is replaced, so that none of an earlier export
        stays behind. Otherwise files are added or replaced one by one.

    Returns
    -------
    written
        The files, in the order of the sheets.

    Raises
    ------
    InputError
        If a folder that would be replaced holds files that are no contact sheets, or is the
        one this program runs in; nothing is written then.
    OutputError
        If the folder or a file in it cannot be written.
    """
    target = Path(folder)
    names = [f"{sheet.name}.{form}" for sheet in sheets]
    if whole and target.exists():
        _check_ours(target)
    beside = make_folder(target.absolute().parent if whole else target)
    try:
        with tempfile.TemporaryDirectory(prefix=".sheets.", dir=beside) as temporary:
            fresh = Path(temporary) / "sheets"
            fresh.mkdir()
            for sheet, name in zip(sheets, names, strict=True):
                (fresh / name).write_bytes(_WRITERS[form](sheet.lines))
            if whole:
                _swap(fresh, target, Path(temporary) / "before")
            else:
                for name in names:
                    (fresh / name).replace(target / name)
    except OSError as error:
        raise OutputError(f"{target}: cannot be written ({error.strerror})") from error
    return [target / name for name in names]


def _check_ours(folder: Path) -> None:
    """Refuse to replace a folder that holds, or is, something of the user's own."""
    if not folder.is_dir():
        raise InputError(f"{folder}: is a file; name a folder with -o")
    if folder.samefile(Path.cwd()):
        raise InputError(f"{folder}: is the folder you work in; name another with -o")
    foreign = sorted(p.name for p in folder.iterdir() if not _OURS.fullmatch(p.name))
    if foreign:
        raise InputError(
            f"{folder}: holds {foreign[0]!r}, which is no contact sheet; "
            "name another folder with -o"
        )


def _swap(fresh: Path, target: Path, before: Path) -> None:
    if target.exists():
        target.rename(before)
    try:
        fresh.rename(target)
    except OSError:
        if before.exists():
            before.rename(target)
        raise
    shutil.rmtree(before, ignore_errors=True)


def _cells(line: Line) -> list[str]:
    return [getattr(line, name) for name in COLUMNS]


def _heading(name: str) -> str:
    return {"email": "e-mail", "as_of": "as of"}.get(name, name.replace("_", " "))


def _csv(lines: Sequence[Line]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(_heading(name) for name in COLUMNS)
    writer.writerows([spreadsheet_text(cell) for cell in _cells(line)] for line in lines)
    return buffer.getvalue().encode("utf-8-sig")


def _xlsx(lines: Sequence[Line]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    book = Workbook(write_only=True)
    page = book.create_sheet("contacts")
    page.freeze_panes = "A2"
    page.print_title_rows = "1:1"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 9  # A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    table = [[_heading(name) for name in COLUMNS], *(_cells(line) for line in lines)]
    for index, column in enumerate(zip(*table, strict=True), start=1):
        width = min(_WIDEST, max(map(len, column)) + 2)
        page.column_dimensions[get_column_letter(index)].width = width
    for number, cells in enumerate(table):
        row = []
        for text in cells:
            cell = WriteOnlyCell(page, tidy(text))
            cell.data_type = "s"  # text, even where it starts like a formula
            if number == 0:
                cell.font = Font(name="Calibri", size=11, bold=True)
            row.append(cell)
        page.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _vcf(lines: Sequence[Line]) -> bytes:
    import vobject

    cards = []
    for line in lines:
        if not line.investigator and not line.phone and not line.email:
            continue
        card = vobject.vCard()
        card.add("fn").value = tidy(line.investigator) or tidy(line.site)
        card.add("n").value = vobject.vcard.Name(family=tidy(line.investigator))
        card.add("org").value = [tidy(line.site)]
        card.add("title").value = tidy(line.role)
        if line.phone:
            card.add("tel").value = tidy(line.phone)
            card.tel.type_param = "WORK"
        if line.email:
            card.add("email").value = tidy(line.email)
        as_of = f"{line.study}, as of {line.as_of or 'an unknown date'}"
        phone = f"phone: {line.phone_note}" if line.phone and line.phone_note else ""
        notes = (as_of, line.status, phone, line.address)
        card.add("note").value = tidy("; ".join(note for note in notes if note))
        cards.append(card.serialize())
    return "".join(cards).encode("utf-8")


_WRITERS: dict[str, Callable[[Sequence[Line]], bytes]] = {"csv": _csv, "xlsx": _xlsx, "vcf": _vcf}
