"""The page of the day's close: what is open has to be seen, and the papers are made."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from agent_ui.day_room import DayRoom
from agent_ui.shown import Site
from cases.errors import RunRefused
from desk import records
from desk.inquiry import Content, Matter, Result, Severity
from desk.roles import Role
from desk.unclosed import Unclosed
from storage.audit import entries
from tests.integration.agent_ui.browser import Browser
from tests.integration.agent_ui.test_reports import with_reports
from tests.integration.desk.conftest import Clock as DeskClock
from tests.integration.desk.people import newcomer
from tests.integration.metrics.week import at

pytestmark = pytest.mark.integration

DAY = "2026-02-09"


async def with_days(site: Site, clock: DeskClock) -> Site:
    """The week that was counted by hand, on its Monday evening."""
    made = await with_reports(site, clock)
    clock.now = at(9, "18:05:00")
    assert made.reports is not None

    async def progress(by: str) -> str:
        raise RunRefused(reasons=[f"{by} has no form"])

    room = DayRoom(
        desk=made.desk,
        open_days=made.reports.campaign.open_days,
        reporting=made.reports,
        progress=progress,
        unclosed=lambda: [Unclosed(date(2026, 2, 9), at(9, "18:00:00"))],
    )
    return replace(made, days=room)


async def complain(site: Site) -> None:
    person = await newcomer(site.desk, "op9")
    who = await person.who(await person.first_sign_in())
    record = await records.begin(site.desk, who, call=None)
    content = Content(
        is_complaint=True,
        severity=Severity.NORMAL,
        matters=(Matter(category="complaint", result=Result.CLOSED, text="お叱り"),),
    )
    await records.close(site.desk, who, record, content, version=1)


async def test_a_day_is_closed_only_by_who_has_seen_what_is_open(
    site: Site, clock: DeskClock
) -> None:
    site = await with_days(site, clock)
    await complain(site)
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await browser.get("/reminders")
        assert "一日の締め" not in browser.page  # ten minutes are for doing it
        clock.now = at(9, "18:10:00")
        await browser.get("/reminders")
        assert f"/day?day={DAY}" in browser.page
        await browser.get(f"/day?day={DAY}")
        assert "記録のない通話があります" in browser.page
        assert 'href="/figures/calls/c01">通話</a>' in browser.page
        seen = browser.page.split('name="seen" value="')[1][:16]
        answer = await browser.post("/day", day=DAY, seen=seen)
        assert answer.status == 409
        assert "印を付けてから" in browser.page
        answer = await browser.post("/day", day=DAY, seen="0" * 16, sure="1")
        assert (answer.status, "変わりました" in browser.page) == (409, True)
        assert await entries(site.desk.engine, last=9, action="day_closed") == []
        assert (await browser.post("/day", day=DAY, seen=seen, sure="1")).status == 303
        await browser.get(f"/day?day={DAY}")
        assert "締めました" in browser.page
        assert f'href="/reports/complaint-{DAY}">complaint-{DAY}' in browser.page
        for early in ("2026-02-10", "2026-02-08"):  # to come; a Sunday
            assert (await browser.post("/day", day=early, seen=seen, sure="1")).status == 409
        await browser.get(f"/reports/complaint-{DAY}")
        assert "下書き" in browser.page
    (told,) = await entries(site.desk.engine, last=9, action="day_closed")
    assert (told.subject, told.detail["report"], told.detail["run"]) == (
        DAY,
        f"complaint-{DAY}",
        "",
    )
    frozen = await entries(site.desk.engine, last=9, action="report_frozen")
    assert [each.subject for each in frozen] == [f"complaint-{DAY}"]
