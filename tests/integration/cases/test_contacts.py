"""Contacts are leased once, begun once, and end with a result that moves their cases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from callcenter.outcome import DialResult
from cases import contact_ending, contact_sweep
from cases.contact_ending import Recorded
from cases.contact_result import Answerer, Next, Result, Skip
from cases.contacts import Mode
from cases.errors import CaseRefused
from cases.importing import Importer
from cases.store import Shelf
from storage.callback_tables import Callback
from storage.case_tables import Case, CaseMove
from tests.integration.cases.calling_out import World
from tests.unit.cases.contacts import at

pytestmark = pytest.mark.integration

UNDERSTOOD = Recorded(answerer=Answerer.APPLICANT, result=Result.UNDERSTOOD)


@pytest.fixture
async def world(engine: AsyncEngine, shelf: Shelf, importer: Importer) -> World:
    made = World(engine, shelf)
    await made.fill(importer, 3)
    return made


async def test_a_lease_is_one_persons_until_it_runs_out_and_keeps_its_id(world: World) -> None:
    first, second = await world.lease(2, by="op-01", mode=Mode.PREVIEW)
    assert [each.contact.seqs for each in (first, second)] == [(1,), (2,)]
    assert first.person == "person of 0000"
    [third] = await world.lease(9, by="op-02", mode=Mode.PREVIEW)
    assert third.contact.seqs == (3,)
    assert await world.lease(9) == []
    assert set((await world.reasons()).values()) == {"leased"}
    assert not await world.begin(first.attempt, "op-02")  # not theirs
    world.now += timedelta(minutes=2, seconds=1)
    assert not await world.begin(first.attempt, "op-01")  # too late
    assert [each.attempt for each in await world.lease(1)] == [first.attempt]
    assert await world.status(1) == "call_due"


async def test_a_lease_ends_with_the_band_and_the_hours_in_which_it_was_given(world: World) -> None:
    world.to("03-02 11:59")
    [leased] = await world.lease(1)
    assert leased.until == at("03-02 12:00")
    world.to("03-02 17:44")
    assert [each.until for each in await world.lease(1)] == [at("03-02 17:45")]


async def test_what_was_begun_is_never_begun_again(world: World) -> None:
    [leased] = await world.lease()
    assert await world.begin(leased.attempt)
    assert not await world.begin(leased.attempt)
    assert await world.status(1) == "calling"
    assert (await world.reasons())[1] == "in_call"
    world.now += contact_sweep.SILENT + timedelta(minutes=1)
    await world.do(lambda session: contact_sweep.sweep(session, world.contacts, world.actor("")))
    assert (await world.row(leased.attempt)).result == "failed"
    world.to("03-02 15:30")
    later = {each.attempt for each in await world.lease(9)}
    assert len(later) == 3
    assert leased.attempt not in later


async def test_the_state_is_looked_at_again_in_the_moment_before_dialling(world: World) -> None:
    arrived, protected, fine = await world.lease(3)
    await world.supply(1)

    async def protect(session: AsyncSession) -> None:
        (await session.get_one(Case, 2)).is_protected = True

    await world.do(protect)
    assert not await world.begin(arrived.attempt)
    assert not await world.begin(protected.attempt)
    assert await world.begin(fine.attempt)
    await world.undo(fine.attempt)
    assert await world.status(3) == "call_due"
    assert await world.begin(fine.attempt)  # nobody had been called
    assert await world.status(1) == "resolved"
    assert await world.reasons() == {2: "protected", 3: "in_call"}


@pytest.mark.clause("SPR-III-3-3-イ-1")
async def test_three_without_an_answer_are_given_up_and_get_a_notice(world: World) -> None:
    """SPR-III-3-3-イ-1, on the times of 7.1."""
    await world.supply(2)
    await world.supply(3)
    steps = []
    for when, network in (
        ("03-03 10:10", DialResult.NO_ANSWER),
        ("03-04 14:20", DialResult.BUSY),
        ("03-05 15:30", DialResult.REJECTED),
    ):
        world.to(when)
        attempt = await world.dial(network)
        await world.end(attempt, network)  # heard twice
        steps.append((await world.row(attempt)).next)
    assert steps == [Next.AGAIN, Next.AGAIN, Next.LETTER]
    assert await world.status(1) == "unreached"
    assert await world.reasons() == {1: "given_up"}
    assert await world.history(1) == [
        "架電 3回目: 着信拒否 → 不備通知",
        "架電 2回目: 話中 → 次の架電",
        "架電 1回目: 応答なし → 次の架電",
    ]


async def test_the_applicant_understands_and_what_was_promised_is_awaited(world: World) -> None:
    attempt = await world.dial(DialResult.ANSWERED)
    assert (await world.reasons())[1] == "in_call"
    with pytest.raises(CaseRefused, match="先にどなた"):
        await world.do(
            lambda session: contact_ending.record(
                session, world.contacts, attempt, UNDERSTOOD, world.actor()
            )
        )
    third = Recorded(answerer=Answerer.THIRD, result=Result.UNDERSTOOD)
    with pytest.raises(CaseRefused, match="どなたが出たか"):
        await world.record(attempt, third)
    with pytest.raises(CaseRefused, match="ご自分の架電"):
        await world.record(attempt, UNDERSTOOD, "op-02")
    assert await world.record(attempt, UNDERSTOOD) is Next.DOCUMENT
    with pytest.raises(CaseRefused, match="すでに"):
        await world.record(attempt, UNDERSTOOD)
    assert await world.status(1) == "deficient"
    assert (await world.reasons())[1] == "document"
    world.to("03-13 09:00")
    await world.do(lambda session: contact_sweep.sweep(session, world.contacts, world.actor("")))
    assert await world.status(1) == "unreached"
    moves = await world.do(lambda session: session.exec(select(CaseMove)))
    reasons = [each.reason for each in moves]
    assert "書類が届かない" in reasons


async def test_they_ask_for_another_time_and_get_it(world: World) -> None:
    attempt = await world.dial(DialResult.ANSWERED)
    for when in ("03-02 17:50", "03-07 10:00", "03-02 09:00"):
        wrong = await _asked(world, when)
        with pytest.raises(CaseRefused, match="営業日の09:00から17:45"):
            await world.record(attempt, wrong)
    assert await world.record(attempt, await _asked(world, "03-02 11:00")) is Next.LATER
    assert (await world.reasons())[1] == "asked"
    world.to("03-02 11:00")
    assert (await world.plan())[0].contact.seqs == (1,)
    failed = await world.dial(DialResult.FAILED)
    assert (await world.row(failed)).next == Next.LATER
    assert (await world.history(1))[0] == "架電: 呼び出せず → 約束した架電"


async def _asked(world: World, when: str) -> Recorded:
    now = world.now
    world.to(when)
    again, world.now = world.now, now
    return Recorded(answerer=Answerer.APPLICANT, result=Result.CALL_AGAIN, again_at=again)


async def test_a_barred_number_is_dialled_for_nobody(world: World) -> None:
    async def share(session: AsyncSession) -> None:
        one, two = await session.get_one(Case, 1), await session.get_one(Case, 2)
        two.phone_key = one.phone_key

    await world.do(share)
    attempt = await world.dial(DialResult.ANSWERED)
    said = Recorded(answerer=Answerer.THIRD, result=Result.WRONG_PERSON)
    assert await world.record(attempt, said) is Next.LETTER
    assert await world.reasons() == {1: "given_up", 2: "barred", 3: "due"}
    await world.do(lambda session: contact_sweep.sweep(session, world.contacts, world.actor("")))
    assert await world.status(2) == "unreached"


async def test_a_skip_puts_off_or_asks_a_supervisor_and_a_dead_phone_tries_again(
    world: World,
) -> None:
    first, second, third = await world.lease(3, by="op-01", mode=Mode.PREVIEW)
    await world.skip(first.attempt, Skip.IN_TOUCH)
    await world.skip(second.attempt, Skip.UNCLEAR)
    assert await world.begin(third.attempt)
    await world.end(third.attempt, DialResult.CANCELLED, dialled=False)
    assert await world.reasons() == {1: "put_off", 2: "unclear", 3: "put_off"}
    assert await world.history(3) == ["架電: 見送り（席の電話が出なかった） → 次の架電"]
    world.now += timedelta(minutes=12)
    assert await world.reasons() == {1: "put_off", 2: "unclear", 3: "due"}
    [again] = await world.lease(1)
    assert again.attempt != third.attempt
    world.to("03-03 09:00")
    assert (await world.reasons())[1] == "due"


async def test_two_cases_of_one_person_are_one_call(
    world: World, engine: AsyncEngine, shelf: Shelf
) -> None:
    async def same(session: AsyncSession) -> None:
        one, two = await session.get_one(Case, 1), await session.get_one(Case, 2)
        two.paper.document, two.digest = shelf.vault.close_document(shelf.read(one), 2)
        two.phone_key = one.phone_key

    await world.do(same)
    one, other = await world.lease(9)
    assert (one.contact.seqs, other.contact.seqs) == ((1, 2), (3,))
    assert await world.begin(one.attempt)
    assert [await world.status(seq) for seq in (1, 2)] == ["calling", "calling"]
    await world.end(one.attempt, DialResult.NOT_IN_USE)
    assert [await world.status(seq) for seq in (1, 2)] == ["unreached", "unreached"]


async def test_a_number_with_an_open_callback_is_nobody_elses_until_that_is_over(
    world: World,
) -> None:
    """A promise and a contact are one number, that is never leased beside itself."""
    first, second, _ = await world.lease(3)

    async def promised(session: AsyncSession) -> None:
        for k in (0, 2):
            session.add(
                Callback(
                    id=f"cb-{k}",
                    person=f"person of {k:04}",
                    state="due",
                    since=world.now,
                    promised_at=world.now,
                    due=world.now,
                )
            )

    async def kept(session: AsyncSession) -> None:
        (await session.get_one(Callback, "cb-0")).state = "reached"

    await world.do(promised)
    assert not await world.begin(first.attempt)  # promised while it was leased
    assert await world.begin(second.attempt)
    world.now += timedelta(minutes=3)
    assert await world.reasons() == {1: "callback", 2: "in_call", 3: "callback"}
    assert await world.lease(9) == []
    await world.do(kept)
    assert [each.contact.seqs for each in await world.lease(9)] == [(1,)]


async def test_two_persons_with_one_number_are_leased_one_after_the_other(
    world: World, shelf: Shelf
) -> None:
    async def household(session: AsyncSession) -> None:
        one, two = await session.get_one(Case, 1), await session.get_one(Case, 2)
        document = shelf.read(two)
        document.values["phone"] = shelf.read(one).values["phone"]
        two.paper.document, two.digest = shelf.vault.close_document(document, 2)
        two.phone_key = one.phone_key

    await world.do(household)
    one, other = await world.lease(9)
    assert (one.contact.seqs, other.contact.seqs) == ((1,), (3,))
    assert await world.begin(one.attempt)
    assert await world.lease(9) == []  # the number is in a call
    await world.end(one.attempt, DialResult.NO_ANSWER)
    assert [each.contact.seqs for each in await world.lease(9)] == [(2,)]
