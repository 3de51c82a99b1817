"""A site whose campaign takes applications, and a citizen who calls about one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

from agent_ui.shown import Site
from callcenter.seat import SeatState
from cases.banks import shipped
from cases.calling import WhoCalls
from cases.files import File
from cases.importing import Importer
from cases.sample import sample, sheet_of
from cases.store import Actor, Shelf
from cases.vault import Vault
from storage.projection import Applied, Projection
from tests.integration.agent_ui.browser import Browser
from tests.integration.agent_ui.conftest import Controller
from tests.integration.desk.people import newcomer
from tests.integration.storage.story import Story
from tests.unit.cases.applications import schema

NUMBERS = {"p-1": "+81112345678"}
NAME = "笹倉　義則"
TOLD = {"name": "ささくらよしのり", "birth": "1971-12-31", "address": "屯田九条１丁目"}


async def with_cases(site: Site, numbers: Mapping[str, str] = NUMBERS) -> Site:
    """Take in two applications with the number of `p-1`; `numbers` are the people's store."""
    desk = site.desk
    shelf = Shelf(schema(), Vault(b"k" * 32, encrypted=True))
    found = list(sample(2, schema=schema(), banks=shipped(), seed=3, flawless=True))
    for one in found:
        one.document.values["phone"] = "0112345678"
    found[0].document.values |= {
        "applicant_kana": "ササクラ　ヨシノリ",
        "applicant_name": NAME,
        "address": "札幌市北区屯田九条１丁目２番",
        "applicant_birth": "1971-12-31",
    }
    importer = Importer(desk.engine, shelf, shipped(), zone=ZoneInfo("Asia/Tokyo"))
    online = File("online.csv", sheet_of(found, schema()))
    await importer.take(online, Actor("import", desk.clock()))
    who = WhoCalls(desk.engine, shelf, number_of=numbers.get, clock=desk.clock)
    return replace(site, who_calls=who, number_of=lambda each: numbers.get(each, ""))


async def rings(site: Site, controller: Controller, call: str = "c2") -> None:
    """Somebody who called before calls again, and `seat-01` rings."""
    story = Story(site.desk.clock())
    story.whole_call("c1")
    story.arrive(call)
    rows = Projection(site.desk.engine, instance="home-1", zone=site.desk.zone)
    assert isinstance(await rows.apply(story.records), Applied)
    controller.show("seat-01", SeatState.RINGING, call=call)


async def at_work(site: Site, browser: Browser, login: str = "op1", seat: str = "seat-01") -> None:
    """Somebody new signs in and sits down."""
    await browser.sign_in(await newcomer(site.desk, login))
    await browser.post("/seat/take", seat=seat)


async def called(site: Site, controller: Controller, agent: Browser) -> None:
    """Somebody new sits at `seat-01`, which rings."""
    await at_work(site, agent)
    await rings(site, controller)
