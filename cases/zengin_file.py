"""The banks' general transfer file (総合振込, 全銀協): records of exactly 120 bytes.

Digits stand right with zeros before them, letters left with spaces after them, all in single bytes
of cp932. Nothing is cut, replaced or guessed: a payee who cannot be written is an error in a list,
and with one error there is no file. Layout: requirements 3.2, SPR-III-3-4-1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from cases.banks import Banks
from cases.field_rules import HOLDER_LETTERS
from cases.plan import Payer, Payment
from japan.calendar import is_bank_day
from japan.zengin import NotWritable, to_bank_letters

PAYER_LETTERS = 40
MOST_YEN = 10**10 - 1
ACCOUNT_KINDS = {"普通": "1", "当座": "2"}
_LINE_ENDS = {"none": b"", "crlf": b"\r\n"}


class Payee(NamedTuple):
    """One transfer; `number` is the receipt number, by which a returned one finds its case."""

    number: str
    seq: int
    bank_code: str
    branch_code: str
    account_kind: str
    account_number: str
    holder: str
    amount: int
    """Yen."""


@dataclass(frozen=True, slots=True)
class PayeeError:
    """Why a payee cannot be written; the value itself is not repeated."""

    number: str
    why: str


@dataclass(frozen=True, slots=True)
class TransferFile:
    """A finished file, and what it sums to."""

    content: bytes
    records: int
    amount: int


def write_transfers(
    payees: Sequence[Payee], payment: Payment, on: date, banks: Banks
) -> TransferFile | list[PayeeError]:
    """Write the file of the payees in their order, to be transferred on a bank day.

    Either the whole file or every error; errors of the file itself have no receipt number.
    """
    wrong = _wrong_frame(payees, payment.payer, on, banks)
    header = _header(payment.payer, on, banks) if payment.payer and not wrong else b""
    records = [header]
    for payee in payees:
        record = _record(payee, banks)
        if isinstance(record, PayeeError):
            wrong.append(record)
        else:
            records.append(record.encode("cp932"))
    if wrong:
        return wrong
    amount = sum(payee.amount for payee in payees)
    records.append(f"8{len(payees):06d}{amount:012d}{'':101}".encode("cp932"))
    records.append(f"9{'':119}".encode("cp932"))
    end = _LINE_ENDS[payment.line_end]
    return TransferFile(b"".join(each + end for each in records), len(payees), amount)


def _wrong_frame(
    payees: Sequence[Payee], payer: Payer | None, on: date, banks: Banks
) -> list[PayeeError]:
    found = []
    if payer is None:
        found.append("振込依頼人が業務の設定にありません（cases.payment.payer）。")
    elif not _is_name(payer.name):
        found.append(f"振込依頼人名が書けない文字を含むか、{PAYER_LETTERS} 字を超えています。")
    elif not _is_known(payer.bank_code, payer.branch_code, banks):
        found.append("振込依頼人の金融機関または支店の番号がありません。")
    if not is_bank_day(on):
        found.append(f"{on} は銀行の営業日ではありません。")
    if not payees:
        found.append("振り込む相手がありません。")
    if len(payees) > 999_999:
        found.append("一つのファイルに書けるのは 999,999 件までです。")
    return [PayeeError("", why) for why in found]


def _is_name(name: str) -> bool:
    letters = to_bank_letters(name)
    return isinstance(letters, str) and 0 < len(letters) <= PAYER_LETTERS


def _is_known(bank: str, branch: str, banks: Banks) -> bool:
    return bank in banks and branch in banks[bank].branches


def _header(payer: Payer, on: date, banks: Banks) -> bytes:
    bank = banks[payer.bank_code]
    name = str(to_bank_letters(payer.name))  # looked at before
    text = "".join(
        (
            "1210",
            payer.code,
            f"{name:{PAYER_LETTERS}}",
            f"{on:%m%d}",
            payer.bank_code,
            f"{bank.kana:15}",
            payer.branch_code,
            f"{bank.branches[payer.branch_code].kana:15}",
            ACCOUNT_KINDS[payer.account_kind],
            payer.account_number,
            " " * 17,
        )
    )
    return text.encode("cp932")


def _record(payee: Payee, banks: Banks) -> str | PayeeError:
    if not _is_known(payee.bank_code, payee.branch_code, banks):
        return PayeeError(payee.number, "金融機関または支店の番号がありません。")
    kind = ACCOUNT_KINDS.get(payee.account_kind)
    number = payee.account_number
    if kind is None or not (len(number) == 7 and number.isascii() and number.isdigit()):
        return PayeeError(payee.number, "口座分類または口座番号が書ける形ではありません。")
    if not 0 < payee.amount <= MOST_YEN:
        return PayeeError(payee.number, "金額が 1 円から 9,999,999,999 円の範囲にありません。")
    holder = _letters(payee.holder)
    if isinstance(holder, NotWritable):
        count = len(holder.letters)
        return PayeeError(
            payee.number, f"口座名義に振込データに書けない文字が {count} 種類あります。"
        )
    if not 0 < len(holder) <= HOLDER_LETTERS:
        return PayeeError(payee.number, f"口座名義が空か、{HOLDER_LETTERS} 字を超えています。")
    bank = banks[payee.bank_code]
    branch = bank.branches[payee.branch_code]
    return (
        f"2{payee.bank_code}{bank.kana:15}{payee.branch_code}{branch.kana:15}0000{kind}{number}"
        f"{holder:30}{payee.amount:010d}0{payee.seq:010d}          7        "
    )


@lru_cache(maxsize=1 << 16)
def _letters(holder: str) -> str | NotWritable:
    return to_bank_letters(holder)
