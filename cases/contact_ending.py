"""How attempts end: what the network said, what the agent recorded, and what follows by itself.

The rules of this file:
1. A result is recorded once; what the network says alone (busy, no answer, rejected, not in use,
   failed) needs nobody.
2. Who answered is recorded with it, and bounds what may be recorded.
3. The next step follows from the rules, and moves the case.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from callcenter.call import CallState
from callcenter.last_look import CALLED_OFF
from callcenter.outcome import DialResult
from cases.contact import bar_after
from cases.contact_next import next_step
from cases.contact_result import NEXTS, OF_ANSWERER, RESULTS, Answerer, Next, Result, Skip
from cases.contacts import Contacts, attempt_cases
from cases.errors import CaseRefused
from cases.lifecycle import OPEN_DEFICIENCY, Happening, row_of
from cases.store import Actor, lock, move
from storage.contact_tables import ContactAttempt, ContactBar
from storage.tables import Call

SOON = timedelta(minutes=10)
"""When nobody was called because the seat's own phone was not there."""
CALLED_OFF_SKIP = "called_off"
"""What is kept of one that was not due any more when the seat picked up: it is judged anew."""
NO_PHONE_SKIP = "no_phone"
"""What is kept of one for which the seat's own phone was not picked up."""
BY_NETWORK: dict[DialResult, Result] = {
    DialResult.BUSY: Result.BUSY,
    DialResult.NO_ANSWER: Result.NO_ANSWER,
    DialResult.REJECTED: Result.REJECTED,
    DialResult.NOT_IN_USE: Result.NOT_IN_USE,
    DialResult.FAILED: Result.FAILED,
    DialResult.CANCELLED: Result.CANCELLED,
}
"""What stands by itself; an answered call needs the agent's word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What the call core files of an attempt."""

    attempt: str
    network: DialResult
    dialled_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime
    detail: str = ""
    """Why the number was not dialled, in the words of `callcenter.last_look`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What an agent records of an attempt."""

    answerer: Answerer
    result: Result
    again_at: datetime | None = None


_MOVES: dict[Next, tuple[Happening, ...]] = {
    Next.DOCUMENT: (Happening.REACHED,),
    Next.LATER: (Happening.CALL_MISSED, Happening.CALL_PLANNED),
    Next.AGAIN: (Happening.CALL_MISSED,),
    Next.MANUAL: (Happening.CALL_MISSED,),
    Next.LETTER: (Happening.GIVEN_UP,),
    Next.LIST: (Happening.GIVEN_UP,),
}
"""The first of them that a case's status takes."""


async def ended(session: AsyncSession, contacts: Contacts, told: Ended, actor: Actor) -> None:
    """Take what the core filed; heard twice, it changes nothing."""
    await lock(session)
    row = await session.get(ContactAttempt, told.attempt, with_for_update=True)
    if row is None or row.network:
        return
    row.network, row.dialled_at = told.network.value, told.dialled_at
    row.answered_at, row.ended_at = told.answered_at, told.ended_at
    row.begun_at = row.begun_at or told.dialled_at
    if row.result:
        return
    if told.dialled_at is None:
        is_off = told.detail in CALLED_OFF
        row.skip = CALLED_OFF_SKIP if is_off else NO_PHONE_SKIP
        row.again_at = told.ended_at + (timedelta() if is_off else SOON)
        await finish(session, contacts, row, Result.SKIPPED, actor)
    elif told.network is not DialResult.ANSWERED:
        await finish(session, contacts, row, BY_NETWORK[told.network], actor)


async def answered_by(
    session: AsyncSession, attempt: str, answerer: Answerer, actor: Actor
) -> None:
    """Take who answered; until it is the applicant, nothing of the case may be said.

    Raises:
        CaseRefused: the attempt is not theirs, has its result already, or nobody has answered.
    """
    row = await _own(session, attempt, actor)
    await _see_answered(session, row)
    row.answerer = answerer.value


async def record(
    session: AsyncSession, contacts: Contacts, attempt: str, said: Recorded, actor: Actor
) -> Next:
    """Take an agent's word on an attempt; gives what follows.

    Raises:
        CaseRefused: it is not theirs, has its result already, was not begun, or does not fit.
    """
    await lock(session)
    row = await _own(session, attempt, actor)
    if said.answerer is not Answerer.NOBODY and row.answerer != said.answerer:
        raise CaseRefused(number=attempt, why="先にどなたが出たかを記録してください。")
    if said.answerer is not Answerer.NOBODY:
        await _see_answered(session, row)
    check(contacts, said, actor.at)
    row.answerer, row.again_at = said.answerer.value, said.again_at
    return await finish(session, contacts, row, said.result, actor)


