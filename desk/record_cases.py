"""Which applications a record is about: its writer chooses, and each choice is in the trail."""

from __future__ import annotations

from collections.abc import Sequence

from desk.desk import Desk
from desk.sessions import Who
from storage import inquiries as rows
from storage.audit import Action, trailed
from storage.case_tables import Case
from storage.engine import transaction
from storage.inquiry_tables import InquiryCase

MOST = 10
"""More than one call is about."""


async def linked(desk: Desk, record: str) -> Sequence[Case]:
    """List the applications that a record is about."""
    async with transaction(desk.engine) as session:
        return await rows.cases_of(session, record)


async def link(desk: Desk, who: Who, record: str, case: int) -> bool:
    """Say that a record is about an application; False if it may not be, or there are too many."""
    async with trailed(desk.engine) as trail:
        found = await trail.session.get(Case, case)
        already = await rows.cases_of(trail.session, record)
        if found is None or len(already) >= MOST:
            return False
        if case not in {each.seq for each in already}:
            at = desk.clock()
            trail.session.add(InquiryCase(inquiry=record, case=case, at=at, by=who.staff))
            await trail.note(at, who.actor, Action.RECORD_LINKED, record, {"case": case})
    return True


async def unlink(desk: Desk, who: Who, record: str, case: int) -> None:
    """Take it back."""
    async with trailed(desk.engine) as trail:
        row = await trail.session.get(InquiryCase, (record, case))
        if row is not None:
            await trail.session.delete(row)
            at = desk.clock()
            await trail.note(at, who.actor, Action.RECORD_UNLINKED, record, {"case": case})
