"""The Japanese words of work lists; `english_day` has their translations."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from desk.work import Item, Refusal, WorkList

LISTS: Mapping[WorkList, str] = {
    WorkList.MISSED: "お話しできなかった方",
    WorkList.CALLBACKS: "折り返し",
    WorkList.COMPLAINTS: "苦情",
    WorkList.ESCALATIONS: "引継ぎ",
    WorkList.QUESTIONS: "答えられなかった質問",
    WorkList.UNCATEGORISED: "分類のない記録",
}
"""In the order in which they are shown."""
HINTS: Mapping[WorkList, str] = {
    WorkList.MISSED: "担当と時刻を決めると折り返しの約束になります。お話しすると一覧から消えます。",
    WorkList.CALLBACKS: "担当か時刻を替えると、前の約束に代わって新しい約束になります。",
    WorkList.COMPLAINTS: "至急の苦情は、委託者に伝えてから報告済みにします。",
    WorkList.ESCALATIONS: "担当になった管理者だけが終わりにできます。",
    WorkList.QUESTIONS: "手引きに答えを書くか、答えを書かずに終わりにします。",
    WorkList.UNCATEGORISED: "書いた人が分類を付けて完了すると、一覧から消えます。",
}
"""How each is worked off."""
REFUSED: Mapping[Refusal, str] = {
    Refusal.GONE: "もう一覧にありません。別の人が済ませたか、取り下げられました。",
    Refusal.OWNER: "担当にする人を選び直してください。この一覧の仕事を受け持てる人だけです。",
    Refusal.DUE: "期限は、いまより後、60日以内にしてください。",
    Refusal.NOT_YOURS: "担当の人だけが終わりにできます。",
    Refusal.UNTOLD: "至急の苦情です。先に「約束」で、委託者に伝えたことを記入してください。",
    Refusal.ITSELF: "この仕事は、その場所で終わりにします。",
}
MISSED_ABOUT = "お話しできなかったお電話への折り返し"
DONE: Mapping[WorkList, str] = {
    WorkList.MISSED: "折り返し不要",
    WorkList.COMPLAINTS: "報告書で提出した",
    WorkList.ESCALATIONS: "対応を終えた",
    WorkList.QUESTIONS: "終わりにする",
}
"""What is pressed to take a line off."""
TAKEN = "受け付けた折り返し（席が空くと自動でかけます）"
EVERY = (
    *LISTS.values(),
    *HINTS.values(),
    *REFUSED.values(),
    *DONE.values(),
    TAKEN,
)
PLACES: Mapping[WorkList, str] = {
    WorkList.COMPLAINTS: "/inquiries/{subject}",
    WorkList.ESCALATIONS: "/escalations/{subject}",
    WorkList.QUESTIONS: "/knowledge/new?kind=faq&question={subject}",
}
"""Where supervisors read more of a line."""


def place(item: Item) -> str:
    """Give the page of a line; empty if there is none."""
    return PLACES.get(item.list, "").format(subject=quote(item.subject, safe=""))
