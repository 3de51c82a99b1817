"""From a merged recording to the vault, with a real worker and both databases."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from app.home import Home
from app.vault import Filing
from recordings.codec import Codec
from recordings.processing import Job, Place, Result
from recordings.processor import TRIES, Due, Processor
from recordings.rules import Period, SoundRules
from storage.audit import entries
from storage.calls import one_call
from storage.kept import one_kept, shape_of
from storage.projection import Projection
from storage.sound import link_recording, lose_recording
from tests.integration.storage.story import Story
from tests.unit.recordings.test_processing import stereo
from tests.unit.recordings.tones import write_wav

pytestmark = pytest.mark.integration

AT = datetime(2026, 2, 3, tzinfo=UTC)
PATH = "recordings/2026-02-02/c1.wav"


@pytest.fixture
async def filing(tmp_path: Path, engine: AsyncEngine, projection: Projection) -> Filing:
    """A home with one merged recording that is not yet in the vault."""
    story = Story()
    story.whole_call("c1")
    await projection.apply(story.records)
    home = Home(tmp_path / "home")
    write_wav(home.folder / PATH, stereo(), channels=2)
    await link_recording(engine, "c1", path=PATH, duration_s=2.0)
    place = Place(keys=str(home.key.parent), folder=str(home.recordings))
    rules = SoundRules(
        periods=(Period(id="normal", name="通常", days_after_end=30),),
        operation_to=date(2026, 5, 29),
    )
    return Filing(home, place, engine, rules, lambda: AT)


async def test_it_is_sealed_noted_in_the_trail_and_no_longer_plain(
    filing: Filing, engine: AsyncEngine
) -> None:
    before = await one_call(engine, "c1")
    assert before is not None
    assert (before.recording_state, before.recording) == ("pending", None)
    processor = filing.processor()
    assert await processor.work()
    assert not await processor.work()
    assert (processor.count, processor.trouble) == (0, "")
    row, kept = await one_call(engine, "c1"), await one_kept(engine, "c1")
    assert row is not None
    assert kept is not None
    assert (row.recording_state, row.recording) == ("kept", "recordings/2026-02-02/c1.sealed")
    assert not (filing.home.folder / PATH).exists()
    (entry,) = await entries(engine, last=9, subject="c1")
    assert (entry.action, entry.detail["sha256"]) == ("sound_stored", kept.sha256)
    assert filing.place.vault().digest("c1", kept.name) == kept.sha256
    assert (kept.retention, kept.erase_on) == ("normal", date(2026, 6, 29))
    shape = await shape_of(engine, "c1")
    assert shape is not None
    assert len(shape.peaks) == 2 * 20


async def test_records_that_are_fed_again_neither_lose_nor_replace_what_the_vault_has(
    filing: Filing, engine: AsyncEngine
) -> None:
    await filing.processor().work()
    assert await lose_recording(engine, "c1", why="its raw files are gone")
    assert await link_recording(engine, "c1", path=PATH, duration_s=2.0)
    row = await one_call(engine, "c1")
    assert row is not None
    assert (row.recording_state, row.recording) == ("kept", "recordings/2026-02-02/c1.sealed")


async def test_a_worker_that_dies_costs_a_try_and_three_set_the_recording_aside() -> None:
    place = Place(keys="", folder="")
    jobs = [Job(call="c1", wav="", day="2026-02-02", codec=Codec.FLAC, place=place)]

    async def ask(most: int) -> Due:
        return Due(jobs, 1, AT - timedelta(seconds=960))

    async def never(job: Job, result: Result) -> None:
        raise AssertionError(result)

    command = (sys.executable, "-c", "import sys; sys.stdin.readline()")
    processor = Processor(ask=ask, on_done=never, clock=lambda: AT, command=command)
    for _ in range(TRIES):
        assert await processor.work()
    assert not await processor.work()
    assert processor.trouble == "1 cannot be processed"
    assert (processor.lag_s, processor.late) == (960, "the oldest for 16 min")
