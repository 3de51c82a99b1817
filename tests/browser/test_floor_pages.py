"""The live board in a real browser: what it shows, what it opens, and that it never lies."""

from __future__ import annotations

import asyncio
import os
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Page, WebSocketRoute, expect

from agent_ui.shown import Site
from callcenter.commands import ClearAlarm, RaiseAlarm
from callcenter.events import Withheld
from callcenter.outcome import Outcome
from desk.duties import Complaint
from desk.roles import Role
from metrics.day_figures import ENDED
from metrics.forecast.kinds import Knows
from metrics.forecast.told import Forecast
from storage.projection import Applied, Projection
from tests.browser.conftest import Look, opened
from tests.browser.test_desk_pages import sign_in
from tests.integration.agent_ui.flooring import Telling, alive, dialled, floored
from tests.integration.agent_ui.foretelling import foretold, no_better, pulled, raised
from tests.integration.desk.conftest import Clock
from tests.integration.desk.people import newcomer
from tests.unit.callcenter.contract import ZONE

pytestmark = pytest.mark.browser

WALL_WIDTH = 1920
RECONNECTED_MS = 30_000
"""It tries less often the longer it was in vain."""
FIVE_METRES = 0.03
"""Of the screen's width: on one of 1.1 m a letter is then 20 minutes of arc high at 5 m."""


def a_busy_morning(telling: Telling) -> None:
    for n in range(60):
        at = telling.clock() - timedelta(minutes=110 - n * 1.7)
        kinds = (Outcome.ANSWERED,) * 8 + (Outcome.ABANDONED_IN_QUEUE, Outcome.OVERFLOW)
        telling.ended(f"done-{n}", kinds[n % 10], at)
    telling.ended("late", Outcome.AFTER_HOURS)
    telling.ended("full", Outcome.NO_LINE)
    telling.ended("broken", Outcome.FAILED)
    telling.ended("later", Outcome.CALLBACK_TAKEN)
    for name, hours in (("early", -2.4), ("night", 7.2)):
        telling.ended(name, Outcome.AFTER_HOURS, telling.clock() + timedelta(hours=hours))
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


