"""A report as CSV for Excel: UTF-8 with its mark; no text can become a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

from japan.formula import FORMULA
from metrics.content import Cell, Column, Content, Section, Shape
from metrics.report import Correction, name_of
from metrics.written import written

_FORMULA = re.compile(FORMULA)


def csv_file(content: Content, *, digest: str, corrections: Sequence[Correction] = ()) -> bytes:
    """Write the parts one under the other, an empty line between them."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows(_head(content, digest))
    for section in content.sections:
        writer.writerow([])
        writer.writerows(table(section))
    if corrections:
        writer.writerow([])
        writer.writerow(["修正"])
        writer.writerow(["部分", "行", "項目", "確定時", "現在"])
        for each in corrections:
            told = (each.part, each.row, each.column, each.frozen, each.now)
            writer.writerow([safe(cell) for cell in told])
    return out.getvalue().encode("utf-8-sig")


def safe(text: str) -> str:
    """Write text so that a spreadsheet shows it instead of computing it."""
    return f"'{text}" if len(text) > 1 and _FORMULA.match(text) else text


def _head(content: Content, digest: str) -> Iterator[list[str]]:
    unit = f"（{content.unit}）" if content.unit else ""
    yield [safe(content.title)]
    yield ["宛先", safe(f"{content.addressee}{unit}")]
    yield ["受託者", safe(content.contractor)]
    yield ["件名", safe(content.subject)]
    yield ["対象期間", safe(content.written)]
    yield ["報告書", name_of(content), digest or "速報（未確定）"]


def table(section: Section) -> list[list[str]]:
    """Write one table: heading, columns, rows, sums and notes, every cell safe."""
    rows = [*section.rows, *([section.foot] if section.foot else [])]
    return [
        [safe(section.heading)],
        [safe(each.name) for each in section.columns],
        *([_cell(*each) for each in zip(row, section.columns, strict=True)] for row in rows),
        *([safe(f"※ {note}")] for note in section.notes),
    ]


def _cell(cell: Cell, column: Column) -> str:
    if isinstance(cell, int) and column.shape is Shape.COUNT:
        return str(cell)
    return safe(written(cell, column.shape))
