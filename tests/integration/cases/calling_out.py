"""Incomplete paper cases, and what the tests of calling do with their contacts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from callcenter.call import CallState
from callcenter.outcome import DialResult
from cases import contact_ending, deficiencies, timeline
from cases.catalogue import Catalogue
from cases.contact_ending import Ended, Recorded
from cases.contact_result import Next, Skip
from cases.contact_verdict import Verdict
from cases.contacts import Contacts, Leased, Mode
from cases.deficiencies import FoundBy, How, Typed
from cases.importing import Importer
from cases.schema import Channel
from cases.store import Actor, Shelf, lock
from japan.phone import E164
from storage.case_tables import Case
from storage.contact_tables import ContactAttempt
from storage.engine import transaction
from storage.tables import Call
from tests.integration.cases.test_importing import ACTOR, NOW, file, people
from tests.unit.cases.applications import plan, schema
from tests.unit.cases.contacts import at, calendar, rules

T = TypeVar("T")
CODE = "BANKBOOK"


def number_id(number: E164) -> str:
    return f"person of {number[-4:]}"


class World:
    """One database, and a clock that the tests set: Monday 2 March 2026, 10:00."""

    def __init__(self, engine: AsyncEngine, shelf: Shelf) -> None:
        self.engine = engine
        self.shelf = shelf
        self.now = NOW
        self.contacts = Contacts(
            shelf, plan(), rules(), calendar(), number_id=number_id, numbers_of=self._numbers_of
        )

    def _numbers_of(self, persons: Sequence[str]) -> list[str]:
        return [f"+81900000{each[-4:]}" for each in persons]

    def actor(self, by: str = "op-01") -> Actor:
        return Actor(by, self.now)

    def to(self, text: str) -> None:
        """Set the clock: `03-03 10:00`."""
        self.now = at(text)

    async def do(self, act: Callable[[AsyncSession], Awaitable[T]]) -> T:
        async with transaction(self.engine) as session:
            return await act(session)

    async def fill(self, importer: Importer, n: int) -> None:
        """Take n right online applications, and make paper ones of them that lack a copy."""
        found = people(n, flawless=True)
        for k, each in enumerate(found):
            each.document.values["phone"] = f"0900000{k:04}"
        await importer.take(file(found), ACTOR)
        async with transaction(self.engine) as session:
            for case in await session.exec(select(Case).order_by(col(Case.seq))):
                case.channel = Channel.POST.value
                typed = Typed(CODE)
                then = replace(ACTOR, at=NOW - timedelta(hours=2, minutes=-case.seq))
                await deficiencies.find(
                    session, self.shelf, case, typed, then, found_by=FoundBy.CONTRACTOR
                )

    async def plan(self) -> list[Verdict]:
        return await self.do(lambda session: self.contacts.plan(session, self.now))

    async def reasons(self) -> dict[int, str]:
        return {seq: each.reason.value for each in await self.plan() for seq in each.contact.seqs}

    async def lease(
        self, most: int = 1, *, by: str = "", mode: Mode = Mode.PROGRESSIVE
    ) -> list[Leased]:
        return await self.do(
            lambda session: self.contacts.lease(
                session, self.actor(by), most=most, lasts=timedelta(minutes=2), mode=mode
            )
        )

    async def begin(self, attempt: str, by: str = "op-01") -> bool:
        return await self.do(
            lambda session: self.contacts.begin(session, attempt, self.actor(by), seat="seat-01")
        )

    async def undo(self, attempt: str) -> None:
        """The dial was refused just now."""
        await self.do(
            lambda session: self.contacts.undo(session, attempt, self.actor(), told_at=self.now)
        )

    async def rings(self, attempt: str, state: CallState) -> None:
        """An attempt's call is in progress."""
        row = Call(
            id=attempt,
            line="",
            arrived_at=self.now,
            business_date=self.now.date(),
            state=state.value,
            state_since=self.now,
            direction="outbound",
        )

        async def add(session: AsyncSession) -> None:
            session.add(row)

        await self.do(add)

    async def end(
        self, attempt: str, network: DialResult, *, dialled: bool = True, detail: str = ""
    ) -> None:
        told = Ended(
            attempt=attempt,
            network=network,
            dialled_at=self.now if dialled else None,
            answered_at=self.now if network is DialResult.ANSWERED else None,
            ended_at=self.now + timedelta(minutes=1),
            detail=detail,
        )
        await self.do(
            lambda session: contact_ending.ended(session, self.contacts, told, self.actor(""))
        )

    async def dial(self, network: DialResult) -> str:
        """Lease, begin and end the first due contact."""
        [leased] = await self.lease()
        assert await self.begin(leased.attempt)
        await self.end(leased.attempt, network)
        return leased.attempt

    async def record(self, attempt: str, said: Recorded, by: str = "op-01") -> Next:
        await self.do(
            lambda session: contact_ending.answered_by(
                session, attempt, said.answerer, self.actor(by)
            )
        )
        return await self.do(
            lambda session: contact_ending.record(
                session, self.contacts, attempt, said, self.actor(by)
            )
        )

    async def skip(self, attempt: str, why: Skip) -> None:
        await self.do(
            lambda session: contact_ending.skip(session, self.contacts, attempt, why, self.actor())
        )

    async def supply(self, seq: int) -> None:
        """What was missing has come."""

        async def supply(session: AsyncSession) -> None:
            await lock(session)
            case = await session.get_one(Case, seq)
            await deficiencies.end(session, case, CODE, How.SUPPLIED, self.actor("op-09"))

        await self.do(supply)

    async def status(self, seq: int) -> str:
        return await self.do(lambda session: _status(session, seq))

    async def row(self, attempt: str) -> ContactAttempt:
        return await self.do(lambda session: session.get_one(ContactAttempt, attempt))

    async def history(self, seq: int) -> list[str]:
        """Give the attempts in a case's history, the last first."""

        async def moments(session: AsyncSession) -> list[str]:
            case = await session.get_one(Case, seq)
            catalogue, zone = Catalogue(schema(), plan().deficiencies), self.contacts.calendar.zone
            found = await timeline.timeline(session, catalogue, case, zone=zone, with_sights=False)
            return [each.what for each in found if each.sort is timeline.Sort.ATTEMPT]

        return await self.do(moments)


async def _status(session: AsyncSession, seq: int) -> str:
    return (await session.get_one(Case, seq)).status
