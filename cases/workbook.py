"""A list as an Excel workbook: every cell is text, so that none becomes a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime

import xlsxwriter

_WIDEST = 40


def write_workbook(
    name: str, header: Sequence[str], rows: Sequence[Sequence[str]], *, at: datetime
) -> bytes:
    """Write one sheet with a frozen header and a filter; the same input gives the same bytes."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": at.astimezone(UTC).replace(tzinfo=None)})
    bold = book.add_format({"bold": True, "bottom": 1})
    sheet = book.add_worksheet(name)
    for column, heading in enumerate(header):
        sheet.write_string(0, column, heading, bold)
    for line, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            sheet.write_string(line, column, cell)
    for column, heading in enumerate(header):
        longest = max([len(heading), *(len(row[column]) for row in rows[:200])])
        sheet.set_column(column, column, min(2 + 1.8 * longest, _WIDEST))
    sheet.freeze_panes(1, 1)
    if header:
        sheet.autofilter(0, 0, len(rows), len(header) - 1)
    book.close()
    return out.getvalue()
