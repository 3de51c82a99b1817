"""Recordings in a vault, with the rows that go with them, on whichever database a test has."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncEngine

from app.home import Home
from app.vault import Filing
from recordings.processing import Place, process
from recordings.rules import Consent, Period, SoundRules
from recordings.vault import Vault
from storage.audit import Actor
from storage.projection import Projection
from storage.sound import link_recording
from tests.integration.storage.story import Story
from tests.unit.recordings.test_processing import stereo
from tests.unit.recordings.tones import write_wav

AT = datetime(2026, 7, 1, 3, tzinfo=UTC)
DAY = date(2026, 2, 2)
OP, SV, MG = (Actor(who=each, origin="192.0.2.7") for each in ("s1", "s2", "s3"))
RULES = SoundRules(
    periods=(
        Period(id="normal", name="通常", days_after_end=30),
        Period(id="complaint", name="苦情", of_complaints=True, days_after_end=365),
    ),
    operation_to=date(2026, 5, 29),
    consent=Consent(
        reference="包括同意 第1号",
        agreed_on=date(2026, 1, 30),
        item="音声",
        medium="録音サーバー",
        quantity="通話一件ごと",
        method="鍵の消去と上書き",
        schedule="ただちに",
    ),
)


async def keep(engine: AsyncEngine, folder: Path, *calls: str, seconds: float = 30.0) -> Vault:
    """Have these calls answered, recorded and filed in the vault of a home."""
    story = Story()
    for call in calls:
        story.whole_call(call)
    await Projection(engine, instance="home-1", zone=ZoneInfo("Asia/Tokyo")).apply(story.records)
    for call in calls:
        path = f"recordings/2026-02-02/{call}.wav"
        write_wav(folder / path, stereo(seconds), channels=2)
        await link_recording(engine, call, path=path, duration_s=seconds)
    return await file_all(engine, folder)


async def file_all(engine: AsyncEngine, folder: Path) -> Vault:
    """Bring what is delivered into the vault, as the office does."""
    home = Home(folder)
    place = Place(keys=str(home.key.parent), folder=str(home.recordings))
    filing = Filing(home, place, engine, RULES, lambda: AT)
    while jobs := (await filing.due(99)).jobs:
        for job in jobs:
            await filing.done(job, process(job))
    return place.vault()
