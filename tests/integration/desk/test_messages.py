"""Voice messages as work, on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from callcenter.commands import CloseCall
from callcenter.outcome import Outcome
from desk.desk import Desk
from desk.errors import NoMessage
from desk.messages import handled
from desk.missed import missed_since
from storage import messages
from storage.audit import Action, Actor, entries
from storage.projection import Projection
from tests.integration.desk.conftest import Clock
from tests.integration.storage.story import OPENING, Story

pytestmark = pytest.mark.integration

ACTOR = Actor(who="s1", origin="test")


def leaves_a_message(call: str) -> Story:
    story = Story()
    story.whole_call(call, Outcome.AFTER_HOURS)
    story.records[-1] = replace(
        story.records[-1],
        commands=tuple(
            replace(each, message=f"{call}~m1") if isinstance(each, CloseCall) else each
            for each in story.records[-1].commands
        ),
    )
    return story


async def test_a_message_is_work_until_somebody_has_seen_to_it(
    desk: Desk, clock: Clock, projection: Projection
) -> None:
    await projection.apply(leaves_a_message("m1").records)
    path = "messages/2026-02-02/m1.wav"
    assert await messages.note_message(
        desk.engine, "m1", state=messages.KEPT, path=path, duration_s=7.5
    )
    assert not await messages.note_message(desk.engine, "m2", state=messages.SILENT)
    (row,) = await messages.messages(desk.engine)
    assert (row.call, row.caller, row.path, row.duration_s) == ("m1", "p-1", path, 7.5)
    assert [each.caller for each in await missed_since(desk.engine, OPENING)] == ["p-1"]

    clock.passes(3600)
    await handled(desk, "m1", actor=ACTOR)
    assert await messages.messages(desk.engine) == []
    (row,) = await messages.messages(desk.engine, since=OPENING, also_handled=True)
    assert (row.handled_at, row.handled_by) == (clock.now, "s1")
    assert await missed_since(desk.engine, OPENING) == []  # served by that
    (entry,) = await entries(desk.engine, last=1)
    assert (entry.action, entry.subject) == (Action.MESSAGE_HANDLED, "m1")
    with pytest.raises(NoMessage):
        await handled(desk, "m1", actor=ACTOR)


async def test_where_nobody_spoke_nobody_has_work(desk: Desk, projection: Projection) -> None:
    await projection.apply(leaves_a_message("m1").records)
    assert len(await messages.messages(desk.engine)) == 1
    await messages.note_message(desk.engine, "m1", state=messages.SILENT)
    assert await messages.messages(desk.engine) == []
