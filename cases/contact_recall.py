"""Attempts that were begun and are not due any more, while only the seat's phone rings."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from callcenter.call import CallState
from cases.contacts import Contacts
from cases.store import Actor
from storage.contact_tables import ContactAttempt
from storage.tables import Call


async def ringing(session: AsyncSession) -> Sequence[ContactAttempt]:
    """Give the attempts whose seat's phone rings: the number is not dialled yet."""
    asked = (
        select(ContactAttempt)
        .join(Call, col(Call.id) == col(ContactAttempt.id))
        .where(
            col(Call.state) == CallState.CALLING_SEAT.value,
            col(Call.outcome).is_(None),
            col(ContactAttempt.network) == "",
            col(ContactAttempt.result) == "",
        )
    )
    return (await session.exec(asked)).all()


async def withdrawn(session: AsyncSession, contacts: Contacts, actor: Actor) -> list[str]:
    """Name the ringing attempts that are not to be dialled: the paper came, or it is too late."""
    found = []
    for row in await ringing(session):
        contact = await contacts.of_attempt(session, row, actor.at)
        is_due = contact is not None and contacts.is_due(contact, row, actor.at)
        if not is_due or row.leased_until < actor.at:
            found.append(row.id)
    return found
