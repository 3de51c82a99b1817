"""Work lists on both databases: gathered from their own rows, given to somebody, taken off."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from callcenter.outcome import Outcome
from desk import assigning, callbacks, complaints, escalations, help, records
from desk.callbacks import Promise
from desk.complaints import ToldClient
from desk.desk import Desk
from desk.inquiry import Content, Matter, Result, Severity
from desk.roles import Role
from desk.sessions import Who
from desk.ticket import Means
from desk.work import Item, Refusal, WorkList
from desk.work_lists import given_to, work_of
from storage.audit import entries
from storage.projection import Applied, Projection
from tests.integration.desk.conftest import MORNING, Clock
from tests.integration.desk.test_promises import desk as desk
from tests.integration.desk.test_promises import signed_in
from tests.integration.storage.story import Story

pytestmark = pytest.mark.integration

BY = time(18)


async def lines(desk: Desk, of: WorkList) -> list[Item]:
    return await work_of(desk, of, report_by=BY)


async def waiting(desk: Desk, projection: Projection, agent: Who) -> str:
    """One line for each list; gives the complaint's record, whose draft had no category."""
    story = Story(MORNING - timedelta(hours=1))
    story.whole_call("lost", Outcome.ABANDONED_IN_QUEUE)
    assert isinstance(await projection.apply(story.records), Applied)
    due = desk.clock() + timedelta(hours=2)
    made = Promise(phone="p-2", due_at=due, about="書類", owner=agent.staff)
    assert isinstance(await callbacks.promise(desk, agent, made), int)
    complaint = await records.begin(desk, agent, call=None)
    content = Content(
        is_complaint=True,
        severity=Severity.URGENT,
        matters=(Matter(category="complaint", result=Result.CLOSED, text="お叱り"),),
    )
    await records.close(desk, agent, complaint, content, version=1)
    assert isinstance(
        await escalations.hand_up(desk, agent, "引継ぎの件", call=None, record=None), int
    )
    assert await help.not_found(desk, agent, "別居の児童は", category="", call=None)
    await records.begin(desk, agent, call=None)
    return complaint


async def test_every_list_shows_what_waits_and_whose_it_is(
    desk: Desk, clock: Clock, projection: Projection
) -> None:
    agent = await signed_in(desk, "op1")
    complaint = await waiting(desk, projection, agent)
    found = {of: await lines(desk, of) for of in WorkList}
    assert {of: len(items) for of, items in found.items()} == dict.fromkeys(WorkList, 1)
    (missed,), (promised,) = found[WorkList.MISSED], found[WorkList.CALLBACKS]
    assert (missed.phone, missed.times, missed.owner) == ("p-1", 1, None)
    assert (promised.phone, promised.owner, promised.owner_name) == (
        *("p-2", agent.staff),
        agent.name,
    )
    (told,), (draft,) = found[WorkList.COMPLAINTS], found[WorkList.UNCATEGORISED]
    assert (told.subject, told.is_urgent) == (complaint, True)
    assert told.due == datetime(2026, 2, 3, 18, tzinfo=desk.zone)  # 翌営業日
    assert (draft.owner, draft.is_late(clock.now)) == (agent.staff, False)
    assert (await lines(desk, WorkList.QUESTIONS))[0].what == "別居の児童は"