async def skip(
    session: AsyncSession, contacts: Contacts, attempt: str, why: Skip, actor: Actor
) -> None:
    """Put a previewed contact off until the next operating day, or before a supervisor.

    Raises:
        CaseRefused: it is not theirs, or was dialled.
    """
    await lock(session)
    row = await session.get(ContactAttempt, attempt, with_for_update=True)
    if row is None or row.begun_at is not None or row.result or row.staff != actor.by:
        raise CaseRefused(number=attempt, why="この架電対象は、もう手元にありません。")
    row.skip = why.value
    if why is not Skip.UNCLEAR:
        day = contacts.calendar.after(contacts.calendar.day_of(actor.at), 1)
        clock = contacts.rules.hours.opens
        row.again_at = None if day is None else contacts.calendar.instant(day, clock)
    await finish(session, contacts, row, Result.SKIPPED, actor)


def check(contacts: Contacts, said: Recorded, at: datetime) -> None:
    """See whether what was recorded fits together.

    Raises:
        CaseRefused: the result needs somebody else to have answered, or a time within hours.
    """
    if said.result not in OF_ANSWERER[said.answerer]:
        word = RESULTS[said.result]
        raise CaseRefused(number=word, why="どなたが出たかと結果が合いません。")
    if (said.result is Result.CALL_AGAIN) is not (said.again_at is not None):
        raise CaseRefused(number=RESULTS[said.result], why="約束の日時を入れてください。")
    if said.again_at is None:
        return
    local = said.again_at.astimezone(contacts.calendar.zone)
    span = contacts.calendar.days.get(local.date())
    hours = contacts.rules.hours
    if said.again_at <= at or span is None or not hours.holds(local.time()):
        shown = f"{hours.opens:%H:%M}から{hours.closes:%H:%M}"
        why = f"約束の日時は、これからの営業日の{shown}にしてください。"
        raise CaseRefused(number=RESULTS[said.result], why=why)


async def _own(session: AsyncSession, attempt: str, actor: Actor) -> ContactAttempt:
    row = await session.get(ContactAttempt, attempt, with_for_update=True)
    if row is None or row.begun_at is None or row.staff not in ("", actor.by):
        raise CaseRefused(number=attempt, why="ご自分の架電ではありません。")
    if row.result:
        raise CaseRefused(number=attempt, why="結果はすでに記録されています。")
    return row


async def _see_answered(session: AsyncSession, row: ContactAttempt) -> None:
    """See that somebody is, or was, on the line: nobody else can have said anything."""
    if row.answered_at is not None:
        return
    call = await session.get(Call, row.id)
    if call is None or not (call.answered_at or call.state == CallState.TALKING):
        why = "まだ相手が出ていません。相手が出てから記録してください。"
        raise CaseRefused(number=row.id, why=why)


async def finish(
    session: AsyncSession,
    contacts: Contacts,
    row: ContactAttempt,
    result: Result,
    actor: Actor,
) -> Next:
    """Keep the result, bar the number if it says so, and take the next step."""
    row.result, row.result_at = result.value, actor.at
    bar(session, row, result, actor)
    await session.flush()
    step = await follow(session, contacts, row, actor, result)
    row.next = step.value
    return step


def bar(session: AsyncSession, row: ContactAttempt, result: Result, actor: Actor) -> None:
    """Let the number of an attempt never be dialled again, if its result says so."""
    kind = bar_after(result)
    if kind is not None:
        session.add(
            ContactBar(
                phone_key=row.phone_key, kind=kind.value, attempt=row.id, at=actor.at, by=actor.by
            )
        )


async def follow(
    session: AsyncSession, contacts: Contacts, row: ContactAttempt, actor: Actor, result: Result
) -> Next:
    """Take the step that follows a result, with each case that still lacks something."""
    contact = await contacts.of_attempt(session, row, actor.at)
    if contact is None:
        return Next.NOTHING
    step = next_step(
        contacts.planner,
        contact,
        actor.at,
        today=contacts.calendar.day_of(actor.at),
        letters_from=contacts.letters_from,
    )
    reason = RESULTS[result]
    for case in await attempt_cases(session, row.id):
        known = row_of(case.status) if case.status in OPEN_DEFICIENCY else {}
        happening = next((each for each in _MOVES[step] if each in known), None)
        if happening is not None:
            move(session, case, happening, actor, reason=f"{reason}、{NEXTS[step]}")
    return step
