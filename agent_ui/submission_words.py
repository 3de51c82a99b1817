"""The Japanese of packages for the client; `english_submission` has their translations."""

from __future__ import annotations

from japan.my_number import REFUSED
from recordings.submission import MOST, No

STATES = {
    "requested": "申請中",
    "approved": "承認済",
    "refused": "却下",
    "made": "作成済",
    "told": "引渡し済",
}
TONES = {
    "requested": "amber",
    "approved": "amber",
    "refused": "plain",
    "made": "amber",
    "told": "plain",
}
NO: dict[No, str] = {
    No.INCOMPLETE: "提出先・依頼文書・目的をすべて書いてください。",
    No.MY_NUMBER: REFUSED,
    No.NOTHING: "提出する録音がありません。",
    No.TOO_MANY: f"一度に提出できる録音は {MOST} 件までです。分けて申請してください。",
    No.UNREADABLE: "保管されていない、消去された、または録音を断られた方の録音があります。",
    No.NOT_THERE: "その番号の申請はありません。",
    No.NOT_REQUESTED: "すでに承認または却下されています。",
    No.SAME_PERSON: "申請した人は承認できません。ほかの管理者に頼んでください。",
    No.NOT_APPROVED: "承認されていないので作成できません。",
    No.ALREADY_TOLD: "パスワードは表示済みです。もう一度提出するには、新しく申請してください。",
    No.NOT_MADE: "提出ファイルがまだ作成されていません。",
    No.NO_RECEIPT: "受領した方の名前と、今日までの受領日を書いてください。",
}
NOT_MADE_NOW = "録音を読み出せないため作成できません。システム管理者に知らせてください。"
EVERY = (*STATES.values(), *NO.values(), NOT_MADE_NOW)
