"""Calls with somebody who is dealt with by the responsible alone (責任者対応).

Such a call had their identity checked, has a record about them, was made to them or by them in
return, or came from a number that such a call came from.
"""

from __future__ import annotations

from sqlalchemy import CompoundSelect, union
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.case_tables import Case
from storage.contact_tables import ContactAttempt, ContactAttemptCase, ContactReturn
from storage.engine import transaction
from storage.identity_tables import IdentityCheck
from storage.inquiry_tables import Inquiry, InquiryCase
from storage.tables import Call


def protected_calls() -> SelectOfScalar[str]:
    """Select the ids of these calls; none is null."""
    about = _about().subquery()
    callers = select(Call.caller).where(col(Call.id).in_(select(about.c.call)))
    return select(Call.id).where(
        or_(
            col(Call.id).in_(select(about.c.call)),
            col(Call.caller).in_(callers.where(col(Call.caller).is_not(None))),
        )
    )


async def is_protected(engine: AsyncEngine, call: str) -> bool:
    """Tell whether a call is one of them; raises `DatabaseUnavailable`."""
    asked = protected_calls().where(col(Call.id) == call)
    async with transaction(engine) as session:
        return (await session.scalar(asked)) is not None


def _about() -> CompoundSelect[tuple[str | None]]:
    protected = select(Case.seq).where(col(Case.is_protected).is_(True))
    attempts = select(ContactAttemptCase.attempt).where(col(ContactAttemptCase.case).in_(protected))
    recorded = select(InquiryCase.inquiry).where(col(InquiryCase.case).in_(protected))
    return union(
        select(col(IdentityCheck.call).label("call")).where(col(IdentityCheck.case).in_(protected)),
        select(Inquiry.call).where(col(Inquiry.id).in_(recorded), col(Inquiry.call).is_not(None)),
        attempts,
        select(ContactReturn.call).where(col(ContactReturn.attempt).in_(attempts)),
        select(ContactAttempt.returned_call).where(
            col(ContactAttempt.id).in_(attempts), col(ContactAttempt.returned_call).is_not(None)
        ),
    )
