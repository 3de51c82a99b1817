"""Rows of any content are answered, and what is exported comes in again as it was."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.document import Document, encode
from cases.findings import Code
from cases.intake import Entry, Intake, Problem, problem_of
from cases.layout import Layout, cells_of, header_of, lay_out
from cases.schema import Channel
from cases.sheet import Sheet, read_sheet, write_sheet
from tests.unit.cases.applications import application, form, schema
from tests.unit.cases.test_rules import CONDITIONS, MISSING, RIGHT, WRONG

pytestmark = pytest.mark.unit

FIELDS = schema().on(Channel.ONLINE)
LABELS = {each.id: each.label for each in FIELDS}
FORM = form(Channel.ONLINE)
HEADER = header_of(schema(), FIELDS, 2)
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
ANY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
CELL = st.one_of(
    ANY, st.sampled_from(["", "別居", "公務員", "2", "0501", "2026-03-01", "ｱ ｲ", "'=1"])
)
ROW = st.lists(CELL, min_size=len(HEADER) - 2, max_size=len(HEADER) - 2)


def taken(data: bytes) -> list[Entry | Problem]:
    sheet = read_sheet(data)
    assert isinstance(sheet, Sheet), sheet
    layout = lay_out(schema(), FIELDS, sheet.header)
    assert isinstance(layout, Layout), layout
    intake = Intake(layout, FORM, at=NOW, zone=ZoneInfo("Asia/Tokyo"))
    found = list(intake.read(sheet.rows()))
    for each in found:
        if isinstance(each, Entry):
            assert all(problem_of(each.line, each.id, wrong, LABELS) for wrong in each.findings)
    return found


def kept(entry: Entry | Problem) -> bytes:
    assert isinstance(entry, Entry), entry
    return encode(Document(entry.document.values, entry.document.children))


@given(st.lists(ROW, min_size=1, max_size=3))
def test_import_export_import_is_the_same(rows: list[list[str]]) -> None:
    data = write_sheet(HEADER, [[f"A{n}", "2026-03-01 10:00", *row] for n, row in enumerate(rows)])
    first = taken(data)
    out = [
        [each.id, each.received_at.isoformat(), *cells_of(each.document, FIELDS, 2)]
        for each in first
        if isinstance(each, Entry)
    ]
    again = taken(write_sheet(HEADER, out))
    assert [kept(each) for each in again] == [kept(each) for each in first]
    assert [each.findings for each in again if isinstance(each, Entry)] == [
        each.findings for each in first if isinstance(each, Entry)
    ]


@given(st.binary(max_size=300))
def test_any_bytes_under_a_right_header_never_crash(body: bytes) -> None:
    sheet = read_sheet(write_sheet(HEADER, []) + body)
    if isinstance(sheet, Sheet):
        layout = lay_out(schema(), FIELDS, sheet.header)
        if isinstance(layout, Layout):
            intake = Intake(layout, FORM, at=NOW, zone=ZoneInfo("Asia/Tokyo"))
            assert len(list(intake.read(sheet.rows()))) == sheet.lines


def test_every_rule_finds_in_a_csv_what_it_finds_in_the_form() -> None:
    """One row for each right, missing and wrong value and each condition, in one file."""
    fields = {each.id for each in FIELDS}
    right = [(changed, set[tuple[str, Code]]()) for _, _, changed in RIGHT]
    wrong = [
        ({field: value}, {(field, each) for each in codes}) for _, field, value, codes in WRONG
    ]
    wrong += [({field: ""}, {(field, Code.MISSING)}) for field in MISSING]
    wrong += [(changed, codes) for _, changed, codes in CONDITIONS]
    fields.add("kids")
    shown = [(changed, told) for changed, told in [*right, *wrong] if fields.issuperset(changed)]
    rows = [
        [f"A{n}", "2026-03-02 09:00", *cells_of(application(**changed), FIELDS, 2)]
        for n, (changed, _) in enumerate(shown)
    ]
    entries = taken(write_sheet(HEADER, rows))
    found = [
        {(each.field, each.code) for each in entry.findings}
        for entry in entries
        if isinstance(entry, Entry)
    ]
    assert found == [told for _, told in shown]


def test_an_instant_of_receipt_is_the_campaigns_time() -> None:
    cells = cells_of(application(), FIELDS, 2)
    times = ("2026-03-01 10:00:00", "2026/03/01 10:00", "2026-03-01T01:00:00+00:00")
    rows = [[f"A{n}", text, *cells] for n, text in enumerate(times)]
    for each in taken(write_sheet(HEADER, rows)):
        assert isinstance(each, Entry)
        assert each.received_at == datetime(2026, 3, 1, 1, tzinfo=UTC)


def test_a_finding_is_told_by_the_heading_of_its_column() -> None:
    document = application(children="2", kids=[{}, {"child_kana": "ﾀｶﾊｼ ｿﾗ"}])
    row = ["A1", "2026-03-01 10:00", *cells_of(document, FIELDS, 2)]
    sheet = read_sheet(write_sheet(HEADER, [row]))
    assert isinstance(sheet, Sheet)
    layout = lay_out(schema(), FIELDS, HEADER)
    assert isinstance(layout, Layout)
    intake = Intake(layout, FORM, at=NOW, zone=ZoneInfo("Asia/Tokyo"))
    [entry] = intake.read(sheet.rows())
    assert isinstance(entry, Entry)
    [finding] = entry.findings
    problem = problem_of(entry.line, entry.id, finding, LABELS)
    assert (problem.line, problem.id, problem.field) == (2, "A1", "児童カナ氏名2")
    assert problem.value == "****_**"
