"""Why a call went where it went, in plain Japanese. Pure: sentences from kept decisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from callcenter.commands import NoteDecision
from callcenter.decision_commands import Considered, Decided

OFFERS: Mapping[str, str] = {
    "longest_idle": "受付可の席のうち、いちばん長く待っていた席です。",
    "returning": "先にこの方へ電話をかけた席を優先しました。",
    "resumes": "途切れた通話、または引き継ぎの続きなので、この席だけに回しました。",
}
WAITING: Mapping[str, str] = {
    "no_free_seat": "応対できる席がありませんでした。",
    "seat_cap": "通話できる席の数が、契約の席数に達していました。",
    "callbacks_first": "先に折り返しを待っている方のために席を空けました。",
}
MISSED: Mapping[str, str] = {
    "no_answer": "呼び出しましたが、応答がありませんでした。",
    "busy": "電話機が話し中でした。",
    "declined": "着信を拒否しました。",
    "unreachable": "電話機に届きませんでした（画面かマイクがつながっていません）。",
    "normal": "電話を取った後、すぐに切れました。",
    "cancelled": "つながる前に終わりました。",
    "failed": "つなぐことに失敗しました。",
    "silent": "音声が途切れたため終えました。",
}
LIMITS: Mapping[str, str] = {
    "wait_limit": "上限までに応対できる席が空きませんでした。",
    "fallback_limit": "予備の応対（Asterisk）が受けていたため、席ごとの理由は残っていません。",
}
PULLED: Mapping[str, str] = {
    "urgent": "急を要する",
    "care": "お待ちになるのが難しい",
    "called_often": "何度もかけてくださっている",
    "our_fault": "当方の不手際",
}
AWAY: Mapping[str, str] = {
    "lines_full": "回線がすべて使われていました",
    "unknown_line": "この業務の番号ではない番号にかかってきました。",
    "emergency": "管理者が窓口を臨時に閉じていました。",
    "fallback_full": "予備の応対（Asterisk）が受けていたあいだ、回線がすべて使われていました。",
    "fallback_closed": "予備の応対（Asterisk）が、受付時間の外として案内しました。",
    "not_yet": "運営期間の前でした。",
    "over": "運営期間の後でした。",
    "holiday": "祝日などの休業日でした。",
    "closed_day": "受付のない曜日でした。",
    "before_opening": "受付開始の前でした。",
    "after_closing": "受付終了の後でした。",
}
SEATS: Mapping[str, str] = {
    "wrap_up": "後処理中",
    "talking": "通話中",
    "ringing": "ほかの着信を呼出中",
    "not_ready": "受付不可",
    "no_phone": "電話機がない（画面が閉じたか、マイクがつながっていない）",
    "no_microphone": "マイクを使えない",
    "no_skill": "必要な技能がない",
    "kept": "架電のために空けてあった",
    "idle_shorter": "待っていた時間がより短い",
    "longest_idle": "受付可",
}
"""Why a seat did not get the call."""
OTHER = "その規則「{}」によります。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """One decision as people read it."""

    at: datetime
    headline: str
    rule: str
    seats: tuple[tuple[str, str], ...]
    """Each seat that was looked at, and why it did not get the call."""


def tell(at: datetime, decision: NoteDecision, zone: ZoneInfo, reasons: Mapping[str, str]) -> Why:
    """Tell one decision.

    Args:
        at: When it was made.
        decision: As it was kept.
        zone: The campaign's.
        reasons: The words for why a seat is not ready, by their keys.
    """
    seats = tuple((each.seat, _seat(each, decision, zone, reasons)) for each in decision.considered)
    rest = ((f"ほか{decision.others}席", ""),) if decision.others else ()
    return Why(at=at, headline=_headline(decision), rule=_rule(decision), seats=(*seats, *rest))


def _headline(decision: NoteDecision) -> str:
    match decision.decided:
        case Decided.OFFERED:
            return f"{decision.seat} を呼び出しました。"
        case Decided.WAITS:
            return "お待ちいただきました。"
        case Decided.PASSED_OVER:
            return f"{decision.seat} では応対できず、次へ回しました。"
        case Decided.PULLED:
            return "管理者が先頭にしました。"
        case Decided.GIVEN_UP:
            waited = f"{decision.detail} 秒" if decision.detail else ""
            return f"{waited}お待ちいただき、待ち時間の上限で終わりました。"
        case Decided.TURNED_AWAY:
            return "おつなぎしませんでした。"


def _rule(decision: NoteDecision) -> str:
    rule = decision.rule
    match decision.decided:
        case Decided.OFFERED:
            return OFFERS.get(rule, OTHER.format(rule))
        case Decided.WAITS:
            return WAITING.get(rule, OTHER.format(rule))
        case Decided.PASSED_OVER:
            return MISSED.get(rule, OTHER.format(rule))
        case Decided.PULLED:
            return f"理由は「{PULLED.get(rule, rule)}」です。"
        case Decided.GIVEN_UP:
            return LIMITS.get(rule, OTHER.format(rule))
        case Decided.TURNED_AWAY if decision.detail:
            return f"{AWAY.get(rule, rule)}（{decision.detail}）。"
        case Decided.TURNED_AWAY:
            return AWAY.get(rule, OTHER.format(rule))


def _level(decision: NoteDecision) -> str:
    """Give the skill level that was asked for; earlier decisions kept it beside the skill alone."""
    return str(decision.level) if decision.level else decision.detail.partition("/")[2]


def _seat(
    seat: Considered, decision: NoteDecision, zone: ZoneInfo, reasons: Mapping[str, str]
) -> str:
    since = f"{seat.since.astimezone(zone):%H:%M:%S}から" if seat.since else ""
    if seat.reason == "wrap_up" and seat.until is not None:
        return f"後処理中（{seat.until.astimezone(zone):%H:%M:%S}まで）"
    if seat.reason == "no_skill" and (level := _level(decision)):
        return f"{SEATS['no_skill']}（水準{level}以上）"  # its id is no word for people
    detail = reasons.get(seat.detail, seat.detail)
    more = "、".join(each for each in (detail, since) if each)
    word = SEATS.get(seat.reason, seat.reason)
    return f"{word}（{more}）" if more else word
