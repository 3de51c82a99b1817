from __future__ import annotations

import asyncio
import random
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter.commands import NoteDecision
from callcenter.decision_commands import Considered, Decided
from callcenter.events import CallArrived, TimerFired, Withheld
from callcenter.outcome import Outcome
from callcenter.record import Record
from storage.calls import calls_of_day, one_call, tally
from storage.decisions import decisions
from storage.errors import NaiveDatetime
from storage.floor import seats, standing
from storage.projection import Applied, Gap, OtherInstance, Projection
from storage.sound import link_recording
from tests.integration.storage.story import LINE, Story

pytestmark = pytest.mark.integration

TABLES = ("calls", "recordings", "seats", "alarms", "projection")


async def contents(engine: AsyncEngine) -> dict[str, list[tuple[object, ...]]]:
    async with engine.connect() as connection:
        return {
            table: sorted(
                (tuple(row) for row in await connection.execute(text(f"SELECT * FROM {table}"))),
                key=repr,
            )
            for table in TABLES
        }


def busy_hour() -> list[Record]:
    story = Story()
    story.seat("seat-01", "ready")
    story.alarm("seats_below_contract", "seat", "1 of 10")
    story.whole_call("c1")
    story.whole_call("c2", Outcome.ABANDONED_IN_QUEUE)
    story.clear("seats_below_contract", "seat")
    story.whole_call("c3")
    story.arrive("c4", caller=None)
    story.alarm("log_late")
    return story.records


async def test_a_call_becomes_a_row_with_everything_that_it_was_closed_with(
    engine: AsyncEngine, projection: Projection
) -> None:
    story = Story()
    arrived_at = story.at
    story.arrive("c1", caller="p-77")
    story.talk("c1", "seat-01", arrived_at)
    story.end("c1", arrived_at, caller="p-77")
    assert await projection.apply(story.records) == Applied(last=3, count=3)
    row = await one_call(engine, "c1")
    assert row is not None
    assert (row.line, row.caller, row.withheld) == (LINE, "p-77", None)
    assert row.arrived_at == arrived_at
    assert row.arrived_at.tzinfo is UTC
    assert row.answered_at is not None
    assert row.ended_at == datetime(2026, 2, 2, 0, 0, 2, tzinfo=UTC)
    assert (row.outcome, row.state, row.seat) == (Outcome.ANSWERED, "ended", "seat-01")
    assert (row.guidance_s, row.wait_s, row.ring_s, row.talk_s) == (1.0, 2.0, 4.0, 30.0)
    assert (row.recording_state, row.recording) == ("pending", None)


async def test_a_call_in_progress_has_a_row_without_an_outcome(
    engine: AsyncEngine, projection: Projection
) -> None:
    story = Story()
    arrived_at = story.at
    story.arrive("c1")
    await projection.apply(story.records)
    waiting = await one_call(engine, "c1")
    assert waiting is not None
    assert (waiting.state, waiting.outcome, waiting.ended_at) == ("waiting", None, None)
    story.talk("c1", "seat-02", arrived_at)
    await projection.apply(story.records[1:])
    talking = await one_call(engine, "c1")
    assert talking is not None
    assert (talking.state, talking.seat) == ("talking", "seat-02")


async def test_the_business_date_is_the_day_of_arrival_in_the_campaigns_zone(
    engine: AsyncEngine, projection: Projection
) -> None:
    story = Story(datetime(2026, 3, 31, 14, 59, 59, tzinfo=UTC))
    story.arrive("before")
    story.arrive("after")
    await projection.apply(story.records)
    assert [row.id for row in await calls_of_day(engine, date(2026, 3, 31))] == ["before"]
    assert [row.id for row in await calls_of_day(engine, date(2026, 4, 1))] == ["after"]


