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
from typing import TYPE_CHECKING, NamedTuple

from cases.banks import Banks
from cases.sheet import write_lines, write_sheet
from cases.zengin_file import Payee

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

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
    """Give what a banks' file says: its records added up, and its trailer; none if it is none."""
    import numpy as np  # a tenth of a second: who pays nobody does without it

    plain = content.replace(b"\r\n", b"")
    if len(plain) % _RECORD:
        return set()
    letters = np.frombuffer(plain, np.uint8).reshape(-1, _RECORD)
    amounts = letters[letters[:, 0] == ord("2"), 80:90]
    said = [(len(amounts), _added_up(amounts))]
    for trailer in letters[letters[:, 0] == ord("8")]:
        said.append((_added_up(trailer[None, 1:7]), _added_up(trailer[None, 7:19])))
    return {Totals(*each) for each in said}


def totals_in_statement(content: bytes) -> set[Totals]:
    """Give what a statement says: its lines added up, and its last one."""
    quick = _plain_statement(content)
    if quick is not None:
        return quick
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


def _plain_statement(content: bytes) -> set[Totals] | None:
    """Read a statement of which no cell needs more than its quotes; None if one does.

    Most of a city are such, and are read in a third of the time: every quote begins or ends a cell,
    cells lie a comma apart, and lines a line's end.
    """
    import numpy as np  # a tenth of a second: who pays nobody does without it

    lines = content.count(b"\r\n")
    if content.count(b'"') != 2 * len(_STATEMENT) * lines or lines < 2:
        return None
    letters = np.frombuffer(content, np.uint8)
    quotes = np.flatnonzero(letters == ord('"')).reshape(lines, -1)
    begins, ends = quotes[:, ::2] + 1, quotes[:, 1::2]
    apart = begins[:, 1:] - ends[:, :-1] == 3, begins[1:, 0] - ends[:-1, -1] == 4
    if not all(np.all(each) for each in apart):
        return None
    begin, end = begins[1:-1, 5], ends[1:-1, 5]
    width = int((end - begin).max(initial=1))
    places = end[:, None] - np.arange(width, 0, -1)
    amounts = np.where(places >= begin[:, None], letters[places], ord("0"))
    number, amount = (content[begins[-1, at] : ends[-1, at]] for at in (1, 5))
    own = Totals(len(amounts), _added_up(amounts))
    return {own, Totals(int(number.split()[0]), int(amount))}


def _added_up(digits: NDArray[np.uint8]) -> int:
    """Add up numbers of so many digits each; -1 if one of them is no digit."""
    import numpy as np

    figures = digits - np.uint8(ord("0"))
    if figures.max(initial=0) > 9:
        return -1
    sums = figures.sum(axis=0, dtype=np.int64).tolist()
    return sum(each * 10**at for at, each in enumerate(reversed(sums)))


def _rows(content: bytes) -> Iterator[list[str]]:
    return islice(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")), 1, None)
