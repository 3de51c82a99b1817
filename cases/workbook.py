"""A list as an Excel workbook: every cell is text, so that none becomes a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet of a workbook: what holds for it above, a table below."""

    name: str
    above: Sequence[tuple[str, str]]
    header: Sequence[str]
    rows: Sequence[Sequence[str]]


def write_pages(pages: Sequence[Page], *, at: datetime) -> bytes:
    """Write a workbook of sheets; the same input gives the same bytes."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": at.astimezone(UTC).replace(tzinfo=None)})
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
    for page in pages:
        sheet = book.add_worksheet(page.name)
        for line, (heading, value) in enumerate(page.above):
            sheet.write_string(line, 0, heading, bold)
            sheet.write_string(line, 1, value)
        top = len(page.above) + 1
        for column, heading in enumerate(page.header):
            sheet.write_string(top, column, heading, bold)
        for line, row in enumerate(page.rows, start=top + 1):
            for column, cell in enumerate(row):
                sheet.write_string(line, column, cell, wrapped)
        sheet.set_column(0, len(page.header) - 1, 24)
    book.close()
    return out.getvalue()
