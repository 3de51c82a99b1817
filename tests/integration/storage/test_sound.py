from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter.outcome import Outcome
from storage.calls import one_call
from storage.projection import Projection
from storage.sound import SoundRow, link_recording, lose_recording, sound_rows
from tests.integration.storage.story import Story

pytestmark = pytest.mark.integration


@pytest.fixture
async def three_calls(projection: Projection) -> None:
    story = Story()
    story.whole_call("c1")
    story.whole_call("c2")
    story.whole_call("unanswered", Outcome.ABANDONED_IN_QUEUE)
    await projection.apply(story.records)


@pytest.mark.usefixtures("three_calls")
async def test_a_closed_call_with_recordings_is_pending_until_its_sound_is_kept(
    engine: AsyncEngine,
) -> None:
    before = await one_call(engine, "c1")
    assert before is not None
    assert before.recording_state == "pending"
    assert await link_recording(engine, "c1", path="recordings/c1.sealed", duration_s=29.7)
    other = await one_call(engine, "c2")
    assert other is not None
    assert other.recording_state == "pending"
    row = await one_call(engine, "c1")
    assert row is not None
    assert (row.recording_state, row.recording) == ("kept", "recordings/c1.sealed")
    assert row.recording_s == pytest.approx(29.7)


@pytest.mark.usefixtures("three_calls")
async def test_lost_sound_is_noted_and_may_still_be_found(engine: AsyncEngine) -> None:
    assert await lose_recording(engine, "c2", why="the file is empty")
    row = await one_call(engine, "c2")
    assert row is not None
    assert (row.recording_state, row.recording) == ("lost", None)
    assert await link_recording(engine, "c2", path="recordings/c2.sealed", duration_s=1.0)
    again = await one_call(engine, "c2")
    assert again is not None
    assert again.recording_state == "kept"


@pytest.mark.usefixtures("three_calls")
async def test_what_was_noted_first_of_a_file_stands(engine: AsyncEngine) -> None:
    path = "recordings/c1.wav"
    await link_recording(engine, "c1", path=path, duration_s=9.7, flaw="seat: ends early")
    assert await link_recording(engine, "c1", path=path, duration_s=9.7)
    row = (await sound_rows(engine, since=date(2026, 2, 2), calls=()))["c1"]
    assert (row.state, row.why) == ("kept", "seat: ends early")


@pytest.mark.usefixtures("three_calls")
async def test_sound_of_a_call_that_was_not_to_be_recorded_is_not_linked(
    engine: AsyncEngine,
) -> None:
    assert not await link_recording(engine, "unanswered", path="x.wav", duration_s=1.0)
    assert not await lose_recording(engine, "unknown", why="gone")


@pytest.mark.usefixtures("three_calls")
async def test_recent_sound_and_the_calls_asked_for_are_told(engine: AsyncEngine) -> None:
    await link_recording(engine, "c1", path="recordings/c1.wav", duration_s=29.7, flaw="cut")
    day = date(2026, 2, 2)
    recent = await sound_rows(engine, since=day, calls=())
    assert sorted(recent) == ["c1", "c2"]
    kept = recent["c1"]
    assert (kept.state, kept.path, kept.why) == ("kept", "recordings/c1.wav", "cut")
    pending = recent["c2"]
    assert pending.joined_at is not None
    assert pending.ended_at is not None
    assert pending == SoundRow(
        call="c2",
        business_date=day,
        joined_at=pending.joined_at,
        ended_at=pending.ended_at,
        state="pending",
        caller_part="c2~r1",
        seat_part="c2~r2",
        path=None,
        why="",
    )
    tomorrow = day + timedelta(days=1)
    asked = await sound_rows(engine, since=tomorrow, calls=["c1", "unanswered", "nobody"])
    assert sorted(asked) == ["c1", "unanswered"]
    assert (asked["unanswered"].state, asked["unanswered"].joined_at) == (None, None)


async def test_a_spool_full_of_names_is_asked_in_parts(engine: AsyncEngine) -> None:
    names = [f"call-{n}" for n in range(2_500)]
    assert await sound_rows(engine, since=date(2026, 2, 2), calls=names) == {}
