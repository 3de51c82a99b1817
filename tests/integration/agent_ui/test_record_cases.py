"""A record is about applications: chosen, searched, seen in the case's and the caller's history."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent_ui.shown import Site
from desk.roles import Role
from storage.audit import entries
from storage.case_tables import Case
from storage.engine import transaction
from tests.integration.agent_ui import test_cases
from tests.integration.agent_ui.browser import Browser
from tests.integration.agent_ui.calling import called, with_cases
from tests.integration.agent_ui.conftest import Controller
from tests.integration.agent_ui.test_cases import number
from tests.integration.agent_ui.test_records import WHOLE
from tests.integration.desk.people import newcomer

pytestmark = pytest.mark.integration

SCRIPT = {"Sec-Fetch-Mode": "cors"}


async def both(site: Site) -> Site:
    """A site that knows who calls and has the pages of applications."""
    return replace(test_cases.with_cases(site), who_calls=(await with_cases(site)).who_calls)


@pytest.mark.clause("SPR-II-1", "OTR-6-5-データ-5")
async def test_a_record_of_a_call_is_linked_and_told_in_both_histories(
    site: Site, controller: Controller
) -> None:
    site = await both(site)
    async with Browser(site) as agent, Browser(site) as supervisor:
        await called(site, controller, agent)
        place = (await agent.post("/records")).headers["Location"]
        await agent.get(place)
        assert "/static/sensitive.js" in agent.page
        await agent.get(f"{place}/cases", **SCRIPT)
        assert "まだ申請を選んでいません" in agent.page
        assert '<input id="case-text" data-sensitive' in agent.page  # accounts are looked for there
        found = {"text": "笹倉"}
        await agent.post(f"{place}/cases/find", headers=SCRIPT, **found)
        assert await number(site, 1) in agent.page
        chosen = {"number": await number(site, 1), "how": "link"}
        await agent.post(f"{place}/cases/link", headers=SCRIPT, **chosen)
        assert "まだ申請を選んでいません" not in agent.page
        assert (await agent.post(f"{place}/cases/link", number="S-O-9", how="link")).status == 404
        assert (await agent.fill(f"{place}/close", WHOLE)).status == 303
        await supervisor.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await supervisor.get(f"/cases/{await number(site, 1)}")
        assert f'href="{place.replace("/records", "/inquiries")}"' in supervisor.page
        assert "記録「必要書類」" in supervisor.page
    linked = await entries(site.desk.engine, last=9, action="record_linked")
    assert [each.detail for each in linked] == [{"case": 1}]


async def test_candidates_of_the_records_call_are_offered_and_its_number_is_known_next_time(
    site: Site, controller: Controller
) -> None:
    site = await both(site)
    async with Browser(site) as agent:
        await called(site, controller, agent)  # c1 was taken at this seat before
        await agent.get("/records")
        place = (await agent.post("/records", call="c1")).headers["Location"]
        await agent.get(f"{place}/cases", **SCRIPT)
        assert agent.page.count("この申請の記録にする") == 2
        [shown] = await entries(site.desk.engine, last=1, action="cases_listed")
        offered = {await number(site, 1), await number(site, 2)}
        assert set(str(shown.detail["cases"]).split()) == offered
        chosen = {"number": await number(site, 2), "how": "link"}
        await agent.post(f"{place}/cases/link", headers=SCRIPT, **chosen)
        assert agent.page.count("この申請の記録にする") == 1
        await agent.get("/call", **SCRIPT)
        assert f'href="/cases/{await number(site, 2)}"' in agent.page
        back = {"number": await number(site, 2), "how": "unlink"}
        await agent.post(f"{place}/cases/link", headers=SCRIPT, **back)
        await agent.get("/call", **SCRIPT)
        assert "/cases/" not in agent.page


async def test_a_protected_case_is_neither_found_nor_linked_by_an_agent(site: Site) -> None:
    site = await both(site)
    async with transaction(site.desk.engine) as session:
        (await session.get_one(Case, 1)).is_protected = True
    async with Browser(site) as agent:
        await agent.sign_in(await newcomer(site.desk))
        place = (await agent.post("/records")).headers["Location"]
        await agent.post(f"{place}/cases/find", headers=SCRIPT, text="笹倉")
        assert await number(site, 1) not in agent.page
        chosen = {"number": await number(site, 1), "how": "link"}
        assert (await agent.fill(f"{place}/cases/link", chosen)).status == 404
