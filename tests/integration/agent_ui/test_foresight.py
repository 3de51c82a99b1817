"""Who calls is looked up although the database was away, or another one's look failed."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from agent_ui import foresight as foreseeing
from agent_ui.foresight import Foresight, Mark
from agent_ui.shown import Site
from callcenter.events import CallArrived, TimerFired
from callcenter.outcome import Outcome
from callcenter.record import Record
from storage.errors import DatabaseUnavailable
from storage.projection import Applied, Projection
from tests.integration.agent_ui.calling import NUMBERS, with_cases
from tests.integration.agent_ui.flooring import floored
from tests.integration.desk.conftest import Clock
from tests.integration.storage.story import LINE, Story

pytestmark = pytest.mark.integration


async def test_who_came_while_the_database_was_away_is_marked_once_it_is_back(
    site: Site, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foreseeing, "AGAIN_S", 0.01)
    story = Story(clock())
    story.whole_call("c1")
    rows = Projection(site.desk.engine, instance="home-1", zone=site.desk.zone)
    assert isinstance(await rows.apply(story.records), Applied)
    clock.now = story.at
    asked: list[str] = []
    answers = asyncio.Event()
    marked = asyncio.Event()

    class Away(Foresight):
        async def _look(self, arrived: CallArrived) -> foreseeing.Foreseen | None:
            asked.append(arrived.call)
            if not answers.is_set():
                raise DatabaseUnavailable(why="away")
            return await super()._look(arrived)

    foresight = Away(site.desk.engine, None, clock=clock)
    foresight.marked = marked.set
    came = CallArrived(at=clock(), call="c9", line=LINE, caller="p-1", withheld=None)
    left = CallArrived(at=clock(), call="c8", line=LINE, caller="p-1", withheld=None)
    _, telling = floored(site, clock)
    telling.ended("c8", Outcome.ABANDONED_IN_QUEUE)
    async with asyncio.TaskGroup() as group:
        looking = group.create_task(foresight.run())
        for n, each in enumerate((came, left), start=1):
            foresight.heard(Record(n=n, event=each, commands=()))
        while asked.count("c9") < 3 or asked.count("c8") < 3:  # noqa: ASYNC110 - a fake's list
            await asyncio.sleep(0.01)
        foresight.heard(telling.records[-1])  # c8 ends meanwhile
        answers.set()
        clock.now += timedelta(seconds=90)
        await asyncio.wait_for(marked.wait(), 5)
        looking.cancel()
    assert foresight.marks("c9") == {Mark.RETURNING}
    assert not foresight.marks("c8")
    assert "c8" not in foresight._arrived


async def test_who_rings_at_once_is_looked_up_when_a_page_asks_or_when_they_wait_after_all(
    site: Site, clock: Clock
) -> None:
    asked: list[str] = []

    class Told(Foresight):
        async def _look(self, arrived: CallArrived) -> foreseeing.Foreseen | None:
            asked.append(arrived.call)
            return await super()._look(arrived)

    foresight, story = Told(site.desk.engine, None, clock=clock), Story(clock())
    waits = {each: story.arrive(each) for each in ("telephone", "page", "passed-over")}
    for call, came in waits.items():
        rings = story.offer(call, "seat-01", clock())
        foresight.heard(replace(came, commands=(*came.commands, *rings.commands)))
    foresight.heard(story.talk("telephone", "seat-01", clock()))
    async with asyncio.TaskGroup() as group:
        looking = group.create_task(foresight.run())
        await asyncio.sleep(0)
        assert await foresight.take("page") is not None
        passed = TimerFired(at=clock(), timer="t")
        foresight.heard(replace(waits["passed-over"], event=passed))
        async with asyncio.timeout(5):
            while "passed-over" not in foresight._foreseen:  # noqa: ASYNC110 - a fake's list
                await asyncio.sleep(0.01)
        looking.cancel()
    assert asked == ["page", "passed-over"]
    assert await foresight.take("telephone") is None  # whoever shows it looks by itself


async def test_whose_number_is_written_after_their_arrival_is_known_once_it_is(
    site: Site, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foreseeing, "WRITTEN_S", 0.01)
    numbers: dict[str, str] = {}
    site = await with_cases(site, numbers)
    foresight = Foresight(site.desk.engine, site.who_calls, clock=clock)
    came = CallArrived(at=clock(), call="c9", line=LINE, caller="p-1", withheld=None)
    foresight.heard(Record(n=1, event=came, commands=()))
    assert await foresight.take("c9") is None
    async with asyncio.TaskGroup() as group, asyncio.timeout(5):
        looking = group.create_task(foresight.run())
        await asyncio.sleep(0.05)  # some looks in vain
        numbers |= NUMBERS
        while "c9" not in foresight._foreseen:  # noqa: ASYNC110 - a fake's list
            await asyncio.sleep(0.01)
        looking.cancel()
    found = await foresight.take("c9")
    assert found is not None
    assert len(found.candidates) == 2
    # Who is unknown for longer was erased: their earlier calls are looked up all the same.
    numbers.clear()
    foresight.heard(Record(n=2, event=replace(came, call="c10"), commands=()))
    clock.now += foreseeing.YOUNG
    async with asyncio.TaskGroup() as group, asyncio.timeout(5):
        looking = group.create_task(foresight.run())
        while "c10" not in foresight._foreseen:  # noqa: ASYNC110 - a fake's list
            await asyncio.sleep(0.01)
        looking.cancel()


async def test_whose_look_fails_costs_nobody_elses(
    site: Site, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[str] = []
    bug = ValueError("a stage that nobody knows")

    class Broken(Foresight):
        async def _look(self, arrived: CallArrived) -> foreseeing.Foreseen | None:
            asked.append(arrived.call)
            if arrived.call != "c9":
                raise bug
            return await super()._look(arrived)

    foresight = Broken(site.desk.engine, None, clock=clock)
    came = CallArrived(at=clock(), call="c7", line=LINE, caller="p-1", withheld=None)
    for n, call in enumerate(("c7", "c8", "c9"), start=1):
        foresight.heard(Record(n=n, event=replace(came, call=call), commands=()))
    assert await foresight.take("c7") is None  # the seat that rings looks by itself
    async with asyncio.TaskGroup() as group:
        looking = group.create_task(foresight.run())
        async with asyncio.timeout(5):
            while "c9" not in foresight._foreseen:  # noqa: ASYNC110 - a fake's list
                await asyncio.sleep(0.01)
        assert not looking.done()
        looking.cancel()
    assert asked == ["c7", "c8", "c9"]  # and none of them twice
    assert [each.__dict__["call"] for each in caplog.records if each.exc_info] == ["c7", "c8"]
