"""History by line stands beside the plan, as that of the campaign does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter.campaign import Line
from metrics.history import EVERY_LINE, history
from metrics.history_time import Asked, By, Grain
from storage.engine import connect
from storage.projection import Projection
from tests.integration.metrics.calls import LINE
from tests.integration.metrics.shipped import Clock, reporting
from tests.integration.metrics.week import ZONE, at, records
from tests.integration.metrics.week_notes import note

pytestmark = pytest.mark.integration

OTHER = "+81110000101"
PLAN = ("契約の席数", "着信", "応答率", "着信の予測")


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[AsyncEngine]:
    """The week that was counted by hand."""
    made = connect(sqlite_url)
    await Projection(made, instance="home-1", zone=ZONE).apply(records())
    yield made
    await made.dispose()


async def test_each_line_has_its_open_days_and_the_plan_that_is_for_all_of_them(
    database: AsyncEngine,
) -> None:
    one = reporting(database, Clock(at(16, "09:05:00")))
    first, last = date(2026, 2, 9), date(2026, 2, 12)
    asked = Asked(first=first, last=last, grain=Grain.DAY, by=By.LINE)
    section = (await history(one, asked)).section
    places = [[each.name for each in section.columns].index(name) for name in PLAN]
    assert {(row[0], row[1]): tuple(row[each] for each in places) for row in section.rows} == {
        ("令和8年2月9日（月）", LINE): (10, 5, (3, 5), None),
        ("令和8年2月10日（火）", LINE): (10, 5, (0, 5), None),
        ("令和8年2月11日（水）", LINE): (None, 0, None, None),
        ("令和8年2月12日（木）", LINE): (10, 0, None, None),
    }
    lines = (*one.campaign.lines, Line(OTHER))
    two = replace(one, campaign=replace(one.campaign, lines=lines))
    found = await history(two, replace(asked, grain=Grain.HOUR, last=first))
    nine = [row for row in found.section.rows if row[0] == "令和8年2月9日（月） 09時"]
    assert [(row[1], *(row[each] for each in places)) for row in nine] == [
        (LINE, None, 4, (2, 4), None),
        (OTHER, None, 0, None, None),
        (EVERY_LINE, 10, 4, (2, 4), None),
    ]
    assert "すべての番号をまとめたもの" in found.section.notes[-1]


async def test_a_finer_table_says_what_its_sums_cannot_know(database: AsyncEngine) -> None:
    await note(database)
    one = reporting(database, Clock(at(16, "09:05:00")))
    first, last = date(2026, 2, 9), date(2026, 2, 15)

    async def notes(definition: str, grain: Grain, by: By) -> tuple[str, ...]:
        chosen = next(each for each in one.plan.beside if each.id == definition)
        made = replace(one, plan=replace(one.plan, definition=chosen))
        asked = Asked(first=first, last=last, grain=grain, by=by)
        return (await history(made, asked)).section.notes

    back = ("応答には、折り返してお話しできた 1 件を加えていません。",)
    assert await notes("called-back-1", Grain.HOUR, By.CAMPAIGN) == back
    assert await notes("called-back-1", Grain.DAY, By.LINE) == back
    assert await notes("called-back-1", Grain.DAY, By.CAMPAIGN) == (), "here they are in it"
    assert await notes("sapporo-1", Grain.HOUR, By.CAMPAIGN) == ()
    (busy,) = await notes("network-1", Grain.HOUR, By.CAMPAIGN)
    assert "通信事業者側での話中は" in busy
