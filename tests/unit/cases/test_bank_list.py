"""The banks that hold: shipped ones, until an operator's list replaces them, and back."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases.bank_list import BankList
from cases.banks import shipped
from cases.errors import FileRefused
from tests.unit.cases.test_banks import HEAD, ROW

pytestmark = pytest.mark.unit


def test_a_list_holds_as_a_whole_and_for_whoever_asks_next(tmp_path: Path) -> None:
    office, command = BankList(tmp_path / "banks.csv"), BankList(tmp_path / "banks.csv")
    assert (office(), office.is_own) == (shipped(), False)
    command.replace(f"{HEAD}\r\n{ROW}\r\n".encode("cp932"))
    assert (set(office()), office.is_own) == ({"0501"}, True)
    assert office() is office()
    command.replace(f"{HEAD}\n{ROW}\n{ROW.replace('0501', '0009')}\n".encode())
    assert set(office()) == {"0501", "0009"}
    assert [each.name for each in tmp_path.iterdir()] == ["banks.csv"]
    assert (tmp_path / "banks.csv").stat().st_mode & 0o077 == 0
    command.restore()
    command.restore()
    assert office() == shipped()


def test_a_wrong_list_is_refused_with_its_line_and_changes_nothing(tmp_path: Path) -> None:
    banks = BankList(tmp_path / "banks.csv")
    banks.replace(f"{HEAD}\n{ROW}\n".encode())
    with pytest.raises(FileRefused, match="3 行目: 金融機関番号は半角数字4桁"):
        banks.replace(f"{HEAD}\n{ROW}\n501,北洋,ホクヨウ,028,本店,ホンテン\n".encode())
    assert set(banks()) == {"0501"}
