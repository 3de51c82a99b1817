"""The Japanese words of calling applicants; `contact_english` has their translations."""

from __future__ import annotations

from callcenter import sparing
from callcenter.contact import Calling
from cases.contact import BARS
from cases.contact_inquiry import NotTold
from cases.contact_mending import WHYS
from cases.contact_result import ANSWERERS, NEXTS, RESULTS, SKIPS, Answerer, Result
from cases.contact_verdict import REASONS
from cases.unreached import RETURNABLES

NOTHING_DUE = "いま架電する人はいません。"
GONE = (
    "この架電はなくなりました。書類が届いたか、ほかの人が対応しているか、お見せする時間が過ぎています。"
    "かけないでください。"
)
CALLED_OFF = (
    "この電話は取りやめました。着信があったか、書類が届いたか、架電の時間が終わりました。"
    "相手は呼び出していません。"
)
NOT_DIALLED = "いまは電話をかけられません。席の電話と回線を確かめてください。"
UNSURE = "電話がかかったか確かめられません。かけ直さずに、管理者に声をかけてください。"
NO_SEAT = "先に席を選んでください。"
NO_NUMBER = "電話番号として読めません。市外局番から入れてください。"
CHECK_FIRST = "先に本人確認をしてください。"
NO_DAYS = "期間の日付を読めません。2000年から2099年までの日付を入れてください。"
NO_PERSON = "委託者のだれに連絡したかを書いてください。"
REPORTED = "報告しました。管理者の画面にすぐに出ます。"

NOT_TOLD: dict[NotTold, str] = {
    NotTold.WHEN: "連絡した時刻は、電話の報告を受けた後、いままでにしてください。",
    NotTold.GONE: "この報告はすでに処理されています。",
}

DIAL_REFUSALS: dict[str, str] = {
    "no_phone": "席の電話がつながっていません。",
    "seat_in_call": "この席は通話中です。",
    "lines_full": "回線がすべて使われています。",
    "no_outbound_skill": "この席は架電の担当ではありません。架電の技能のある席からかけてください。",
    "calling_off": "架電は止められています。管理者が始めるまでかけられません。",
    "calling_paused": "架電は一時停止しています。再開されてからかけてください。",
    "calling_rests": "応答率が下がっているため、架電を控えています。着信を優先してください。",
    "kept_for_callers": "着信のために残す回線と席が足りません。少し待ってからかけてください。",
    "person_expected": "この方は通話中か、折り返しの約束があります。重ねてかけないでください。",
}
"""Why the heart does not dial; anything else is `NOT_DIALLED`."""
NOT_ON: dict[Calling, str] = {
    calling: DIAL_REFUSALS[word] for calling, word in sparing.NOT_ON.items()
}
"""Why nobody is shown to be called: whom we cannot call is nobody's to look at."""

CALLING: dict[Calling, str] = {
    Calling.OFF: "止めています",
    Calling.ON: "架電しています",
    Calling.PAUSED: "一時停止しています",
    Calling.RESTING: "応答率が下がっているため、控えています",
}

KEYS: dict[Result, str] = {
    Result.UNDERSTOOD: "1",
    Result.CALL_AGAIN: "2",
    Result.REFUSED: "3",
    Result.ABSENT: "4",
    Result.WRONG_PERSON: "5",
    Result.MACHINE: "6",
    Result.NO_ANSWER: "7",
    Result.BUSY: "8",
    Result.REJECTED: "9",
    Result.NOT_IN_USE: "0",
}
"""The key that records a result at once."""
ANSWERER_KEYS: dict[Answerer, str] = {Answerer.APPLICANT: "a", Answerer.THIRD: "t"}

EVERY = (
    *(NOTHING_DUE, GONE, NOT_DIALLED, UNSURE, NO_SEAT, NO_NUMBER, CHECK_FIRST, REPORTED),
    NO_PERSON,
    CALLED_OFF,
    NO_DAYS,
    *NOT_TOLD.values(),
    *DIAL_REFUSALS.values(),
    *REASONS.values(),
    *ANSWERERS.values(),
    *NEXTS.values(),
    *RESULTS.values(),
    *SKIPS.values(),
    *RETURNABLES.values(),
    *CALLING.values(),
    *BARS.values(),
    *WHYS.values(),
)
