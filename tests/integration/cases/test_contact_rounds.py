"""Which attempts count, as what, and of which round; what nobody recorded is recorded later."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from callcenter.call import CallState
from callcenter.outcome import DialResult
from cases import contact_inquiry, contact_numbers, contact_unrecorded, deficiencies
from cases.contact_ending import Recorded
from cases.contact_result import Answerer, Next, Result, Skip
from cases.contacts import Mode
from cases.deficiencies import FoundBy, Typed
from cases.errors import CaseRefused
from cases.importing import Importer
from cases.store import Shelf
from japan.phone import E164
from storage.case_tables import Case
from storage.tables import Call
from tests.integration.cases.calling_out import CODE, World
from tests.unit.cases.contacts import at

pytestmark = pytest.mark.integration

FIRST = E164("+819000000000")
UNDERSTOOD = Recorded(answerer=Answerer.APPLICANT, result=Result.UNDERSTOOD)


@pytest.fixture
async def world(engine: AsyncEngine, shelf: Shelf, importer: Importer) -> World:
    made = World(engine, shelf)
    await made.fill(importer, 1)
    return made


async def new_round(world: World) -> None:
    """What was missing comes, and a day later something else is found."""
    await world.supply(1)
    world.now += timedelta(days=1)

    async def find(session: AsyncSession) -> None:
        case = await session.get_one(Case, 1)
        await deficiencies.find(
            *(session, world.shelf, case, Typed(CODE), world.actor("op-09")),
            found_by=FoundBy.CONTRACTOR,
        )

    await world.do(find)
    world.now += timedelta(hours=1)


async def test_a_skip_of_the_round_before_holds_nobody_back(world: World) -> None:
    [leased] = await world.lease(by="op-01", mode=Mode.PREVIEW)
    await world.skip(leased.attempt, Skip.UNCLEAR)
    assert (await world.reasons())[1] == "unclear"
    await new_round(world)
    assert (await world.reasons())[1] == "due"


async def test_only_dialled_attempts_of_the_round_are_numbered(world: World) -> None:
    """What was skipped, failed or had no phone is no attempt; a new round begins with the first."""
    [leased] = await world.lease(by="op-01", mode=Mode.PREVIEW)
    await world.skip(leased.attempt, Skip.NO_TIME)
    world.to("03-03 09:00")
    failed = await world.dial(DialResult.FAILED)
    world.to("03-03 11:30")
    first = await world.dial(DialResult.NO_ANSWER)
    world.to("03-03 15:00")
    second = await world.dial(DialResult.BUSY)
    numbered = [(await world.row(each)).n for each in (failed, first, second)]
    assert numbered == [1, 1, 2]
    await new_round(world)
    again = await world.dial(DialResult.NO_ANSWER)
    assert (await world.row(again)).n == 1
    assert len({failed, first, second, again}) == 4


async def test_who_is_hung_up_on_while_it_rings_was_not_reached_and_no_network_failed(
    world: World,
) -> None:
    for clock in ("03-02 10:00", "03-02 12:30", "03-02 15:00"):
        world.to(clock)
        attempt = await world.dial(DialResult.CANCELLED)
        assert (await world.row(attempt)).result == Result.CANCELLED
    world.to("03-03 09:30")
    assert (await world.reasons())[1] == "due"
    found = await world.do(
        lambda session: contact_numbers.numbers(
            session, at("03-02 10:00").date(), world.now.date(), world.contacts.calendar.zone
        )
    )
    assert (found.reached, found.dialled, found.by_attempt) == (0, 3, {})


async def test_who_answered_is_recorded_only_of_a_call_that_somebody_answered(
    world: World,
) -> None:
    [leased] = await world.lease()
    assert await world.begin(leased.attempt)
    await world.rings(leased.attempt, CallState.DIALLING)
    for said in (UNDERSTOOD, Recorded(answerer=Answerer.THIRD, result=Result.ABSENT)):
        with pytest.raises(CaseRefused, match="まだ相手が出ていません"):
            await world.record(leased.attempt, said)

    async def answers(session: AsyncSession) -> None:
        (await session.get_one(Call, leased.attempt)).state = CallState.TALKING.value

    await world.do(answers)
    assert await world.record(leased.attempt, UNDERSTOOD) is Next.DOCUMENT


async def test_what_no_agent_recorded_a_supervisor_records(world: World) -> None:
    """Nobody had signed in at the seat."""
    [leased] = await world.lease()
    assert await world.begin(leased.attempt, by="")
    await world.rings(leased.attempt, CallState.TALKING)

    async def record(result: Result) -> Next:
        return await world.do(
            lambda session: contact_unrecorded.record(
                session, world.contacts, leased.attempt, result, world.actor("sv-1")
            )
        )

    with pytest.raises(CaseRefused, match="通話が終わって"):
        await record(Result.ABSENT)
    await world.end(leased.attempt, DialResult.ANSWERED)
    [open_] = await world.do(lambda session: contact_unrecorded.unrecorded(session, most=10))
    assert (open_.id, open_.result, open_.staff) == (leased.attempt, None, "")
    assert Result.ABSENT in open_.choices
    with pytest.raises(CaseRefused):
        await record(Result.CALL_AGAIN)  # a time is promised by calling
    assert await record(Result.ABSENT) is Next.AGAIN
    row = await world.row(leased.attempt)
    assert (row.result, row.answerer) == ("absent", "third")
    assert (await world.reasons())[1] == "gap"
    with pytest.raises(CaseRefused, match="すでに"):
        await record(Result.ABSENT)
    assert not await world.do(lambda each: contact_unrecorded.unrecorded(each, most=10))


async def test_promised_and_hand_dialled_calls_are_ours_and_what_was_not_dialled_is_not(
    world: World, shelf: Shelf
) -> None:
    [leased] = await world.lease()
    assert await world.begin(leased.attempt)
    await world.end(leased.attempt, DialResult.CANCELLED, dialled=False)

    async def asked() -> list[tuple[bool, Result | None]]:
        calls = await world.do(
            lambda session: contact_inquiry.calls_to(session, shelf, FIRST, person="p-1")
        )
        return [(each.was_answered, each.result) for each in calls]

    assert await asked() == []
    for k, (outcome, is_dialled) in enumerate(
        (("no_answer", True), ("answered", True), ("cancelled", False))
    ):
        at = world.now + timedelta(minutes=k)
        call = Call(
            id=f"out.b{k}.1",
            line="",
            caller="p-1",
            arrived_at=at,
            business_date=at.date(),
            state="ended",
            state_since=at,
            outcome=outcome,
            direction="outbound",
            dialled_at=at if is_dialled else None,
            answered_at=at if outcome == "answered" else None,
        )
        await world.do(lambda session, row=call: _add(session, row))  # type: ignore[misc]
    assert await asked() == [(True, None), (False, Result.NO_ANSWER)]
    world.now += timedelta(hours=1)
    assert await world.do(
        lambda session: contact_inquiry.report(
            session, shelf, FIRST, "口座番号", world.actor(), person="p-1"
        )
    )


async def _add(session: AsyncSession, call: Call) -> None:
    session.add(call)