async def test_a_board_shows_the_floor_and_opens_every_figure(
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
        await that_it_knows_no_better_is_said(page, telling, site)
        telling.call("w-4", "waiting", ago_s=1)
        await expect(figure).to_have_text("4")
        await look(page, "board")
        await figures_open_their_calls(page, telling)
        await look(page, "board_calls")
        signs.cancel()


async def test_a_board_alarms_never_shows_old_numbers_and_is_read_at_five_metres(
    site: Site, clock: Clock, look: Look, tmp_path: Path
) -> None:
    clock.passes(3600)
    site, telling = floored(site, clock, seats=13, home=tmp_path)
    projection = Projection(site.desk.engine, instance="i", zone=site.desk.zone)
    async with opened(site) as page, asyncio.TaskGroup() as group:
        signs = group.create_task(alive(telling.live))
        await sign_in(page, await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        a_busy_morning(telling)
        telling.call("w-4", "waiting", ago_s=1)
        assert isinstance(await projection.apply(telling.records), Applied)
        await calls_without_sound_alarm(page, telling)
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
    """Also whoever waited when the office began: it is told of them once the log is read."""
    telling.live._at_level()
    async with asyncio.TaskGroup() as group:
        looking = group.create_task(telling.foresight.run())
        marks = page.locator('#callers li[data-call="w-2"] .marks')
        await expect(marks).to_have_text("再入電")
        looking.cancel()


async def each_complaint_has_its_clock(page: Page, telling: Telling) -> None:
    """Whom the client must be told of stands first, then the nearest; each says when, and opens."""
    await telling.duties.look()
    found, at = telling.duties.found, telling.clock()
    assert found is not None
    soon = Complaint(
        record="r-soon",
        due=at + timedelta(minutes=125.5),
        written_at=at - timedelta(minutes=5),
        is_untold=False,
    )
    late = replace(soon, record="r-late", due=at - timedelta(minutes=61))
    urgent = replace(soon, record="r-urgent", due=at + timedelta(days=1.0005), is_untold=True)
    telling.duties.found = replace(found, complaints=(soon, late, urgent))
    telling.live.changed(())
    rows = page.locator("#complaints li")
    await expect(rows).to_have_text(
        [
            "2/2 10:55 受付至急・委託者に未報告 0:05経過期限 2/3 11:00あと24:00",
            "2/2 10:55 受付期限 2/2 09:591:01超過",
            "2/2 10:55 受付期限 2/2 13:05あと2:05",
        ]
    )
    late_ones = [await each.get_attribute("data-late") for each in await rows.all()]
    assert late_ones == ["", "1", ""]
    await expect(rows.first.locator("a")).to_have_attribute("href", "/inquiries/r-urgent")


async def the_day_is_foretold(page: Page, telling: Telling, site: Site) -> None:
    """The panel says why it tells nothing; then how the day will end, what helps and helped."""
    panel, keeper, at = page.locator("#forecast"), telling.forecast, telling.clock()
    day = site.desk.today
    keeper.found = Forecast(at=at, day=day, knows=Knows.TOO_FEW_DAYS, learned_days=3)
    telling.live.changed(())
    await expect(panel).to_contain_text("まだ予測できるだけの日数がありません")
    await expect(panel).to_contain_text("3日／5日")
    await expect(panel.locator(".chances")).to_be_hidden()
    keeper.found = foretold(at, day)
    keeper.levers.pulls = [pulled(at, day), raised(at, day)]
    telling.live.changed(())
    await expect(panel.locator('[data-chance="day"] b')).to_have_text("42%")
    await expect(panel.locator('[data-chance="day"]')).to_have_attribute("data-warns", "1")
    await expect(panel.locator('[data-chance="week"] b')).to_have_text("90%")
    first = panel.locator(".effects li").first
    await expect(first).to_contain_text("まずはこれを")
    await expect(first).to_contain_text("「研修」の人を電話に呼び戻す")
    await expect(panel.locator(".pulls li")).to_contain_text(
        ["操作しなければ4.2件", "今日の席数を2席、回線数を3回線増やす"]
    )
    if given := os.environ.get("MADOGUCHI_SCREENSHOTS"):
        await page.screenshot(path=Path(given) / "board_forecast.png", full_page=True)
    await expect(panel).to_contain_text("過去15日で平均12%（同じ曜日の平均なら20%）")
    await expect(panel).to_contain_text("届いた日は75%。見込みと結果の隔たりは24ポイント")
    await what_came_is_live(page, telling)
    keeper.found = replace(foretold(at, day), effects=())
    telling.live.changed(())
    await expect(panel.locator(".effects li")).to_have_count(0)
    await expect(panel).to_contain_text("いま効く操作はありません。")


async def that_it_knows_no_better_is_said(page: Page, telling: Telling, site: Site) -> None:
    """Of the number that comes and of the probability, each by itself."""
    panel, at, day = page.locator("#forecast"), telling.clock(), site.desk.today
    for told, is_said in ((foretold, False), (no_better, True)):
        telling.forecast.found = told(at, day)
        telling.live.changed(())
        for said in ("平均より正確とは言えません", "割合より確かとは言えません"):
            await expect(panel.get_by_text(said)).to_have_count(int(is_said))


async def what_came_is_live(page: Page, telling: Telling) -> None:
    """Whatever the forecast beside it was told from."""
    come = page.locator('#forecast [data-value="today.come"]')
    await expect(come).to_have_text("72")
    telling.call("in-progress", "talking")
    await expect(come).to_have_text("73")
    telling.call("in-progress", "ended")
    await expect(come).to_have_text("72")


async def figures_open_their_calls(page: Page, telling: Telling) -> None:
    """Each list is as long as the figure says that it is."""
    await telling.duties.look()
    await expect(page.locator('[data-value="desk.dialled"]')).to_have_text("1")
    shown = await page.evaluate(
        "Promise.all("
        "[...document.querySelectorAll('#floor a[href^=\"/board/calls/\"]:not([data-tile=rate])')]"
        ".map(each => [each, each.querySelector('b').textContent])"
        ".filter(([each, figure]) => figure !== '0' || !each.search.includes(':'))"
        ".map(async ([each, figure]) => {"
        " const text = await (await fetch(each.href)).text();"
        ' const [, listed] = text.match(/<strong id="count">(\\d+)</) ?? [];'
        " return [each.getAttribute('href'), figure, listed]; }))"
    )
    assert len(shown) > 50  # of the half-hours those that have any, and all outside the hours
    assert {f"/board/calls/{each}" for each in ("ringing", "come", "dialled")} <= {
        place for place, _, _ in shown
    }
    for place, figure, listed in shown:
        count = re.match(r"\d+", figure)
        assert count is not None, place
        assert listed == count.group(), place
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
    *counts, rate = await row.all_text_contents()
    offered, answered, gave_up, overflow, no_line, *others = map(int, counts)
    callback, closed, _, failed, _ = others
    assert gave_up + overflow + no_line + callback + closed + failed == drawn["lost"]
    assert offered == answered + drawn["lost"]
    assert float(rate) == pytest.approx(100 * answered / offered, abs=0.1)
    await the_rows_add_up_to_the_day(page)
    await page.locator("#chart").click(position={"x": drawn["x"], "y": drawn["y"]})
    await page.wait_for_url(f"**/board/calls/lost?slot={drawn['slot']}")
    await expect(page.locator("#count")).to_have_text(str(drawn["lost"]))


async def the_rows_add_up_to_the_day(page: Page) -> None:
    """With those for what came before the hours, and after them."""
    rows = await page.evaluate(
        "[...document.querySelectorAll('#slots tbody tr')].map(row => [row.dataset.of,"
        " Object.fromEntries([...row.querySelectorAll('[data-slot]:not([data-slot=rate])')]"
        "  .map(each => [each.dataset.slot, Number(each.textContent)]))])"
    )
    table = dict(rows)
    assert [table[each]["after_hours"] for each in ("before", "after")] == [1, 1]
    for name in table["before"]:
        figure = page.locator(f'.day .figures [data-value="today.{name}"]')
        told = sum(each[name] for each in table.values())
        await expect(figure).to_have_text(str(told))
    assert len(table["before"]) == len(ENDED) + 1


async def calls_without_sound_alarm(page: Page, telling: Telling) -> None:
    """From a call to the board: its row has no sound, or it fails in a talk that goes on."""
    await page.goto("/board")
    await page.get_by_role("button", name="警報の音を出す").click()
    await expect(page.locator("#sound")).to_have_attribute("aria-pressed", "true")
    await telling.duties.look()
    telling.alarms.look(())
    alarm = page.locator("#alarms li").filter(has_text="録音されていない")
    await expect(alarm.locator("b")).to_have_text("48")  # nobody recorded this morning's talks
    chimed = int(await page.locator("#floor").get_attribute("data-chimed") or 0)
    telling.seat("seat-02", "talking", ago_s=50, call="talk-1", unrecorded="failed")
    telling.alarms.look(())
    await expect(alarm.locator("b")).to_have_text("49")
    await expect(page.locator("#floor")).to_have_attribute("data-chimed", str(chimed + 1))
    if given := os.environ.get("MADOGUCHI_SCREENSHOTS"):
        await page.locator("summary", has_text="時間帯ごとの件数").click()
        await page.screenshot(path=Path(given) / "board_unsound.png", full_page=True)
    await alarm.get_by_role("link").click()
    await expect(page.locator("#count")).to_have_text("49")
    await expect(page.locator("main table tr", has_text="talk-1")).to_contain_text("通話中")
    telling.seat("seat-02", "talking", ago_s=50, call="talk-1")
    await page.goto("/board")
    for kind, subject in list(telling.live.floor.alarms):
        telling.tell(ClearAlarm(kind=kind, subject=subject))
    await expect(alarm).to_be_hidden()


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
    await expect(page.locator("#lost")).to_be_hidden(timeout=RECONNECTED_MS)
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
