"""Banks by their numbers, shipped or listed by the operator."""

from __future__ import annotations

import pytest

from cases.banks import COLUMNS, Bank, Branch, WrongList, is_bank_name, read_list, shipped

pytestmark = pytest.mark.unit

HEAD = ",".join(COLUMNS)
ROW = "0501,北洋銀行,ホクヨウ,028,本店営業部,ホンテン"


def test_every_shipped_name_fits_the_banks_files() -> None:
    banks = shipped()
    names = [bank.kana for bank in banks.values()]
    names += [each.kana for bank in banks.values() for each in bank.branches.values()]
    assert len(banks) > 1_000
    assert len(names) > 25_000
    assert all(0 < len(name.encode("cp932")) <= 15 for name in names)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("北洋銀行", "0501"),
        ("三菱UFJ銀行", "0005"),
        ("ＰａｙＰａｙ銀行", "0033"),
        ("ゆうちょ銀行", "9900"),
        ("北海道信用金庫", "1001"),
        ("北央信用組合", "2011"),
        ("北海道労働金庫", "2951"),
        ("北海道信用農業協同組合連合会", "3001"),
    ],
)
def test_a_bank_is_known_by_the_name_that_people_write(written: str, code: str) -> None:
    assert is_bank_name(written, shipped()[code])
    assert not is_bank_name(written, shipped()["0001"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_an_operators_list_is_read(encoding: str) -> None:
    banks = read_list(f"{HEAD}\r\n{ROW}\r\n".encode(encoding))
    assert banks == {"0501": Bank("北洋銀行", "ﾎｸﾖｳ", {"028": Branch("本店営業部", "ﾎﾝﾃﾝ")})}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("番号,名前\n", 1),
        (HEAD, 1),
        (f"{HEAD}\n{ROW}\n501,北洋,ホクヨウ,028,本店,ホンテン\n", 3),
        (f"{HEAD}\n{ROW},\n", 2),
        (f"{HEAD}\n0501,北洋,北洋,028,本店,ホンテン\n", 2),
        (f"{HEAD}\n0501,北洋,ホクヨウ,028,本店,{'ア' * 16}\n", 2),
        (f'{HEAD}\n"0501,北洋', 2),
    ],
)
def test_a_wrong_list_is_answered_with_its_line(text: str, line: int) -> None:
    found = read_list(text.encode())
    assert isinstance(found, WrongList)
    assert found.line == line
