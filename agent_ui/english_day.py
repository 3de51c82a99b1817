"""English of the day's close and the work lists."""

from __future__ import annotations

DAY: dict[str, str] = {
    # The navigation's groups
    "申請と架電": "Applications and calls",
    "記録と録音": "Records and recordings",
    "報告": "Reports",
    "手引きと案内": "Help and flows",
    "仕事の一覧": "Work lists",
    # The day's close
    "一日の締め": "Day's close",
    "まだ締めていません": "Not closed yet",
    "締めました": "Closed",
    "残り": "Left open",
    "ほかに締めていない日": "Other days that were not closed",
    "前の運営日": "Day before",
    "次の運営日": "Next day",
    "応答した通話": "Answered calls",
    "記録のある通話": "Calls with a record",
    "残っているもの": "Open",
    "応答した通話の数と記録の数は同じです。": "There are as many records as answered calls.",
    "記録のない通話があります。": "Some answered calls have no record.",
    "残っているものはありません。": "Nothing is open.",
    "締めるときに作るもの": "Made by the closing",
    "いまの内容を見る": "See it as of now",
    "苦情はありません。": "There was no complaint.",
    "まだありません": "Not there yet",
    "残っているものを確かめました。残したまま締めます。": (
        "I have seen what is open, and close the day with it."
    ),
    "締め直す": "Close again",
    "この日を締める": "Close this day",
    "これまでの締め": "Former closings",
    "締めた時刻": "Closed at",
    "応答／記録": "Answered / recorded",
    "残っていたもの": "Left open",
    "続いている通話": "Calls in progress",
    "後処理中の席": "Seats in wrap-up",
    "記録のない応答済みの通話": "Answered calls without a record",
    "完了していない問合せ記録": "Unfinished inquiry records",
    "本日までの折り返しの約束": "Promised callbacks due by that day",
    "本日までに受け付けた折り返し": "Callbacks chosen by callers, due by that day",
    "対応を待っている伝言": "Voice messages to be seen to",
    "本日までに答える委託者への質問": "Questions to the client due by that day",
    "終わっていない引継ぎ": "Handed-up calls that are not closed",
    "委託者に伝えていない至急の苦情": "Urgent complaints of which the client was not told",
    "本日までに報告する苦情": "Complaints to be reported by that day",
    "苦情の報告書の下書き": "Draft of the complaints' report",
    "進捗管理リスト": "Progress list",
    "受付時間が終わった運営日だけを締められます。": (
        "Only an operating day whose hours are over can be closed."
    ),
    "残っているものが変わりました。確かめてから、もう一度締めてください。": (
        "What is open has changed. Please look at it and close again."
    ),
    "残っているものがあります。確かめたうえで、印を付けてから締めてください。": (
        "Something is open. Please look at it, tick the box, and close again."
    ),
}
