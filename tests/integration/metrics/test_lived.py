"""Reports of what the heart lived through: a hand-over, any order of events, and its replay."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter.center import Center
from callcenter.commands import CloseCall, Command
from callcenter.events import Cause, Event
from callcenter.outcome import Outcome
from callcenter.record import Record, decode, encode
from metrics import content as contents
from metrics.content import Content, Section
from metrics.period import Kind, month_of, week_of
from metrics.proof import prove
from metrics.report_dues import to_freeze
from metrics.reporting import Kept, Reporting
from storage.audit import Actor
from storage.engine import connect, transaction
from storage.projection import Projection
from storage.staff_tables import Session, Staff
from storage.time_tables import SeatStay
from tests.integration.metrics.calls import Call, record
from tests.integration.metrics.shipped import Clock, reporting
from tests.integration.metrics.test_sums import CALLS
from tests.integration.metrics.week import ZONE
from tests.unit.callcenter import contract
from tests.unit.callcenter import happenings as say
from tests.unit.callcenter.contract import Speaker
from tests.unit.callcenter.test_properties import CAMPAIGNS, Days, assert_rules_hold

pytestmark = pytest.mark.integration

MONTH = date(2026, 2, 1)
MANAGER = Actor(who="staff-mg", origin="127.0.0.1")
OFFERED = {
    *(Outcome.ANSWERED, Outcome.ABANDONED_IN_GUIDANCE, Outcome.ABANDONED_IN_QUEUE),
    *(Outcome.OVERFLOW, Outcome.NO_LINE, Outcome.CALLBACK_TAKEN, Outcome.CLOSED_IN_HOURS),
    Outcome.FAILED,
}
"""What the city's definition counts, written down once more."""


@pytest.fixture
def url(sqlite_url: str) -> str:
    """One database is enough: that both count alike, `test_sums` shows."""
    return sqlite_url


def part(content: Content, name: str) -> Section:
    return next(each for each in content.sections if each.part == name)


class Log:
    """Writes down what a center hears and decides, as the shell does."""

    def __init__(self, center: Center) -> None:
        self.center = center
        self.records: list[Record] = []

    def at(self, clock: str, *heard: Event) -> None:
        """These events happen at a time of the first Monday."""
        at = datetime.fromisoformat(f"2026-02-02T{clock}").replace(tzinfo=ZONE)
        for each in heard:
            event = replace(each, at=at)
            commands = tuple(self.center.handle(event))
            self.records.append(Record(n=len(self.records) + 1, event=event, commands=commands))


async def test_a_hand_over_is_one_answered_call_of_whoever_ended_it(
    engine: AsyncEngine, projection: Projection
) -> None:
    """11 s of guidance and ring; 30 s of talk, 4 s of music while the other rings, 6 s of talk."""
    log = Log(contract.center(contract.SAPPORO, ready=3))
    log.at("10:00:00", say.arrives("a", caller="p-1"))
    log.at("10:00:08", say.heard("a~p1"))
    log.at("10:00:11", say.picks_up("a~1"), say.recorded("a~r1"), say.recorded("a~r2"))
    log.at("10:00:11", say.joined("a~1"))
    log.at("10:00:41", say.hands_over("seat-01", "seat-02"))
    log.at("10:00:41", say.leg_ends("a~1", Cause.CANCELLED))
    log.at("10:00:45", say.picks_up("a~2"), say.recorded("a~r3"), say.joined("a~2"))
    log.at("10:00:51", say.leaves("a"), say.leg_ends("a~2"))
    log.at("17:59:59", say.arrives("b", caller="p-2"))
    log.at("18:00:04", say.leaves("b"))
    log.at("18:00:05", say.arrives("c", caller="p-3"))
    log.at("18:00:09", say.leaves("c"))
    await projection.apply(log.records)
    await sit(engine, "seat-01", "一子")
    await sit(engine, "seat-02", "二子")
    made = reporting(engine, Clock(datetime(2026, 2, 9, 9, tzinfo=ZONE)))
    content = await made.now(Kind.WEEKLY, week_of(date(2026, 2, 2)))
    assert part(content, "summary").rows[0][:5] == (2, 1, 1, 0, (1, 2))
    times = {row[0]: row[2] for row in part(content, "quality").rows}
    assert times["平均応答時間（待ち＋呼出）"] == (3_000, 1)
    assert times["平均通話時間"] == (36_000, 1)
    assert times["平均保留時間"] == (4_000, 1)
    assert part(content, "by_outcome").foot == ("合計", "", 3)
    await spent_by_hand(made)


