"""The Japanese of the pages of erasures; `english_erasure` has their translations."""

from __future__ import annotations

from japan.my_number import REFUSED
from recordings.erasing import No

STATES = {"requested": "申請中", "approved": "承認済", "refused": "却下", "done": "実施済"}
TONES = {"requested": "amber", "approved": "red", "refused": "plain", "done": "plain"}
NO: dict[No, str] = {
    No.INCOMPLETE: "項目・媒体名・方法・理由をすべて書いてください。",
    No.MY_NUMBER: REFUSED,
    No.NOTHING: "消去するものがありません。",
    No.UNKNOWN: "保管されていない、または消去済みのものがあります。",
    No.HELD: "保全中の録音があります。先に保全を解いてください。",
    No.TAKEN: "ほかの消去の申請に入っているものがあります。",
    No.QUANTITY: "数量が対象の件数と違います。",
    No.NOT_THERE: "その番号の申請はありません。",
    No.NOT_REQUESTED: "すでに承認または却下されています。",
    No.NOT_APPROVED: "承認されていないので消去できません。",
    No.SAME_PERSON: "申請した人は承認できません。実施する人は立会人になれません。",
    No.NO_REFERENCE: "委託者の同意の文書番号を書いてください。",
    No.NO_WITNESS: "立会人を書いてください。",
    No.TOO_EARLY: "処理予定日より前です。",
    No.KEPT: "契約で定めたログの保存期間が終わっていません。",
    No.CHANGED: "ファイルがないか、申請のときと内容が違います。確かめて申請し直してください。",
}
FILES = ("file", "day_file", "kept_file")
"""Kinds of erasures whose items are files."""
NOT_DRAWN = "証明書を作れませんでした。システム管理者に知らせてください。"
EVERY = (*STATES.values(), *NO.values(), NOT_DRAWN)
