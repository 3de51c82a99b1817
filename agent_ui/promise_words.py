"""The Japanese words of promises; `english_desk` has their translations."""

from __future__ import annotations

from desk import callbacks, complaints
from desk.ticket import Lack, Means, Step

STEPS: dict[Step, str] = {
    Step.WITH_SUPERVISOR: "管理者が確認中",
    Step.WITH_MANAGER: "部門責任者が確認中",
    Step.WITH_CLIENT: "委託者が確認中",
    Step.ANSWERED: "回答決定・折り返し待ち",
    Step.CALLED_BACK: "折り返し済",
    Step.CLOSED: "完了",
}
"""Where a question is."""
MOVES: dict[Step, str] = {
    Step.WITH_MANAGER: "部門責任者に渡す",
    Step.WITH_CLIENT: "委託者に連絡した",
    Step.ANSWERED: "回答が決まった",
    Step.CALLED_BACK: "折り返して伝えた",
    Step.CLOSED: "完了にする",
}
"""What brings a question to a step."""
MEANS: dict[Means, str] = {
    Means.PHONE: "電話",
    Means.MAIL: "メール",
    Means.MEETING: "対面",
    Means.PAPER: "文書",
}
ENDS: dict[callbacks.End, str] = {
    callbacks.End.REACHED: "つながった",
    callbacks.End.WITHDRAWN: "不要になった",
    callbacks.End.HANDED_ON: "担当か時刻を替えた",
}
REFUSALS: dict[callbacks.Refusal, str] = {
    callbacks.Refusal.ABOUT: "内容を300字までで書いてください。",
    callbacks.Refusal.DUE: "約束の時刻は、いまより後、60日以内にしてください。",
    callbacks.Refusal.MY_NUMBER: "マイナンバーと思われる12桁の数字があります。記録できません。",
    callbacks.Refusal.OWNER: "担当者を選び直してください。",
}
LACKS: dict[Lack, str] = {
    Lack.STEP: "別の人が先に進めました。いまの内容を確かめてください。",
    Lack.ROLE: "この操作は管理者か部門責任者が行います。",
    Lack.DUE: "約束の時刻は、いまより後、60日以内にしてください。",
    Lack.PERSON: "委託者のだれに連絡したかを書いてください。",
    Lack.MEANS: "連絡の方法を選んでください。",
    Lack.TEXT: "内容を1,000字までで書いてください。",
    Lack.MY_NUMBER: "マイナンバーと思われる12桁の数字があります。記録できません。",
}
TOLD: dict[complaints.Refusal, str] = {
    complaints.Refusal.PERSON: "委託者のだれに連絡したかを書いてください。",
    complaints.Refusal.WHEN: "連絡した時刻は、苦情を受けた後、いままでにしてください。",
    complaints.Refusal.GONE: "この苦情はすでに報告されています。",
}
NO_NUMBER = "電話番号として読めません。市外局番から書いてください。"
NO_CALLER = "相手の番号が分かりません。折り返す番号を書いてください。"
PROTECTED = "責任者対応の方です。ほかの番号への折り返しは約束できません。管理者に代わってください。"
RESPONSIBLE = "責任者対応の方です。管理者に代わってください。"
NOT_KEPT = "いまは番号を保管できません。もう一度お試しください。"
PROMISED = "折り返しの約束を登録しました。"
ASKED = "委託者への質問を登録しました。"
HANDED_UP = "管理者に引き継ぎました。"
NOT_YOURS = "ほかの人の約束か、すでに終わった約束です。"
EVERY = (
    *STEPS.values(),
    *MOVES.values(),
    *MEANS.values(),
    *ENDS.values(),
    *REFUSALS.values(),
    *LACKS.values(),
    *TOLD.values(),
    *(NO_NUMBER, NO_CALLER, PROTECTED, RESPONSIBLE, NOT_KEPT),
    *(PROMISED, ASKED, HANDED_UP, NOT_YOURS),
)
