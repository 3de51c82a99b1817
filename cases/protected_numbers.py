"""Numbers of protected persons (責任者対応): no agent is shown one, or what was said about it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.case_tables import Case
from storage.protected_calls import protected_calls
from storage.tables import Call


async def among(session: AsyncSession, keys: Mapping[str, bytes | None]) -> frozenset[str]:
    """Tell which of these numbers belong to somebody protected.

    Args:
        session: Where to look.
        keys: The keyed hash of each number by its id in the people's store; None if it is unknown.

    A number is theirs that stands in their application, or that a call with them came from.
    """
    written = select(Case.phone_key).where(
        col(Case.is_protected).is_(True),
        col(Case.phone_key).in_([each for each in keys.values() if each is not None]),
    )
    found = set(await session.exec(written))
    called = select(Call.caller).where(
        col(Call.caller).in_(list(keys)), col(Call.id).in_(protected_calls())
    )
    callers = set(await session.exec(called))
    return frozenset(each for each, key in keys.items() if key in found or each in callers)
