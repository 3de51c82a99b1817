"""The general transfer file, byte for byte (requirements 3.2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.banks import Bank, Banks, Branch
from cases.plan import Payer, Payment
from cases.zengin_file import Payee, PayeeError, TransferFile, write_transfers

pytestmark = pytest.mark.unit

GOLDEN = Path(__file__).parents[2] / "data" / "zengin"
DAY = date(2026, 3, 26)
BANKS: Banks = {
    "0501": Bank("北洋", "ﾎｸﾖｳ", {"028": Branch("本店営業部", "ﾎﾝﾃﾝ")}),
    "9900": Bank("ゆうちょ", "ﾕｳﾁﾖ", {"908": Branch("九〇八", "ｷﾕｳｾﾞﾛﾊﾁ")}),
}
PAYER = Payer(
    code="0123456789",
    name="サツポロシ　ジギョウ",
    bank_code="0501",
    branch_code="028",
    account_kind="普通",
    account_number="0000001",
)
PAYMENT = Payment(amount_per_child=20_000, payer=PAYER)
HANAKO = Payee("S-O-000123-5", 123, "0501", "028", "普通", "0012345", "タカハシ　ハナコ", 40_000)
SHOKO = Payee("S-P-000124-9", 124, "9900", "908", "当座", "7654321", "ヴァン・ショーコ", 20_000)


def written(*payees: Payee, payment: Payment = PAYMENT, on: date = DAY) -> TransferFile:
    found = write_transfers(payees, payment, on, BANKS)
    assert isinstance(found, TransferFile), found
    return found


def wrong(*payees: Payee, payment: Payment = PAYMENT, on: date = DAY) -> list[PayeeError]:
    found = write_transfers(payees, payment, on, BANKS)
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("line_end", ["none", "crlf"])
def test_the_file_is_the_golden_one_byte_for_byte(line_end: Literal["none", "crlf"]) -> None:
    payment = replace(PAYMENT, line_end=line_end)
    golden = (GOLDEN / f"two_payees_{line_end}.txt").read_bytes()
    assert written(HANAKO, SHOKO, payment=payment).content == golden


def test_every_field_of_a_payee_stands_at_its_place() -> None:
    record = written(SHOKO).content[120:240].decode("cp932")
    assert record[0:5] == "29900"
    assert record[5:20] == "ﾕｳﾁﾖ".ljust(15)
    assert record[20:38] == "908" + "ｷﾕｳｾﾞﾛﾊﾁ".ljust(15)
    assert record[38:50] == "0000" + "2" + "7654321"
    assert record[50:80] == "ｳﾞｱﾝ.ｼﾖ-ｺ".ljust(30)
    assert record[80:91] == "0000020000" + "0"
    assert record[91:111] == "0000000124".ljust(20)
    assert record[111:] == "7" + " " * 8


@pytest.mark.clause("OTR-6-3-ア")
def test_the_header_names_payer_and_day() -> None:
    header = written(HANAKO).content[:120].decode("cp932")
    assert header[:14] == "12100123456789"
    assert header[14:54] == "ｻﾂﾎﾟﾛｼ ｼﾞｷﾞﾖｳ".ljust(40)
    assert header[54:62] == "03260501"
    assert header[95:] == "1" + "0000001" + " " * 17


@pytest.mark.clause("SPR-III-3-4-1")
@given(st.lists(st.integers(1, 9_999_999_999), min_size=1, max_size=20))
def test_every_record_is_120_bytes_and_the_trailer_is_right(amounts: list[int]) -> None:
    payees = [HANAKO._replace(seq=n, amount=each) for n, each in enumerate(amounts, start=1)]
    file = written(*payees)
    records = [file.content[at : at + 120] for at in range(0, len(file.content), 120)]
    assert all(len(each) == 120 for each in records)
    assert [each[:1] for each in records] == [b"1", *[b"2"] * len(amounts), b"8", b"9"]
    assert int(records[-2][1:7]) == file.records == len(amounts)
    assert int(records[-2][7:19]) == file.amount == sum(int(each[80:90]) for each in records[1:-2])


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"holder": "髙橋　花子"}, "書けない文字"),
        ({"holder": "ガ" * 16}, "30 字"),
        ({"holder": ""}, "30 字"),
        ({"bank_code": "0000"}, "番号"),
        ({"branch_code": "999"}, "番号"),
        ({"account_kind": "貯蓄"}, "口座分類"),
        ({"account_number": "１２３４５６７"}, "口座番号"),
        ({"account_number": "123456"}, "口座番号"),
        ({"amount": 0}, "金額"),
        ({"amount": 10**10}, "金額"),
    ],
)
def test_a_payee_who_cannot_be_written_is_an_error_and_no_file(
    changed: dict[str, object], word: str
) -> None:
    [error] = wrong(SHOKO, HANAKO._replace(**changed))  # type: ignore[arg-type]
    assert error.number == HANAKO.number
    assert word in error.why
    assert "髙" not in error.why


@pytest.mark.parametrize(
    ("payment", "on", "word"),
    [
        (replace(PAYMENT, payer=None), DAY, "振込依頼人"),
        (replace(PAYMENT, payer=replace(PAYER, branch_code="000")), DAY, "振込依頼人"),
        (replace(PAYMENT, payer=replace(PAYER, name="ア" * 41)), DAY, "40 字"),
        (replace(PAYMENT, payer=replace(PAYER, name="札幌市")), DAY, "書けない文字"),
        (PAYMENT, date(2026, 3, 20), "営業日"),
        (PAYMENT, date(2026, 3, 28), "営業日"),
    ],
)
def test_without_payer_or_on_a_bank_holiday_there_is_no_file(
    payment: Payment, on: date, word: str
) -> None:
    [error] = wrong(HANAKO, payment=payment, on=on)
    assert word in error.why


def test_all_errors_are_told_at_once() -> None:
    errors = wrong(HANAKO._replace(holder="漢"), SHOKO._replace(amount=0), on=date(2026, 5, 6))
    assert [each.number for each in errors] == ["", HANAKO.number, SHOKO.number]
    assert len(wrong()) == 1