async def test_a_line_is_given_with_a_due_time_brought_to_mind_and_done(
    desk: Desk, clock: Clock, projection: Projection
) -> None:
    agent, lead = await signed_in(desk, "op1"), await signed_in(desk, "sv1", Role.SUPERVISOR)
    complaint = await waiting(desk, projection, agent)
    due = clock.now + timedelta(hours=1)
    question = (await lines(desk, WorkList.QUESTIONS))[0].subject
    handed = (await lines(desk, WorkList.ESCALATIONS))[0].subject
    for of, subject, owner in (
        (WorkList.QUESTIONS, question, agent),
        (WorkList.ESCALATIONS, handed, lead),
    ):
        given = await assigning.assign(desk, lead, of, subject, owner=owner.staff, due_at=due)
        assert given is None
    (mine,) = await given_to(desk, agent.staff, report_by=BY)
    assert (mine.subject, mine.owner, mine.due) == (question, agent.staff, due)
    clock.passes(3_601)
    assert mine.is_late(clock.now)
    assert await assigning.done(desk, agent, WorkList.QUESTIONS, question) is None
    assert await given_to(desk, agent.staff, report_by=BY) == []
    assert await assigning.done(desk, lead, WorkList.ESCALATIONS, handed) is None
    assert await assigning.done(desk, lead, WorkList.COMPLAINTS, complaint) is Refusal.UNTOLD
    said = ToldClient(at=clock.now, person="係 佐藤", means=Means.PHONE)
    assert await complaints.told(desk, lead, complaint, said) is None
    assert await assigning.done(desk, lead, WorkList.COMPLAINTS, complaint) is None
    for of in (WorkList.QUESTIONS, WorkList.ESCALATIONS, WorkList.COMPLAINTS):
        assert await lines(desk, of) == []
    noted = await entries(desk.engine, last=9, action="work_assigned")
    assert [(each.who, each.subject, each.detail["owner"]) for each in noted] == [
        (lead.staff, question, agent.staff),
        (lead.staff, handed, lead.staff),
    ]


async def test_nothing_is_given_to_who_may_not_do_it_nor_done_by_others(
    desk: Desk, clock: Clock, projection: Projection
) -> None:
    agent, lead = await signed_in(desk, "op1"), await signed_in(desk, "sv1", Role.SUPERVISOR)
    complaint = await waiting(desk, projection, agent)
    question = (await lines(desk, WorkList.QUESTIONS))[0].subject
    handed = (await lines(desk, WorkList.ESCALATIONS))[0].subject
    due = clock.now + timedelta(hours=1)
    for of, subject, owner, due_at, why in (
        (WorkList.ESCALATIONS, handed, agent.staff, due, Refusal.OWNER),
        (WorkList.COMPLAINTS, complaint, agent.staff, due, Refusal.OWNER),
        (WorkList.QUESTIONS, question, "nobody", due, Refusal.OWNER),
        (WorkList.QUESTIONS, question, agent.staff, clock.now, Refusal.DUE),
        (WorkList.QUESTIONS, "9" * 30, agent.staff, due, Refusal.GONE),
        (WorkList.UNCATEGORISED, "r0", agent.staff, None, Refusal.GONE),
    ):
        no = await assigning.assign(desk, lead, of, subject, owner=owner, due_at=due_at)
        assert no is why, (of, subject)
    assert await assigning.done(desk, agent, WorkList.QUESTIONS, question) is Refusal.NOT_YOURS
    assert await assigning.done(desk, lead, WorkList.ESCALATIONS, handed) is Refusal.NOT_YOURS
    assert await assigning.done(desk, lead, WorkList.QUESTIONS, "0") is Refusal.GONE
    assert await entries(desk.engine, last=9, action="work_assigned") == []


async def test_who_was_seen_to_stays_off_until_they_call_in_vain_again(
    desk: Desk, clock: Clock, projection: Projection
) -> None:
    lead = await signed_in(desk, "sv1", Role.SUPERVISOR)
    await waiting(desk, projection, await signed_in(desk, "op1"))
    assert await assigning.done(desk, lead, WorkList.MISSED, "p-1") is None
    assert await lines(desk, WorkList.MISSED) == []
    clock.passes(60)
    story = Story(clock.now, first=3)
    story.whole_call("again", Outcome.OVERFLOW)
    assert isinstance(await projection.apply(story.records), Applied)
    assert [each.phone for each in await lines(desk, WorkList.MISSED)] == ["p-1"]
    promise = Promise(
        phone="p-1", due_at=clock.now + timedelta(hours=1), about="折り返し", owner=lead.staff
    )
    number = await callbacks.promise(desk, lead, promise)
    assert isinstance(number, int)
    assert await lines(desk, WorkList.MISSED) == []
    later = clock.now + timedelta(hours=3)
    made = await callbacks.hand_on(desk, lead, number, owner=lead.staff, due_at=later)
    assert isinstance(made, int)
    due = [each.due for each in await lines(desk, WorkList.CALLBACKS) if each.phone == "p-1"]
    assert due == [later]
    again = await callbacks.hand_on(desk, lead, number, owner=lead.staff, due_at=later)
    assert again is callbacks.Refusal.OWNER  # that one is over
