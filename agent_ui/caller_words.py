"""The Japanese words of who is calling; `english_phone` has their translations."""

from __future__ import annotations

from cases.calling import Reason
from cases.identity import Item, Relation

WITHHELD: dict[str, str] = {
    "anonymous": "非通知",
    "payphone": "公衆電話",
    "out_of_area": "表示圏外",
    "unknown": "番号不明",
}
GONE = "番号は消去済み"
LATE = "番号を確認しています"
SPOKEN: dict[str, str] = {"en": "英語"}
"""Languages that a flow may offer besides Japanese."""

REASONS: dict[Reason, str] = {
    Reason.IDENTIFIED: "以前の通話で確認した方",
    Reason.MISSED: "不備の連絡が要る方",
    Reason.APPLICATION: "申請書の電話番号",
    Reason.NAMED: "受付番号のお申し出",
    Reason.SPOKEN_FOR: "以前にこの番号から代理の方が話した申請",
    Reason.FAMILY: "ご家族の番号（同じ振込先の申請）",
    Reason.HOUSEHOLD: "ご家族の番号（同じ住所の申請）",
}

ITEMS: dict[Item, str] = {
    Item.NAME: "氏名",
    Item.BIRTH: "生年月日",
    Item.ADDRESS: "住所",
    Item.CHILD: "お子さまの氏名と生年月日",
    Item.PHONE: "届出の電話番号",
}
"""In the order in which they are asked."""

RELATIONS: dict[Relation, str] = {
    Relation.SELF: "ご本人",
    Relation.PROXY: "代理の方",
    Relation.HELPER: "ご本人に付き添う方",
}

NO_CALL = "いまは通話がありません。"
NOT_FOUND = "この受付番号は見つかりません。番号をもう一度お確かめください。"
EVERY = (
    *WITHHELD.values(),
    *REASONS.values(),
    *ITEMS.values(),
    *RELATIONS.values(),
    *(GONE, LATE, NO_CALL, NOT_FOUND),
)
