"""Earlier calls of one caller, and what was recorded of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.case_tables import Case
from storage.engine import transaction
from storage.inquiry_tables import Inquiry, InquiryCase, InquiryMatter
from storage.tables import OUTBOUND, Call

MOST = 5
_IS_MAIN = (col(InquiryMatter.inquiry) == col(Inquiry.id)) & (col(InquiryMatter.n) == 1)
_EARLIER = (  # made once: while a phone rings, writing a question costs more than its answer
    select(Call, InquiryMatter)
    .join(Inquiry, col(Inquiry.call) == col(Call.id), isouter=True)
    .join(InquiryMatter, _IS_MAIN, isouter=True)
    .where(
        col(Call.caller) == bindparam("caller"),
        col(Call.id) != bindparam("but"),
        col(Call.outcome).is_not(None),
    )
    .order_by(col(Call.arrived_at).desc())
    .limit(MOST)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierCall:
    """One call, with the main matter of its record; empty if there is none."""

    call: str
    at: datetime
    outcome: str
    is_ours: bool
    """We called them; the outcome is then what the network answered."""
    category: str
    result: str
    cases: tuple[str, ...] = ()
    """Receipt numbers of the applications that it was about; a protected one is never told."""


async def earlier_calls(engine: AsyncEngine, caller: str, *, but: str) -> list[EarlierCall]:
    """List the ended calls from a caller's number, the newest first, but for one call.

    Raises:
        DatabaseUnavailable: there is no answer now.
    """
    async with transaction(engine) as session:
        return await earlier_in(session, caller, but=but)


async def earlier_in(session: AsyncSession, caller: str, *, but: str) -> list[EarlierCall]:
    """List them as `earlier_calls` does, in a transaction that asks for more than these."""
    given = {"caller": caller, "but": but}
    found: Sequence[tuple[Call, InquiryMatter | None]] = (
        await session.exec(_EARLIER, params=given)
    ).all()
    recorded = [matter.inquiry for _, matter in found if matter is not None]
    numbers = await _numbers(session, recorded) if recorded else {}
    return [
        EarlierCall(
            call=call.id,
            at=call.arrived_at,
            outcome=call.outcome or "",
            is_ours=call.direction == OUTBOUND,
            category=matter.category if matter else "",
            result=matter.result or "" if matter else "",
            cases=tuple(numbers.get(matter.inquiry, ())) if matter else (),
        )
        for call, matter in found
    ]


async def _numbers(session: AsyncSession, inquiries: Sequence[str]) -> dict[str, list[str]]:
    asked = (
        select(InquiryCase.inquiry, Case.number)
        .join(Case, col(Case.seq) == col(InquiryCase.case))
        .where(col(InquiryCase.inquiry).in_(inquiries), col(Case.is_protected).is_(False))
        .order_by(col(Case.number))
    )
    found: dict[str, list[str]] = {}
    for inquiry, number in (await session.exec(asked)).all():
        found.setdefault(inquiry, []).append(number)
    return found
