"""They call back, somebody asks whether we called, and what calling came to in numbers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cli.outbound_contacts import counted as program
from callcenter.outcome import DialResult
from cases import (
    contact_inquiry,
    contact_numbers,
    contact_returns,
    contact_sweep,
    deficiencies,
    unreached,
)
from cases.contact_ending import Recorded
from cases.contact_inquiry import NotTold, ToldClient
from cases.contact_result import Answerer, Next, Result
from cases.deficiencies import FoundBy, How, Typed
from cases.errors import CaseRefused
from cases.importing import Importer
from cases.store import Shelf
from cases.unreached import Returnable
from japan.phone import E164
from storage.case_tables import Case
from storage.contact_tables import ContactAttempt
from tests.integration.cases.calling_out import CODE, World

pytestmark = pytest.mark.integration

FIRST, STRANGER = E164("+819000000000"), E164("+819099999999")
UNDERSTOOD = Recorded(answerer=Answerer.APPLICANT, result=Result.UNDERSTOOD)


@pytest.fixture
async def world(engine: AsyncEngine, shelf: Shelf, importer: Importer) -> World:
    made = World(engine, shelf)
    await made.fill(importer, 2)
    return made


async def called_back(world: World, number: E164, call: str) -> ContactAttempt | None:
    return await world.do(
        lambda session: contact_returns.returned(
            session, world.contacts, number, call, world.actor("op-07")
        )
    )


async def counted(world: World) -> contact_numbers.Numbers:
    day, zone = world.now.date(), world.contacts.calendar.zone
    return await world.do(lambda session: contact_numbers.numbers(session, day, day, zone))


async def test_a_caller_whom_we_tried_closes_the_attempt(world: World) -> None:
    attempt = await world.dial(DialResult.NO_ANSWER)
    world.to("03-02 10:30")
    assert await called_back(world, STRANGER, "in-0") is None
    row = await called_back(world, FIRST, "in-1")
    assert row is not None
    assert row.id == attempt
    assert await called_back(world, FIRST, "in-2") is None  # it was counted
    assert (await world.reasons())[1] == "document"
    assert await world.status(1) == "deficient"

    async def record(said: Recorded, by: str) -> Next:
        return await world.do(
            lambda session: contact_returns.record(
                session, world.contacts, "in-1", said, world.actor(by)
            )
        )

    with pytest.raises(CaseRefused, match="折り返しではありません"):
        await record(UNDERSTOOD, "op-01")
    assert await record(UNDERSTOOD, "op-07") is Next.DOCUMENT
    with pytest.raises(CaseRefused, match="すでに"):
        await record(UNDERSTOOD, "op-07")
    await world.supply(1)
    spoken_with = await world.dial(DialResult.ANSWERED)
    assert await world.record(spoken_with, UNDERSTOOD) is Next.DOCUMENT
    found = await world.do(
        lambda session: contact_numbers.numbers(
            session, world.now.date(), world.now.date(), world.contacts.calendar.zone
        )
    )
    assert (found.dialled, found.returned, found.resolved) == (2, 1, 1)
    assert found.results == {Result.NO_ANSWER: 1, Result.UNDERSTOOD: 1}
    assert (found.reached, found.reached_by_attempt) == (1, {1: 1})
    assert (found.by_hour, found.reached_by_hour) == ({10: 2}, {10: 1})
    assert (found.by_attempt, found.resolved_by_attempt) == ({1: 2}, {1: 1})


async def test_each_deficiency_counts_for_the_attempt_that_it_was_open_in(world: World) -> None:
    """Of two that one call was about, one is supplied and one was none; a third came after it."""
    await _find(world, "ID_PAPER", "CHILD_PAPER")
    first = await world.dial(DialResult.ANSWERED)
    assert await world.record(first, UNDERSTOOD) is Next.DOCUMENT
    world.now += timedelta(hours=1)
    await _find(world, "BANK_OTHER")
    world.now += timedelta(hours=1)
    for code, how in (
        (CODE, How.SUPPLIED),
        ("ID_PAPER", How.CORRECTED),
        ("CHILD_PAPER", How.MISTAKEN),
        ("BANK_OTHER", How.SUPPLIED),
    ):
        await world.do(lambda session, code=code, how=how: _end(world, session, code, how))  # type: ignore[misc]
    found = await world.do(
        lambda session: contact_numbers.numbers(
            session, world.now.date(), world.now.date(), world.contacts.calendar.zone
        )
    )
    assert (found.resolved, found.resolved_by_attempt) == (2, {1: 2})


async def test_what_was_called_off_resolves_nothing_and_the_call_before_it_does(
    world: World,
) -> None:
    await world.dial(DialResult.NO_ANSWER)
    world.to("03-02 12:30")
    [leased] = await world.lease()
    assert await world.begin(leased.attempt)
    off = DialResult.CANCELLED
    await world.end(leased.attempt, off, dialled=False, detail="caller_waits")
    world.to("03-02 13:00")
    assert await called_back(world, FIRST, "in-1") is not None
    world.to("03-03 10:00")
    await world.supply(1)
    found = await counted(world)
    assert (found.dialled, found.by_attempt, found.resolved_by_attempt) == (0, {}, {1: 1})
    assert program(found)["by_attempt"] == [
        {"attempt": 1, "attempts": 0, "reached": 0, "resolved": 1}
    ]


async def _find(world: World, *codes: str) -> None:
    async def find(session: AsyncSession) -> None:
        case, shelf = await session.get_one(Case, 1), world.shelf
        for code in codes:
            typed, actor = Typed(code), world.actor("op-09")
            by = FoundBy.CONTRACTOR
            await deficiencies.find(session, shelf, case, typed, actor, found_by=by)

    await world.do(find)


async def _end(world: World, session: AsyncSession, code: str, how: How) -> None:
    case = await session.get_one(Case, 1)
    await deficiencies.end(session, case, code, how, world.actor("op-09"))


@pytest.mark.parametrize("network", [DialResult.CANCELLED, DialResult.FAILED, DialResult.ANSWERED])
async def test_whoever_rang_there_is_returned_by_them_whatever_is_recorded_of_it(
    world: World, network: DialResult
) -> None:
    """Our agent hung up, the network gave up, or nobody has recorded yet what came of it."""
    attempt = await world.dial(network)
    world.to("03-02 10:30")
    row = await called_back(world, FIRST, "in-1")
    assert row is not None
    assert row.id == attempt


async def test_whom_we_never_dialled_does_not_call_back(world: World) -> None:
    [leased] = await world.lease()
    assert await world.begin(leased.attempt)
    await world.end(leased.attempt, DialResult.CANCELLED, dialled=False)
    world.to("03-02 10:30")
    assert await called_back(world, FIRST, "in-1") is None


async def test_whom_a_later_attempt_reached_calls_for_another_reason(world: World) -> None:
    await world.dial(DialResult.NO_ANSWER)
    world.to("03-03 13:00")
    spoken_with = await world.dial(DialResult.ANSWERED)
    assert await world.record(spoken_with, UNDERSTOOD) is Next.DOCUMENT
    world.to("03-03 15:00")
    assert await called_back(world, FIRST, "in-1") is None


async def test_somebody_else_who_calls_leaves_the_attempt_as_it_was(world: World) -> None:
    await world.dial(DialResult.NO_ANSWER)
    world.to("03-02 10:30")
    assert await called_back(world, FIRST, "in-1") is not None
    said = Recorded(answerer=Answerer.THIRD, result=Result.ABSENT)
    step = await world.do(
        lambda session: contact_returns.record(
            session, world.contacts, "in-1", said, world.actor("op-07")
        )
    )
    assert step is Next.AGAIN
    assert (await world.reasons())[1] == "gap"
    world.to("03-02 12:30")
    assert (await world.reasons())[1] == "due"
    # Now the applicant calls: recognised again, and who had called is kept beside who answers.
    row = await called_back(world, FIRST, "in-2")
    assert row is not None
    assert (row.returned_call, row.staff, row.returned_staff) == ("in-2", "op-01", "op-07")
    assert (await world.reasons())[1] == "document"
    # Both calls came because of ours, and both stand in the case's history.
    assert (await counted(world)).returned == 2
    assert await called_back(world, FIRST, "in-1") is None
    assert (await counted(world)).returned == 2
    assert await world.history(1) == [
        "折り返しあり: 本人不在",
        "架電 1回目: 応答なし → 次の架電（折り返しあり: 記録待ち）",
    ]


async def test_what_was_never_dialled_is_no_call_of_ours(world: World) -> None:
    """Nothing was heard of it for hours: it counts as failed, and not as 架電, anywhere."""
    [leased] = await world.lease()
    assert await world.begin(leased.attempt)
    assert (await counted(world)).dialled == 0
    world.now += contact_sweep.SILENT + timedelta(minutes=1)
    await world.do(lambda session: contact_sweep.sweep(session, world.contacts, world.actor("")))
    assert (await world.row(leased.attempt)).result == "failed"
    found = await counted(world)
    assert (found.dialled, found.results, found.by_hour) == (0, {}, {})
    assert [each.contact.dialled for each in await world.plan()] == [0, 0]
    assert await world.dial(DialResult.NOT_IN_USE) != leased.attempt
    [one] = await world.do(unreached.listed)
    assert one.attempts == ((world.now, "番号不使用"),)


async def test_did_you_call_me_and_a_call_that_was_not_ours(world: World, shelf: Shelf) -> None:
    await world.dial(DialResult.BUSY)
    calls = await world.do(lambda session: contact_inquiry.calls_to(session, shelf, FIRST))
    assert [(each.result, each.was_answered) for each in calls] == [(Result.BUSY, False)]
    answers = [
        await world.do(
            lambda session, number=number: contact_inquiry.report(  # type: ignore[misc]
                session, shelf, number, "口座番号を聞かれた", world.actor()
            )
        )
        for number in (FIRST, STRANGER)
    ]
    assert answers == [True, False]
    found = await world.do(lambda session: contact_inquiry.reports(session, shelf, unseen=True))
    assert [(each.is_ours, each.told) for each in found] == [
        (False, "口座番号を聞かれた"),
        (True, "口座番号を聞かれた"),
    ]
    for report, is_seen in ((1, True), (1, False), (0, False)):
        assert is_seen is await world.do(
            lambda session, n=report: contact_inquiry.seen(session, found[n].id, world.actor())  # type: ignore[misc]
        )
    for report, at, why in (
        (0, world.now + timedelta(minutes=1), NotTold.WHEN),
        (0, world.now, None),
        (0, world.now, NotTold.GONE),
        (1, world.now, NotTold.GONE),  # it was ours
    ):
        told = ToldClient(at=at, person="佐藤", means="phone")
        assert why is await world.do(
            lambda session, n=report, said=told: contact_inquiry.tell_client(  # type: ignore[misc]
                session, found[n].id, said, world.actor("sv-01")
            )
        )


@pytest.mark.clause("SPR-III-3-3-イ-2")
async def test_the_unreached_are_listed_with_what_the_client_said(
    world: World, shelf: Shelf
) -> None:
    """SPR-III-3-3-イ-2; what was called off before it was dialled is no attempt."""
    [leased] = await world.lease()
    assert await world.begin(leased.attempt)
    off = DialResult.CANCELLED
    await world.end(leased.attempt, off, dialled=False, detail="caller_waits")
    assert [each.contact.dialled for each in await world.plan()] == [0, 0]
    world.now += timedelta(minutes=1)
    await world.dial(DialResult.NOT_IN_USE)
    assert {each.contact.seqs: each.contact.dialled for each in await world.plan()} == {
        (1,): 1,
        (2,): 0,
    }
    [one] = await world.do(unreached.listed)
    assert (one.reason, one.returnable) == ("番号不使用、不備通知", Returnable.ASK)
    assert [word for _, word in one.attempts] == ["番号不使用"]
    await world.do(
        lambda session: unreached.instruct(
            session, shelf, one.number, Returnable.NO, "転居先を調べる", world.actor("sv-01")
        )
    )
    [one] = await world.do(unreached.listed)
    assert one.returnable is Returnable.NO