async def spent_by_hand(made: Reporting) -> None:
    """Both sat from Monday 8:30 to the week's end: 6 days and 15.5 hours."""
    staff = await made.now(Kind.STAFF, week_of(date(2026, 2, 2)))
    assert [row[:2] for row in part(staff, "staff").rows if row[1]] == [("二子", 1)]
    whole = (6 * 24 * 60 + 15 * 60 + 30) * 60_000
    first, second = part(staff, "staff_time").rows
    assert (first[0], first[3], first[-1]) == ("一子", 30_000, whole)
    assert (second[0], second[3], second[-1]) == ("二子", 6_000, whole)
    assert part(staff, "staff_time").foot[-1] == 2 * whole


async def sit(engine: AsyncEngine, seat: str, name: str) -> None:
    """Somebody sits at a seat the whole day."""
    at = datetime(2026, 2, 2, 8, 30, tzinfo=ZONE)
    person = Staff(
        id=name,
        login=name,
        name=name,
        role="agent",
        password_hash="",
        password_at=at,
        created_at=at,
    )
    sitting = Session(
        id=name, staff=name, token_hash=name, stage="active", address="", began_at=at, seen_at=at
    )
    async with transaction(engine) as session:
        session.add(person)
        await session.flush()
        session.add(sitting)
        await session.flush()
        session.add(SeatStay(session=name, staff=name, seat=seat, began_at=at))


async def test_the_last_week_is_frozen_at_the_last_close_and_what_comes_later_is_a_correction(
    engine: AsyncEngine, projection: Projection
) -> None:
    """Friday 05-29 is the last day (A-14): a talk goes on beyond it, and Saturday is out of it."""

    def at(day: int, clock: str) -> datetime:
        return datetime.fromisoformat(f"2026-05-{day}T{clock}").replace(tzinfo=ZONE)

    calls = [
        Call(id="d1", at=at(25, "10:00:00"), ring=3, talk=100),
        Call(id="d2", at=at(29, "17:59:55"), wait=10, ring=3, talk=400),
        Call(id="d3", at=at(29, "18:00:00"), outcome=Outcome.AFTER_HOURS, guidance=15),
        Call(id="d4", at=at(30, "10:00:00"), outcome=Outcome.NOT_IN_OPERATION, guidance=20),
    ]
    by_end = sorted(calls, key=lambda each: each.ended_at)
    told = [record(n, each) for n, each in enumerate(by_end, start=1)]
    assert [each.id for each in by_end] == ["d1", "d3", "d2", "d4"]
    clock = Clock(at(29, "18:01:30"))
    made = reporting(engine, clock)
    await projection.apply(told[:2])
    assert (Kind.WEEKLY, week_of(date(2026, 5, 25))) in await to_freeze(made)
    kept = await made.freeze(Kind.WEEKLY, week_of(date(2026, 5, 25)), MANAGER)
    assert isinstance(kept, Kept)
    assert part(kept.content, "summary").rows[0][:3] == (1, 1, 0)
    await projection.apply(told[2:])
    clock.now = at(30, "12:00:00")
    proof = await prove(made, kept)
    assert (proof.intact, proof.same) == (True, True)
    changed = {(e.part, e.row, e.column): (e.frozen, e.now) for e in proof.corrections}
    assert changed["応答率", "全体", "着信"] == ("1", "2")
    assert changed["呼の結果", "運営期間外", "件数"] == ("0", "1")
    assert changed["日別の件数", "令和8年5月30日（土）　休業", "分母の外"] == ("0", "1")


class Lived(Days):
    """Days in any order, written down."""

    logs: ClassVar[list[tuple[str, list[Record]]]] = []

    def open(self, campaign: str, ready: int) -> None:
        self.log: list[Record] = []
        self.campaign = campaign
        super().open(campaign, ready)

    def happens(self, event: Event) -> list[Command]:
        placed = replace(event, at=self.now)
        asked = super().happens(event)
        self.log.append(Record(n=len(self.log) + 1, event=placed, commands=tuple(asked)))
        return asked

    def teardown(self) -> None:
        super().teardown()
        if hasattr(self, "log"):
            self.logs.append((self.campaign, self.log))


