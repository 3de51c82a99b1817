"""Questions about the staff and their sign-ins, each inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.staff_tables import (
    Designation,
    Failure,
    FormerPassword,
    RecoveryCode,
    Session,
    Staff,
)


async def by_login(session: AsyncSession, login: str) -> Staff | None:
    """Find a person by what is typed at sign-in."""
    return (await session.exec(select(Staff).where(col(Staff.login) == login))).first()


async def everybody(session: AsyncSession) -> Sequence[Staff]:
    """List all who are or were here, by login."""
    return (await session.exec(select(Staff).order_by(col(Staff.login)))).all()


async def former_hashes(session: AsyncSession, staff: str, count: int) -> list[str]:
    """Give the hashes of the last passwords that a person had before."""
    asked = (
        select(FormerPassword.password_hash)
        .where(col(FormerPassword.staff) == staff)
        .order_by(col(FormerPassword.until).desc())
        .limit(count)
    )
    return list((await session.exec(asked)).all())


async def set_password(
    session: AsyncSession, person: Staff, *, hashed: str, at: datetime, must_change: bool
) -> None:
    """Give a person another password and remember the one before."""
    session.add(FormerPassword(staff=person.id, until=at, password_hash=person.password_hash))
    person.password_hash, person.password_at, person.must_change = hashed, at, must_change
    session.add(person)


async def forget_authenticator(session: AsyncSession, person: Staff) -> None:
    """Take a person's second factor and its recovery codes away."""
    person.totp_secret = person.totp_confirmed_at = None
    session.add(person)
    await session.exec(delete(RecoveryCode).where(col(RecoveryCode.staff) == person.id))


async def keep_recovery_codes(session: AsyncSession, staff: str, hashes: Sequence[str]) -> None:
    """Put new recovery codes in the place of all earlier ones."""
    await session.exec(delete(RecoveryCode).where(col(RecoveryCode.staff) == staff))
    session.add_all(RecoveryCode(code_hash=each, staff=staff) for each in hashes)


async def use_recovery_code(
    session: AsyncSession, code_hash: str, *, staff: str, at: datetime
) -> bool:
    """Take a recovery code, once."""
    done = await session.exec(
        update(RecoveryCode)
        .where(
            col(RecoveryCode.code_hash) == code_hash,
            col(RecoveryCode.staff) == staff,
            col(RecoveryCode.used_at).is_(None),
        )
        .values(used_at=at)
    )
    return bool(done.rowcount)


async def failures(session: AsyncSession, name_hash: str) -> Failure | None:
    """Give the failed attempts at a name."""
    return await session.get(Failure, name_hash)


async def forget_failures(session: AsyncSession, name_hash: str, *, before: datetime) -> None:
    """Clear the failed attempts at a name, and all that are older than an instant."""
    forgotten = (col(Failure.name_hash) == name_hash) | (col(Failure.last_at) < before)
    await session.exec(delete(Failure).where(forgotten))


async def open_sessions(session: AsyncSession, staff: str) -> Sequence[Session]:
    """Give a person's sign-ins that are not ended, whatever their stage."""
    asked = select(Session).where(col(Session.staff) == staff, col(Session.ended_at).is_(None))
    return (await session.exec(asked)).all()


async def by_token(session: AsyncSession, token_hash: str) -> tuple[Session, Staff] | None:
    """Find a sign-in by its token's hash, with its person."""
    asked = (
        select(Session, Staff)
        .join(Staff, col(Staff.id) == col(Session.staff))
        .where(col(Session.token_hash) == token_hash, col(Session.ended_at).is_(None))
    )
    return (await session.exec(asked)).first()


async def at_seats(session: AsyncSession) -> Sequence[tuple[Session, Staff]]:
    """Give the sign-ins that hold a seat, with their persons."""
    asked = (
        select(Session, Staff)
        .join(Staff, col(Staff.id) == col(Session.staff))
        .where(col(Session.seat).is_not(None), col(Session.ended_at).is_(None))
    )
    return (await session.exec(asked)).all()


async def designations(session: AsyncSession) -> Sequence[tuple[Designation, Staff]]:
    """Give the whole roster, former designations too, in the order of their first days."""
    asked = (
        select(Designation, Staff)
        .join(Staff, col(Staff.id) == col(Designation.staff))
        .order_by(col(Designation.first_day), col(Staff.login))
    )
    return (await session.exec(asked)).all()
