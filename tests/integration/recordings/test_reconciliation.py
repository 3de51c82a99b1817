"""The nightly comparison finds each kind of difference, and none where there is none."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from recordings.delivery import Closed, Kept, Places, deliver
from recordings.reconciliation import Difference, Kind, reconcile
from storage.calls import one_call
from storage.engine import transaction
from storage.projection import Projection
from storage.sound import link_recording, lose_recording
from storage.tables import Call, Recording
from storage.vault_tables import KeptSound, SoundShape
from tests.integration.recordings.vaulted import DAY, file_all, keep
from tests.integration.storage.story import Story
from tests.unit.recordings.tones import SEAT_HZ, tone, write_wav

pytestmark = pytest.mark.integration


async def test_a_whole_day_has_no_difference_and_each_kind_of_harm_is_found(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    calls = ("whole", "gone", "flipped", "short", "other", "unrecorded", "keyless")
    vault = await keep(engine, tmp_path, *calls)
    done = await reconcile(engine, vault, DAY, is_recorded=True)
    assert (done.answered, done.heard, done.differences) == (7, 7, ())

    sealed = {call: tmp_path / f"recordings/2026-02-02/{call}.sealed" for call in calls}
    sealed["gone"].unlink()
    data = bytearray(sealed["flipped"].read_bytes())
    data[len(data) // 2] ^= 1
    sealed["flipped"].write_bytes(data)
    vault.ring.destroy("keyless")
    sealed["unrecorded"].with_name("stranger.sealed").write_bytes(b"x")
    for folder in ("2026-01-30", "2026-02-03", "elsewhere"):  # the day after is not yet delivered
        (tmp_path / "recordings" / folder).mkdir()
        (tmp_path / "recordings" / folder / "x.sealed").write_bytes(b"x")
    async with transaction(engine) as session:
        kept = update(KeptSound)
        await session.exec(kept.where(col(KeptSound.call) == "short").values(duration_s=29.4))
        await session.exec(kept.where(col(KeptSound.call) == "other").values(sha256="0" * 64))
        await session.exec(delete(SoundShape).where(col(SoundShape.call) == "unrecorded"))
        await session.exec(delete(KeptSound).where(col(KeptSound.call) == "unrecorded"))
        await session.exec(delete(Recording).where(col(Recording.call) == "unrecorded"))
    found = (await reconcile(engine, vault, DAY, is_recorded=True)).differences
    assert {(each.kind, each.subject) for each in found} == {
        (Kind.UNREADABLE, "gone"),
        (Kind.UNREADABLE, "flipped"),
        (Kind.UNREADABLE, "keyless"),
        (Kind.LENGTH, "short"),
        (Kind.HASH, "other"),
        (Kind.NO_SOUND, "unrecorded"),
        (Kind.STRANGER, "2026-01-30/x.sealed"),
        (Kind.STRANGER, "elsewhere/x.sealed"),
        (Kind.STRANGER, "2026-02-02/stranger.sealed"),
        (Kind.STRANGER, "2026-02-02/unrecorded.sealed"),
    }
    quiet = (await reconcile(engine, vault, DAY, is_recorded=False)).differences
    assert Difference(Kind.NO_SOUND, "unrecorded") not in quiet


@pytest.mark.parametrize(("sound_s", "is_found"), [(25.1, False), (24.9, False), (24.4, True)])
async def test_holds_have_sound_too_so_that_a_talk_is_known_to_the_half_second(
    engine: AsyncEngine, tmp_path: Path, sound_s: float, is_found: bool
) -> None:
    vault = await keep(engine, tmp_path, "c1")
    async with transaction(engine) as session:
        call = await session.get_one(Call, "c1")
        assert call.answered_at is not None
        call.left_at = call.answered_at + timedelta(seconds=25)
        call.talk_s, call.hold_s = 10.0, 15.0 + 4.0  # and the caller was hung up on after that
        session.add(call)
        await session.exec(update(KeptSound).values(duration_s=sound_s))
    done = await reconcile(engine, vault, DAY, is_recorded=True)
    assert [each.kind for each in done.differences] == [Kind.LENGTH] * is_found


async def test_what_was_delivered_short_or_silent_is_found_though_its_file_is_as_long_as_its_talk(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    vault = await keep(engine, tmp_path)
    story = Story()
    for name in ("late", "stuck"):
        story.arrive(name)
        story.talk(name, "seat-01", story.at)
        joined = story.at - timedelta(seconds=1)
        story.wait(8)
        story.end(name, joined - timedelta(seconds=7))  # as `Story.end` counts to the answer
    await Projection(engine, instance="home-1", zone=ZoneInfo("Asia/Tokyo")).apply(story.records)
    places = Places(spool=tmp_path / "spool", kept=tmp_path / "recordings", min_free_bytes=0)
    silent = tone(SEAT_HZ, 3.0) + bytes(2 * 8000 * 7)
    for call, lead_s, heard in (("late", 3.0, tone(SEAT_HZ, 7.0)), ("stuck", 0.0, silent)):
        row = await one_call(engine, call)
        assert row is not None
        assert row.answered_at is not None
        assert row.ended_at is not None
        parts = [f"{call}~r1", f"{call}~r2"]
        for part in parts:
            write_wav(places.spool / f"{part}.wav", heard)
        closed = Closed(
            call=call,
            business_date=DAY,
            joined_at=row.answered_at,
            ended_at=row.ended_at,
            caller_part=parts[0],
            seat_part=parts[1],
        )
        started = dict.fromkeys(parts, row.answered_at + timedelta(seconds=lead_s))
        kept = deliver(closed, started, places)
        assert isinstance(kept, Kept)
        path = str(kept.path.relative_to(tmp_path))
        await link_recording(engine, call, path=path, duration_s=kept.duration_s, flaw=kept.flaw)
        async with transaction(engine) as session:
            found = await session.get_one(Call, call)
            found.left_at = row.ended_at
            session.add(found)
    await file_all(engine, tmp_path)
    done = await reconcile(engine, vault, DAY, is_recorded=True)
    assert {(each.kind, each.subject, each.why) for each in done.differences} == {
        (Kind.PARTLY, "late", "caller: begins late; seat: begins late"),
        (Kind.SILENT, "late", "silent from 0.0 s to 3.0 s"),
        (Kind.SILENT, "stuck", "silent from 3.0 s to 9.0 s"),
    }


async def test_a_lost_recording_is_told_with_its_reason(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    vault = await keep(engine, tmp_path, "c1")
    async with transaction(engine) as session:
        await session.exec(delete(SoundShape))
        await session.exec(delete(KeptSound))
    await lose_recording(engine, "c1", why="the file is empty")
    found = (await reconcile(engine, vault, DAY, is_recorded=True)).differences
    assert Difference(Kind.LOST, "c1", "the file is empty") in found
