"""Quality on both databases: a week drawn once, talks scored, answered, scorers compared."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from recordings.quality import Given, No, Versioned, draw, give, look, note, repeated, see, week_of
from recordings.scoring import Criterion, Sheet, agreement
from storage import quality as rows
from storage.audit import entries
from storage.engine import transaction
from storage.staff_tables import Session, Staff
from storage.tables import Call
from storage.time_tables import SeatStay
from storage.vault_tables import KeptSound
from tests.integration.recordings.vaulted import AT, DAY, MG, OP, SV, keep

pytestmark = pytest.mark.integration

SHEET = Sheet(
    id="s-1",
    name="評価",
    criteria=(
        Criterion(id="a", name="挨拶", weight=40, most=4),
        Criterion(id="b", name="本人確認", weight=60, most=1, knock_out=True),
    ),
)
BY = Versioned(SHEET, "h1")
WEEK = week_of(DAY)


async def floor(engine: AsyncEngine, folder: Path) -> None:
    """Three talks at seat-01, where s1 sat; two supervisors."""
    await keep(engine, folder, "c1", "c2", "c3", seconds=1.0)
    at = AT - timedelta(days=200)
    async with transaction(engine) as session:
        for number, role in enumerate(("agent", "supervisor", "manager"), start=1):
            session.add(
                Staff(
                    id=f"s{number}",
                    login=f"p{number}",
                    name=role,
                    role=role,
                    password_hash="",
                    password_at=at,
                    created_at=at,
                )
            )
        await session.flush()
        session.add(
            Session(
                id="t1",
                token_hash="t",
                staff="s1",
                stage="active",
                address="",
                began_at=at,
                seen_at=at,
            )
        )
        await session.flush()
        session.add(SeatStay(session="t1", staff="s1", seat="seat-01", began_at=at))


def given(call: str = "c1", staff: str = "s1", **marks: int | None) -> Given:
    return Given(call=call, staff=staff, marks=marks, remark="よい応対")


async def test_a_week_is_drawn_once_when_it_is_over_and_can_be_repeated(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await floor(engine, tmp_path)
    early = await draw(engine, SHEET, WEEK, today=WEEK.last, actor=SV, at=AT)
    assert early is No.NOT_OVER
    drawn = await draw(engine, SHEET, WEEK, today=AT.date(), actor=SV, at=AT)
    assert not isinstance(drawn, No)
    assert [each.staff for each in drawn] == ["s1", "s1"]
    assert sum(each.is_double for each in drawn) == 1
    again = await draw(engine, SHEET, WEEK, today=AT.date(), actor=MG, at=AT)
    assert not isinstance(again, No)
    assert [each.call for each in again] == [each.call for each in drawn]
    (told,) = await entries(engine, last=9, action="sample_drawn")
    assert told.detail == {"seed": drawn[0].seed, "of": 3, "drawn": 2}
    assert await repeated(engine, SHEET, WEEK) == (True, 3)
    async with transaction(engine) as session:
        other = update(KeptSound).where(col(KeptSound.call) == drawn[0].call)
        await session.exec(other.values(is_closed=True))
    assert await repeated(engine, SHEET, WEEK) == (False, 2)


@pytest.mark.clause("OTR-7-1")
async def test_a_talk_is_scored_seen_and_answered(engine: AsyncEngine, tmp_path: Path) -> None:
    await floor(engine, tmp_path)
    for wrong, actor, no in (
        (given(a=4), SV, No.INCOMPLETE),
        (given(a=5, b=1), SV, No.INCOMPLETE),
        (given(a=4, b=1), OP, No.OWN),
        (given(a=4, b=1, staff="s3"), SV, No.NO_TALK),
        (given("c9", a=4, b=1), SV, No.NO_TALK),
    ):
        assert await give(engine, BY, wrong, actor=actor, at=AT) is no
    made = await give(engine, BY, given(a=2, b=1), actor=SV, at=AT)
    assert not isinstance(made, No)
    assert await give(engine, BY, given(a=4, b=1), actor=SV, at=AT) is No.TWICE
    assert await note(engine, made, "ここで復唱を", at_s=12.0, actor=SV, at=AT) is None
    assert await note(engine, made, "気をつけます", at_s=None, actor=OP, at=AT) is None
    assert await note(engine, made, " ", at_s=None, actor=OP, at=AT) is No.EMPTY
    for _ in range(2):
        await look(engine, made, actor=OP, at=AT)
    whole = await see(engine, made, viewer="s1")
    assert whole is not None
    scoring = whole.scoring
    assert (scoring.points, scoring.kind, scoring.seen_at) == (80.0, "chosen", AT)
    assert whole.marks == {"a": 2, "b": 1}
    assert [(each.by, each.at_s, each.text) for each in whole.notes] == [
        ("s2", 12.0, "ここで復唱を"),
        ("s1", None, "気をつけます"),
    ]
    told = await entries(engine, last=9)
    assert [each.action for each in told][-4:] == [
        *("score_given", "score_noted", "score_noted", "score_seen")
    ]
    assert "復唱" not in str(told)


async def test_what_two_score_is_hidden_until_both_did_and_then_compared(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await floor(engine, tmp_path)
    drawn = await draw(engine, SHEET, WEEK, today=AT.date(), actor=SV, at=AT)
    assert not isinstance(drawn, No)
    call = next(each.call for each in drawn if each.is_double)
    first = await give(engine, BY, given(call, a=4, b=1), actor=SV, at=AT)
    assert not isinstance(first, No)
    for viewer, sees in (("s1", False), ("s2", True), ("s3", False)):
        assert (await see(engine, first, viewer=viewer) is not None) is sees, viewer
    second = await give(engine, BY, given(call, a=2, b=1), actor=MG, at=AT)
    assert not isinstance(second, No)
    for viewer in ("s1", "s2", "s3"):
        assert await see(engine, first, viewer=viewer) is not None
    async with transaction(engine) as session:
        twice = await rows.twice(session, "h1")
        kinds = [each.kind for each in await rows.of_call(session, call)]
        assert (await rows.arrivals(session, [call]))[call] == (
            (await session.get_one(Call, call)).arrived_at
        )
    assert sorted(kinds) == ["calibration", "sample"]
    found = agreement(SHEET, [(one.marks, other.marks) for one, other in twice])
    assert (found.marks, found.same, found.points_apart) == (4 // 2, 0.5, 20.0)
