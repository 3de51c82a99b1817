"""Banks and branches by their numbers: the release of `zengin-code`, or an operator's list.

Names are compared as people write them: 北洋銀行 is 北洋, 室蘭信用金庫 is 室蘭信金.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from japan.encodings import Undecodable, decode
from japan.zengin import to_bank_letters

COLUMNS = ("金融機関番号", "金融機関名", "金融機関カナ", "支店番号", "支店名", "支店カナ")
"""Heading of an operator's list, one line a branch."""

_SHORT = (
    ("信用金庫", "信金"),
    ("信用組合", "信組"),
    ("労働金庫", "労金"),
    ("農業協同組合", "農協"),
    ("漁業協同組合", "漁協"),
    ("信用農業協同組合連合会", "信連"),
)
_BANK_ENDS = re.compile("(?:株式会社|銀行)+")
_BRANCH_ENDS = re.compile("(?:支店|出張所|支所)$")


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch of a bank."""

    name: str
    kana: str
    """As the banks' files write it."""


@dataclass(frozen=True, slots=True)
class Bank:
    """A bank and its branches by number."""

    name: str
    kana: str
    branches: dict[str, Branch]


Banks = dict[str, Bank]
"""By bank number, four digits."""


@dataclass(frozen=True, slots=True)
class WrongList:
    """An operator's list that cannot be used, and why, in Japanese."""

    line: int
    why: str


@cache
def shipped() -> Banks:
    """Give the banks of the installed release of `zengin-code`."""
    import zengin_code  # reads a thousand files: who never judges an account does not wait for it

    return {
        code: Bank(
            name=bank.name,
            kana=_letters(bank.kana),
            branches={
                number: Branch(branch.name, _letters(branch.kana))
                for number, branch in bank.branches.items()
            },
        )
        for code, bank in zengin_code.Bank.all.items()
    }


def read_list(data: bytes) -> Banks | WrongList:
    """Read an operator's CSV, which then replaces the shipped banks as a whole."""
    text = decode(data)
    if isinstance(text, Undecodable):
        return WrongList(text.line, "文字コードが UTF-8 でも Shift_JIS でもありません。")
    rows = csv.reader(io.StringIO(text.text, newline=""), strict=True)
    banks: Banks = {}
    try:
        if tuple(next(rows, ())) != COLUMNS:
            return WrongList(1, f"見出しは {'、'.join(COLUMNS)} の順にしてください。")
        for row in rows:
            why = _wrong_line(row)
            if why:
                return WrongList(rows.line_num, why)
            _add(banks, row)
    except csv.Error:
        return WrongList(rows.line_num, "CSV として読めません。")
    return banks or WrongList(1, "支店が一つもありません。")


def is_bank_name(written: str, bank: Bank) -> bool:
    """Tell whether what somebody wrote names this bank."""
    return written == bank.name or _bank_key(written) == _bank_key(bank.name)


def is_branch_name(written: str, branch: Branch) -> bool:
    """Tell whether what somebody wrote names this branch."""
    return written == branch.name or _branch_key(written) == _branch_key(branch.name)


def _bank_key(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name)
    for long, short in reversed(_SHORT):
        plain = plain.replace(long, short)
    return _BANK_ENDS.sub("", plain).replace(" ", "")


def _branch_key(name: str) -> str:
    return _BRANCH_ENDS.sub("", unicodedata.normalize("NFKC", name).replace(" ", ""))


def _letters(kana: str) -> str:
    written = to_bank_letters(kana)
    return written[:15] if isinstance(written, str) else ""


def _wrong_line(row: list[str]) -> str:
    if len(row) != len(COLUMNS):
        return f"列は {len(COLUMNS)} 個にしてください。"
    if not re.fullmatch("[0-9]{4}", row[0]) or not re.fullmatch("[0-9]{3}", row[3]):
        return "金融機関番号は半角数字4桁、支店番号は3桁にしてください。"
    kana = [to_bank_letters(row[2]), to_bank_letters(row[5])]
    if any(not isinstance(each, str) or not 0 < len(each) <= 15 for each in kana):
        return "カナは振込データに書ける文字で、15字までにしてください。"
    return ""


def _add(banks: Banks, row: list[str]) -> None:
    code, name, kana, number, branch, branch_kana = row
    bank = banks.setdefault(code, Bank(name, _letters(kana), {}))
    bank.branches[number] = Branch(branch, _letters(branch_kana))
