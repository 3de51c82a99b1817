"""English of the day's close and the work lists."""

from __future__ import annotations

DAY: dict[str, str] = {
    # The navigation's groups
    "申請と架電": "Applications and calls",
    "記録と録音": "Records and recordings",
    "報告": "Reports",
    "手引きと案内": "Help and flows",
    "仕事の一覧": "Work lists",
    "担当か時刻を替えた": "Owner or hour changed",
    # The day's close
    "一日の締め": "Day's close",
    "担当者なし": "nobody's",
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
    # Work lists
    "一覧の種類": "Lists",
    "回": "times",
    "お話しできなかった方": "Missed callers",
    "答えられなかった質問": "Unanswered questions",
    "分類のない記録": "Records without a category",
    "担当と時刻を決めると折り返しの約束になります。お話しすると一覧から消えます。": (
        "Choose a person and an hour to make a promised callback. Talking to them clears it."
    ),
    "担当か時刻を替えると、前の約束に代わって新しい約束になります。": (
        "Another person or hour makes a new promise in the place of the former."
    ),
    "至急の苦情は、委託者に伝えてから報告済みにします。": (
        "The client is told of an urgent complaint before it is reported."
    ),
    "担当になった管理者だけが終わりにできます。": "Only the supervisor who has it closes it.",
    "手引きに答えを書くか、答えを書かずに終わりにします。": (
        "Write the answer into the help, or close it without one."
    ),
    "書いた人が分類を付けて完了すると、一覧から消えます。": (
        "It leaves the list when its writer chooses a category and closes it."
    ),
    "もう一覧にありません。別の人が済ませたか、取り下げられました。": (
        "It is not on the list any more: somebody did it, or it was withdrawn."
    ),
    "担当にする人を選び直してください。この一覧の仕事を受け持てる人だけです。": (
        "Please choose somebody who may do the work of this list."
    ),
    "期限は、いまより後、60日以内にしてください。": "The due time must be within the next 60 days.",
    "担当の人だけが終わりにできます。": "Only whose work it is can close it.",
    "至急の苦情です。先に「約束」で、委託者に伝えたことを記入してください。": (
        "It is urgent: first note on the page of promises that the client was told."
    ),
    "この仕事は、その場所で終わりにします。": "This work is done where it stands.",
    "折り返し不要": "No callback needed",
    "報告書で提出した": "Handed in with the report",
    "対応を終えた": "Done",
    "終わりにする": "Close",
    "受け付けた折り返し（席が空くと自動でかけます）": (
        "Chosen by the caller (dialled by itself from a free seat)"
    ),
    "受け持った仕事": "Work given to you",
    "記録を見る": "See the record",
    "記録を書く": "Write the record",
    "担当なし": "Nobody's",
    "期限": "Due",
    "担当と期限": "Person and due time",
    "決める": "Set",
    "委託者への報告を記入": "Note that the client was told",
    "先に期限の来るものから表示しています。": "What is due first is shown.",
}
