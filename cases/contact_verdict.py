"""What is said of a contact: called now, later or never, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cases.contact import Contact


class Reason(StrEnum):
    """Why a contact is called now, later or never."""

    DUE = "due"
    HOURS = "hours"
    GAP = "gap"
    DAY = "day"
    BAND = "band"
    ASKED = "asked"
    PUT_OFF = "put_off"
    FRESH = "fresh"
    SENT_BACK = "sent_back"
    TO_SEND_BACK = "to_send_back"
    DOCUMENT = "document"
    IN_CALL = "in_call"
    CALLBACK = "callback"
    LEASED = "leased"
    NO_NUMBER = "no_number"
    FAILURES = "failures"
    UNCLEAR = "unclear"
    PROTECTED = "protected"
    BARRED = "barred"
    EXHAUSTED = "exhausted"
    GIVEN_UP = "given_up"
    OVER = "over"


REASONS: dict[Reason, str] = {
    Reason.DUE: "いま架電できます",
    Reason.HOURS: "架電の時間外",
    Reason.GAP: "前の架電から間を空けている",
    Reason.DAY: "別の日に架電する",
    Reason.BAND: "別の時間帯に架電する",
    Reason.ASKED: "約束の時刻を待っている",
    Reason.PUT_OFF: "見送り中",
    Reason.FRESH: "不備が見つかったばかり",
    Reason.SENT_BACK: "差し戻しの返答待ち",
    Reason.TO_SEND_BACK: "差し戻しがまだ",
    Reason.DOCUMENT: "書類の到着待ち",
    Reason.IN_CALL: "架電中",
    Reason.CALLBACK: "折り返しの約束が先",
    Reason.LEASED: "担当者に提示中",
    Reason.NO_NUMBER: "電話番号として読めない（手作業）",
    Reason.FAILURES: "呼び出せないことが続いた（手作業）",
    Reason.UNCLEAR: "責任者の確認待ち（手作業）",
    Reason.PROTECTED: "責任者対応",
    Reason.BARRED: "架電しない番号",
    Reason.EXHAUSTED: "所定の回数を終えた",
    Reason.GIVEN_UP: "架電を打ち切った",
    Reason.OVER: "運営期間が終わる",
}
MANUAL = frozenset({Reason.NO_NUMBER, Reason.FAILURES, Reason.UNCLEAR})
"""What a person has to handle."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """When a contact is called next; `when` is None if never by itself."""

    contact: Contact
    reason: Reason
    when: datetime | None = None
