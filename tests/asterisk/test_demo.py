"""The demo: a newcomer calls somebody, who answers, and somebody who is busy."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio

from callcenter.commands import CloseDial
from callcenter.events import CitizenAnswered
from tests.asterisk.instance import Instance, running
from tests.asterisk.phones.behaviour import answer_after
from tests.asterisk.phones.sound import level_at

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

VOICE_HZ = 1000
GREETING_S = 4.0


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def demo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Instance]:
    folder = tmp_path_factory.mktemp("demo")
    async with running(folder, campaign="sapporo", word="demo") as instance:
        yield instance


async def test_a_newcomer_signs_in_with_what_the_start_told_and_nobody_else_does(
    demo: Instance,
) -> None:
    said = (demo.home.parent / "up.out").read_text()
    found = re.search(r"sign in at (\S+) with the password (\S+) as\n((?:  .+\n?)+)", said)
    assert found is not None, said
    place, password, people = found[1], found[2], found[3].splitlines()
    assert (place, len(people)) == (demo.run["web"] + "/sign-in", 5)
    async with aiohttp.ClientSession(headers={"Origin": demo.run["web"]}) as web:
        for login in (each.split()[0] for each in people):
            for given, leads_to in ((password, "/home"), ("wrong" + password, None)):
                fields = {"login": login, "password": given}
                async with web.post(place, data=fields, allow_redirects=False) as page:
                    assert page.headers.get("Location") == leads_to


async def test_whom_a_newcomer_calls_answers_speaks_and_says_again_what_it_hears(
    demo: Instance,
) -> None:
    async with demo.seated("seat-01", answer_after(0.05), ready=False) as seat:
        told = await demo.command("outbound", "dial", "seat-01", "090-1234-5678", "--json")
        call, leg = json.loads(told)["call"], await seat.next_call()
        answered = await demo.log.event(CitizenAnswered, call=call)
        began = demo.epoch(answered.at)
        await asyncio.sleep(GREETING_S + 1.0)
        leg.hang_up()
        closed = await demo.log.command(CloseDial, call=call)
        busy = json.loads(
            await demo.command("outbound", "dial", "seat-01", "090-1234-5671", "--json")
        )
        other = await demo.log.command(CloseDial, call=busy["call"])
    assert abs(leg.heard(since=began, until=began + 3.0)).max() > 3000  # the greeting
    assert level_at(leg.heard(since=began + GREETING_S), VOICE_HZ) > -25  # the agent's own voice
    assert (closed.result, other.result) == ("answered", "busy")
    await demo.until_empty()
    assert len(await demo.calls()) == 2  # the citizens' side is no call of its own
