"""The Japanese words of the board; `english_floor` has their translations."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from agent_ui.caller_words import WITHHELD
from agent_ui.foresight import Mark
from callcenter.call import CallState
from callcenter.floor_wishes import PullReason

FIGURES: dict[str, str] = {
    "waiting": "お待ちの方",
    "ringing": "呼出中",
    "talking": "通話中",
    "lines": "使用中の回線",
    "offered": "着信（応答率の対象）",
    "answered": "応答",
    "abandoned": "途中で切断",
    "overflow": "待ち時間の上限",
    "no_line": "回線満杯",
    "after_hours": "受付時間外",
    "closed": "時間内の臨時休止",
    "callback": "折り返し受付",
    "self_served": "自動案内で完了",
    "failed": "障害",
    "served": "応答した着信（応答率の分子）",
    "lost": "応答できなかった着信",
    "come": "これまでの着信（通話中も）",
    "dialled": "直近1時間の架電",
    "unsound": "録音されていない通話",
}
"""In the order in which they are shown; each opens its list."""
SHORT: dict[str, str] = {
    "offered": "着信",
    "answered": "応答",
    "abandoned": "切断",
    "overflow": "待ち上限",
    "no_line": "満杯",
    "callback": "折り返し",
    "closed": "休止",
    "self_served": "自動完了",
    "failed": "障害",
    "after_hours": "時間外",
}
"""Heads of the half-hours' columns: each outcome is in one of them."""
BESIDE: dict[str, str] = {"before": "受付前", "after": "受付後"}
"""Rows of the half-hours' table for the calls outside the hours."""
SLOT = "{at}から30分"
COUNTED = "着信は応答率の分母に入る呼です。"
OF_THE_DAY = (
    *("offered", "answered", "abandoned", "overflow", "no_line", "after_hours"),
    *("closed", "callback", "self_served", "failed"),
)

CALL_STATES: dict[str, str] = {
    CallState.GUIDED: "案内中",
    CallState.WAITING: "お待ち",
    CallState.OFFERED: "呼出中",
    CallState.JOINING: "接続中",
    CallState.TALKING: "通話中",
    CallState.OUTSIDE: "外部へ転送中",
    CallState.FALLBACK: "予備系で応対中",
    CallState.CLOSING: "終了の案内中",
    CallState.CALLING_SEAT: "席の呼出中",
    CallState.DIALLING: "発信中",
}
KINDS: dict[str, str] = {
    "": "",
    "inbound": "受電",
    "dialled": "発信",
    "callback": "折り返し",
    "deficiency": "不備の架電",
}
"""What kind of call a seat is at."""
MARKS: dict[str, str] = {Mark.RETURNING: "再入電", Mark.PROTECTED: "要配慮"}
OWED = "優先"
IN_PROGRESS = "進行中"
RECALLED = "呼び戻し中"
PULLS: dict[str, str] = {
    PullReason.URGENT: "急を要する",
    PullReason.CARE: "お待ちになるのが難しい（ご高齢、ご病気など）",
    PullReason.CALLED_OFTEN: "何度もかけてくださっている",
    PullReason.OUR_FAULT: "当方の不手際",
}
"""Why a caller comes first."""
GUIDED = "案内中"
HELD = "保留中"
VOICELESS = "マイクなし"
PHONELESS = "電話機なし"
ALARMS: dict[str, str] = {
    "seats_below_contract": "受付できる席が契約の席数を下回っています",
    "emergency": "窓口を臨時に閉じています",
    "sound_unplayable": "案内の音声が流れません",
    "answer_rate_low": "本日の応答率が危うくなっています",
    "long_wait": "長くお待ちの方がいます",
    "seat_misses": "席が続けて電話を取っていません",
    "seat_microphone": "席のマイクが使えません（着信はほかの席に回ります）",
    "seat_silent": "席のマイクから音が入っていません",
    "seat_quality": "席の声がとぎれています（回線）",
    "recording_lost": "録音されていない、または録音が失われた通話があります",
    "backup_old": "バックアップが古くなっています",
    "disk_low": "ディスクの空きが少なくなっています",
    "complaint_due": "苦情の報告の期限が近づいています",
    "trunk_unreachable": "電話会社の回線が応答しません",
    "trunk_unregistered": "電話会社への登録が切れています（着信できません）",
    "no_calls": "受付時間中なのに着信がありません（回線を確かめてください）",
    "day_not_closed": "一日の締めが済んでいません",
    "not_imported": "本日分の申請データがまだ取り込まれていません",
    "asterisk_gone": "電話交換機が動いていません",
    "database_gone": "データベースが応答しません",
    "recordings_stuck": "録音の保管が進んでいません",
    "log_refused": "通話記録ファイルに書き込めません",
}
"""What an alarm means; one that is not here is shown as it is called."""
OTHER_ALARM = "確認が必要です"
DUE = "期限"
LEFT = "あと{time}"
OVER = "{time}超過"
WRITTEN = "{at} 受付"
URGENT = "至急・委託者に未報告"
PASSED = "{time}経過"
"""Of one complaint on the board: how long until its report is due; how long nobody was told."""
CALLS, LISTED = "件", "件を見る"
"""After how many calls are not recorded: on a wall, and on a board, where they open."""
SINCE = "から"
"""Between an alarm's time of day and how long it stands."""


def for_script(t: Callable[[str], str]) -> Mapping[str, Mapping[str, str]]:
    """Give the words that the board's script fills in."""
    own = {"owed": OWED, "guided": GUIDED, "held": HELD, "recalled": RECALLED}
    own |= {"voiceless": VOICELESS, "phoneless": PHONELESS}
    own |= {"other": OTHER_ALARM, "since": SINCE, "calls": CALLS, "listed": LISTED}
    own |= {"due": DUE, "left": LEFT, "over": OVER}
    own |= {"written": WRITTEN, "urgent": URGENT, "passed": PASSED}
    tables = {"kinds": KINDS, "marks": MARKS, "withheld": WITHHELD, "alarms": ALARMS, "own": own}
    return {name: {key: t(word) for key, word in table.items()} for name, table in tables.items()}


EVERY = (
    *FIGURES.values(),
    *SHORT.values(),
    *CALL_STATES.values(),
    *filter(None, KINDS.values()),
    *MARKS.values(),
    *ALARMS.values(),
    *(OWED, IN_PROGRESS, RECALLED, GUIDED, HELD, VOICELESS, PHONELESS, OTHER_ALARM),
    *(SINCE, CALLS, LISTED),
    *(DUE, LEFT, OVER, WRITTEN, URGENT, PASSED, SLOT, COUNTED, *BESIDE.values()),
    *PULLS.values(),
)
