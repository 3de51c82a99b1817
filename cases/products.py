"""What a payment run makes: the banks' file, the statement by person, the summary by bank.

Each product is read back from its bytes, and says there what it sums to; a run closes only if all
of them say the same (requirements 3.2, SPR-III-3-4-1 to 3).
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from cases.banks import Banks
from cases.sheet import write_lines, write_sheet
from cases.zengin_file import Payee

TRANSFERS = "総合振込データ.txt"
STATEMENT = "対象者別支払明細書.csv"
SUMMARY = "銀行別集計表.csv"

_STATEMENT = (
    *("番号", "受付番号", "申請者カナ氏名", "申請者漢字氏名", "児童数", "支給額"),
    *("金融機関番号", "金融機関名", "支店番号", "支店名", "口座分類", "口座番号", "口座名義"),
)
_SUMMARY = ("金融機関番号", "金融機関名", "件数", "金額")
_TOTAL = "合計"
_RECORD = 120


@dataclass(frozen=True, slots=True)
class Totals:
    """How many payments, and how much in yen."""

    records: int
    amount: int


class Payout(NamedTuple):
    """One payee as the statement shows them."""

    payee: Payee
    kana: str
    name: str
    children: int


def statement(payouts: Sequence[Payout], banks: Banks) -> bytes:
    """Write the statement, one line a person in the order of the banks' file, and the total."""
    places = _Places(banks)
    children = sum(each.children for each in payouts)
    amount = sum(each.payee.amount for each in payouts)
    total = (_TOTAL, f"{len(payouts)} 件", "", "", str(children), str(amount))
    last = total + ("",) * (len(_STATEMENT) - len(total))

    def rows() -> Iterator[tuple[str, ...]]:
        for number, each in enumerate(payouts, start=1):
            yield _line(number, each, places)
        yield last

    lines = [*_quoted(payouts, places), '"' + '","'.join(last) + '"']
    return write_lines(_STATEMENT, lines, rows)


def summary(payouts: Iterable[Payout], banks: Banks) -> bytes:
    """Write the summary, one line a bank in the order of their numbers, and the total."""
    counts, sums = Counter[str](), Counter[str]()
    for payee, *_ in payouts:
        counts[payee.bank_code] += 1
        sums[payee.bank_code] += payee.amount
    rows = [[code, banks[code].name, str(counts[code]), str(sums[code])] for code in sorted(counts)]
    total = [_TOTAL, "", str(counts.total()), str(sums.total())]
    return write_sheet(_SUMMARY, [*rows, total])


def totals_in_transfers(content: bytes) -> set[Totals]:
    """Give what a banks' file says: its records added up, and its trailer."""
    plain = content.replace(b"\r\n", b"")
    records = [plain[at : at + _RECORD] for at in range(0, len(plain), _RECORD)]
    amounts = [int(each[80:90]) for each in records if each[:1] == b"2"]
    trailers = [Totals(int(each[1:7]), int(each[7:19])) for each in records if each[:1] == b"8"]
    return {Totals(len(amounts), sum(amounts)), *trailers}


def totals_in_statement(content: bytes) -> set[Totals]:
    """Give what a statement says: its lines added up, and its last one."""
    cells = [(each[1], each[5]) for each in _rows(content)]
    records, amount = cells.pop()
    amounts = [int(each) for _, each in cells]
    return {Totals(len(amounts), sum(amounts)), Totals(int(records.split()[0]), int(amount))}


def totals_in_summary(content: bytes) -> set[Totals]:
    """Give what a summary says: its lines added up, and its last one."""
    *lines, last = _rows(content)
    records, amount = sum(int(each[2]) for each in lines), sum(int(each[3]) for each in lines)
    return {Totals(records, amount), Totals(int(last[2]), int(last[3]))}


class _Places(dict[tuple[str, str], tuple[str, str, str, str]]):
    """What a line says of bank and branch, by their numbers."""

    def __init__(self, banks: Banks) -> None:
        super().__init__()
        self._banks = banks

    def __missing__(self, numbers: tuple[str, str]) -> tuple[str, str, str, str]:
        code, branch = numbers
        bank = self._banks[code]
        said = self[numbers] = code, bank.name, branch, bank.branches[branch].name
        return said


def _quoted(payouts: Sequence[Payout], places: _Places) -> Iterator[str]:
    """Write the lines of payouts as `_line` says them, each cell in its quotes, in one go."""
    joined: dict[tuple[str, str], str] = {}
    for number, (payee, kana, name, children) in enumerate(payouts, start=1):
        receipt, _, bank, branch, kind, account, holder, amount = payee
        place = joined.get((bank, branch))
        if place is None:
            place = joined[bank, branch] = '","'.join(places[bank, branch])
        yield (
            f'"{number}","{receipt}","{kana}","{name}","{children}","{amount}",'
            f'"{place}","{kind}","{account}","{holder}"'
        )


def _line(number: int, payout: Payout, places: _Places) -> tuple[str, ...]:
    payee, kana, name, children = payout
    receipt, _, bank, branch, kind, account, holder, amount = payee
    head = str(number), receipt, kana, name, str(children), str(amount)
    return head + places[bank, branch] + (kind, account, holder)


def _rows(content: bytes) -> Iterator[list[str]]:
    return islice(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")), 1, None)
