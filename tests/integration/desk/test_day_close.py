"""The day's close on both databases: everything that is open is named, and the closing is kept."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from callcenter.campaign import OpenDay
from callcenter.outcome import Outcome
from desk import callbacks, complaints, day_close, escalations, records, seating, tickets
from desk.callbacks import End, Promise
from desk.day_close import COMPLAINTS, DRAFT, PROGRESS
from desk.desk import Desk
from desk.duties import duties
from desk.inquiry import Content, Matter, Result, Severity
from desk.open_work import Kind
from desk.records import Saved
from desk.roles import Role
from desk.sessions import Who
from desk.tickets import Question
from metrics.period import Kind as ReportKind
from metrics.steps import State
from storage.audit import entries
from storage.projection import Applied, Projection
from tests.integration.desk.conftest import MORNING, Clock
from tests.integration.desk.people import newcomer
from tests.integration.desk.test_promises import desk as desk
from tests.integration.storage.story import Story

pytestmark = pytest.mark.integration

DAY = date(2026, 2, 2)
OPEN = [OpenDay(DAY + timedelta(days=n), time(9), time(18)) for n in range(3)]


async def signed_in(desk: Desk, login: str, role: Role = Role.AGENT) -> Who:
    person = await newcomer(desk, login, role)
    return await person.who(await person.first_sign_in())


async def an_open_day(desk: Desk, projection: Projection) -> tuple[Who, str]:
    """One of everything is left open; gives the agent and the urgent complaint's record."""
    agent = await signed_in(desk, "op1")
    await seating.sit_down(desk, agent, "seat-01")
    story = Story(MORNING)
    story.wait(1)
    for call in ("c1", "c2"):
        story.whole_call(call)
    story.whole_call("lost", Outcome.ABANDONED_IN_QUEUE)
    story.arrive("c3")
    story.seat("seat-01", "wrap_up", "c2")
    assert isinstance(await projection.apply(story.records), Applied)
    await records.begin(desk, agent, call="c2")
    due = desk.clock() + timedelta(hours=1)
    promise = Promise(phone="p-1", due_at=due, about="書類", owner=agent.staff, call="c2")
    assert isinstance(await callbacks.promise(desk, agent, promise), int)
    late = Promise(phone="p-1", due_at=due + timedelta(days=1), about="明日", owner=agent.staff)
    assert isinstance(await callbacks.promise(desk, agent, late), int)
    await tickets.ask(desk, agent, Question(text="別居の児童は", due_at=due))
    complaint = await records.begin(desk, agent, call=None)
    await escalations.hand_up(desk, agent, "お叱り", call=None, record=complaint)
    content = Content(
        is_complaint=True,
        severity=Severity.URGENT,
        matters=(Matter(category="complaint", result=Result.ESCALATED, text="強いお叱り"),),
    )
    done = await records.close(desk, agent, complaint, content, version=1)
    assert isinstance(done, Saved)
    return agent, complaint


@pytest.mark.clause("SPR-II-3-4-イ", "SPR-III-3-3-ウ-2")
async def test_what_is_open_is_named_and_the_closing_keeps_it(
    desk: Desk, clock: Clock, projection: Projection
) -> None:
    agent, complaint = await an_open_day(desk, projection)
    lead = await signed_in(desk, "sv1", Role.SUPERVISOR)
    clock.passes(8.5 * 3_600)
    found = await day_close.look(desk, DAY)
    assert (found.answered, found.recorded, found.complaints) == (2, 1, 1)
    named = {each.kind: (each.subject, each.person, each.call) for each in found.lines}
    assert named[Kind.UNRECORDED] == ("c1", "seat-01", "c1")
    assert named[Kind.CALLS][0] == "c3"
    assert named[Kind.WRAP_UPS][:2] == ("seat-01", agent.name)
    assert named[Kind.DRAFTS][1:] == (agent.name, "c2")
    assert named[Kind.URGENT][0] == complaint
    assert named[Kind.COMPLAINT_REPORT][0] == f"complaint-{DAY}"
    once = [*named]
    once.remove(Kind.PROGRESS_LIST)
    assert {*once} == {*Kind} - {
        *(Kind.TAKEN_CALLBACKS, Kind.MESSAGES, Kind.UNREPORTED, Kind.PROGRESS_LIST)
    }
    assert len(found.lines) == len(named)  # tomorrow's promise is not among them
    kept = await day_close.keep(desk, lead.actor, found)
    assert (kept.n, kept.by, kept.answered, kept.recorded) == (1, lead.name, 2, 1)
    assert kept.left == tuple((each.kind, each.subject) for each in found.lines)
    again = await day_close.look(desk, DAY)
    assert again.closings == (kept,)
    assert (await day_close.keep(desk, lead.actor, again)).n == 2
    told = await entries(desk.engine, last=9, action="day_closed")
    assert [(each.who, each.subject, each.detail["n"]) for each in told] == [
        (lead.staff, "2026-02-02", 1),
        (lead.staff, "2026-02-02", 2),
    ]
    assert told[0].detail["open"] == len(found.lines)


async def test_what_was_done_is_not_named_and_the_seal_tells_of_each_change(
    desk: Desk, clock: Clock, projection: Projection
) -> None:
    agent, complaint = await an_open_day(desk, projection)
    before = await day_close.look(desk, DAY, with_report=False, with_cases=False)
    assert not {each.kind for each in before.lines} & {Kind.COMPLAINT_REPORT, Kind.PROGRESS_LIST}
    assert before.seal == (await day_close.look(desk, DAY)).seal
    (number,) = [int(e.subject) for e in before.lines if e.kind is Kind.CALLBACKS]
    assert await callbacks.close(desk, agent, number, End.REACHED)
    after = await day_close.look(desk, DAY)
    assert after.seal != before.seal
    assert Kind.CALLBACKS not in {each.kind for each in after.lines}
    clock.passes(86_400)
    late = await day_close.look(desk, DAY + timedelta(days=1))
    assert complaint in {each.subject for each in late.lines if each.kind is Kind.UNREPORTED}
    assert await complaints.reported(desk, agent, [complaint]) == 1


async def test_a_day_with_calls_is_unclosed_from_its_last_hour_on_until_somebody_closes_it(
    desk: Desk, clock: Clock, projection: Projection
) -> None:
    await an_open_day(desk, projection)

    async def waiting() -> list[date]:
        found = await duties(desk, report_by=time(18), is_recorded=True, open_days=OPEN)
        return [each.day for each in found.unclosed]

    clock.passes(8 * 3_600 - 1)
    assert await waiting() == []
    clock.passes(1)
    assert await waiting() == [DAY]
    clock.passes(86_400)
    assert await waiting() == [DAY]  # the day after had no calls
    lead = await signed_in(desk, "sv1", Role.SUPERVISOR)
    await day_close.keep(desk, lead.actor, await day_close.look(desk, DAY))
    assert await waiting() == []


def test_words_of_other_rooms_are_theirs() -> None:
    from cases.runs import RunKind

    assert (COMPLAINTS, DRAFT, PROGRESS) == (ReportKind.COMPLAINT, State.DRAFT, RunKind.PROGRESS)
