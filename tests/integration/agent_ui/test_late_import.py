"""Applications that nobody imported in time: told where they are looked for, and on every page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from agent_ui.day_room import DayRoom
from agent_ui.shown import Site
from callcenter.campaign import OpenDay
from cases.banks import shipped
from cases.importing import Importer
from cases.store import Actor
from desk.duties import Duties, duties
from desk.roles import Role
from desk.rules import AlarmRules, Rules
from tests.integration.agent_ui.browser import Browser
from tests.integration.agent_ui.test_cases import imported, with_cases
from tests.integration.cases.test_importing import file, people
from tests.integration.desk.conftest import Clock
from tests.integration.desk.people import newcomer

pytestmark = pytest.mark.integration

DAYS = (OpenDay(date(2026, 2, 2), time(9), time(18)),)
TOLD = "本日分の申請データは、まだ取り込まれていません。"
IMPORT = "申請データの取り込み"


async def refused_whole(site: Site) -> None:
    """Take a file of which no row says whose it is."""
    assert site.cases is not None
    importer = Importer(site.desk.engine, site.cases.shelf, shipped(), zone=site.desk.zone)
    nobodys = [replace(each, id="") for each in people(2, flawless=True)]
    report = await importer.take(file(nobodys), Actor("op-01", site.desk.clock()))
    assert (report.refused, report.added) == (2, 0)


@pytest.mark.clause("SPR-III-5-2-イ")
async def test_who_works_here_is_told_until_todays_file_is_imported(
    site: Site, clock: Clock
) -> None:
    rules = Rules(alarms=AlarmRules(imports=(time(11), time(16))))
    found: list[Duties] = []
    days = DayRoom(
        desk=site.desk,
        open_days=DAYS,
        reporting=None,
        progress=None,
        not_imported=lambda: found[-1].not_imported,
    )
    site = replace(with_cases(site), days=days, desk=replace(site.desk, rules=rules))

    async def look() -> None:
        found.append(await duties(site.desk, report_by=time(18), is_recorded=False, open_days=DAYS))

    clock.passes(3_600 - 1)
    async with Browser(site) as agent, Browser(site) as supervisor:
        await agent.sign_in(await newcomer(site.desk))
        await supervisor.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await look()
        await agent.get("/cases")
        assert TOLD not in agent.page
        clock.passes(1)
        await look()
        await agent.get("/cases")
        assert TOLD in agent.page
        await agent.get("/reminders")
        assert IMPORT not in agent.page  # it is not theirs to import
        await supervisor.get("/reminders")
        assert IMPORT in supervisor.page
        assert TOLD in supervisor.page
        await refused_whole(site)
        await look()
        await supervisor.get("/reminders")
        assert TOLD in supervisor.page  # of that file's applications none is here yet
        await imported(site)
        await look()
        await supervisor.get("/reminders")
        assert IMPORT not in supervisor.page
