"""The Japanese words for what the pages show; `english` has their translations."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from fractions import Fraction

from callcenter.outcome import DialResult, Outcome
from callcenter.seat import SeatState
from desk.roles import TAKES_SEATS as TAKES_SEATS
from desk.roles import Role
from desk.rules import Rules
from japan.dialling import NotDialled
from japan.my_number import REFUSED
from metrics.words import OUTCOMES as OUTCOMES
from metrics.words import UNMEASURED

MY_NUMBER = REFUSED

SEAT_STATES: dict[SeatState, str] = {
    SeatState.READY: "受付可",
    SeatState.RINGING: "呼出中",
    SeatState.TALKING: "通話中",
    SeatState.WRAP_UP: "後処理中",
    SeatState.NOT_READY: "受付不可",
}
"""In the order in which they are shown."""

RESULTS: dict[DialResult, str] = {
    DialResult.ANSWERED: "つながった",
    DialResult.BUSY: "話し中",
    DialResult.NO_ANSWER: "応答なし",
    DialResult.REJECTED: "拒否",
    DialResult.NOT_IN_USE: "使われていない番号",
    DialResult.FAILED: "発信できず",
    DialResult.CANCELLED: "取りやめ",
}
"""What the network answered to a call of ours."""

NOT_DIALLED: dict[NotDialled, str] = {
    NotDialled.NO_NUMBER: "電話番号として読めません。市外局番から数字で入力してください。",
    NotDialled.ABROAD: "国際電話はかけられません。",
    NotDialled.SERVICE: "0570、0990 などの番号にはかけられません。",
    NotDialled.SHORT: "三桁などの短い番号にはかけられません。市外局番から入力してください。",
    NotDialled.EMERGENCY: "110、118、119 は管理者だけがかけられます。管理者を呼んでください。",
}
"""Why a number is not dialled, and what to do."""

TIES: dict[str, str] = {
    "ringing": "呼出中",
    "meeting": "呼出中",
    "consulting": "相談中",
    "merging": "三者通話",
    "three_way": "三者通話",
    "listening": "モニター中",
    "whispering": "ささやき中",
    "transferred": "転送",
}
"""What a seat has to do with another one at the same call."""

PARTS: dict[str, str] = {
    "controller": "通話の制御",
    "asterisk": "電話交換機",
    "database": "データベース",
    "rows": "記録の反映",
    "recordings": "録音の保管",
    "log": "通話記録ファイルの書き込み",
    "office": "画面と集計",
    "backups": "バックアップ",
}
"""The parts of an instance, in the order in which they are shown."""

WEEKDAYS = "月火水木金土日"


def ties(t: Callable[[str], str]) -> Mapping[str, str]:
    """Give the words of how two seats are at one call."""
    return {key: t(word) for key, word in TIES.items()}


def share(rate: Fraction | None, *, is_measured: bool = True) -> str:
    """Write a rate as people read it: one decimal, rounded down, so that 89.99 % is not 90 %."""
    if not is_measured:
        return UNMEASURED
    if rate is None:
        return "–"
    tenths = int(rate * 1000)
    return f"{tenths // 10}.{tenths % 10}"


def span(seconds: float) -> str:
    """Write a duration as minutes and seconds: 1:23."""
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def parts(names: Collection[str]) -> list[str]:
    """Give the words of these parts, in their order."""
    return [word for name, word in PARTS.items() if name in names]


def counted(counts: Mapping[Outcome, int]) -> list[tuple[str, int]]:
    """Give the outcomes that happened, in their order, with their words."""
    return [(word, counts[key]) for key, word in OUTCOMES.items() if counts.get(key)]


ROLES: dict[Role, str] = {
    Role.AGENT: "オペレーター",
    Role.SUPERVISOR: "管理者",
    Role.MANAGER: "部門責任者",
    Role.CLIENT: "委託者",
    Role.ADMIN: "システム管理",
}

SERVING = frozenset({Role.AGENT, Role.SUPERVISOR, Role.MANAGER})
"""Who is reminded of promises."""

REASONS: dict[str, str] = {
    "": "",
    "no_answer": "応答なし",
    "busy": "話し中",
    "declined": "着信拒否",
    "unreachable": "電話機に届かず",
    "normal": "応答後すぐ切断",
    "cancelled": "接続前に終了",
    "failed": "接続失敗",
    "lost": "接続失敗",
    "silent": "音声が途切れたため終了",
    "page_lost": "画面が戻らず",
    "signed_out": "サインアウト",
}
"""Why a seat is not ready, where no person said so; the campaign's own reasons come besides."""


