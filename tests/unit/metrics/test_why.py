"""Ten situations, each played against the heart, and what people are told of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from callcenter import events
from callcenter.campaign import CapacityRow, Desk, Flows, Line, SeatCap
from callcenter.center import Center
from callcenter.commands import Command, NoteDecision
from callcenter.events import Cause, Event, TurnedAway
from callcenter.floor_wishes import CallerPulled, PullReason
from metrics.why import Why, tell
from tests.unit.callcenter import contract
from tests.unit.callcenter.happenings import (
    arrives,
    ended_there,
    falls,
    fires,
    is_found,
    joined,
    leaves,
    leg_ends,
    microphone,
    not_ready,
    picks_up,
    returns,
    unregisters,
)
from tests.unit.callcenter.playbook import MONDAY, NOW, play

pytestmark = pytest.mark.unit

TOKYO = ZoneInfo("Asia/Tokyo")
FLOWS = Flows(all_busy="all_busy", lines_full="lines_full", after_hours="after_hours")
WORDS = {"lunch": "休憩"}


def center(*, ready: int = 2, **other: Any) -> Center:
    made = contract.campaign(record=False, flows=FLOWS, **other)
    return contract.center(made, ready=ready)


def told(asked: list[Command]) -> list[Why]:
    notes = [each for each in asked if isinstance(each, NoteDecision)]
    return [tell(MONDAY, each, TOKYO, WORDS) for each in notes]


def why(made: Center, event: Event) -> Why:
    (one,) = told(play(made, event))
    return one


def talks(made: Center, call: str, leg: str) -> None:
    play(made, picks_up(leg))
    play(made, joined(leg))


def test_1_the_longest_idle_seat_rings_and_the_other_was_idle_shorter() -> None:
    one = why(center(), arrives("a"))
    assert one.headline == "seat-01 を呼び出しました。"
    assert one.rule == "受付可の席のうち、いちばん長く待っていた席です。"
    assert one.seats == (
        ("seat-02", "待っていた時間がより短い（09:58:01から）"),
        ("seat-03", "受付不可（09:55:00から）"),
    )


def test_2_a_seat_in_wrap_up_is_told_with_its_end() -> None:
    made = center()
    play(made, arrives("a"))
    talks(made, "a", "a~1")
    play(made, leaves("a"))
    play(made, leg_ends("a~1"))
    assert why(made, arrives("b")).seats[0] == ("seat-01", "後処理中（10:00:30まで）")


def test_3_a_seat_in_a_talk_and_one_that_rings() -> None:
    made = center()
    play(made, arrives("a"))
    talks(made, "a", "a~1")
    play(made, arrives("b"))
    one = why(made, arrives("c"))
    assert one.headline == "お待ちいただきました。"
    assert one.rule == "応対できる席がありませんでした。"
    assert one.seats[:2] == (
        ("seat-01", "通話中（10:00:00から）"),
        ("seat-02", "ほかの着信を呼出中（10:00:00から）"),
    )


def test_4_a_seat_at_lunch_and_one_whose_page_is_gone() -> None:
    made = center()
    play(made, not_ready("seat-01", "lunch"))
    play(made, unregisters("seat-02"))
    one = why(made, arrives("a"))
    assert one.seats[:2] == (
        ("seat-01", "受付不可（休憩、10:00:00から）"),
        ("seat-02", "電話機がない（画面が閉じたか、マイクがつながっていない）"),
    )


def test_4_a_seat_whose_microphone_is_lost() -> None:
    made = center()
    play(made, microphone("seat-01", is_lost=True))
    one = why(made, arrives("a"))
    assert one.headline == "seat-02 を呼び出しました。"
    assert one.seats[0] == ("seat-01", "マイクを使えない（10:00:00から）")


def test_5_a_seat_without_the_skill() -> None:
    made = center(
        ready=1,
        lines=(Line(contract.LINE, skill="english"),),
        desks=(Desk("seat-01"), Desk("seat-02", {"english": 1})),
    )
    one = why(made, arrives("a"))
    assert one.seats[0] == ("seat-01", "必要な技能がない（水準1以上）")
    timer = made.state.calls["a"].limit_timer or ""
    asked = made.handle(replace(fires(timer), at=made.state.timers[timer]))
    (overflow,) = told(asked)
    assert overflow.headline == "300 秒お待ちいただき、待ち時間の上限で終わりました。"
    assert overflow.seats[0] == one.seats[0]


def test_6_who_did_not_pick_up_is_passed_over_and_the_next_one_rings() -> None:
    made = center()
    play(made, arrives("a"))
    first, second = told(play(made, leg_ends("a~1", Cause.NO_ANSWER)))
    assert first.headline == "seat-01 では応対できず、次へ回しました。"
    assert first.rule == "呼び出しましたが、応答がありませんでした。"
    assert second.headline == "seat-02 を呼び出しました。"
    assert second.seats[0][1].startswith("受付不可（no_answer")


def test_7_the_wait_limit() -> None:
    made = center(ready=0)
    play(made, arrives("a"))
    timer = made.state.calls["a"].limit_timer or ""
    asked = made.handle(replace(fires(timer), at=made.state.timers[timer]))
    (one,) = told(asked)
    assert one.headline == "300 秒お待ちいただき、待ち時間の上限で終わりました。"
    assert one.seats[0] == ("seat-01", "受付不可（09:55:00から）")


def test_8_every_line_is_taken() -> None:
    made = center(capacity=(CapacityRow(date(2026, 2, 2), seats=1, lines=1),))
    play(made, arrives("a"))
    one = why(made, arrives("b"))
    assert one.headline == "おつなぎしませんでした。"
    assert one.rule == "回線がすべて使われていました（1/1）。"


@pytest.mark.parametrize(
    ("at", "rule"),
    [
        ("2026-02-02T18:00:00", "受付終了の後でした。"),
        ("2026-02-11T10:00:00", "祝日などの休業日でした。"),
    ],
)
def test_9_outside_of_the_hours(at: str, rule: str) -> None:
    asked = center().handle(replace(arrives("a"), at=contract.local(at)))
    assert [each.rule for each in told(asked)] == [rule]


def test_10_closed_by_a_supervisor_and_pulled_to_the_front() -> None:
    made = center(ready=0)
    play(made, arrives("a"))
    pull = CallerPulled(at=NOW, by="sv-1", call="a", reason=PullReason.CARE)
    assert why(made, pull).rule == "理由は「お待ちになるのが難しい」です。"
    play(made, events.CenterClosed(at=NOW, by="sv-1"))
    assert why(made, arrives("b")).rule == "管理者が窓口を臨時に閉じていました。"


def test_11_the_contracts_seats_are_all_in_calls() -> None:
    row = CapacityRow(date(2026, 2, 2), seats=1, lines=5)
    made = center(capacity=(row,), seat_cap=SeatCap.CONTRACT)
    play(made, arrives("a"))
    one = why(made, arrives("b"))
    assert one.rule == "通話できる席の数が、契約の席数に達していました。"
    assert one.seats[1] == ("seat-02", "受付可（09:58:01から）")


def test_12_an_emergency_ends_who_waits() -> None:
    made = center(ready=0)
    play(made, arrives("a"))
    one = why(made, events.CenterClosed(at=NOW, by="sv-1", ends_waiting=True))
    assert one.headline == "おつなぎしませんでした。"
    assert one.rule == "管理者が窓口を臨時に閉じていました。"


@pytest.mark.parametrize(
    ("away", "at", "headline", "rule"),
    [
        (TurnedAway.LINES_FULL, "02T10:00", "おつなぎしませんでした。", "回線がすべて"),
        (TurnedAway.GIVE_UP, "02T10:00", "お待ちいただき、待ち時間の上限", "席ごとの理由は"),
        (TurnedAway.EMERGENCY, "02T10:00", "おつなぎしませんでした。", "臨時に閉じて"),
        (TurnedAway.HOLIDAY, "11T10:00", "おつなぎしませんでした。", "祝日などの休業日"),
        (TurnedAway.AFTER_HOURS, "02T10:00", "おつなぎしませんでした。", "受付時間の外として"),
    ],
)
def test_13_asterisks_own_fallback_let_them_go(
    away: TurnedAway, at: str, headline: str, rule: str
) -> None:
    then = contract.local(f"2026-02-{at}:00")
    known, strange = center(ready=0), center()
    play(known, arrives("a"), falls("a"), at=then)
    ended = told(play(known, ended_there("a", told=away), at=then))
    found = told(play(strange, is_found("a", told=away), at=then))
    assert told(play(strange, ended_there("a", told=away), at=then)) == []  # noted once
    for one in (*found, *ended):
        assert headline in one.headline
        assert rule in one.rule
        assert one.seats == ()
    assert (len(found), len(ended)) == (1, 0 if away is TurnedAway.HOLIDAY else 1)


def test_14_who_rang_off_there_out_of_hours_and_who_came_back_on_no_line() -> None:
    made = center()
    night = contract.local("2026-02-02T20:00:00")
    (unheard,) = told(play(made, is_found("a", is_heard=False), at=night))
    assert unheard.rule == "受付終了の後でした。"
    (stranger,) = told(play(made, returns("b", line="+81999999999"), at=MONDAY))
    assert stranger.rule == "この業務の番号ではない番号にかかってきました。"
