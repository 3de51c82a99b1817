"""Promises on both databases: kept with who and when, and brought to mind until they are kept."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from typing import Any

import pytest

from desk import callbacks, complaints, escalations, records, tickets
from desk.callbacks import End, Promise, Refusal
from desk.complaints import ToldClient
from desk.desk import Desk
from desk.inquiry import Content, Matter, Result, Severity
from desk.inquiry import Lack as RecordLack
from desk.records import Saved
from desk.reminders import reminders
from desk.roles import Role
from desk.rules import Category, Rules
from desk.sessions import Who
from desk.ticket import Lack, Means, Said, Step
from desk.tickets import Asked, Question
from storage.audit import Anchor, entries
from storage.audit_proof import verify
from storage.engine import transaction
from storage.promise_tables import PromisedCall
from tests.integration.desk.conftest import Clock
from tests.integration.desk.people import newcomer

pytestmark = pytest.mark.integration

HOUR_S = 3_600.0
CLIENT = Said(person="手当給付係 佐藤", means=Means.PHONE)


@pytest.fixture
def desk(desk: Desk) -> Desk:
    rules = Rules(categories=(Category(id="complaint", name="苦情", is_complaint=True),))
    return dataclasses.replace(desk, rules=rules)


async def signed_in(desk: Desk, login: str, role: Role = Role.AGENT) -> Who:
    person = await newcomer(desk, login, role)
    return await person.who(await person.first_sign_in())


@pytest.mark.clause("SUI-11-1-オ")
async def test_a_callback_is_brought_to_mind_taken_over_and_ended(desk: Desk, clock: Clock) -> None:
    agent, other = await signed_in(desk, "op1"), await signed_in(desk, "op2")
    supervisor = await signed_in(desk, "sv1", Role.SUPERVISOR)
    due = clock.now + timedelta(hours=1)
    made = Promise(phone="p-1", due_at=due, about="書類の件", owner=agent.staff, call="c1")
    number = await callbacks.promise(desk, agent, made)
    assert isinstance(number, int)
    wrong: dict[Refusal, dict[str, Any]] = {
        Refusal.DUE: {"due_at": clock.now},
        Refusal.ABOUT: {"about": ""},
        Refusal.MY_NUMBER: {"about": "1234 5678 9018"},
        Refusal.OWNER: {"owner": "nobody"},
    }
    for refusal, change in wrong.items():
        assert await callbacks.promise(desk, agent, dataclasses.replace(made, **change)) == refusal
    assert (await reminders(desk, agent)).callbacks == []
    clock.passes(HOUR_S - 600)
    assert [each.about for each, _ in (await reminders(desk, agent)).callbacks] == ["書類の件"]
    assert (await reminders(desk, supervisor)).callbacks == []
    clock.passes(601)
    assert len((await reminders(desk, supervisor)).callbacks) == 1
    assert not await callbacks.not_reached(desk, other, number)
    assert await callbacks.not_reached(desk, agent, number)
    assert await callbacks.take(desk, other, number)
    assert not await callbacks.close(desk, agent, number, End.REACHED)
    assert await callbacks.close(desk, other, number, End.REACHED)
    assert not await callbacks.close(desk, other, number, End.REACHED)
    assert (await callbacks.open_ones(desk), (await reminders(desk, other)).callbacks) == ([], [])
    noted = await entries(desk.engine, last=99, subject=f"callback:{number}")
    assert [each.action.removeprefix("callback_") for each in noted] == [
        *("promised", "tried", "taken", "closed")
    ]
    assert isinstance(await verify(desk.engine), Anchor)


@pytest.mark.clause("SPR-II-3-3-イ", "SPR-IV-3", "OTR-7-3", "SUI-11-1-ウ-ウ", "SUI-11-1-ウ-カ")
async def test_a_question_goes_to_the_client_and_back_to_the_caller(
    desk: Desk, clock: Clock
) -> None:
    agent = await signed_in(desk, "op1")
    manager = await signed_in(desk, "mg1", Role.MANAGER)
    question = Question(text="別居の場合は", due_at=clock.now + timedelta(hours=5), call="c1")
    late = dataclasses.replace(question, due_at=clock.now)
    assert await tickets.ask(desk, agent, late) is Lack.DUE
    asked = await tickets.ask(desk, agent, question)
    assert isinstance(asked, Asked)
    ticket = asked.ticket

    async def bring(who: Who, before: Step, after: Step, said: Said = CLIENT) -> Lack | None:
        return await tickets.bring(desk, who, ticket, before, after, said)

    assert await bring(agent, Step.WITH_SUPERVISOR, Step.WITH_MANAGER) is Lack.ROLE
    assert await bring(manager, Step.WITH_SUPERVISOR, Step.WITH_CLIENT) is Lack.STEP
    clock.passes(HOUR_S + 1)
    assert [each.id for each in (await reminders(desk, manager)).tickets] == [ticket]
    assert await bring(manager, Step.WITH_SUPERVISOR, Step.WITH_MANAGER, Said()) is None
    assert (await reminders(desk, manager)).tickets == []
    assert await bring(manager, Step.WITH_MANAGER, Step.WITH_CLIENT, Said()) is Lack.PERSON
    assert await bring(manager, Step.WITH_MANAGER, Step.WITH_CLIENT) is None
    clock.passes(2 * HOUR_S)
    assert (await reminders(desk, manager)).tickets == []
    assert await bring(manager, Step.WITH_CLIENT, Step.ANSWERED) is Lack.TEXT
    agreed = dataclasses.replace(CLIENT, text="別居でも対象です。")
    assert await bring(manager, Step.WITH_CLIENT, Step.ANSWERED, agreed) is None
    assert await bring(agent, Step.ANSWERED, Step.CALLED_BACK, Said()) is Lack.MEANS
    assert await bring(agent, Step.ANSWERED, Step.CALLED_BACK, CLIENT) is None
    assert await bring(manager, Step.CALLED_BACK, Step.CLOSED, Said()) is None
    assert await tickets.open_ones(desk) == []
    whole = await tickets.find(desk, ticket)
    assert whole is not None
    assert [each.step for each, _ in whole.steps] == [each.value for each in Step]
    assert whole.ticket.answer == agreed.text


async def complaint(desk: Desk, who: Who, severity: Severity) -> str:
    record = await records.begin(desk, who, call=f"c-{severity}")
    content = Content(
        is_complaint=True,
        severity=severity,
        matters=(Matter(category="complaint", result=Result.ESCALATED, text="お叱り"),),
    )
    await escalations.hand_up(desk, who, "お叱り", call=None, record=record)
    assert isinstance(await records.close(desk, who, record, content, version=1), Saved)
    return record


@pytest.mark.parametrize(
    ("result", "lack"),
    [(Result.CALLBACK, RecordLack.PROMISE), (Result.ESCALATED, RecordLack.ESCALATION)],
)
async def test_a_record_says_no_callback_and_no_handing_up_that_nobody_made(
    desk: Desk, clock: Clock, result: Result, lack: RecordLack
) -> None:
    who = await signed_in(desk, "op1")
    record = await records.begin(desk, who, call="c-1")
    matter = Matter(category="complaint", result=result, text="書類の件")
    content = Content(is_complaint=True, severity=Severity.NORMAL, matters=(matter,))
    refused = await records.close(desk, who, record, content, version=1)
    assert isinstance(refused, records.Incomplete)
    assert [each.lack for each in refused.missing] == [lack]
    if result is Result.CALLBACK:
        due = clock.now + timedelta(hours=1)
        made = Promise(phone="p-1", due_at=due, about="書類の件", owner=who.staff, call="c-1")
        promised = await callbacks.promise(desk, who, made)
        assert isinstance(promised, int)
    else:
        await escalations.hand_up(desk, who, "書類の件", call="c-1", record=None)
    done = await records.close(desk, who, record, content, version=refused.version)
    assert isinstance(done, Saved)


async def test_a_promise_that_was_called_by_itself_is_noted_once(desk: Desk, clock: Clock) -> None:
    who = await signed_in(desk, "op1")
    due = clock.now + timedelta(hours=1)
    made = Promise(phone="p-1", due_at=due, about="書類の件", owner=who.staff)
    promise = await callbacks.promise(desk, who, made)
    assert isinstance(promise, int)
    for tries in (0, 1, 1):
        await callbacks.noted(desk, promise, tries=tries, end=None)
    [(row, _)] = await callbacks.open_ones(desk)
    assert row.tries == 1
    for end in (callbacks.End.REACHED, callbacks.End.WITHDRAWN):
        await callbacks.noted(desk, promise, tries=2, end=end)
    async with transaction(desk.engine) as session:
        row = await session.get_one(PromisedCall, promise)
    assert (row.end, row.tries) == ("reached", 2)


@pytest.mark.clause("SPR-II-3-4-オ")
async def test_an_urgent_complaint_stays_until_the_client_was_told(
    desk: Desk, clock: Clock
) -> None:
    agent = await signed_in(desk, "op1")
    supervisor = await signed_in(desk, "sv1", Role.SUPERVISOR)
    urgent = await complaint(desk, agent, Severity.URGENT)
    normal = await complaint(desk, agent, Severity.NORMAL)
    found = await reminders(desk, supervisor)
    assert [each.record for each, _, _ in found.urgent] == [urgent]
    assert found.reports == 0
    assert (await reminders(desk, agent)).urgent == ()
    clock.passes(300)
    said = ToldClient(at=clock.now, person="手当給付係 佐藤", means=Means.PHONE)
    later = dataclasses.replace(said, at=clock.now + timedelta(minutes=1))
    earlier = dataclasses.replace(said, at=clock.now - timedelta(hours=1))
    for wrong in (later, earlier):
        refused = await complaints.told(desk, supervisor, urgent, wrong)
        assert refused is complaints.Refusal.WHEN
    nobody = dataclasses.replace(said, person="")
    assert await complaints.told(desk, supervisor, urgent, nobody) is complaints.Refusal.PERSON
    assert await complaints.told(desk, supervisor, urgent, said) is None
    assert await complaints.told(desk, supervisor, urgent, said) is complaints.Refusal.GONE
    assert (await reminders(desk, supervisor)).urgent == []
    clock.passes(24 * HOUR_S)
    assert (await reminders(desk, supervisor)).reports == 2
    assert await complaints.reported(desk, supervisor, [urgent, normal, "r0"]) == 2
    assert await complaints.reported(desk, supervisor, [urgent, normal]) == 0
    assert await complaints.unreported(desk) == []


@pytest.mark.clause("SPR-II-3-4-オ")
def test_a_report_is_due_by_the_end_of_the_next_business_day() -> None:
    assert complaints.due_on(date(2026, 2, 2)) == date(2026, 2, 3)
    assert complaints.due_on(date(2026, 2, 20)) == date(2026, 2, 24)  # a holiday on Monday


async def test_what_is_handed_up_is_one_supervisors(desk: Desk) -> None:
    agent = await signed_in(desk, "op1")
    first = await signed_in(desk, "sv1", Role.SUPERVISOR)
    second = await signed_in(desk, "sv2", Role.SUPERVISOR)
    number = await escalations.hand_up(desk, agent, "強いお叱り", call="c1", record=None)
    assert isinstance(number, int)
    assert await escalations.hand_up(desk, agent, "", call=None, record=None) is Refusal.ABOUT
    assert len((await reminders(desk, second)).escalations) == 1
    assert await escalations.take(desk, first, number)
    assert not await escalations.take(desk, second, number)
    assert (await reminders(desk, second)).escalations == []
    ((row, name, taker),) = await escalations.open_ones(desk)
    assert (row.call, name, taker) == ("c1", "札幌 花子", "札幌 花子")
    assert not await escalations.close(desk, second, number)
    assert await escalations.close(desk, first, number)
    assert await escalations.open_ones(desk) == []
