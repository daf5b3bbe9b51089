"""One contact sheet per city, as CSV, XLSX or vCard."""

from __future__ import annotations

from trialsites.sheets.lines import COLUMNS, Line, Sheet, sheets
from trialsites.sheets.write import FORMATS, write_sheets

__all__ = ["COLUMNS", "FORMATS", "Line", "Sheet", "sheets", "write_sheets"]
