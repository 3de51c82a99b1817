"""The Japanese of the pages of quality; `english_quality` has their translations."""

from __future__ import annotations

from recordings.quality import LONGEST, No

KINDS = {"sample": "抽出", "chosen": "任意", "calibration": "二人目"}
NO: dict[No, str] = {
    No.NO_SHEET: "この業務には評価シートがありません。",
    No.NO_TALK: "その人の通話ではないか、録音を聞けなくなりました。",
    No.OWN: "自分の通話は評価できません。",
    No.TWICE: "この通話はもう評価しました。",
    No.INCOMPLETE: "すべての項目に点をつけてください。",
    No.EMPTY: f"コメントを {LONGEST} 字までで書いてください。",
    No.NOT_OVER: "週が終わると抽出できます。",
    No.NOT_THERE: "その評価はありません。",
}
NO_PLACE = "録音の位置は 1:23 のように書いてください。"
EVERY = (*KINDS.values(), *NO.values(), NO_PLACE)
