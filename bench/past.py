"""What a city's centre has behind it when somebody calls: calls, their records, checks, attempts.

One row of each kind is made as its table makes it, so that a new column breaks nothing; the others
are written by the database after its likeness.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from callcenter.outcome import Outcome
from desk.rules import Category
from storage.contact_tables import ContactAttempt, ContactAttemptCase
from storage.engine import transaction
from storage.identity_tables import IdentityCheck
from storage.inquiry_tables import Inquiry, InquiryCase, InquiryMatter
from storage.staff_tables import Staff
from storage.tables import Call

WRITER = "past"
PAPERS = Category(id="papers", name="必要書類")
TEXT = "必要書類と申請期限をご案内した。住民票の写しは不要である旨をお伝えした。"
RECORDED = 2
"""Of so many calls one has a record that names its case, and a check of who called."""
TRIED = 10
"""Of so many cases one was called by us in vain yesterday."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """How much there is."""

    calls: int
    cases: int
    callers: int
    """Each of them called `calls / callers` times."""


async def fill(database: AsyncEngine, past: Past, *, line: str, now: datetime) -> None:
    """Write it all into a database that has the cases already."""
    async with transaction(database) as session:
        await _writer(session, now)
        await _calls(session, past, line, now)
        await _records(session, past, now)
        await _checks(session, past, now)
        await _attempts(session, now)


async def _writer(session: AsyncSession, now: datetime) -> None:
    session.add(
        Staff(
            id=WRITER,
            login=WRITER,
            name="窓口 花子",
            role="agent",
            password_hash="-",
            password_at=now,
            created_at=now,
            disabled_at=now,
        )
    )
    await session.flush()


async def _calls(session: AsyncSession, past: Past, line: str, now: datetime) -> None:
    at = now - timedelta(days=60)
    first = Call(
        id="old-0",
        line=line,
        caller="p-0",
        arrived_at=at,
        business_date=date(2026, 2, 2),
        state="ended",
        state_since=at,
        outcome=Outcome.ANSWERED.value,
    )
    its_own = {
        "id": "'old-' || value",
        "caller": f"'p-' || (value % {past.callers})",
        "arrived_at": "datetime(arrived_at, value || ' seconds')",
    }
    await _repeat(session, first, "old-0", its_own, past.calls)


async def _records(session: AsyncSession, past: Past, now: datetime) -> None:
    record = Inquiry(
        id="rec-0",
        call="old-0",
        staff=WRITER,
        business_date=date(2026, 2, 2),
        begun_at=now,
        saved_at=now,
        closed_at=now,
        language="ja",
    )
    matter = InquiryMatter(inquiry="rec-0", n=1, category=PAPERS.id, result="closed", text=TEXT)
    named = InquiryCase(inquiry="rec-0", case=1, at=now, by=WRITER)
    own = "'rec-' || value"
    call = f"'old-' || (value * {RECORDED})"
    count = past.calls // RECORDED
    await _repeat(session, record, "rec-0", {"id": own, "call": call}, count)
    await _repeat(session, matter, "rec-0", {"inquiry": own}, count)
    case = _case_of(past)
    await _repeat(session, named, "rec-0", {"inquiry": own, '"case"': case}, count)


async def _checks(session: AsyncSession, past: Past, now: datetime) -> None:
    first = IdentityCheck(
        id=1,
        call="old-0",
        caller="p-0",
        case=1,
        staff=WRITER,
        at=now,
        relation="self",
        items="name birth address",
        is_passed=True,
    )
    its_own = {
        "id": "value + 1",
        "call": f"'old-' || (value * {RECORDED})",
        "caller": f"'p-' || (value * {RECORDED} % {past.callers})",
        '"case"': _case_of(past),
        "is_passed": "value % 4 > 0",
    }
    await _repeat(session, first, 1, its_own, past.calls // RECORDED)


def _case_of(past: Past) -> str:
    """Name the case of whoever called: their own, as their number stands in it."""
    return f"value * {RECORDED} % {past.callers} % {past.cases} + 1"


async def _attempts(session: AsyncSession, now: datetime) -> None:
    at = now - timedelta(days=1)
    first = ContactAttempt(
        id="try-0",
        contact="c0",
        n=1,
        mode="progressive",
        person="p-0",
        phone_key=b"",
        leased_at=at,
        leased_until=at,
        begun_at=at,
        dialled_at=at,
        ended_at=at,
        network="no_answer",
        result="no_answer",
    )
    session.add(first)
    await session.flush()
    its_own = {
        "id": "'try-' || cases.seq",
        "contact": "'c' || cases.seq",
        "person": "'p-' || (cases.seq - 1)",
        "phone_key": "cases.phone_key",
    }
    names = _columns(ContactAttempt)
    chosen = [its_own.get(name, f"likeness.{name}") for name in names]
    some = f"cases.phone_key IS NOT NULL AND cases.seq % {TRIED} = 0"
    await _run(
        session,
        f"INSERT INTO contact_attempts ({', '.join(names)}) SELECT {', '.join(chosen)} "
        f"FROM cases, contact_attempts AS likeness WHERE likeness.id = 'try-0' AND {some}",
    )
    table = ContactAttemptCase.__tablename__
    own = f"SELECT 'try-' || seq, seq FROM cases WHERE {some}"
    await _run(session, f'INSERT INTO {table} (attempt, "case") {own}')


async def _repeat(
    session: AsyncSession, first: SQLModel, key: str | int, its_own: Mapping[str, str], count: int
) -> None:
    """Add a row, and so many less one after its likeness; `value` counts them in `its_own`."""
    session.add(first)
    await session.flush()
    table, names = first.__tablename__, _columns(type(first))
    chosen = [its_own.get(name, name) for name in names]
    await _run(
        session,
        "WITH RECURSIVE numbers(value) AS "
        f"(SELECT 1 UNION ALL SELECT value + 1 FROM numbers WHERE value < {count - 1}) "
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(chosen)} "
        f"FROM numbers, {table} WHERE {names[0]} = {key!r}",
    )


def _columns(table: type[SQLModel]) -> list[str]:
    """Name a table's columns, its key first; a word of SQL's own in quotes."""
    return [f'"{name}"' if name == "case" else name for name in table.model_fields]


async def _run(session: AsyncSession, statement: str) -> None:
    await session.exec(text(statement))  # type: ignore[call-overload]  # no statement of the model's
