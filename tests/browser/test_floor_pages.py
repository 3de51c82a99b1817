"""The live board in a real browser: what it shows, what it opens, and that it never lies."""

from __future__ import annotations

import asyncio
import os
import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Page, WebSocketRoute, expect

from agent_ui.shown import Site
from callcenter.commands import ClearAlarm, RaiseAlarm
from callcenter.dial_commands import CloseDial
from callcenter.events import Withheld
from callcenter.outcome import DialResult, Outcome
from desk.duties import Complaint
from desk.roles import Role
from metrics.forecast.kinds import Knows
from metrics.forecast.told import Forecast
from storage.projection import Applied, Projection
from tests.browser.conftest import Look, opened
from tests.browser.test_desk_pages import sign_in
from tests.integration.agent_ui.flooring import Telling, alive, floored
from tests.integration.agent_ui.foretelling import foretold, pulled
from tests.integration.desk.conftest import Clock
from tests.integration.desk.people import newcomer
from tests.unit.callcenter.contract import LINE, ZONE

pytestmark = pytest.mark.browser

WALL_WIDTH = 1920
FIVE_METRES = 0.03
"""Of the screen's width: on one of 1.1 m a letter is then 20 minutes of arc high at 5 m."""


def a_busy_morning(telling: Telling) -> None:
    for n in range(60):
        at = telling.clock() - timedelta(minutes=110 - n * 1.7)
        kinds = (Outcome.ANSWERED,) * 8 + (Outcome.ABANDONED_IN_QUEUE, Outcome.OVERFLOW)
        telling.ended(f"done-{n}", kinds[n % 10], at)
    telling.ended("late", Outcome.AFTER_HOURS)
    telling.ended("full", Outcome.NO_LINE)
    for n in range(6):
        telling.call(f"talk-{n}", "talking", ago_s=60 + 35 * n, seat=f"seat-{n + 1:02}")
        telling.seat(f"seat-{n + 1:02}", "talking", ago_s=50 + 35 * n, call=f"talk-{n}")
    telling.call("w-1", "waiting", ago_s=83, priority=-1)
    telling.call("w-2", "waiting", ago_s=47, caller="p-done-0")
    telling.call("w-3", "guided", ago_s=5, caller=None, withheld=Withheld.ANONYMOUS)
    telling.tell(dialled(telling.clock() - timedelta(minutes=59)))
    telling.seat("seat-07", "wrap_up", ago_s=21)
    telling.seat("seat-08", "ready", ago_s=5)
    telling.seat("seat-09", "not_ready", ago_s=300, reason="break")
    telling.seat("seat-10", "ready", ago_s=40, registered=False)


def dialled(at: datetime) -> CloseDial:
    """A call of ours that nobody answered."""
    return CloseDial(
        call="ours",
        line=LINE,
        person="p-ours",
        seat="seat-09",
        by="op",
        contact="",
        kind=None,
        began_at=at,
        dialled_at=at,
        answered_at=None,
        ended_at=at + timedelta(seconds=20),
        result=DialResult.NO_ANSWER,
        detail="",
        ring_s=20.0,
        talk_s=0.0,
        hold_s=0.0,
        caller_recording=None,
        seat_recording=None,
    )


