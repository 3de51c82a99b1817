"""What was corrected since a freeze is told by the row it belongs to, and nothing else is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from metrics.content import Cell, Column, Section, Shape
from metrics.report import corrections
from tests.unit.metrics.content_maker import content

pytestmark = pytest.mark.unit


def changed(before: Section, after: Section) -> list[tuple[str, str, str, str]]:
    found = corrections(content(before), content(after))
    return [(each.row, each.column, each.frozen, each.now) for each in found]


def complaints(*rows: tuple[Cell, ...]) -> Section:
    columns = tuple(Column(each) for each in ("番号", "日時", "内容と対応", "結果"))
    numbered = tuple((str(n), *row) for n, row in enumerate(rows, start=1))
    return Section(part="complaints", heading="苦情", columns=columns, rows=numbered)


def staff(*rows: tuple[Cell, ...]) -> Section:
    columns = (Column("氏名"), Column("応答", Shape.COUNT), Column("保留", Shape.COUNT))
    return Section(part="staff", heading="要員の活動", columns=columns, rows=rows)


def test_a_late_complaint_is_its_own_line_and_the_others_stay_what_they_were() -> None:
    first, second, late = ("9日 11:00", "遅い", "完結"), ("9日 14:00", "高い", "完結"), "9日 09:10"
    assert changed(complaints(first, second), complaints((late, "先", "完結"), first, second)) == [
        (late, "日時", "－", late),
        (late, "内容と対応", "－", "先"),
        (late, "結果", "－", "完結"),
    ]
    mended = ("9日 14:00", "高い", "折り返し")
    assert changed(complaints(first, second), complaints(first, mended)) == [
        ("9日 14:00", "結果", "完結", "折り返し")
    ]
    twins = ("9日 11:00", "別の方", "完結"), ("9日 11:00", "遅い", "完結")
    told = changed(complaints(first), complaints(*twins))
    assert {now for _, _, _, now in told} == {"9日 11:00", "別の方", "完結"}, "the same minute"


def test_two_people_of_one_name_are_two_rows() -> None:
    before = staff(("佐藤", 10, 1), ("佐藤", 20, 2))
    assert changed(before, staff(("佐藤", 11, 1), ("佐藤", 20, 2))) == [
        ("佐藤", "応答", "10", "11")
    ]
    assert changed(before, staff(("佐藤", 20, 2), ("佐藤", 10, 1))) == [], "only their order"
    assert changed(before, staff(("佐藤", 20, 2))) == [
        ("佐藤", "氏名", "佐藤", "－"),
        ("佐藤", "応答", "10", "－"),
        ("佐藤", "保留", "1", "－"),
    ]


def test_a_column_that_a_form_shows_since_moves_no_other() -> None:
    before, after = staff(("佐藤", 10, 1)), staff(("佐藤", 10, 1))
    columns = (after.columns[0], Column("席"), *after.columns[1:])
    wider = replace(after, columns=columns, rows=(("佐藤", "1", 10, 1),))
    assert changed(before, wider) == []


def test_what_an_older_edition_counted_otherwise_is_no_correction() -> None:
    columns = (Column("取扱い"), Column("回数", Shape.COUNT))
    counts = [
        Section(part="access", heading="個人情報の取扱い", columns=columns, rows=rows)
        for rows in ((("一覧を閲覧した", 3),), (("一覧を閲覧した", 1), ("通話の一覧を閲覧した", 2)))
    ]
    frozen, now = map(content, counts)
    assert corrections(replace(frozen, format=2), now) == []
    assert next((e.row, e.frozen, e.now) for e in corrections(frozen, now)) == (
        *("一覧を閲覧した", "3", "1"),
    )
