"""What the office does by itself for what is kept: at night, for complaints, for who refused."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from app.broken import Broken
from app.compared_days import note_reconciled
from app.differing import Differing
from app.home import Home
from app.retention import Retention
from app.sound import Sound
from recordings.erasing import Application, No
from recordings.erasure import approve, execute, request
from recordings.reconciliation import Reconciled, reconcile
from storage.audit import Action, entries, trailed
from storage.engine import transaction
from storage.erasures import Whole, due, release
from storage.inquiry_tables import Inquiry
from storage.kept import one_kept
from storage.staff_tables import Staff
from storage.tables import Call
from storage.vault_tables import KeptSound
from tests.integration.app.test_supervisor import plain
from tests.integration.recordings.vaulted import DAY, MG, OP, RULES, SV, keep

pytestmark = pytest.mark.integration

ZONE = ZoneInfo("Asia/Tokyo")
NIGHT = datetime(2026, 2, 3, 0, 59, 59, tzinfo=ZONE)
"""A second before the day of the calls is compared."""
SECOND = timedelta(seconds=1)


@dataclass
class Night:
    """An office's retention and its clock."""

    retention: Retention
    at: datetime

    @classmethod
    async def of(cls, engine: AsyncEngine, folder: Path, *calls: str) -> Night:
        """Begin a day before the calls, which are in the vault."""
        vault = await keep(engine, folder, *calls)
        made: list[Night] = []
        retention = Retention(
            Home(folder),
            engine,
            vault,
            RULES,
            is_recorded=True,
            zone=ZONE,
            clock=lambda: made[0].at,
        )
        made.append(cls(retention, NIGHT - timedelta(days=1)))
        await made[0].look(NIGHT - timedelta(days=1))  # the first start: from now on
        return made[0]

    async def look(self, at: datetime) -> str:
        """Look at it then; gives what troubles."""
        self.at = at.astimezone(UTC)
        await self.retention.look()
        return self.retention.trouble


async def told_by_office(engine: AsyncEngine, folder: Path) -> str:
    """Let a whole office's care for sound run at one in the night; gives what `/healthz` shows."""
    at = (NIGHT + SECOND).astimezone(UTC)
    sound = Sound(Home(folder), engine, plain(), is_recorded=True, clock=lambda: at)
    async with asyncio.TaskGroup() as group:
        work = group.create_task(sound.run(), name="sound")
        for _ in range(1000):
            if sound.trouble:
                break
            await asyncio.sleep(0.02)
        work.cancel()
    return sound.trouble


async def compared(engine: AsyncEngine) -> list[dict[str, object]]:
    told = await entries(engine, last=99, action=Action.SOUNDS_RECONCILED.value)
    return [dict(each.detail) for each in told if each.detail["day"] == DAY.isoformat()]