def states(t: Callable[[str], str]) -> dict[str, str]:
    """Give the words of all seat states, for scripts."""
    return {state.value: t(word) for state, word in SEAT_STATES.items()}


def reasons(rules: Rules, t: Callable[[str], str]) -> dict[str, str]:
    """Give the words of all reasons, for scripts."""
    own = {each.id: t(each.name) for each in rules.reasons}
    return {key: t(word) for key, word in REASONS.items()} | own


def reason(key: str, rules: Rules, t: Callable[[str], str]) -> str:
    """Give the word of a reason; what somebody wrote on the command line is shown as written."""
    return reasons(rules, t).get(key, key)


Pages = list[tuple[str, str]]
"""Addresses with their names."""


def pages(role: Role, *, listens: bool = False) -> list[tuple[str, Pages]]:
    """Give the pages of a role for the navigation: groups with their names, "" stands open.

    `listens`: the campaign lets the role hear recordings.
    """
    groups = PAGES[role]
    known = {path for _, shown in groups for path, _ in shown}
    if listens and "/recordings" not in known:
        return [*groups, ("", [("/recordings", "録音")])]
    return groups


PAGES: dict[Role, list[tuple[str, Pages]]] = {
    Role.AGENT: [
        (
            "",
            [
                *(("/home", "応対"), ("/records", "記録"), ("/callbacks", "折り返し")),
                *(("/cases", "申請"), ("/contacts", "架電"), ("/promises", "約束")),
                *(("/work", "仕事の一覧"), ("/help", "手引き"), ("/history", "推移")),
                ("/quality", "品質"),
            ],
        ),
    ],
    Role.SUPERVISOR: [
        ("", [("/board", "ボード"), ("/home", "席の様子"), ("/work", "仕事の一覧")]),
        ("応対", [("/records", "記録"), ("/callbacks", "折り返し"), ("/promises", "約束")]),
        ("申請と架電", [("/cases", "申請"), ("/contacts", "架電"), ("/outbound", "架電の状況")]),
        (
            "記録と録音",
            [("/inquiries", "全員の記録"), ("/recordings", "録音"), ("/times", "作業時間")],
        ),
        (
            "報告",
            [
                *(("/reports", "報告書"), ("/figures", "指標"), ("/history", "推移")),
                *(("/opening", "開局前点検"), ("/day", "一日の締め")),
            ],
        ),
        ("手引きと案内", [("/knowledge", "手引き"), ("/flows", "案内")]),
    ],
    Role.MANAGER: [
        ("", [("/board", "ボード"), ("/home", "席の様子"), ("/work", "仕事の一覧")]),
        ("", [("/promises", "約束")]),
        ("申請と架電", [("/cases", "申請"), ("/outbound", "架電の状況")]),
        (
            "記録と録音",
            [("/inquiries", "全員の記録"), ("/recordings", "録音"), ("/times", "作業時間")],
        ),
        (
            "報告",
            [
                *(("/reports", "報告書"), ("/figures", "指標"), ("/history", "推移")),
                *(("/opening", "開局前点検"), ("/day", "一日の締め")),
            ],
        ),
        ("手引きと案内", [("/knowledge", "手引き"), ("/flows", "案内")]),
    ],
    Role.CLIENT: [
        (
            "",
            [
                *(("/home", "いまの様子"), ("/client/records", "問合せ記録")),
                *(("/client/complaints", "苦情"), ("/client/questions", "質問")),
                *(("/client/drafts", "確認するもの"), ("/client/reports", "報告書")),
            ],
        ),
    ],
    Role.ADMIN: [("", [("/home", "管理")])],
}