async def test_records_are_applied_once_however_often_they_are_sent(
    engine: AsyncEngine, projection: Projection
) -> None:
    records = busy_hour()
    await projection.apply(records)
    once = await contents(engine)
    assert await projection.apply(records) == Applied(last=len(records), count=0)
    assert await projection.apply(records[3:5]) == Applied(last=len(records), count=0)
    assert await projection.apply([]) == Applied(last=len(records), count=0)
    assert await contents(engine) == once


@pytest.mark.parametrize("seed", range(3))
async def test_any_cut_into_batches_with_repeats_leaves_the_same_rows(
    engine: AsyncEngine, projection: Projection, seed: int
) -> None:
    records, chance = busy_hour(), random.Random(seed)
    while (await projection.position()) != len(records):
        last = await projection.position()
        assert isinstance(last, int)
        start = chance.randint(max(0, last - 3), last)
        await projection.apply(records[start : start + chance.randint(1, 6)])
    in_batches = await contents(engine)
    # The same records once more over the same rows: applying is idempotent by itself too.
    await projection.move_to(0)
    await projection.apply(records)
    assert await contents(engine) == in_batches


async def test_a_batch_asks_the_database_as_often_whatever_is_in_it(
    engine: AsyncEngine, projection: Projection
) -> None:
    story, asked = Story(), []
    story.whole_call("c0")
    few = len(story.records)
    for number in range(1, 40):
        story.seat("seat-01", ("ready", "not_ready")[number % 2])
        story.whole_call(f"c{number}")
    event.listen(engine.sync_engine, "before_cursor_execute", lambda *_: asked.append(1))
    await projection.apply(story.records[:few])
    for_few = len(asked)
    await projection.apply(story.records[few:])
    assert 0 < len(asked) - for_few <= for_few


async def test_two_projectors_at_once_apply_each_record_once(
    engine: AsyncEngine, projection: Projection
) -> None:
    records = busy_hour()
    done = await asyncio.gather(*(projection.apply(records) for _ in range(4)))
    assert sum(each.count for each in done if isinstance(each, Applied)) == len(records)
    assert (await tally(engine, date(2026, 2, 2))).ever == {
        Outcome.ANSWERED: 2,
        Outcome.ABANDONED_IN_QUEUE: 1,
    }


async def test_a_gap_is_told_and_nothing_is_applied(
    engine: AsyncEngine, projection: Projection
) -> None:
    records = busy_hour()
    await projection.apply(records[:2])
    before = await contents(engine)
    assert await projection.apply(records[3:]) == Gap(last=2, got=4)
    assert await projection.apply([*records[2:4], *records[5:]]) == Gap(last=4, got=6)
    assert await contents(engine) == before


@pytest.mark.clause("SUI-11-1-コ-イ", "SHJ-受-シ6", "SPR-I-7-3", "SET-特-5/6", "SHJ-特-8")
async def test_another_instances_log_never_mixes_with_these_rows(
    engine: AsyncEngine, projection: Projection
) -> None:
    await projection.apply(busy_hour())
    stranger = Projection(engine, instance="home-2", zone=ZoneInfo("Asia/Tokyo"))
    assert await stranger.apply(busy_hour()) == OtherInstance(found="home-1")
    assert await stranger.position() == OtherInstance(found="home-1")
    assert await stranger.move_to(0) == OtherInstance(found="home-1")


async def test_after_a_power_cut_the_projection_goes_back_to_where_the_log_ends(
    engine: AsyncEngine, projection: Projection
) -> None:
    story = Story()
    story.whole_call("c1")
    story.whole_call("torn")
    await projection.apply(story.records)
    assert await projection.move_to(3) == 6
    again = Story(first=4)
    again.whole_call("c2")
    assert await projection.apply(again.records) == Applied(last=6, count=3)
    assert (await one_call(engine, "c2")) is not None


