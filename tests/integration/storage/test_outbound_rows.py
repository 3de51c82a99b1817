"""Calls that we made and callbacks as rows: listed, counted with no caller's, remembered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter.commands import CloseDial, ShowCall, ShowCallback
from callcenter.contact import ContactState, Kind
from callcenter.events import CallbackPromised, CallerLeft, Cause, DialPressed
from callcenter.outcome import DialResult, Outcome
from desk.missed import missed_since
from storage.callbacks import callbacks, one_callback
from storage.calls import last_typed, one_call, tally
from storage.history import earlier_calls
from storage.projection import Projection
from tests.integration.storage.story import LINE, OPENING, Story

pytestmark = pytest.mark.integration

OUT = "out.x.1"


def dialled(story: Story, result: DialResult, *, contact: str = "cb-1") -> None:
    """We call `p-1`, and that ends."""
    began_at = story.at
    shown = ShowCall(
        call=OUT,
        state="calling_seat",
        since=began_at,
        line=LINE,
        arrived_at=began_at,
        seat="seat-01",
        holds_line=True,
        dials="p-1",
    )
    pressed = DialPressed(
        at=began_at, seat="seat-01", by="op-1", call=OUT, person="p-1", contact=contact
    )
    story.tell(pressed, shown)
    answered_at = story.at if result is DialResult.ANSWERED else None
    closed = CloseDial(
        call=OUT,
        line=LINE,
        person="p-1",
        seat="seat-01",
        by="op-1",
        contact=contact,
        kind=Kind.CALLBACK,
        began_at=began_at,
        dialled_at=began_at,
        answered_at=answered_at,
        ended_at=story.at + timedelta(seconds=5),
        result=result,
        detail="",
        ring_s=1.0,
        talk_s=5.0 if answered_at else 0.0,
        hold_s=0.0,
        caller_recording=f"{OUT}~r1" if answered_at else None,
        seat_recording=None,
    )
    story.tell(CallerLeft(at=story.at, call=OUT, cause=Cause.NORMAL), closed)


async def test_a_call_that_we_made_is_a_row_and_counts_with_no_caller(
    engine: AsyncEngine, projection: Projection
) -> None:
    story = Story()
    dialled(story, DialResult.BUSY)
    await projection.apply(story.records[:1])
    begun = await one_call(engine, OUT)
    assert begun is not None
    assert (begun.direction, begun.caller, begun.result) == ("outbound", "p-1", None)
    await projection.apply(story.records[1:])
    row = await one_call(engine, OUT)
    assert row is not None
    assert (row.result, row.outcome, row.contact) == (DialResult.BUSY, None, "cb-1")
    assert (await tally(engine, OPENING.date())).ever == {}
    (earlier,) = await earlier_calls(engine, "p-1", but="other")
    assert (earlier.is_ours, earlier.outcome) == (True, "busy")


@pytest.mark.parametrize(("contact", "again"), [("", "p-1"), ("cb-1", None)])
async def test_only_who_was_dialled_by_hand_is_called_again(
    engine: AsyncEngine, projection: Projection, contact: str, again: str | None
) -> None:
    story = Story()
    dialled(story, DialResult.BUSY, contact=contact)
    for records in (story.records[:1], story.records[1:]):  # while it rings, and after its end
        await projection.apply(records)
        assert await last_typed(engine, "op-1") == again


@pytest.mark.parametrize(
    ("result", "left"), [(DialResult.NO_ANSWER, ["p-1"]), (DialResult.ANSWERED, [])]
)
async def test_who_was_missed_is_served_when_we_reached_them(
    engine: AsyncEngine, projection: Projection, result: DialResult, left: list[str]
) -> None:
    story = Story()
    story.arrive("c1")
    story.end("c1", OPENING, Outcome.ABANDONED_IN_QUEUE, caller="p-1")
    dialled(story, result)
    await projection.apply(story.records)
    assert [each.caller for each in await missed_since(engine, OPENING)] == left


async def test_a_callback_is_a_row_from_its_promise_to_its_end(
    engine: AsyncEngine, projection: Projection
) -> None:
    story = Story()
    shown = ShowCallback(
        callback="cb-1",
        person="p-1",
        state=ContactState.DUE,
        since=story.at,
        due=story.at,
        tries=0,
        taken_from="",
        seat=None,
    )
    promised = CallbackPromised(at=story.at, by="op-1", callback="cb-1", person="p-1", due=story.at)
    story.tell(promised, shown)
    await projection.apply(story.records)
    (row,) = await callbacks(engine, most=9, only_open=True)
    assert (row.promised_by, row.promised_at, row.state) == ("op-1", OPENING, "due")
    over = ShowCallback(
        callback="cb-1",
        person="p-1",
        state=ContactState.REACHED,
        since=story.at,
        due=OPENING,
        tries=2,
        taken_from="",
        seat="seat-01",
    )
    story.tell(CallerLeft(at=story.at, call=OUT, cause=Cause.NORMAL), over)
    await projection.apply(story.records)
    assert await callbacks(engine, most=9, only_open=True) == []
    found = await one_callback(engine, "cb-1")
    assert found is not None
    assert (found.state, found.tries, found.seat) == ("reached", 2, "seat-01")
