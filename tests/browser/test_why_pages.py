"""なぜ in a real browser: ten situations, lived by the heart, kept in rows, told on the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from playwright.async_api import Page

from agent_ui.shown import Site
from callcenter.campaign import CapacityRow, Desk, Flows, Line
from callcenter.center import Center
from callcenter.events import Cause, CenterClosed, Event
from callcenter.floor_wishes import CallerPulled, PullReason
from callcenter.record import Record
from desk.roles import Role
from storage.projection import Applied, Projection
from tests.browser.conftest import Look
from tests.browser.test_desk_pages import sign_in
from tests.integration.desk.people import newcomer
from tests.unit.callcenter import contract
from tests.unit.callcenter.happenings import (
    arrives,
    fires,
    joined,
    leaves,
    leg_ends,
    microphone,
    not_ready,
    picks_up,
    unregisters,
)
from tests.unit.callcenter.playbook import MONDAY, NOW

pytestmark = pytest.mark.browser

FLOWS = Flows(all_busy="all_busy", lines_full="lines_full", after_hours="after_hours")


class Days:
    """Centers of their own, whose records stand one after the other."""

    def __init__(self) -> None:
        self.records: list[Record] = []

    def begin(self, *, ready: int = 2, **other: Any) -> None:
        made = contract.campaign(record=False, flows=FLOWS, **other)
        self.center: Center = contract.center(made, ready=ready)

    def lives(self, *events: Event) -> None:
        for each in events:
            event = replace(each, at=MONDAY) if each.at == NOW else each
            asked = tuple(self.center.handle(event))
            self.records.append(Record(n=len(self.records) + 1, event=event, commands=asked))

    def limit_passes(self, call: str) -> None:
        timer = self.center.state.calls[call].limit_timer or ""
        self.lives(replace(fires(timer), at=self.center.state.timers[timer]))


def rings(days: Days) -> None:
    days.begin()
    days.lives(arrives("idlest"))


def wraps_up(days: Days) -> None:
    days.begin()
    days.lives(arrives("a2"), picks_up("a2~1"), joined("a2~1"), leaves("a2"), leg_ends("a2~1"))
    days.lives(arrives("wrap"))


def all_busy(days: Days) -> None:
    days.begin()
    days.lives(arrives("a3"), picks_up("a3~1"), joined("a3~1"), arrives("b3"), arrives("busy"))


def away(days: Days) -> None:
    days.begin()
    days.lives(not_ready("seat-01", "break"), unregisters("seat-02"), arrives("away"))


def unheard(days: Days) -> None:
    days.begin()
    days.lives(microphone("seat-01", is_lost=True), arrives("voiceless"))


def unskilled(days: Days) -> None:
    desks = (Desk("seat-01"), Desk("seat-02", {"english": 1}))
    days.begin(ready=1, lines=(Line(contract.LINE, skill="english"),), desks=desks)
    days.lives(arrives("skill"))


def missed(days: Days) -> None:
    days.begin()
    days.lives(arrives("missed"), leg_ends("missed~1", Cause.NO_ANSWER))


def overflows(days: Days) -> None:
    days.begin(ready=0)
    days.lives(arrives("limit"))
    days.limit_passes("limit")


def no_line(days: Days) -> None:
    days.begin(capacity=(CapacityRow(date(2026, 2, 2), seats=1, lines=1),))
    days.lives(arrives("a9"), arrives("full"))


def pulled_and_closed(days: Days) -> None:
    days.begin(ready=0)
    days.lives(
        arrives("pulled"),
        CallerPulled(at=NOW, by="sv-1", call="pulled", reason=PullReason.CARE),
        CenterClosed(at=NOW, by="sv-1"),
        arrives("closed"),
    )


SITUATIONS: tuple[Callable[[Days], None], ...] = (
    *(rings, wraps_up, all_busy, away, unheard, unskilled, missed, overflows, no_line),
    pulled_and_closed,
)
TOLD: dict[str, tuple[str, ...]] = {
    "idlest": ("seat-01 を呼び出しました。", "待っていた時間がより短い（09:58:01から）"),
    "wrap": ("seat-02 を呼び出しました。", "後処理中（10:00:30まで）"),
    "busy": (
        *("お待ちいただきました。", "通話中（10:00:00から）"),
        "ほかの着信を呼出中（10:00:00から）",
    ),
    "away": ("受付不可（休憩、10:00:00から）", "電話機がない（画面が閉じたか、"),
    "voiceless": ("seat-02 を呼び出しました。", "マイクを使えない（10:00:00から）"),
    "skill": ("お待ちいただきました。", "必要な技能がない（水準1以上）"),
    "missed": (
        *("seat-01 では応対できず、次へ回しました。", "応答がありませんでした。"),
        "seat-02 を呼び出しました。",
    ),
    "limit": (
        *("お待ちいただきました。", "受付不可（09:55:00から）"),
        "300 秒お待ちいただき、待ち時間の上限で終わりました。",
    ),
    "full": ("おつなぎしませんでした。", "回線がすべて使われていました（1/1）。"),
    "pulled": ("管理者が先頭にしました。", "理由は「お待ちになるのが難しい」です。"),
    "closed": ("おつなぎしませんでした。", "管理者が窓口を臨時に閉じていました。"),
}
"""Of each call what its page says, in this order."""


async def test_each_of_ten_situations_is_told_on_its_page(
    site: Site, page: Page, look: Look
) -> None:
    days = Days()
    for each in SITUATIONS:
        each(days)
    rows = Projection(site.desk.engine, instance="i", zone=site.desk.zone)
    assert isinstance(await rows.apply(days.records), Applied)
    await sign_in(page, await newcomer(site.desk, "sv1", Role.SUPERVISOR))
    for call, told in TOLD.items():
        await page.goto(f"/board/why/{call}")
        text = await page.locator("ol.why").inner_text()
        places = [text.find(each) for each in told]
        assert -1 not in places, (call, text)
        assert places == sorted(places), (call, text)
        if call == "busy":
            await look(page, "board_why")
