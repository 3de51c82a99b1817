"""Voice messages on the pages: listed, taken, heard for a purpose, done, erased by the book."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from agent_ui.shown import Site
from callcenter.events import CallbackPromised
from desk.messages import takers
from desk.roles import Role
from recordings.codec import decode
from recordings.erasing import Application, No
from recordings.erasure import approve, execute, request
from recordings.rules import Period, SoundRules
from storage.audit import Actor, entries
from storage.errors import DataKeyGone
from storage.kept import one_kept
from storage.messages import messages
from tests.integration.agent_ui.browser import Browser
from tests.integration.agent_ui.conftest import Controller
from tests.integration.agent_ui.sounding import with_message
from tests.integration.desk.people import newcomer

pytestmark = pytest.mark.integration

PART, SOUND = "m1~m1", "/recordings/m1~m1"
RULES = SoundRules(
    periods=(Period(id="normal", name="通常", days_after_end=30),), operation_to=date(2026, 5, 29)
)


@asynccontextmanager
async def at_work(site: Site, login: str, role: Role = Role.AGENT) -> AsyncIterator[Browser]:
    person = await newcomer(site.desk, login, role)
    async with Browser(site) as browser:
        await browser.sign_in(person)
        yield browser


async def listed(browser: Browser) -> str:
    return await (await browser.get("/callbacks")).text()


@pytest.fixture
async def left(site: Site, tmp_path: Path) -> Site:
    numbered = replace(site, number_of=lambda _: "03-1234-5678")
    return await with_message(numbered, tmp_path, rules=RULES)


async def test_an_agent_takes_a_message_hears_it_for_a_purpose_and_it_is_done(left: Site) -> None:
    async with at_work(left, "op1") as mine, at_work(left, "op2") as others:
        page = await listed(mine)
        assert "**-****-5678" in page
        assert "03-1234-5678" not in page.split('id="missed"')[0]
        assert (await mine.get(SOUND)).status == 403
        assert (await mine.post("/messages/m1/assign")).status == 303
        assert "03-1234-5678" in await listed(mine)
        assert "ほかの人の担当" in await (await others.post("/messages/m1/assign")).text()
        assert "ほかの人の担当" in await (await others.post("/messages/m1/done")).text()
        assert (await others.get(SOUND)).status == 403
        answer = await mine.post(f"{SOUND}/open", purpose="message")
        address = str(answer.headers["Location"]).replace("/listen/", "/sound/")
        sound = await mine.get(address, Range="bytes=0-")
        said, _ = decode(await sound.read())
        assert len(said) == 80_000
        assert np.abs(said[:, 0]).max() > 1_000 > np.abs(said[:, 1]).max()
        assert (await mine.get(str(answer.headers["Location"]))).status == 200
        assert (await mine.post("/messages/m1/done")).status == 303
        assert "対応を待っている伝言はありません" in await listed(others)
    told = [each.action for each in await entries(left.desk.engine, last=99, subject="m1")]
    assert told == ["message_assigned", "message_handled"]
    heard = await entries(left.desk.engine, last=99, subject=PART)
    assert {each.action for each in heard} >= {"sound_stored", "sound_opened", "sound_fetched"}


async def test_a_supervisor_turns_who_was_missed_into_a_callback(
    left: Site, controller: Controller
) -> None:
    async with at_work(left, "op1") as agent, at_work(left, "sv1", Role.SUPERVISOR) as lead:
        assert (await agent.post("/callbacks", person="p-1")).status == 403
        assert (await lead.post("/callbacks", person="p-2")).status == 404  # nobody missed them
        assert (await lead.post("/callbacks", person="p-1")).status == 303
    (wish,) = [each for each in controller.wishes if isinstance(each, CallbackPromised)]
    assert (wish.person, wish.due) == ("p-1", left.desk.clock())


async def test_a_supervisor_sees_the_number_and_gives_it_to_somebody(left: Site) -> None:
    async with at_work(left, "op1"), at_work(left, "sv1", Role.SUPERVISOR) as lead:
        assert "03-1234-5678" in await listed(lead)
        assert (await lead.get(SOUND)).status == 200
        answer = await lead.post("/messages/m1/assign", to="nobody")
        assert "担当にする人を選び直して" in await answer.text()
        (agent,) = [each.id for each in await takers(left.desk) if each.login == "op1"]
        assert (await lead.post("/messages/m1/assign", to=agent)).status == 303
    (row,) = await messages(left.desk.engine)
    assert (row.assigned_to, row.is_stored) == (agent, True)


async def test_it_lies_sealed_with_class_and_period_and_is_erased_by_the_same_road(
    left: Site, tmp_path: Path
) -> None:
    engine, at, room = left.desk.engine, left.desk.clock(), left.sounds
    assert room is not None
    kept = await one_kept(engine, PART)
    assert kept is not None
    assert (kept.retention, kept.erase_on) == ("normal", date(2026, 6, 29))
    assert not (tmp_path / "messages/2026-02-02/m1.wav").exists()
    assert (tmp_path / "recordings/2026-02-02/m1~m1.sealed").exists()
    (stored,) = await entries(engine, last=9, action="sound_stored")
    assert (stored.subject, stored.detail["sha256"]) == (PART, kept.sha256)
    asked = Application(
        item="伝言", medium="内蔵", quantity=1, method="鍵", planned_on=at.date(), reason="申出"
    )
    one, other = (Actor(who=each, origin="test") for each in ("s1", "s2"))
    made = await request(engine, asked, [PART], actor=one, at=at)
    assert not isinstance(made, No)
    no = await approve(
        engine, made, reference="札子 第12号", consented_on=at.date(), actor=other, at=at
    )
    assert no is None
    done = await execute(engine, room.vault, made, witness="s3", actor=one, at=at)
    assert not isinstance(done, No)
    with pytest.raises(DataKeyGone):
        room.vault.open(PART, kept.name)
    (row,) = await messages(engine)
    assert (row.state, row.path, row.is_stored) == ("erased", None, False)
