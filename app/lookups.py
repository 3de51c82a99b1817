"""The office's answers to callers who ask how their case stands.

The controller's question stands in the log as a command; its answer is a wish like any other. A
question that is too old is passed by: the caller was told that nobody answers.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from app.ask import submit
from app.clock import Clock
from app.home import Home
from callcenter.commands import LookUpCase
from callcenter.events import CaseLookedUp
from callcenter.record import Record
from cases.lookup import UNAVAILABLE, Told, look_up
from storage import engine, keys
from storage.errors import DatabaseUnavailable, StorageError
from storage.keys import instance_key
from storage.people import People
from telephony.keys import digits_of

log = logging.getLogger(__name__)

WITHIN = timedelta(seconds=15)
"""The longest deadline that a flow may give."""
READ_WITHIN_S, LOOKED_EACH_S = 2.0, 0.05
"""The controller's thread may be late with the digits by so much."""
AGAIN_S = 0.05
NAME_BYTES = 8


class Lookups:
    """Answers each question by itself, as it comes."""

    def __init__(self, home: Home, database: AsyncEngine, *, clock: Clock) -> None:
        self._home = home
        self._database = database
        self._clock = clock
        self._key = instance_key(home.key)
        self._names = keys.derive(self._key, "lookups")
        self._asked: asyncio.Queue[LookUpCase] = asyncio.Queue()

    def heard(self, record: Record) -> None:
        """Take the questions of a record, if anybody still waits for an answer."""
        if record.commands and self._clock() - record.event.at < WITHIN:
            for command in record.commands:
                if isinstance(command, LookUpCase):
                    self._asked.put_nowait(command)

    async def run(self) -> None:
        """Answer until cancelled."""
        with People(self._home.people, self._key, clock=self._clock) as people:
            async with asyncio.TaskGroup() as group:
                while True:
                    question = await self._asked.get()
                    group.create_task(self._answer(question, people), name=question.lookup)

    async def _answer(self, question: LookUpCase, people: People) -> None:
        receipt = await _digits(people, question.receipt)
        birth = await _digits(people, question.birth)
        told = await self._told(receipt, birth)
        answer = CaseLookedUp(
            at=self._clock(),
            call=question.call,
            lookup=question.lookup,
            answer=told.answer,
            status=told.status,
            caller=question.caller,
            case=self._name(receipt) if receipt else "",
        )
        await submit(self._home, answer, token=f"answer {question.lookup}")

    def _name(self, receipt: str) -> str:
        """Name a receipt number so that its failures can be counted; it says nothing of it."""
        return hmac.digest(self._names, receipt.encode(), "sha256")[:NAME_BYTES].hex()

    async def _told(self, receipt: str, birth: str) -> Told:
        if not (receipt and birth):
            return Told(UNAVAILABLE)
        try:
            async with asyncio.timeout(WITHIN.total_seconds()):
                return await told(self._database, receipt, birth, clock=self._clock)
        except (StorageError, TimeoutError):
            log.warning("a case could not be looked up", extra={"action": "lookup_failed"})
            return Told(UNAVAILABLE)


async def told(database: AsyncEngine, receipt: str, birth: str, *, clock: Clock) -> Told:
    """Look a case up, as often as the database has no time, until cancelled.

    Whoever reads before writing is turned away at once by SQLite if another wrote in between, and
    while many call, rows are written all the time.
    """
    while True:
        try:
            async with engine.transaction(database) as session:
                return await look_up(session, receipt=receipt, birth=birth, at=clock())
        except DatabaseUnavailable:
            await asyncio.sleep(AGAIN_S)


async def _digits(people: People, id: str) -> str:
    """Read digits, which may be written a moment after the question."""
    for _ in range(round(READ_WITHIN_S / LOOKED_EACH_S)):
        found = await asyncio.to_thread(digits_of, people, id)
        if found:
            return found
        await asyncio.sleep(LOOKED_EACH_S)
    return ""