async def test_at_one_in_the_night_the_day_is_compared_once_and_a_flipped_byte_is_told(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    night = await Night.of(engine, tmp_path, "whole", "flipped")
    sealed = tmp_path / "recordings/2026-02-02/flipped.sealed"
    data = bytearray(sealed.read_bytes())
    data[len(data) // 2] ^= 1
    sealed.write_bytes(data)
    assert await night.look(NIGHT) == ""
    assert await compared(engine) == []
    assert await night.look(NIGHT + SECOND) == "2026-02-02: 1 unreadable"
    told = {"day": "2026-02-02", "answered": 2, "heard": 2, "unreadable": 1}
    assert await compared(engine) == [told]
    assert await night.look(NIGHT + 2 * SECOND) == "2026-02-02: 1 unreadable"  # until it is seen to
    assert await compared(engine) == [told]
    assert await told_by_office(engine, tmp_path) == "2026-02-02: 1 unreadable"  # the next one, too
    noted = tmp_path / "recordings/reconciled"
    assert noted.read_text() == "2026-02-02\n"
    noted.write_text("2026-02-01\n")  # an office that begins in that night tells the same
    assert await told_by_office(engine, tmp_path) == "2026-02-02: 1 unreadable"
    data[len(data) // 2] ^= 1
    sealed.write_bytes(data)
    noted.write_text("2026-02-01\n")
    assert await night.look(NIGHT + 3 * SECOND) == ""  # it fits again


@pytest.mark.parametrize("left", [None, b"", b"2026-02-"], ids=["lost", "empty", "torn"])
async def test_a_lost_note_of_the_last_night_passes_over_no_day(
    engine: AsyncEngine, tmp_path: Path, left: bytes | None
) -> None:
    night = await Night.of(engine, tmp_path, "c1")
    assert await night.look(NIGHT + SECOND) == ""
    harm(tmp_path / "recordings/reconciled", left)
    assert await night.look(NIGHT + timedelta(days=3)) == ""
    told = await entries(engine, last=99, action=Action.SOUNDS_RECONCILED.value)
    assert [each.detail["day"] for each in told] == [f"2026-02-0{n}" for n in (1, 2, 3, 4)]


async def test_a_day_between_that_was_not_compared_is_not_passed_over_with_a_lost_note(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    night = await Night.of(engine, tmp_path, "c1")
    await night.look(NIGHT + SECOND)
    for later in (2, 4):  # by hand: of a day that was over, and of one that was not
        by_hand = Reconciled(DAY + timedelta(days=later), 0, 0, ())
        await note_reconciled(engine, by_hand, at=NIGHT + timedelta(days=3))
    harm(tmp_path / "recordings/reconciled", None)
    await night.look(NIGHT + timedelta(days=3) + SECOND)
    told = await entries(engine, last=99, action=Action.SOUNDS_RECONCILED.value)
    assert [each.detail["day"] for each in told[4:]] == [f"2026-02-0{n}" for n in (3, 4, 5)]


@pytest.mark.parametrize("left", [None, b'{"2026-02-02": [["unread'], ids=["lost", "torn"])
async def test_a_lost_note_of_what_differs_ends_no_alarm(
    engine: AsyncEngine, tmp_path: Path, left: bytes | None
) -> None:
    night = await Night.of(engine, tmp_path, "flipped", "whole")
    (tmp_path / "recordings/2026-02-02/flipped.sealed").write_bytes(b"harmed")
    told = await night.look(NIGHT + SECOND)
    assert told == "2026-02-02: 1 unreadable"
    differing, file = Differing(Home(tmp_path)), tmp_path / "recordings/differing"
    harm(file, left)
    assert await night.look(NIGHT + 2 * SECOND) == told
    assert differing.read() == {DAY: (("unreadable", "flipped"),)}
    harm(file, left)
    file.unlink(missing_ok=True)
    file.mkdir()
    assert "cannot be read" in await night.look(NIGHT + 3 * SECOND)
    file.rmdir()
    assert await night.look(NIGHT + 4 * SECOND) == told
    assert await differing.look_into(engine, DAY, SV, NIGHT)
    harm(file, left)
    assert await night.look(NIGHT + 5 * SECOND) == ""  # somebody has looked into it
    assert len(await compared(engine)) == 3


def harm(file: Path, left: bytes | None) -> None:
    """Leave of a file what a disk left; None: nothing."""
    if left is None:
        file.unlink()
    else:
        file.write_bytes(left)


async def test_a_whole_day_troubles_nobody_and_days_without_the_office_are_made_up_for(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    night = await Night.of(engine, tmp_path, "c1")
    assert await night.look(NIGHT + timedelta(days=3)) == ""
    assert await compared(engine) == [{"day": "2026-02-02", "answered": 1, "heard": 1}]


async def test_a_hold_has_no_sound_of_its_own_but_sound_that_lacks_in_the_talk_is_told(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    night = await Night.of(engine, tmp_path, "held", "short", "long")
    # All three have 30 s of sound.
    lengths = {"held": (20.0, 10.0), "short": (30.6, 5.0), "long": (25.0, 4.4)}
    async with transaction(engine) as session:
        for call, (talk_s, hold_s) in lengths.items():
            change = update(Call).where(col(Call.id) == call)
            await session.exec(change.values(talk_s=talk_s, hold_s=hold_s))
    assert await night.look(NIGHT + SECOND) == "2026-02-02: 2 length"


async def test_complaints_are_held_until_somebody_releases_them(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    night = await Night.of(engine, tmp_path, "c1", "c2")
    async with transaction(engine) as session:
        session.add(person())
        await session.flush()
        session.add(complaint("c1"))
    assert await night.look(NIGHT) == ""
    assert await night.look(NIGHT) == ""
    (held,) = await entries(engine, last=9, action=Action.SOUND_HELD.value)
    assert (held.subject, held.detail) == ("c1", {"why": "complaint"})
    kept = await one_kept(engine, "c1")
    assert kept is not None
    assert (kept.retention, kept.erase_on) == ("complaint", date(2027, 5, 30))
    assert await is_due(engine, date(2030, 1, 1)) == ["c2"]
    done = await erased(engine, night, "c1")
    assert done is No.HELD
    assert night.retention.vault.digest("c1", kept.name)
    async with trailed(engine) as trail:
        assert await release(trail, "c1", actor=MG, at=NIGHT) == 1
    await night.look(NIGHT)  # what was released is not held anew
    assert len(await entries(engine, last=9, action=Action.SOUND_HELD.value)) == 1
    assert isinstance(await erased(engine, night, "c1"), Whole)


async def test_who_refused_waits_for_a_person_only_where_the_client_gave_no_standing_consent(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    night = await Night.of(engine, tmp_path, "c1")
    async with transaction(engine) as session:
        await session.exec(update(KeptSound).values(is_closed=True))
        session.add(person())
        await session.flush()
        session.add(complaint("c1"))  # nobody may hear it: it is not held as proof
    night.retention.rules = replace(RULES, consent=None)
    assert await night.look(NIGHT) == "1 of callers who refused wait for an approved erasure"
    night.retention.rules = RULES
    assert await night.look(NIGHT) == ""
    kept = await one_kept(engine, "c1")
    assert kept is not None
    assert kept.erased_at == NIGHT


async def is_due(engine: AsyncEngine, day: date) -> list[str]:
    async with transaction(engine) as session:
        return [each.call for each in await due(session, day)]


async def erased(engine: AsyncEngine, night: Night, call: str) -> Whole | No:
    """Apply for an erasure and approve it; gives what its execution says."""
    application = Application(
        item="通話の音声",
        medium="録音サーバー",
        quantity=1,
        method="鍵の消去",
        planned_on=NIGHT.date(),
        reason="保管期限",
    )
    at, vault = NIGHT, night.retention.vault
    made = await request(engine, application, [call], actor=OP, at=at)
    if isinstance(made, No):
        return made
    await approve(engine, made, reference="札子 第12号", consented_on=DAY, actor=SV, at=at)
    return await execute(engine, vault, made, witness="s3", actor=OP, at=at)


def person() -> Staff:
    return Staff(
        id="s1",
        login="s1",
        name="札幌 花子",
        role="agent",
        password_hash="",
        password_at=NIGHT,
        created_at=NIGHT,
    )


def complaint(call: str) -> Inquiry:
    return Inquiry(
        id="r1",
        call=call,
        staff="s1",
        business_date=DAY,
        begun_at=NIGHT,
        saved_at=NIGHT,
        closed_at=NIGHT,
        language="ja",
        is_complaint=True,
    )


async def test_days_that_are_too_old_to_be_made_up_for_are_named(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    night = await Night.of(engine, tmp_path, "c1")
    told = await night.look(NIGHT + timedelta(days=9) + SECOND)
    assert told == "; ".join(f"2026-02-0{n}: 1 not_compared" for n in (1, 2, 3, 4))
    done = await reconcile(engine, night.retention.vault, DAY, is_recorded=True)
    Differing(Home(tmp_path)).note(done)  # as `recordings reconcile --day` does
    assert "2026-02-02" not in await night.look(NIGHT + timedelta(days=9) + 2 * SECOND)


async def test_what_could_not_be_read_is_told_until_it_can_or_is_gone(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    broken = Broken(engine, await keep(engine, tmp_path, "c1", seconds=1.0))
    sealed = tmp_path / "recordings/2026-02-02/c1.sealed"
    whole = sealed.read_bytes()
    sealed.write_bytes(b"harmed")
    broken.note("c1", "c1: altered")
    await broken.look()
    assert broken.told == {"c1": "c1: altered"}
    sealed.write_bytes(whole)
    await broken.look()
    assert broken.told == {}
