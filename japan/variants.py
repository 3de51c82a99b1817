"""Kanji that are written in several ways in names, and found by any of them.

`fold` makes keys for searching and comparing, never text to show: the register's own letter is
kept and printed. Variation selectors are dropped; private-use letters (外字) stay as they are.
"""

from __future__ import annotations

import re
import unicodedata

_FAMILIES = (
    *(
        "高髙",
        "崎﨑嵜碕",
        "斎齋斉齊",
        "辺邊邉",
        "沢澤",
        "浜濱濵",
        "広廣",
        "島嶋嶌",
        "桜櫻",
        "国國",
        "渡渉",
        "吉𠮷",
    ),
    *(
        "柳栁",
        "徳德",
        "恵惠",
        "真眞",
        "竜龍",
        "滝瀧",
        "関關",
        "条條",
        "万萬",
        "与與",
        "寿壽",
        "栄榮",
    ),
    *(
        "黒黑",
        "緑綠",
        "清淸",
        "瀬瀨",
        "頼賴",
        "槙槇",
        "巌巖",
        "鉄鐵",
        "実實",
        "浅淺",
        "豊豐",
        "為爲",
    ),
    *(
        "亀龜",
        "会會",
        "学學",
        "冨富",
        "峰峯",
        "曽曾",
        "桧檜",
        "薮藪",
        "籠篭",
        "郷鄕",
        "葉叶",
        "児兒",
    ),
    *(
        "蔵藏",
        "静靜",
        "凜凛",
        "彦彥",
        "礼禮",
        "館舘",
        "梅楳",
        "宮宫",
        "土圡",
        "船舩",
        "増增",
        "横橫",
    ),
    *(
        "戸戶",
        "尚尙",
        "内內",
        "呉吳",
        "弥彌",
        "稲稻",
        "円圓",
        "塩鹽",
        "応應",
        "桑桒",
        "総總",
        "禄祿",
    ),
    *(
        "薗園",
        "芦蘆",
        "豆荳",
        "双雙",
        "仏佛",
        "伝傳",
        "仙僊",
        "儘侭",
        "兎兔",
        "剣劍",
        "勲勳",
        "区區",
    ),
    *("巻卷", "参參", "台臺", "団團", "図圖", "壮壯", "鶴靏靍"),
)
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_FOLD = {ord(other): family[0] for family in _FAMILIES for other in family[1:]}
_SPACE = re.compile(r"\s+")


def fold(text: str) -> str:
    """Give the key of a text: one letter for each family of variants, one width, no spaces."""
    plain = unicodedata.normalize("NFKC", _SELECTORS.sub("", text))
    return _SPACE.sub("", plain).translate(_FOLD).upper()


def external_letters(text: str) -> list[str]:
    """Name the private-use letters (外字) of a text, as U+E000, each once and in order.

    Only the font of whoever made them shows them; elsewhere they are blanks.
    """
    return sorted({f"U+{ord(each):04X}" for each in text if unicodedata.category(each) == "Co"})
