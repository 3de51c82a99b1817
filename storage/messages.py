"""Voice messages, by name. All raise `DatabaseUnavailable` when there is no answer now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Update, update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine import transaction
from storage.kept import PLAIN
from storage.message_tables import Message
from storage.tables import Call

PENDING, KEPT, SILENT, LOST, ERASED = "pending", "kept", "silent", "lost", "erased"
TO_DO = (PENDING, KEPT, LOST, ERASED)
"""What somebody must see to: whose message is lost, or erased unheard, may still be called back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRow:
    """One message as it is listed."""

    call: str
    part: str
    """Under which the vault has its sound."""
    line: str
    caller: str | None
    left_at: datetime
    state: str
    path: str | None
    duration_s: float | None
    node: str
    """Where in which flow the call ended."""
    assigned_to: str | None
    handled_at: datetime | None
    handled_by: str | None
    is_stored: bool
    """Whether the vault has it, so that it can be listened to."""


async def note_message(
    engine: AsyncEngine,
    call: str,
    *,
    state: str,
    path: str | None = None,
    duration_s: float | None = None,
    why: str = "",
) -> bool:
    """Note what became of a message's sound; False if the row is not there yet."""
    noted = {"state": state, "path": path, "duration_s": duration_s, "why": why}
    async with transaction(engine) as session:
        done = await session.exec(update(Message).where(col(Message.call) == call).values(**noted))
        return bool(done.rowcount)


async def messages(
    engine: AsyncEngine, *, since: datetime | None = None, also_handled: bool = False
) -> list[MessageRow]:
    """List messages, the oldest first; of handled ones, if they are wanted, those since then."""
    asked = (
        select(Message, Call)
        .join(Call, col(Call.id) == col(Message.call))
        .where(col(Message.state).in_(TO_DO))
        .order_by(col(Message.left_at), col(Message.call))
    )
    if not also_handled:
        asked = asked.where(col(Message.handled_at).is_(None))
    elif since is not None:
        asked = asked.where((col(Message.handled_at).is_(None)) | (col(Message.left_at) >= since))
    async with transaction(engine) as session:
        rows = (await session.exec(asked)).all()
    return [
        MessageRow(
            call=message.call,
            part=message.part,
            line=call.line,
            caller=message.caller,
            left_at=message.left_at,
            state=message.state,
            path=message.path,
            duration_s=message.duration_s,
            node=call.node,
            assigned_to=message.assigned_to,
            handled_at=message.handled_at,
            handled_by=message.handled_by,
            is_stored=message.state == KEPT and not (message.path or PLAIN).endswith(PLAIN),
        )
        for message, call in rows
    ]


async def by_part(session: AsyncSession, part: str) -> Message | None:
    """Find the message whose sound has this name."""
    return (await session.exec(select(Message).where(col(Message.part) == part))).first()


async def assign(session: AsyncSession, call: str, *, staff: str, at: datetime) -> bool:
    """Make a message somebody's work, whoever had it before; False if it is not on the list."""
    done = await session.exec(_open(call).values(assigned_to=staff, assigned_at=at))
    return bool(done.rowcount)


async def handle(session: AsyncSession, call: str, *, at: datetime, by: str) -> bool:
    """Take a message off the list; False if it is not on it."""
    done = await session.exec(_open(call).values(handled_at=at, handled_by=by))
    return bool(done.rowcount)


def _open(call: str) -> Update:
    """Name the message of a call, if somebody must still see to it."""
    return (
        update(Message)
        .where(col(Message.call) == call)
        .where(col(Message.state).in_(TO_DO))
        .where(col(Message.handled_at).is_(None))
    )


async def handled_since(session: AsyncSession, since: datetime) -> Sequence[tuple[str, datetime]]:
    """Tell whose messages were seen to since an instant, and when."""
    asked = select(Message.caller, Message.handled_at).where(col(Message.handled_at) >= since)
    rows = (await session.exec(asked)).all()
    return [(caller, at) for caller, at in rows if caller is not None and at is not None]
