"""They call back: an inbound caller whom we tried to reach is recognised, and closes the attempt.

The rules of this file:
1. A call counts as returned once it is answered by one of us, and once only; the next call too, if
   what was recorded of the one before is that it was not the applicant. Each of them stays kept,
   and so does who had called.
   They are known by the number that we called or, from any other one, by the check of who they are.
2. From then on nobody dials that contact: what was promised is awaited. What the agent records
   afterwards replaces that; if it was somebody else who called, the attempt is as it was.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, exists, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from cases.contact_ending import Recorded, bar, check, follow
from cases.contact_result import COUNTED, REACHED, Next, Result
from cases.contacts import Contacts
from cases.errors import CaseRefused
from cases.store import Actor, Shelf, lock
from japan.phone import E164, national
from storage.contact_tables import ContactAttempt, ContactAttemptCase, ContactReturn

LOOK_BACK = timedelta(days=14)
"""A call that comes later has another reason."""

_MISSED = [each.value for each in COUNTED]
_NOT_COUNTED = [Result.CANCELLED.value, Result.FAILED.value]
_REACHED = [each.value for each in REACHED]
_LATER = aliased(ContactAttempt)
_HAS_RUNG = or_(
    col(ContactAttempt.result).in_(_MISSED),
    col(ContactAttempt.result).in_(_NOT_COUNTED) & col(ContactAttempt.dialled_at).is_not(None),
    (col(ContactAttempt.result) == "")
    & col(ContactAttempt.answered_at).is_not(None)
    & col(ContactAttempt.ended_at).is_not(None),
)
_REACHED_LATER = exists().where(
    col(_LATER.contact) == col(ContactAttempt.contact),
    col(_LATER.begun_at) > col(ContactAttempt.begun_at),
    col(_LATER.result).in_(_REACHED),
)


def _last_tried(whose: ColumnElement[bool]) -> SelectOfScalar[ContactAttempt]:
    return (
        select(ContactAttempt)
        .where(
            whose,
            col(ContactAttempt.begun_at) >= bindparam("since"),
            col(ContactAttempt.begun_at) <= bindparam("at"),
            _HAS_RUNG,
            ~_REACHED_LATER,
        )
        .order_by(col(ContactAttempt.begun_at).desc())
        .limit(1)
    )


# Made once: it is asked for each caller before a phone rings.
_TRIED = _last_tried(col(ContactAttempt.phone_key) == bindparam("key"))
_TRIED_ABOUT = _last_tried(
    col(ContactAttempt.id).in_(
        select(ContactAttemptCase.attempt).where(col(ContactAttemptCase.case) == bindparam("case"))
    )
)


async def tried(
    session: AsyncSession, shelf: Shelf, number: E164, at: datetime
) -> ContactAttempt | None:
    """Find the last attempt to a number that did not reach the applicant; None if there is none.

    It rang there: who hung up, and whether anybody recorded what came of it, makes no difference.
    Whom a later attempt did reach has another reason to call.
    """
    given = {
        "key": shelf.vault.phone_key(national(number)),
        "since": at - LOOK_BACK,
        "at": at,
    }
    return (await session.exec(_TRIED, params=given)).first()


async def returnable(
    session: AsyncSession, shelf: Shelf, number: E164, at: datetime
) -> ContactAttempt | None:
    """Find what `tried` finds, unless somebody has already called back because of it."""
    row = await tried(session, shelf, number, at)
    is_open = row is not None and (not row.returned_call or may_return_again(row))
    return row if is_open else None


def may_return_again(row: ContactAttempt) -> bool:
    """Whether the last who called back was somebody else, so that the applicant may yet do so."""
    return row.returned_result != "" and row.returned_result not in REACHED


async def of_call(session: AsyncSession, call: str) -> ContactAttempt | None:
    """Give the attempt that a call returned; None if it returned none."""
    asked = select(ContactAttempt).where(col(ContactAttempt.returned_call) == call)
    return (await session.exec(asked)).first()


async def returned(
    session: AsyncSession, contacts: Contacts, number: E164, call: str, actor: Actor
) -> ContactAttempt | None:
    """Note that the number called back in this call; gives the attempt, None if we had not tried.

    Noted twice, it changes nothing.
    """
    await lock(session)
    row = await tried(session, contacts.shelf, number, actor.at)
    return None if row is None else await _note(session, contacts, row, call, actor)


async def identified(
    session: AsyncSession, contacts: Contacts, case: int, call: str, actor: Actor
) -> ContactAttempt | None:
    """Note that an applicant called back from another number, or without showing one.

    `case` is the one as whose applicant they proved themselves in this call; gives what `returned`
    gives. A call that is known by its number already returns no second attempt.
    """
    await lock(session)
    known = await of_call(session, call)
    if known is not None:
        return known
    given = {"case": case, "since": actor.at - LOOK_BACK, "at": actor.at}
    row = (await session.exec(_TRIED_ABOUT, params=given)).first()
    return None if row is None else await _note(session, contacts, row, call, actor)


async def _note(
    session: AsyncSession, contacts: Contacts, row: ContactAttempt, call: str, actor: Actor
) -> ContactAttempt | None:
    if not row.returned_call or (_is_later(row, call, actor.at) and may_return_again(row)):
        _keep(session, row)
        row.returned_call, row.returned_at, row.returned_staff = call, actor.at, actor.by
        row.returned_result = ""
        await session.flush()
        await follow(session, contacts, row, actor, Result.RETURNED)
    return row if row.returned_call == call else None


def _keep(session: AsyncSession, row: ContactAttempt) -> None:
    """Keep the call that returned it before, if there is one, beside the one that follows."""
    if row.returned_at is not None:
        before = ContactReturn(
            call=row.returned_call,
            attempt=row.id,
            at=row.returned_at,
            staff=row.returned_staff,
            result=row.returned_result,
        )
        session.add(before)


def _is_later(row: ContactAttempt, call: str, at: datetime) -> bool:
    """Whether a call came after the one that returned it: calls are also looked at once more."""
    return row.returned_call != call and row.returned_at is not None and at > row.returned_at


async def record(
    session: AsyncSession, contacts: Contacts, call: str, said: Recorded, actor: Actor
) -> Next:
    """Take what came of a returned call.

    Raises:
        CaseRefused: nobody called back in it, it is recorded already, or it does not fit.
    """
    await lock(session)
    row = await of_call(session, call)
    if row is None or row.returned_staff not in ("", actor.by):
        raise CaseRefused(number=call, why="この通話は折り返しではありません。")
    if row.returned_result:
        raise CaseRefused(number=call, why="結果はすでに記録されています。")
    check(contacts, said, actor.at)
    row.returned_result, row.again_at = said.result.value, said.again_at
    bar(session, row, said.result, actor)
    await session.flush()
    step = await follow(session, contacts, row, actor, said.result)
    row.next = step.value
    return step
