"""CSV files as offices make them, and files that are none."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cases.sheet import Sheet, guarded, read_sheet, unguarded, write_lines, write_sheet
from metrics.csv_file import safe

pytestmark = pytest.mark.unit

# A carriage return alone is a line end to the reader of a spreadsheet, and a NUL ends no text here.
CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)


def rows(data: bytes) -> list[list[str]]:
    sheet = read_sheet(data)
    assert isinstance(sheet, Sheet), sheet
    return [row for _, row in sheet.rows()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings_and_line_ends(encoding: str, end: str) -> None:
    text = end.join(["番号,住所", '1,"北一条', '西２丁目"', "2,円山", ""])
    assert rows(text.encode(encoding)) == [["1", f"北一条{end}西２丁目"], ["2", "円山"]]


def test_a_row_knows_the_line_on_which_it_ends() -> None:
    sheet = read_sheet(b'a,b\n1,"x\ny"\n\n2,z\n')
    assert isinstance(sheet, Sheet)
    assert [line for line, _ in sheet.rows()] == [3, 5]
    assert sheet.lines == 2


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "空"),
        (b"PK\x03\x04....", "Excel"),
        ("a,b\n1,2\n".encode("utf-16"), "UTF-16"),
        (b"\x81\x20,\x81\x20\n" * 3, "文字コード"),
        (b"a\tb\n1\t2\n", "カンマ"),
        (b'a,b\n1,"2\n3\n4', "引用符"),
        (b'a,b\n"1"x,2\n3,4\n5,6\n', "引用符"),
        (b"a,b,c\n1,2,3\n4,5", "切れて"),
        ("a,b\n1,漢字".encode()[:-1], "切れて"),
    ],
)
def test_a_file_that_is_none_gets_one_clear_sentence(data: bytes, word: str) -> None:
    found = read_sheet(data)
    assert isinstance(found, str)
    assert word in found


@given(st.binary(max_size=200))
def test_any_bytes_are_answered(data: bytes) -> None:
    found = read_sheet(data)
    if isinstance(found, Sheet):
        assert len(list(found.rows())) == found.lines


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=5))
def test_what_is_written_is_read_the_same(cells: list[list[str]]) -> None:
    assert rows(write_sheet(["a", "b"], cells)) == cells


@given(st.lists(st.lists(CELLS, max_size=3), max_size=5))
def test_every_cell_is_quoted_and_guarded_whichever_way_it_is_written(
    cells: list[list[str]],
) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([["=a", "b"], *([guarded(each) for each in row] for row in cells)])
    assert write_sheet(["=a", "b"], cells).decode("utf-8-sig") == out.getvalue()


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=5))
def test_lines_that_stand_in_quotes_already_are_the_same_file(cells: list[list[str]]) -> None:
    lines = ['"' + '","'.join(row) + '"' for row in cells]
    assert write_lines(["a", "b"], lines, lambda: cells) == write_sheet(["a", "b"], cells)


@pytest.mark.parametrize("cell", ["=1+1", "+81", "-", "@x", "'=1", "''+2", "\tx"])
def test_no_cell_is_a_formula_in_a_spreadsheet(cell: str) -> None:
    [row] = list(
        csv.reader(io.StringIO(write_sheet(["a", "b"], [[cell, ""]]).decode(), newline=""))
    )[1:]
    assert row[0].startswith("'")
    assert unguarded(row[0]) == cell


BLANKS = st.text(st.characters(categories=["Zs", "Zl", "Zp", "Cc", "Cf"]), max_size=4)
STARTS = st.sampled_from(["=", "+", "-", "@", "＝", "＋", "－", "＠", "−"])


@given(BLANKS, STARTS, st.text(max_size=4))
@example("\U00013439", "=", "")  # a control only since Unicode 15, which Python 3.13 knows
def test_a_formula_hidden_behind_blanks_and_quotes_is_text_in_every_file(
    before: str, start: str, rest: str
) -> None:
    hidden = f"{before}{start}{rest}"
    for cell in (hidden, f"'{hidden}", f"\t{rest}", f"\r{rest}", f"\n{rest}"):
        assert guarded(cell) == f"'{cell}"
        assert unguarded(guarded(cell)) == cell
    assert safe(f"{before}{start}x{rest}")[0] == "'", "in a report's file, too"


@given(CELLS)
def test_guarding_is_undone_exactly(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell
