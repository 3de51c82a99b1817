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
_LINE_ENDS = {"none": "", "crlf": "\r\n"}


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
    header = _header(payment.payer, on, banks) if payment.payer and not wrong else ""
    branches = _Branches(banks)
    records = [header, *[_record(payee, branches, wrong) for payee in payees]]
    if wrong:
        return wrong
    amount = sum(payee.amount for payee in payees)
    records += [f"8{len(payees):06d}{amount:012d}{'':101}", f"9{'':119}", ""]
    content = _LINE_ENDS[payment.line_end].join(records).encode("cp932")
    return TransferFile(content, len(payees), amount)


class _Branches(dict[tuple[str, str], str]):
    """What a record begins with, by the numbers of bank and branch; empty if there is none."""

    def __init__(self, banks: Banks) -> None:
        super().__init__()
        self._banks = banks

    def __missing__(self, numbers: tuple[str, str]) -> str:
        bank_code, branch_code = numbers
        begin = ""
        if _is_known(bank_code, branch_code, self._banks):
            bank = self._banks[bank_code]
            branch = bank.branches[branch_code]
            begin = f"2{bank_code}{bank.kana:15}{branch_code}{branch.kana:15}0000"
        self[numbers] = begin
        return begin


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


def _header(payer: Payer, on: date, banks: Banks) -> str:
    bank = banks[payer.bank_code]
    name = str(to_bank_letters(payer.name))  # looked at before
    return "".join(
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


def _record(payee: Payee, branches: _Branches, wrong: list[PayeeError]) -> str:
    """Write a record; one that cannot be written is empty, and joins those that are wrong."""
    receipt, seq, bank, branch, account_kind, number, name, amount = payee
    begin, kind = branches[bank, branch], ACCOUNT_KINDS.get(account_kind)
    why, holder = "", ""
    if not begin:
        why = "金融機関または支店の番号がありません。"
    elif kind is None or not (len(number) == 7 and number.isascii() and number.isdigit()):
        why = "口座分類または口座番号が書ける形ではありません。"
    elif not 0 < amount <= MOST_YEN:
        why = "金額が 1 円から 9,999,999,999 円の範囲にありません。"
    else:
        holder = _holder(name)
        if not 0 < len(holder) <= HOLDER_LETTERS:
            why = _wrong_holder(name)
    if why:
        wrong.append(PayeeError(receipt, why))
        return ""
    padded = holder.ljust(HOLDER_LETTERS)
    return f"{begin}{kind}{number}{padded}{amount:010d}0{seq:010d}          7        "


def _holder(name: str) -> str:
    """Write an account's holder; empty if a letter cannot be written."""
    surname, blank, given = name.partition("\u3000")
    before, after = _letters(surname), _letters(given)
    if before is None or after is None:
        return ""
    return f"{before} {after}" if blank else before


@lru_cache(maxsize=1 << 17)
def _letters(part: str) -> str | None:
    """Write a part of a name: a city's people share those, and seldom a whole name."""
    letters = to_bank_letters(part)
    return None if isinstance(letters, NotWritable) else letters


def _wrong_holder(name: str) -> str:
    holder = to_bank_letters(name)
    if isinstance(holder, NotWritable):
        letters = len(holder.letters)
        return f"口座名義に振込データに書けない文字が {letters} 種類あります。"
    return f"口座名義が空か、{HOLDER_LETTERS} 字を超えています。"
