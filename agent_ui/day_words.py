"""The Japanese words of the day's close, and where what is open is done; `english_day` has them."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from agent_ui.day_room import No
from desk.open_work import Kind, Line

KINDS: Mapping[Kind, str] = {
    Kind.CALLS: "続いている通話",
    Kind.WRAP_UPS: "後処理中の席",
    Kind.UNRECORDED: "記録のない応答済みの通話",
    Kind.DRAFTS: "完了していない問合せ記録",
    Kind.CALLBACKS: "本日までの折り返しの約束",
    Kind.TAKEN_CALLBACKS: "本日までに受け付けた折り返し",
    Kind.MESSAGES: "対応を待っている伝言",
    Kind.TICKETS: "本日までに答える委託者への質問",
    Kind.ESCALATIONS: "終わっていない引継ぎ",
    Kind.URGENT: "委託者に伝えていない至急の苦情",
    Kind.UNREPORTED: "本日までに報告する苦情",
    Kind.COMPLAINT_REPORT: "苦情の報告書の下書き",
    Kind.PROGRESS_LIST: "進捗管理リスト",
}
"""In the order in which they are shown."""
REFUSED: Mapping[No, str] = {
    No.NOT_OVER: "受付時間が終わった運営日だけを締められます。",
    No.CHANGED: "残っているものが変わりました。確かめてから、もう一度締めてください。",
}
NAMES: Mapping[Kind, str] = {
    Kind.CALLS: "通話",
    Kind.UNRECORDED: "通話",
    Kind.DRAFTS: "問合せ記録",
    Kind.CALLBACKS: "折り返しの約束",
    Kind.TAKEN_CALLBACKS: "折り返し",
    Kind.MESSAGES: "伝言",
    Kind.TICKETS: "委託者への質問",
    Kind.ESCALATIONS: "引継ぎ",
    Kind.URGENT: "至急の苦情",
    Kind.UNREPORTED: "苦情",
}
"""What one of a kind is called whose own name is an id that says nothing to people."""
NOBODYS = "担当者なし"
UNSURE = "残っているものがあります。確かめたうえで、印を付けてから締めてください。"
EVERY = (*KINDS.values(), *NAMES.values(), NOBODYS, *REFUSED.values(), UNSURE)


PLACES: Mapping[Kind, str] = {
    Kind.CALLS: "/board",
    Kind.WRAP_UPS: "/home",
    Kind.UNRECORDED: "/figures/calls/{call}",
    Kind.DRAFTS: "/figures/calls/{call}",
    Kind.CALLBACKS: "/promises#callback-{subject}",
    Kind.TAKEN_CALLBACKS: "/work?list=callbacks",
    Kind.MESSAGES: "/callbacks#messages",
    Kind.TICKETS: "/tickets/{subject}",
    Kind.ESCALATIONS: "/escalations/{subject}",
    Kind.URGENT: "/promises#told-{subject}",
    Kind.UNREPORTED: "/inquiries/{subject}",
}
"""Where each is seen or done."""
OF_SEATS = frozenset({PLACES[Kind.MESSAGES]})
"""Opened only by who may take a seat."""


def place(line: Line, *, takes_seat: bool) -> str:
    """Give the page of something that is open; empty if there is none, or only for seats."""
    pattern = PLACES.get(line.kind, "")
    if ("{call}" in pattern and not line.call) or (pattern in OF_SEATS and not takes_seat):
        return ""
    return pattern.format(call=quote(line.call, safe=""), subject=quote(line.subject, safe=""))