async def test_a_board_shows_the_floor_opens_every_figure_and_never_shows_old_numbers(
    site: Site, clock: Clock, look: Look
) -> None:
    clock.passes(3600)
    site, telling = floored(site, clock, seats=13)
    projection = Projection(site.desk.engine, instance="i", zone=site.desk.zone)
    async with opened(site) as page, asyncio.TaskGroup() as group:
        signs = group.create_task(alive(telling.live))
        await sign_in(page, await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        a_busy_morning(telling)
        assert isinstance(await projection.apply(telling.records), Applied)
        await page.goto("/board")
        figure = page.locator('.tile [data-value="now.waiting"]')
        await expect(figure).to_have_text("3")
        first = page.locator("#callers li").first
        await expect(first).to_contain_text("優先")
        await expect(first).to_contain_text("011-222-")
        await expect(page.locator("#callers li").last).to_contain_text("非通知")
        await expect(page.locator('[data-desk="seat-02"]')).to_have_attribute(
            "data-state", "talking"
        )
        at_seat = page.locator('[data-desk="seat-02"] .call')
        await expect(at_seat).to_have_attribute("href", "/board/why/talk-1")
        await expect(page.locator('[data-desk="seat-08"] .call')).to_be_hidden()
        await who_and_what_needs_care_stands_out(page, telling)
        await the_day_is_foretold(page, telling, site)
        telling.call("w-4", "waiting", ago_s=1)
        await expect(figure).to_have_text("4")
        await look(page, "board")
        await figures_open_their_calls(page, telling)
        await look(page, "board_calls")
        await alarms_stand_newest_first(page, telling)
        await a_lost_link_is_told(page, telling, look)
        await a_wall_is_read_at_five_metres(page, telling)
        signs.cancel()


async def what_is_not_there_is_said(page: Page) -> None:
    await expect(page.locator('[data-desk="seat-10"]')).to_contain_text("電話機なし")
    for each in await page.locator(".desk-work em").filter(has_text="次の期限まで").all():
        await expect(each).to_be_hidden()  # nothing is due


async def who_and_what_needs_care_stands_out(page: Page, telling: Telling) -> None:
    await what_is_not_there_is_said(page)
    await who_called_before_is_marked(page, telling)
    await each_complaint_has_its_clock(page, telling)


async def who_called_before_is_marked(page: Page, telling: Telling) -> None:
    """Also whoever waited when the office began."""
    telling.foresight.stood(list(telling.live.floor.calls.values()))
    async with asyncio.TaskGroup() as group:
        looking = group.create_task(telling.foresight.run())
        marks = page.locator('#callers li[data-call="w-2"] .marks')
        await expect(marks).to_have_text("再入電")
        looking.cancel()


async def each_complaint_has_its_clock(page: Page, telling: Telling) -> None:
    """The nearest stands first, what is late is negative, and each opens."""
    await telling.duties.look()
    found, at = telling.duties.found, telling.clock()
    assert found is not None
    late = Complaint(record="r-late", due=at - timedelta(minutes=61), is_untold=True)
    soon = Complaint(record="r-soon", due=at + timedelta(minutes=125.5), is_untold=False)
    telling.duties.found = replace(found, complaints=(soon, late))
    telling.live.changed(())
    rows = page.locator("#complaints li")
    await expect(rows).to_contain_text(["−1:01委託者に未報告", "2:05"])
    await expect(rows.first).to_have_attribute("data-late", "1")
    await expect(rows.last).to_have_attribute("data-late", "")
    await expect(rows.first.locator("a")).to_have_attribute("href", "/inquiries/r-late")


async def the_day_is_foretold(page: Page, telling: Telling, site: Site) -> None:
    """The panel says why it tells nothing; then how the day will end, what helps and helped."""
    panel, keeper, at = page.locator("#forecast"), telling.forecast, telling.clock()
    day = site.desk.today
    keeper.found = Forecast(at=at, day=day, knows=Knows.TOO_FEW_DAYS, learned_days=3)
    telling.live.changed(())
    await expect(panel).to_contain_text("まだ予測できるだけの日数がありません")
    await expect(panel).to_contain_text("3日／5日")
    await expect(panel.locator(".chances")).to_be_hidden()
    keeper.found, keeper.levers.pulls = foretold(at, day), [pulled(at, day)]
    telling.live.changed(())
    await expect(panel.locator('[data-chance="day"] b')).to_have_text("42%")
    await expect(panel.locator('[data-chance="day"]')).to_have_attribute("data-warns", "1")
    await expect(panel.locator('[data-chance="week"] b')).to_have_text("90%")
    first = panel.locator(".effects li").first
    await expect(first).to_contain_text("まずはこれを")
    await expect(first).to_contain_text("「研修」の人を電話に呼び戻す")
    await expect(panel.locator(".pulls li")).to_contain_text("操作しなければ4.2件")
    if given := os.environ.get("MADOGUCHI_SCREENSHOTS"):
        await page.screenshot(path=Path(given) / "board_forecast.png", full_page=True)
    await expect(panel).to_contain_text("過去15日で平均12%（同じ曜日の平均なら20%）")
    await expect(panel).to_contain_text("届いた日は75%。見込みと結果の隔たりは24ポイント")
    keeper.found = replace(foretold(at, day), come=71, effects=())
    telling.live.changed(())
    await expect(panel.locator('[data-value="forecast.come"]')).to_have_text("71")
    await expect(panel.locator(".effects li")).to_have_count(0)
    await expect(panel).to_contain_text("いま効く操作はありません。")


async def figures_open_their_calls(page: Page, telling: Telling) -> None:
    """Each list is as long as the figure says that it is."""
    await telling.duties.look()
    await expect(page.locator('[data-value="desk.dialled"]')).to_have_text("1")
    links = await page.locator("#floor a[href^='/board/calls/']:not([data-tile=rate])").all()
    shown = [(await e.get_attribute("href"), await e.locator("b").text_content()) for e in links]
    assert len(shown) > 20
    assert {f"/board/calls/{each}" for each in ("ringing", "come", "dialled")} <= {
        place for place, _ in shown
    }
    for place, figure in shown:
        count = re.match(r"\d+", figure or "")
        assert place is not None
        assert count is not None, place
        text = await (await page.request.get(place)).text()
        assert f'<strong id="count">{count.group()}</strong>' in text, place
    await a_half_hour_tells_its_outcomes(page)
    await page.goto("/board/calls/answered")


async def a_half_hour_tells_its_outcomes(page: Page) -> None:
    """In the table by outcome, in the chart with the target; red opens who was lost in it."""
    await page.goto("/board")
    await expect(page.locator("#chart")).to_have_attribute("style", re.compile("block"))
    figure = page.locator('.tile [data-value="now.waiting"]')
    await expect(figure).to_have_text("4")
    drawn = await page.evaluate(
        "import('/static/chart.js').then(({ Chart }) => {"
        " const chart = Chart.getChart('chart'), [, lost] = chart.data.datasets;"
        " const index = lost.data.findIndex(each => each > 0);"
        " const bar = chart.getDatasetMeta(1).data[index];"
        " const { x, y, base } = bar.getProps(['x', 'y', 'base'], true);"
        " return { slot: chart.data.labels[index], lost: lost.data[index], x, y: (y + base) / 2,"
        "   labels: chart.data.datasets.map(each => each.label) }; })"
    )
    assert drawn["labels"] == ["応答", "応答できず", "応答率（%）", "目標 90%"]
    row = page.locator(f'[data-of="{drawn["slot"]}"] [data-slot]')
    offered, answered, gave_up, overflow, no_line, rate = await row.all_text_contents()
    assert int(gave_up) + int(overflow) + int(no_line) == drawn["lost"]
    assert int(offered) == int(answered) + drawn["lost"]
    assert float(rate) == pytest.approx(100 * int(answered) / int(offered), abs=0.1)
    await page.locator("#chart").click(position={"x": drawn["x"], "y": drawn["y"]})
    await page.wait_for_url(f"**/board/calls/lost?slot={drawn['slot']}")
    await expect(page.locator("#count")).to_have_text(str(drawn["lost"]))


async def alarms_stand_newest_first(page: Page, telling: Telling) -> None:
    """In whatever order a board heard of them: one that was opened since shows the same."""
    kinds = {"seat_misses": 2, "disk_low": 1, "emergency": 3}
    await page.goto("/board")
    for kind, minutes in kinds.items():
        since = telling.clock() - timedelta(minutes=minutes)
        telling.tell(RaiseAlarm(kind=kind, subject="center", detail="", since=since))
    rows = page.locator("#alarms li")
    wanted = ["ディスクの空き", "席が続けて電話を取って", "窓口を臨時に閉じて"]
    await expect(rows).to_contain_text(wanted)
    await page.reload()
    await expect(rows).to_contain_text(wanted)
    for kind in kinds:
        telling.tell(ClearAlarm(kind=kind, subject="center"))
    await expect(page.locator("#alarms")).to_be_hidden()


async def a_lost_link_is_told(page: Page, telling: Telling, look: Look) -> None:
    """No number is shown while nobody knows whether it is still one."""
    ways: list[WebSocketRoute] = []

    async def carry(way: WebSocketRoute) -> None:
        if ways:
            await way.close()
        else:
            ways.append(way)
            way.connect_to_server()

    await page.route_web_socket("**/live/board*", carry)
    await page.goto("/board")
    figure = page.locator('.tile [data-value="now.waiting"]')
    await expect(figure).to_have_text("4")
    telling.live.linked(is_up=False)
    await expect(page.locator("#trouble")).to_be_visible()
    await expect(figure).to_be_hidden()
    await nothing_is_read_as_live(page)
    telling.live.linked(is_up=True)
    await expect(figure).to_be_visible()
    await ways[0].close()
    await expect(page.locator("#lost")).to_be_visible()
    await expect(figure).to_be_hidden()
    await nothing_is_read_as_live(page)
    await look(page, "board_lost")
    ways.clear()
    await expect(page.locator("#lost")).to_be_hidden()
    await expect(figure).to_be_visible()


async def nothing_is_read_as_live(page: Page) -> None:
    """Neither a figure nor a sentence that says how it stands now."""
    seen = await page.evaluate(
        "[...document.querySelectorAll('#floor :is([data-value], [data-slot], [data-when],"
        " #no-callers, #callers, #complaints, [data-part], .exactness, .desks time)')]"
        ".filter(each => getComputedStyle(each).visibility !== 'hidden')"
        ".map(each => each.outerHTML)"
    )
    assert seen == []


async def a_wall_is_read_at_five_metres(page: Page, telling: Telling) -> None:
    """Large enough, all on one screen, and nobody is named on it."""
    await page.set_viewport_size({"width": WALL_WIDTH, "height": 1080})
    await page.goto("/board/wall")
    await expect(page.locator('[data-value="now.waiting"]')).to_have_text("4")
    since = telling.clock() - timedelta(minutes=7)
    telling.tell(RaiseAlarm(kind="seats_below_contract", subject="center", detail="", since=since))
    await expect(page.locator(".alarms li")).to_be_visible()
    written = f"{since.astimezone(ZONE):%H:%M} から 7:0"
    await expect(page.locator(".alarms li .since")).to_contain_text(written)
    if given := os.environ.get("MADOGUCHI_SCREENSHOTS"):
        await page.screenshot(path=Path(given) / "wall.png")
    sizes = await page.evaluate(
        "[...document.querySelectorAll('.tiles *, .alarms li, footer time')]"
        ".filter(each => [...each.childNodes].some(of => of.nodeType === 3 && of.data.trim()))"
        ".map(each => parseFloat(getComputedStyle(each).fontSize))"
    )
    assert min(sizes) >= FIVE_METRES * WALL_WIDTH
    assert await page.evaluate("document.documentElement.scrollWidth") <= WALL_WIDTH
    assert await page.evaluate("document.documentElement.scrollHeight") <= 1080
    assert "011-222" not in await page.content()