def test_whatever_happened_its_replay_gives_the_same_report_to_the_byte(
    model_file: Path, tmp_path: Path
) -> None:
    Lived.logs.clear()
    assert_rules_hold(Lived, examples=8, steps=40)
    busiest = sorted(Lived.logs, key=lambda each: -len(closed(each[1])))[:3]
    for n, (campaign, lived) in enumerate(busiest):
        assert len(closed(lived)) > 1
        read = [decode(encode(each)) for each in lived]
        again = Center(CAMPAIGNS[campaign], Speaker())
        replayed = [
            Record(n=each.n, event=each.event, commands=tuple(again.handle(each.event)))
            for each in read
            if isinstance(each, Record)
        ]
        first, second = (
            asyncio.run(told_of(shutil.copy(model_file, tmp_path / f"{n}-{name}.db"), log, batch))
            for name, log, batch in (("lived", lived, 20), ("replayed", replayed, 500))
        )
        assert contents.encode(first) == contents.encode(second)
        assert first.calls == part(first, "by_outcome").foot[-1] == len(closed(lived))


def closed(log: Sequence[Record]) -> set[str]:
    """Give the calls that came in the month and ended."""
    every = (each for told in log for each in told.commands if isinstance(each, CloseCall))
    return {each.call for each in every if each.arrived_at.astimezone(ZONE).month == MONTH.month}


async def told_of(file: Path | str, log: Sequence[Record], batch: int) -> Content:
    """File a log in parts, and make the report of the month in which it began."""
    engine = connect(f"sqlite:///{file}")
    try:
        projection = Projection(engine, instance="home-1", zone=ZONE)
        for begin in range(0, len(log), batch):
            await projection.apply(log[begin : begin + batch])
        made = reporting(engine, Clock(datetime(2027, 4, 1, tzinfo=ZONE)))
        return await made.now(Kind.MONTHLY, month_of(MONTH))
    finally:
        await engine.dispose()


def test_whatever_comes_after_a_freeze_changes_nothing_frozen(
    model_file: Path, tmp_path: Path
) -> None:
    stories = count()

    @settings(
        max_examples=8,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(st.lists(CALLS, min_size=2, max_size=8, unique_by=lambda each: each.id), st.data())
    def holds(drawn: list[Call], data: st.DataObject) -> None:
        calls = sorted(drawn, key=lambda each: (each.ended_at, each.id))
        split = data.draw(st.integers(1, len(calls)))
        cut = calls[split - 1].ended_at
        before = [each for each in calls if each.ended_at <= cut]
        file = shutil.copy(model_file, tmp_path / f"freeze-{next(stories)}.db")
        asyncio.run(frozen_and_proved(file, before, [e for e in calls if e not in before]))

    async def frozen_and_proved(file: Path | str, before: list[Call], after: list[Call]) -> None:
        engine = connect(f"sqlite:///{file}")
        projection = Projection(engine, instance="home-1", zone=ZONE)
        told = [record(n, each) for n, each in enumerate([*before, *after], start=1)]
        await projection.apply(told[: len(before)])
        clock = Clock(before[-1].ended_at + timedelta(seconds=61))
        made = reporting(engine, clock)
        kept = await made.freeze(Kind.WEEKLY, week_of(date(2026, 2, 2)), MANAGER)
        assert isinstance(kept, Kept)
        await projection.apply(told[len(before) :])
        clock.now += timedelta(days=30)
        for day, calls in ((2, 5), (3, 0)):
            await made.note_busy(date(2026, 2, day), calls, "事業者の報告", MANAGER)
        proof = await prove(made, kept)
        assert (proof.intact, proof.same) == (True, True)
        changed = {(e.part, e.column): (e.frozen, e.now) for e in proof.corrections}
        then, now = (sum(e.outcome in OFFERED for e in c) for c in (before, [*before, *after]))
        assert part(kept.content, "summary").rows[0][0] == then
        assert changed.get(("応答率", "着信"), (str(then),) * 2) == (str(then), str(now))
        await engine.dispose()

    holds()
