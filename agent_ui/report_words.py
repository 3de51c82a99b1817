"""The Japanese words of reports and figures on the pages; `report_english` has their English."""

from __future__ import annotations

from desk.incidents import KINDS as KINDS_OF_INCIDENTS
from desk.incidents import Wrong
from japan.my_number import REFUSED
from metrics.behind import Figure
from metrics.definition import Place
from metrics.history_time import By, Grain
from metrics.opened import CONTRACT, HEADINGS, LAST_COUNTS
from metrics.period import Kind
from metrics.reconciled import Kind as Difference
from metrics.steps import State, Step

STATES: dict[State | None, str] = {
    None: "未作成",
    State.DRAFT: "下書き",
    State.CHECKED: "確認済み",
    State.APPROVED: "承認済み",
    State.SUBMITTED: "提出済み",
}
STEPS: dict[Step, str] = {
    Step.CHECK: "確認した",
    Step.APPROVE: "承認する",
    Step.SUBMIT: "提出した",
    Step.RETURN: "下書きに戻す",
}
KINDS: dict[Kind, str] = {
    Kind.WEEKLY: "週次",
    Kind.DAILY: "日次",
    Kind.COMPLAINT: "苦情",
    Kind.MONTHLY: "月次",
    Kind.YEARLY: "年次",
    Kind.STAFF: "要員",
    Kind.COMPLETION: "完了届",
    Kind.PERSONAL_DATA: "個人情報",
}
MADE_EARLIER = (
    "以前の版のプログラムで作成した報告書です。ファイル、確定した内容、通話の一覧は照合しました。"
    "文言はいまの版では作り直しません。"
)
"""What proving a report of an older edition tells."""
TOLD: dict[str, str] = {
    "no_report": "まだ確定していません。先に確定してください。",
    "not_now": "ほかの人が先に進めました。いまの状態を確かめてください。",
    "not_draft": "下書きではないため、確定し直せません。先に下書きに戻してください。",
    "no_reason": "合わない理由を書いてください。",
    "my_number": REFUSED,
    "not_there": "その違いはもうありません。いまの一覧を確かめてください。",
    "not_drawn": "PDF を作れませんでした。少し待ってからやり直してください。",
}
BY_ITSELF = "自動（システム）"
"""Who froze what nobody froze by hand."""
DIFFERENCES: dict[Difference, str] = {
    Difference.ONLY_IN_BOOK: "交換機の記録だけにある呼",
    Difference.ONLY_IN_ROWS: "当方の記録だけにある呼",
    Difference.SECONDS: "長さが合わない呼",
    Difference.NO_RECORDING: "録音のない応答した呼",
}
"""How a call differs from Asterisk's own book."""
PLACES: dict[Place, str] = {
    Place.ANSWERED: "分母と分子",
    Place.OFFERED: "分母だけ",
    Place.BESIDE: "分母の外",
}
FIGURES: dict[Figure, str] = {
    Figure.ALL: "すべての呼",
    Figure.OFFERED: "分母に入る呼",
    Figure.ANSWERED: "分子に入る呼",
    Figure.ABANDONED: "切断された呼",
    Figure.OTHER: "応答でも切断でもない呼",
    Figure.BESIDE: "分母の外の呼",
    Figure.TAKEN_OUT: "定義が分母から除く呼",
    Figure.IN_TIME: "時間内に応答した呼",
    Figure.TALKED: "席につながった呼",
    Figure.TRIED: "おかけになった方の呼",
    Figure.SERVED: "当日おつなぎした方の呼",
}
GRAINS: dict[Grain, str] = {
    Grain.WHOLE: "期間の合計",
    Grain.HOUR: "時間",
    Grain.DAY: "日",
    Grain.WEEK: "週",
    Grain.MONTH: "月",
}
BYS: dict[By, str] = {
    By.CAMPAIGN: "全体",
    By.LINE: "番号",
    By.CATEGORY: "問合せの内容",
    By.PERSON: "人",
}
SPOKEN = "ご本人と話せた"
INCIDENT_TOLD: dict[str, str] = {
    Wrong.WHAT: "内容を 2,000 文字までで書いてください。",
    Wrong.MY_NUMBER: REFUSED,
    Wrong.PERSONS: "人数は数字で書いてください。分からないときは空けておきます。",
    Wrong.TIMES: "日時を確かめてください。先の日時や、判明より前の報告は書けません。",
    Wrong.CLOSED: "原因、対応、委託者への報告の日時を書いてから、終了にしてください。",
    Wrong.UNKNOWN: "その番号の事故はありません。",
}
EVERY = (
    *(BY_ITSELF, MADE_EARLIER, SPOKEN, CONTRACT, LAST_COUNTS),
    *(*STATES.values(), *STEPS.values(), *KINDS.values(), *TOLD.values(), *DIFFERENCES.values()),
    *(*INCIDENT_TOLD.values(), *KINDS_OF_INCIDENTS.values()),
    *(word for words in HEADINGS.values() for word in words),
    *(*PLACES.values(), *FIGURES.values(), *GRAINS.values(), *BYS.values()),
)
