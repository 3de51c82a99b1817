"""The page of the look before opening."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent_ui.opening_room import Item, Looked, OpeningRoom
from agent_ui.shown import Site
from desk.roles import Role
from tests.integration.agent_ui.browser import Browser
from tests.integration.desk.conftest import Clock
from tests.integration.desk.people import newcomer

pytestmark = pytest.mark.integration


class Morning:
    """A look before opening whose finding is the test's."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.last: Looked | None = None
        self.fails = False

    async def look(self) -> bool:
        """Find two things, the second of them wrong."""
        if not self.fails:
            self.last = Looked(at=self.clock(), items=items)
        return not self.fails


def items(language: str) -> list[Item]:
    """What was found."""
    if language == "ja":
        return [
            Item(what="時計", found="時刻同期されています", hint="", ok=True),
            Item(what="着席", found="9 席（契約は 10 席）", hint="あと 1 人", ok=False),
        ]
    return [Item(what="Clock", found="kept", hint="", ok=True)]


async def test_a_supervisor_looks_before_opening_and_sees_first_what_is_wrong(
    site: Site, clock: Clock
) -> None:
    morning = Morning(clock)
    shown = replace(site, opening=OpeningRoom(lambda: morning.last, morning.look))
    supervisor = await newcomer(site.desk, "sv1", Role.SUPERVISOR)
    async with Browser(shown) as browser:
        await browser.sign_in(supervisor)
        assert "まだ点検していません" in await (await browser.get("/opening")).text()
        answer = await browser.post("/opening")
        assert (answer.status, answer.headers["Location"]) == (303, "/opening")
        page = await (await browser.get("/opening")).text()
        assert "要対応 <b>1</b>" in page
        assert page.index("着席") < page.index("時刻同期されています")
        await browser.post("/language", language="en")
        english = await (await browser.get("/opening")).text()
        assert "Everything is in order" in english
        morning.fails = True
        failed = await browser.post("/opening")
        assert failed.status == 503
        assert "Please wait a moment" in await failed.text()
    async with Browser(site) as browser:  # an instance that cannot look has no such page
        await browser.sign_in(await newcomer(site.desk, "sv2", Role.SUPERVISOR))
        assert (await browser.get("/opening")).status == 404
        assert (await browser.get("/trust")).status == 404
