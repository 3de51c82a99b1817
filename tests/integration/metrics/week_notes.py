"""What people wrote and dialled in the week that was counted by hand."""

from __future__ import annotations

from datetime import date

from sqlalchemy.ext.asyncio import AsyncEngine

from storage.callback_tables import Callback
from storage.contact_tables import ContactAttempt, ContactCorrection
from storage.engine import transaction
from storage.inquiry_tables import Inquiry, InquiryMatter
from storage.promise_tables import PromisedCall
from storage.staff_tables import Staff
from storage.time_tables import SeatSpell
from tests.integration.metrics.week import at

HOSTILE = '=HYPERLINK("http://example.jp","押す")'


async def note(engine: AsyncEngine) -> None:
    """Three inquiries, one of them a complaint, calls to applicants, and callbacks.

    c10's caller was reached; of what people promised, one was kept, one handed on, and one was kept
    after the cut.
    """
    async with transaction(engine) as session:
        since = at(9, "08:00:00")
        someone = Staff(
            id="s-1",
            login="s1",
            name="花子",
            role="agent",
            password_hash="x",
            password_at=since,
            created_at=since,
        )
        session.add(someone)
        await session.flush()
    await write(engine, "i-1", 9, "apply", "closed", text="ok")
    await write(engine, "i-2", 9, "complaint", "callback", text=HOSTILE, complaint=True)
    await write(engine, "i-3", 13, "papers", "ward_office", text="ok")
    await dial(engine)
    async with transaction(engine) as session:
        session.add(
            Callback(
                id="cb1",
                person="p-6",
                state="reached",
                since=at(10, "15:00:00"),
                promised_at=at(10, "11:00:20"),
                due=at(10, "15:00:00"),
                taken_from="c10",
            )
        )
        for n, (end, closed) in enumerate((("reached", 10), ("handed_on", 10), ("reached", 17))):
            session.add(
                PromisedCall(
                    made_at=at(9, "12:00:00"),
                    made_by="s-1",
                    phone=f"p-{n}",
                    owner="s-1",
                    due_at=at(10, "12:00:00"),
                    about="",
                    closed_at=at(closed, "11:00:00"),
                    closed_by="s-1",
                    end=end,
                )
            )


async def sit(engine: AsyncEngine) -> None:
    """A seat is staffed on Monday until 17:59:00; it talks for 130 s and wraps up for 60 s."""
    did = (
        *(("08:50:00", "ready"), ("09:00:18", "talking"), ("09:02:28", "wrap_up")),
        *(("09:03:28", "ready"), ("17:59:00", "not_ready")),
    )
    async with transaction(engine) as session:
        for n, (since, state) in enumerate(did, start=1):
            session.add(SeatSpell(n=n, seat="seat-01", state=state, began_at=at(9, since)))


async def dial(engine: AsyncEngine) -> None:
    """Seven attempts: one has its result after the cut, one was corrected twice after it.

    Two of them have no number: the network failed, or it was broken off while it rang. Besides,
    one before the week, one that was skipped, and one that was begun and never dialled.
    """
    made = (
        *(("a1", 1, 9, "busy", 9), ("a2", 2, 10, "call_again", 10)),
        *(("a3", 1, 13, "understood", 13), ("a4", 1, 13, "no_answer", 13)),
        *(("a5", 2, 13, "busy", 17), ("a6", 1, 8, "busy", 8), ("a7", 3, 13, "skipped", 13)),
        *(("a8", 1, 11, "failed", 11), ("a9", 2, 11, "cancelled", 11)),
        ("b1", 1, 12, "failed", 12),
    )
    async with transaction(engine) as session:
        for id, n, day, result, known in made:
            since = at(day, "10:00:00")
            attempt = ContactAttempt(
                id=id,
                contact="k",
                n=n,
                mode="preview",
                person="p",
                phone_key=b"",
                leased_at=since,
                leased_until=since,
                begun_at=since,
                dialled_at=None if id in ("a7", "b1") else since,
                result=result,
                result_at=at(known, "10:05:00"),
            )
            session.add(attempt)
        await session.flush()
        for day, before, after in ((17, "no_answer", "machine"), (18, "machine", "busy")):
            session.add(
                ContactCorrection(
                    attempt="a1", at=at(day, "9:00:00"), by="s", before=before, after=after, why=""
                )
            )


async def write(
    engine: AsyncEngine,
    id: str,
    day: int,
    category: str,
    result: str,
    *,
    text: str,
    complaint: bool = False,
    closed: str = "12:00:00",
    closed_on: int | None = None,
) -> None:
    async with transaction(engine) as session:
        ended = at(closed_on or day, closed)
        session.add(
            Inquiry(
                id=id,
                staff="s-1",
                business_date=date(2026, 2, day),
                begun_at=at(day, "11:00:00"),
                saved_at=ended,
                closed_at=ended,
                language="ja",
                is_complaint=complaint,
                severity="normal" if complaint else None,
            )
        )
        await session.flush()
        session.add(InquiryMatter(inquiry=id, n=1, category=category, result=result, text=text))
