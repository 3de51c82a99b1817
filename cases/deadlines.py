"""Steps whose day has come (締切): who said nothing until then goes on as the contract says.

Whoever is protected goes on like everybody else: nothing is sent or shown by it. A case in which
something is missing stays where the step asks for a clear one, and is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.life import By
from cases.own_steps import is_lacking
from cases.store import Actor, Shelf, lock, pass_on
from storage.case_tables import Case


@dataclass(frozen=True, slots=True)
class Ended:
    """What a deadline did."""

    step: str
    name: str
    moved: int
    lacking: tuple[str, ...]
    """Receipt numbers that stay, because something is missing."""


async def end(session: AsyncSession, shelf: Shelf, actor: Actor, *, today: date) -> list[Ended]:
    """Take every step whose day has come; the same day again finds nothing left to move."""
    due = [
        each
        for each in shelf.life.steps
        if each.by is By.DEADLINE and each.on is not None and each.on <= today
    ]
    if not due:
        return []
    await lock(session)
    found = []
    for step in due:
        asked = select(Case).where(col(Case.status).in_(step.before)).order_by(col(Case.seq))
        moved, lacking = 0, []
        for case in (await session.exec(asked)).all():
            if not step.fits(shelf.read(case)):
                continue
            if step.clear and await is_lacking(session, case):
                lacking.append(case.number)
                continue
            pass_on(session, case, step, actor, reason=f"{step.on} の締切")
            moved += 1
        if moved or lacking:
            found.append(Ended(step.id, step.name, moved, tuple(lacking)))
    return found
