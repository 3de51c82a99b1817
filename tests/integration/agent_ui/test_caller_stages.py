"""Who is calling, whatever stage of a campaign's own their application stands at."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlmodel import update

from agent_ui.shown import Site
from app.case_form import plan_named
from cases.calling import WhoCalls
from cases.store import Shelf
from cases.vault import Vault
from config.campaign import CAMPAIGNS
from storage.case_tables import Case
from storage.engine import transaction
from tests.integration.agent_ui.browser import Browser
from tests.integration.agent_ui.calling import NUMBERS, called
from tests.integration.agent_ui.conftest import Controller

pytestmark = pytest.mark.integration

SCRIPT = {"Sec-Fetch-Mode": "cors"}
VAULT = Vault(b"k" * 32, encrypted=True)


def of(site: Site, campaign: str, *, knows_number: bool = True) -> Site:
    """Let a shipped campaign take the applications."""
    plan, desk = plan_named(campaign), site.desk
    assert plan is not None
    number_of = NUMBERS.get if knows_number else dict[str, str]().get
    shelf = Shelf(plan.schema, VAULT, plan.life)
    return replace(
        site, who_calls=WhoCalls(desk.engine, shelf, number_of=number_of, clock=desk.clock)
    )


async def stands(site: Site, status: str) -> None:
    """Take in an application with the number of `p-1`."""
    async with transaction(site.desk.engine) as session:
        session.add(
            Case(
                seq=1,
                number="X-1",
                kind="push",
                channel="push",
                status=status,
                status_since=site.desk.clock(),
                received_at=site.desk.clock(),
                phone_key=VAULT.phone_key("0112345678"),
                form="f",
                digest=b"",
            )
        )


@pytest.mark.parametrize("knows_number", [True, False])
async def test_a_case_at_a_stage_of_the_campaigns_own_is_shown_by_its_name(
    site: Site, controller: Controller, *, knows_number: bool
) -> None:
    site = of(site, "otaru", knows_number=knows_number)
    await stands(site, "informed")
    async with Browser(site) as agent:
        await called(site, controller, agent)
        await agent.get("/call", **SCRIPT)
        assert agent.page.count("<span>お知らせ・確認書を送付</span>") == knows_number
        await agent.post("/call/find", headers=SCRIPT, number="x-1")
        assert agent.page.count("<span>お知らせ・確認書を送付</span>") == 1


async def test_every_stage_of_every_shipped_campaign_has_its_word_beside_the_caller(
    site: Site, controller: Controller
) -> None:
    site = of(site, "sapporo")
    who, seen = site.who_calls, set[str]()
    assert who is not None
    await stands(site, "received")
    async with Browser(site) as agent:
        await called(site, controller, agent)
        for campaign in sorted(path.stem for path in CAMPAIGNS.glob("*.toml")):
            plan = plan_named(campaign)
            assert plan is not None
            who.life = life = plan.life
            for stage in {*life.reached(), *(each.id for each in life.stages)} - seen:
                async with transaction(site.desk.engine) as session:
                    await session.exec(update(Case).values(status=stage))
                await agent.get("/call", **SCRIPT)
                assert f"</strong><span>{life.word(stage)}</span>" in agent.page, (campaign, stage)
                assert life.word(stage) != stage
                seen.add(stage)
    assert {"informed", "arrived", "assessed"} < seen
