"""The nightly comparison finds each kind of difference, and none where there is none."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from recordings.reconciliation import Difference, Kind, reconcile
from storage.engine import transaction
from storage.sound import lose_recording
from storage.tables import Call, Recording
from storage.vault_tables import KeptSound, SoundShape
from tests.integration.recordings.vaulted import DAY, keep

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