async def test_a_new_database_may_begin_in_the_midst_of_the_log(
    engine: AsyncEngine, projection: Projection
) -> None:
    story = Story()
    story.whole_call("c1")
    assert await projection.apply(story.records[1:]) == Gap(last=0, got=2)
    await projection.move_to(1)
    assert await projection.apply(story.records[1:]) == Applied(last=3, count=2)
    row = await one_call(engine, "c1")
    assert row is not None
    assert (row.outcome, row.caller) == (Outcome.ANSWERED, "p-1")


async def test_a_rebuild_does_not_forget_which_recordings_are_kept(
    engine: AsyncEngine, projection: Projection
) -> None:
    story = Story()
    story.whole_call("c1")
    await projection.apply(story.records)
    await link_recording(engine, "c1", path="recordings/c1.sealed", duration_s=30.0)
    await projection.move_to(0)
    await projection.apply(story.records)
    row = await one_call(engine, "c1")
    assert row is not None
    assert (row.recording_state, row.recording) == ("kept", "recordings/c1.sealed")


async def test_seats_and_alarms_show_what_was_shown_last(
    engine: AsyncEngine, projection: Projection
) -> None:
    story = Story()
    story.seat("seat-02", "ready")
    story.seat("seat-01", "ready")
    story.seat("seat-02", "not_ready")
    story.alarm("disk_full", "log", "0 bytes left")
    story.alarm("disk_full", "log", "still 0 bytes left")
    story.alarm("seats_below_contract")
    story.clear("seats_below_contract")
    await projection.apply(story.records)
    assert [(seat.id, seat.state) for seat in await seats(engine)] == [
        ("seat-01", "ready"),
        ("seat-02", "not_ready"),
    ]
    async with engine.connect() as connection:
        rows = list(await connection.execute(text("SELECT kind, detail, cleared_at FROM alarms")))
    assert {(row.kind, row.detail, row.cleared_at is None) for row in rows} == {
        ("disk_full", "still 0 bytes left", True),
        ("seats_below_contract", "", False),
    }
    shown = await standing(engine)
    assert shown.n == len(story.records)
    assert [type(each).__name__ for each in shown.shown] == ["ShowSeat", "ShowSeat", "RaiseAlarm"]


async def test_what_callers_equipment_sends_never_stops_the_projection(
    engine: AsyncEngine, projection: Projection
) -> None:
    story = Story()
    evil = "\0\ud800<script>'; DROP TABLE calls; --" + "長" * 30_000
    story.tell(
        CallArrived(at=story.at, call="c1", line=evil, caller=None, withheld=Withheld.UNKNOWN)
    )
    await projection.apply(story.records)
    row = await one_call(engine, "c1")
    assert row is not None
    assert row.line.startswith("\ufffd?<script>'; DROP")
    assert row.withheld is Withheld.UNKNOWN


async def test_an_instant_without_offset_is_refused(
    engine: AsyncEngine, projection: Projection
) -> None:
    story = Story(datetime(2026, 2, 2, 9, 0))  # noqa: DTZ001
    story.arrive("c1")
    with pytest.raises(NaiveDatetime):
        await projection.apply(story.records)
    assert await projection.position() == 0


async def test_what_was_decided_of_a_call_is_kept_as_it_was_decided(
    engine: AsyncEngine, projection: Projection
) -> None:
    story = Story()
    seen = Considered(seat="seat-02", reason="wrap_up", until=story.at)
    offered = NoteDecision(
        call="c1",
        decided=Decided.OFFERED,
        rule="longest_idle",
        seat="seat-01",
        considered=(seen,),
    )
    passed = NoteDecision(call="c1", decided=Decided.PASSED_OVER, rule="no_answer", seat="seat-01")
    story.arrive("c1")
    story.tell(TimerFired(at=story.at, timer="t"), offered)
    story.tell(TimerFired(at=story.at, timer="t"), passed)
    await projection.apply(story.records)
    assert [each.decision for each in await decisions(engine, "c1")] == [offered, passed]
    assert await decisions(engine, "c2") == []
