"""The letters of the banks' files (全銀協規定): one byte each, in JIS X 0201 as cp932 has it.

Nothing is replaced that would change what is read: a letter that the banks do not know is told,
never guessed. Small kana become large and the long mark a hyphen, because the banks write so.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_ALLOWED = re.compile(r"[0-9A-Z ()\-./,\\｢｣ｦｱ-ﾝﾞﾟ]*")
_LARGE = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
_HYPHENS = "ー－‐‑‒–—―−ｰ"
_MARKS = {"゛": "ﾞ", "゜": "ﾟ", "「": "｢", "」": "｣", "¥": "\\", "￥": "\\", "・": ".", "。": "."}
_VOICED = {"\u3099": "ﾞ", "\u309a": "ﾟ"}
_KANA = dict(
    zip(
        "ヲアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン",
        "ｦｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝ",
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class NotWritable:
    """A text that a bank's file cannot hold."""

    letters: str
    """The letters that no bank knows, each once, in their order."""


def _table() -> dict[int, str]:
    """Map every letter that may be typed to what the banks write for it."""
    table = {ord(each): each for each in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ ()-./,｢｣\\"}
    table |= {ord(each): "-" for each in _HYPHENS}
    table |= {ord(mark): bank for mark, bank in _MARKS.items()}
    for code in range(0x30A1, 0x30FB):
        parts = unicodedata.normalize("NFD", chr(code).translate(_LARGE))
        if parts[0] in _KANA:
            table[code] = _KANA[parts[0]] + "".join(_VOICED[mark] for mark in parts[1:])
    for code in range(0xFF61, 0xFFA0):
        table[code] = unicodedata.normalize("NFKC", chr(code)).translate(_LARGE)
        table[code] = _KANA.get(table[code], {"ー": "-"}.get(table[code], chr(code)))
    for code in range(0x20, 0x7F):
        wide = "\u3000" if code == 0x20 else chr(code + 0xFEE0)
        plain = chr(code).upper()
        if ord(plain) in table:
            table[code] = table[ord(wide)] = table[ord(plain)]
    return table


_TABLE = _table()


def to_bank_letters(text: str) -> str | NotWritable:
    """Write a text as banks do: half-width kana with separate marks, capitals, digits, a few signs.

    Every letter of the answer is one byte in cp932.
    """
    written = text.translate(_TABLE)
    if _ALLOWED.fullmatch(written):
        return written
    wrong = (each for each in text if not _ALLOWED.fullmatch(each.translate(_TABLE)))
    return NotWritable("".join(dict.fromkeys(wrong)))
