"""Long texts stay on the page and in their cells, in the report and in its corrections."""

from __future__ import annotations

import asyncio
import io
import re
import subprocess
from dataclasses import replace
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from metrics.content import Column, Section
from metrics.paper import paper
from metrics.pdf import pdf
from metrics.report import Correction
from metrics.xlsx import workbook
from tests.unit.metrics.content_maker import content

pytestmark = pytest.mark.integration

ZONE = ZoneInfo("Asia/Tokyo")
SAID = "申請書の書き方が分からないと何度も電話したが、なかなかつながらなかったとのお申し出。" * 12
WHEN = "令和8年2月9日（月） 11:00"
LATER = Correction(part="苦情", row=WHEN, column="内容と対応", frozen=SAID, now=f"{SAID}追記。")
ADDED = Correction(part="苦情", row=WHEN, column="内容と対応", frozen="－", now="長" * 900)
COUNT = Correction(part="結果", row="完結", column="件数", frozen="1", now="2")
CORRECTED = (LATER, ADDED, COUNT)
HEADINGS = ("番号", "日時", "緊急度", "分類", "内容と対応", "結果", "口頭報告")
COMPLAINTS = Section(
    part="complaints",
    heading="苦情",
    columns=tuple(Column(each) for each in HEADINGS),
    rows=(
        ("1", WHEN, "緊急", "支給時期（振込予定日）", SAID, "完結", f"{WHEN} 電話"),
        ("2", WHEN, "通常", "苦情", "短い", "完結", None),
        ("3", WHEN, "通常", "苦情", "長" * 2000, "完結", None),
    ),
)


def test_the_pdf_shows_both_sides_of_a_long_correction_inside_the_margins() -> None:
    page = paper(content(COMPLAINTS), zone=ZONE, digest="d" * 64, corrections=CORRECTED)
    asked = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"],
        input=asyncio.run(pdf(page)),
        capture_output=True,
        check=True,
    )
    narrowest = min(len(each) for each in re.findall(r">(長+)</word>", asked.stdout.decode())[:20])
    assert narrowest >= 16, "the complaint has the most room of all columns"
    told = asked.stdout.decode()
    rights = [float(each) for each in re.findall(r'xMax="([\d.]+)" yMax="[\d.]+">', told)]
    assert max(rights) <= 595.3 - 18 / 25.4 * 72 + 1, "beyond the right margin"
    words = "".join(re.findall(r">([^<]*)</word>", told))
    for heading in ("確定時", "現在", "追記。"):
        assert heading in words


def test_a_row_of_the_workbook_is_as_high_as_its_text() -> None:
    made = workbook(content(COMPLAINTS), zone=ZONE, digest="", corrections=CORRECTED)
    book = openpyxl.load_workbook(io.BytesIO(made))
    for sheet, line, column, text in (("苦情", 3, "E", SAID), ("修正", 3, "D", SAID)):
        page = book[sheet]
        per_line = page.column_dimensions[column].width // 2
        height = page.row_dimensions[line].height
        assert page[f"{column}{line}"].value == text
        assert height is not None
        assert 14 * (len(text) / per_line) <= height <= 409
    for sheet, line in (("苦情", 4), ("修正", 6)):
        assert book[sheet].row_dimensions[line].height == 18, "a short one stays low"
    page = book["苦情"]
    (merged,) = (
        each for each in page.merged_cells.ranges if each.min_col == 5 and each.min_row == 5
    )
    heights = [page.row_dimensions[each].height or 0 for each in range(5, merged.max_row + 1)]
    assert max(heights) <= 409, "no row of Excel is higher"
    assert sum(heights) >= 14 * (2000 / (page.column_dimensions["E"].width // 2))


def test_sheets_whose_headings_are_alike_have_names_of_their_own() -> None:
    alike = ("長" * 31 + "一", "長" * 31 + "二", "報告書", "修正", "a/b", "A・B", "History", "件数")
    parts = [replace(COMPLAINTS, heading=each) for each in alike]
    made = workbook(content(*parts), zone=ZONE, digest="", corrections=CORRECTED)
    book = openpyxl.load_workbook(io.BytesIO(made))
    names = ["報告書", "長" * 31, "長" * 28 + "（2）", "報告書（2）", "修正"]
    assert book.sheetnames == [*names, "a・b", "A・B（2）", "History（2）", "件数", "修正（2）"]
    headings = [sheet["A1"].value for sheet in book][1:]
    assert headings == [*alike, "修正"], "the page itself says the whole of it"
