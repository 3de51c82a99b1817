"""A report as an Excel workbook: numbers are numbers, texts can never become formulas."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter

from japan.era import wareki
from metrics.content import Cell, Column, Content, Section, Shape
from metrics.report import Correction, name_of
from metrics.written import NONE, tenths, written

FONT = "Yu Gothic"
FORMATS: dict[Shape, str] = {
    Shape.TEXT: "@",
    Shape.COUNT: "#,##0",
    Shape.SHARE: "0.0%",
    Shape.SECONDS: '0.0"秒"',
    Shape.HOURS: "[h]:mm",
    Shape.SEATS: '0.0"席"',
}
A4, WIDEST, DAY_MS = 9, 60, 86_400_000
ROW_PT, LINE_PT, HIGHEST_PT = 18, 14, 409
"""Excel has no higher row: a text that needs more lines stands in several, merged."""
MARGIN, UPRIGHT = 3, 110
"""Sheets whose columns are wider together are printed across."""
COVER_COLUMNS, COVER_WIDTH = 7, 13
LONGEST_NAME = 31
BAD_IN_NAME = str.maketrans(dict.fromkeys("[]:*?/\\'", "・"))


class Book:
    """The workbook while it is written."""

    def __init__(self, content: Content, *, zone: ZoneInfo, digest: str) -> None:
        self.out = io.BytesIO()
        self.content = content
        self.zone = zone
        self.digest = digest
        self.book = xlsxwriter.Workbook(self.out, {"in_memory": True})
        self.taken = {"history"}
        """Names of sheets in small letters, which a workbook has once; this one is Excel's own."""
        self.book.set_properties(
            {
                "title": f"{content.title} {content.written}",
                "subject": content.subject,
                "created": content.noted_until.astimezone(UTC).replace(tzinfo=None),
            }
        )
        self.book.set_custom_property("report", name_of(content))
        self.book.set_custom_property("sha256", digest)
        base = {"font_name": FONT, "font_size": 10, "valign": "vcenter"}
        self.plain = self.book.add_format(base)
        self.title = self.book.add_format({**base, "font_size": 16, "bold": True})
        self.heading = self.book.add_format({**base, "font_size": 12, "bold": True})
        self.note = self.book.add_format({**base, "font_size": 9, "text_wrap": True})
        boxed = {**base, "border": 1}
        self.head = self.book.add_format(
            {**boxed, "bold": True, "bg_color": "#E6EBF2", "align": "center", "text_wrap": True}
        )
        self.none = self.book.add_format({**boxed, "align": "right"})
        self.cells = {
            (shape, foot): self.book.add_format(
                {
                    **boxed,
                    "num_format": form,
                    "bold": foot,
                    "text_wrap": shape is Shape.TEXT,
                    **({"bg_color": "#F6F7F9", "top": 2} if foot else {}),
                }
            )
            for shape, form in FORMATS.items()
            for foot in (False, True)
        }

    def sheet(self, name: str) -> Any:
        """Begin a sheet, to be printed on A4, one page wide, with page n/m."""
        made = self.book.add_worksheet(self._free(name.translate(BAD_IN_NAME)))
        made.set_paper(A4)
        made.fit_to_pages(1, 0)
        made.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.8)
        proof = f"確定 {self.digest[:16]}" if self.digest else "速報（未確定）"
        made.set_footer(f"&L&8{name_of(self.content)} {proof}&R&P / &N ページ")
        made.hide_gridlines(2)
        made.set_default_row(ROW_PT)
        made.set_row(0, 28)
        return made

    def _free(self, name: str) -> str:
        """Give a sheet's name that is not taken: the campaign chooses headings, also alike ones."""
        free, number = name[:LONGEST_NAME], 1
        while free.lower() in self.taken:
            number += 1
            mark = f"（{number}）"
            free = name[: LONGEST_NAME - len(mark)] + mark
        self.taken.add(free.lower())
        return free

    def table(self, sheet: Any, top: int, section: Section, widths: Sequence[int]) -> int:
        """Write a table under its heading, in columns of these widths; gives the next free row."""
        sheet.write_string(top, 0, section.heading, self.heading)
        for number, column in enumerate(section.columns):
            sheet.write_string(top + 1, number, column.name, self.head)
        line = top + 2
        for row in section.rows:
            tall = _height(row, section.columns, widths)
            lines = -(-tall // HIGHEST_PT)
            for each in range(lines):
                sheet.set_row(line + each, -(-tall // lines))
            if lines > 1:
                self.merged(sheet, line, lines, section.columns)
            self.row(sheet, line, row, section.columns)
            line += lines
        if section.foot:
            self.row(sheet, line, section.foot, section.columns, foot=True)
            line += 1
        for note in section.notes:
            self.long(sheet, line, f"※ {note}", max(len(section.columns), 5))
            line += 1
        return line + 1

    def row(
        self,
        sheet: Any,
        line: int,
        row: Sequence[Cell],
        columns: Sequence[Column],
        *,
        foot: bool = False,
    ) -> None:
        """Write one row."""
        for number, (cell, column) in enumerate(zip(row, columns, strict=True)):
            value = number_of(cell, column.shape)
            if value is not None:
                sheet.write_number(line, number, value, self.cells[column.shape, foot])
            elif cell is None:
                sheet.write_string(line, number, NONE, self.none)
            else:
                text = written(cell, column.shape)
                shape = Shape.TEXT if column.shape is Shape.TEXT else column.shape
                sheet.write_string(line, number, text, self.cells[shape, foot])

    def merged(self, sheet: Any, line: int, lines: int, columns: Sequence[Column]) -> None:
        """Make several rows one, in each column."""
        for number, column in enumerate(columns):
            form = self.cells[column.shape, False]
            sheet.merge_range(line, number, line + lines - 1, number, "", form)

    def long(self, sheet: Any, line: int, text: str, columns: int) -> None:
        """Write a sentence across the columns, as high as it needs."""
        sheet.merge_range(line, 0, line, columns - 1, "", self.note)
        sheet.write_string(line, 0, text, self.note)
        sheet.set_row(line, 14 * (1 + len(text) // 48))


def workbook(
    content: Content, *, zone: ZoneInfo, digest: str, corrections: Sequence[Correction] = ()
) -> bytes:
    """Write a workbook: the cover with the rate and the chart, then one sheet a part."""
    book = Book(content, zone=zone, digest=digest)
    first = [each for each in content.sections if each.part in ("summary", "chart")]
    cover = book.sheet("報告書")
    line = _cover(book, cover)
    for section in first:
        line = (
            _chart(book, cover, line, section)
            if section.chart
            else book.table(cover, line, section, [COVER_WIDTH] * len(section.columns))
        )
    cover.set_column(0, COVER_COLUMNS - 1, COVER_WIDTH)
    for section in content.sections:
        if section not in first:
            sheet = book.sheet(section.heading)
            _alone(book, sheet, section)
            sheet.repeat_rows(1)
    if corrections:
        _corrections(book, corrections)
    book.book.close()
    return book.out.getvalue()


def number_of(cell: Cell, shape: Shape) -> float | None:
    """Give what a cell is as a number; None if it is none. Shares are rounded down, as written."""
    if isinstance(cell, tuple):
        part, whole = cell
        if not whole:
            return None
        if shape is Shape.SHARE:
            return tenths(part, whole, 100) / 1000
        return tenths(part, whole, 1) / 10 if shape is Shape.SEATS else part / whole / 1000
    if isinstance(cell, int):
        return cell / DAY_MS if shape is Shape.HOURS else cell
    return None


def _cover(book: Book, sheet: Any) -> int:
    content = book.content
    made_on = wareki(content.noted_until.astimezone(book.zone).date())
    unit = f"（{content.unit}）" if content.unit else ""
    lines = [
        ("", content.title, book.title),
        ("作成日", made_on, book.plain),
        ("宛先", f"{content.addressee}　様{unit}", book.plain),
        ("受託者", content.contractor, book.plain),
        ("件名", content.subject, book.plain),
        ("対象期間", content.written, book.plain),
        ("窓口", content.campaign, book.plain),
        *([("", content.note, book.plain)] if content.note else []),
    ]
    for line, (name, text, form) in enumerate(lines):
        sheet.write_string(line, 0, name or text, form if not name else book.plain)
        if name:
            sheet.write_string(line, 1, text, form)
    return len(lines) + 1


def _chart(book: Book, sheet: Any, top: int, section: Section) -> int:
    end = book.table(sheet, top, section, [COVER_WIDTH] * len(section.columns))
    chart = book.book.add_chart({"type": "column"})
    first, last = top + 2, top + 1 + len(section.rows)
    for column, colour in ((1, "#9DB7D5"), (2, "#1F4E79")):
        chart.add_series(
            {
                "name": [sheet.name, top + 1, column],
                "categories": [sheet.name, first, 0, last, 0],
                "values": [sheet.name, first, column, last, column],
                "fill": {"color": colour},
                "data_labels": {"value": len(section.rows) <= 10},
            }
        )
    chart.set_title({"name": section.heading, "name_font": {"size": 11}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 680, "height": 300})
    sheet.insert_chart(end, 0, chart)
    return end + 16


def _corrections(book: Book, corrections: Sequence[Correction]) -> None:
    sheet = book.sheet("修正")
    columns = tuple(Column(each) for each in ("部分", "行", "項目", "確定時", "現在"))
    rows = tuple((e.part, e.row, e.column, e.frozen, e.now) for e in corrections)
    section = Section(part="corrections", heading="修正", columns=columns, rows=rows)
    _alone(book, sheet, section)


def _alone(book: Book, sheet: Any, section: Section) -> None:
    """Write the one table of a sheet, its columns as wide as their texts ask for."""
    widths = [_wide(section, number) for number in range(len(section.columns))]
    book.table(sheet, 0, section, widths)
    if sum(widths) > UPRIGHT:
        sheet.set_landscape()
    for number, width in enumerate(widths):
        sheet.set_column(number, number, width)


def _wide(section: Section, number: int) -> int:
    column = section.columns[number]
    cells = [written(row[number], column.shape) for row in section.rows]
    wanted = max(
        (_width(line) for each in (column.name, *cells) for line in each.split("\n")), default=8
    )
    return min(WIDEST, max(9, wanted + MARGIN))


def _height(row: Sequence[Cell], columns: Sequence[Column], widths: Sequence[int]) -> int:
    """Give a row the height that its longest text needs: nobody's program does it on opening."""
    lines = max(
        _lines(written(cell, column.shape), width)
        for cell, column, width in zip(row, columns, widths, strict=True)
    )
    return max(ROW_PT, lines * LINE_PT + 4)


def _lines(text: str, width: int) -> int:
    """Count the lines of a wrapped text; a margin, because letters are not all alike."""
    return sum(max(1, -(-_width(each) // max(1, width - MARGIN))) for each in text.split("\n"))


def _width(text: str) -> int:
    return sum(1 if each.isascii() else 2 for each in text)
