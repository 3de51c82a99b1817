"""What can be wrong with an application: a closed set of codes, each with words for the staff.

A finding names field, child and code; the value itself appears only masked, so that reports and
boards can be read aloud: its shape shows what is wrong, its letters do not.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from cases.schema import Severity


class Code(StrEnum):
    """What is wrong."""

    MISSING = "MISSING"
    ATTACHMENT = "ATTACHMENT"
    UNEXPECTED = "UNEXPECTED"
    WIDTH = "WIDTH"
    DIGIT = "DIGIT"
    LENGTH = "LENGTH"
    PREFIX = "PREFIX"
    CHOICE = "CHOICE"
    KANA = "KANA"
    NAME_SPACE = "NAME_SPACE"
    DATE = "DATE"
    DATE_EARLY = "DATE_EARLY"
    DATE_LATE = "DATE_LATE"
    SAME = "SAME"
    CHILD_COUNT = "CHILD_COUNT"
    CHILD_TWICE = "CHILD_TWICE"
    TOO_MANY = "TOO_MANY"
    BANK_LETTERS = "BANK_LETTERS"
    BANK_UNKNOWN = "BANK_UNKNOWN"
    BANK_NAME = "BANK_NAME"
    TRANSFER_RETURNED = "TRANSFER_RETURNED"
    OTHER = "OTHER"


WORDS: dict[Code, str] = {
    Code.MISSING: "記入がありません",
    Code.ATTACHMENT: "添付書類がありません",
    Code.UNEXPECTED: "記入の条件に当たらないのに記入があります",
    Code.WIDTH: "全角で記入する項目に半角の文字があります",
    Code.DIGIT: "半角数字だけで記入する項目に、ほかの文字があります",
    Code.LENGTH: "桁数が違います",
    Code.PREFIX: "番号の始まりが違います",
    Code.CHOICE: "選択肢にない値です",
    Code.KANA: "全角カタカナで記入する項目に、ほかの文字があります",
    Code.NAME_SPACE: "姓と名の間にスペースがありません",
    Code.DATE: "実在する日付ではありません",
    Code.DATE_EARLY: "日付が範囲より前です",
    Code.DATE_LATE: "日付が範囲より後です",
    Code.SAME: "異なる場合にだけ記入する項目が、同じ内容です",
    Code.CHILD_COUNT: "対象児童数と、記入された児童の人数が違います",
    Code.CHILD_TWICE: "同じ児童が二度記入されています",
    Code.TOO_MANY: "児童の人数が上限を超えています",
    Code.BANK_LETTERS: "振込データに書けない文字があるか、30字を超えています",
    Code.BANK_UNKNOWN: "この番号の金融機関・支店はありません",
    Code.BANK_NAME: "名称が番号の金融機関・支店と一致しません",
    Code.TRANSFER_RETURNED: "振込不能で戻りました",
    Code.OTHER: "その他の不備です",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with one field; `child` counts from 1, 0 is no child's."""

    field: str
    code: Code
    child: int = 0
    severity: Severity = Severity.DEFICIENCY
    value: str = ""
    """Masked."""


def mask(value: str, *, most: int = 24) -> str:
    """Hide a value and show its shape: ● a full-width letter, * a half-width one, □ and _ spaces.

    Punctuation stays, because it often is what is wrong.
    """
    shown = "".join(_hidden(each) for each in value[:most])
    return shown + ("…" if len(value) > most else "")


def _hidden(letter: str) -> str:
    if letter == "\u3000":
        return "□"
    if letter == " ":
        return "_"
    if letter in "-ー－‐−()（）.．・/／,、:：":
        return letter
    if unicodedata.category(letter).startswith("C"):
        return "�" if unicodedata.category(letter) != "Co" else "●"
    return "●" if unicodedata.east_asian_width(letter) in "WFA" else "*"
