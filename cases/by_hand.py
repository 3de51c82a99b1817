"""Steps of a case's life that a person takes by a button or a command, and who may take which.

What follows from other work (a screening, a payment run, a list of the client) is not in here: it
happens there. Source: requirements 3.5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func
from sqlalchemy import select as select_rows
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.errors import CaseRefused, RunRefused
from cases.free_text import insist_without_number
from cases.lifecycle import WORDS, Happening, Status, row_of
from cases.runs import RunKind, run_of
from cases.store import Actor, case_numbered, lock, move, move_all
from storage.case_tables import Case, CaseRunItem


@dataclass(frozen=True, slots=True)
class Hand:
    """What a step by hand needs."""

    is_supervisors: bool
    """Supervisors and managers alone may take it."""
    needs_reason: bool = False


HANDS: dict[Happening, Hand] = {
    Happening.CALL_PLANNED: Hand(is_supervisors=False),
    Happening.PAID: Hand(is_supervisors=True),
    Happening.DECISION_NOTIFIED: Hand(is_supervisors=False),
    Happening.FINISHED: Hand(is_supervisors=True),
    Happening.WITHDRAWN: Hand(is_supervisors=True, needs_reason=True),
    Happening.OUT_OF_SCOPE: Hand(is_supervisors=True, needs_reason=True),
}


def choices(status: str, *, is_supervisor: bool) -> list[Happening]:
    """Give the steps that a person may take with a case of this status."""
    return [
        happening
        for happening, hand in HANDS.items()
        if happening in row_of(status) and (is_supervisor or not hand.is_supervisors)
    ]


async def take(
    session: AsyncSession,
    numbers: Sequence[str],
    happening: Happening,
    actor: Actor,
    *,
    is_supervisor: bool,
    reason: str = "",
) -> None:
    """Take the same step with cases, all or none.

    Raises:
        NoSuchCase: no case has one of these numbers.
        CaseRefused: it is no step by hand, not this person's, or needs a reason.
        IllegalMove: a case's status does not take it.
        MyNumberTyped: a text holds an individual number.
    """
    insist_without_number(reason)
    await lock(session)
    hand = HANDS.get(happening)
    for number in numbers:
        case = await case_numbered(session, number)
        if hand is None:
            raise CaseRefused(number=case.number, why="この操作は手では行えません。")
        if hand.is_supervisors and not is_supervisor:
            raise CaseRefused(number=case.number, why="この操作は管理者だけが行えます。")
        if case.is_protected and not is_supervisor:
            raise CaseRefused(number=case.number, why="責任者だけが扱える申請です。")
        if hand.needs_reason and not reason.strip():
            raise CaseRefused(number=case.number, why="理由を書いてください。")
        move(session, case, happening, actor, reason=reason.strip())


async def paid(session: AsyncSession, run: str, actor: Actor) -> int:
    """Note that the bank carried out a payment run; gives how many cases are paid by it.

    What the bank returned, or what has gone on already, stays where it is.

    Raises:
        NoSuchRun: there is none with this id.
        RunRefused: it was cancelled, or nothing in it is still to be paid.
    """
    await lock(session)
    row = await run_of(session, RunKind.PAYMENT, run)
    if row.state != "closed":
        raise RunRefused(reasons=[f"{run} は取り消されています。"])
    asked = select_rows(col(Case.seq)).where(
        col(CaseRunItem.run) == run,
        col(CaseRunItem.case) == col(Case.seq),
        col(CaseRunItem.returned_at).is_(None),
        col(Case.status) == Status.PAYMENT_MADE.value,
    )
    listed = asked.subquery()
    count = (await session.exec(select(func.count()).select_from(listed))).one()
    if not count:
        word = WORDS[Status.PAYMENT_MADE]
        raise RunRefused(reasons=[f"{run} に「{word}」の申請はもうありません。"])
    await move_all(session, asked, Status.PAYMENT_MADE, Happening.PAID, actor, reason=run)
    return count
