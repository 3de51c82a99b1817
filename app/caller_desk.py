"""What the office needs to say who is calling: the people's store, and the campaign's form."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncEngine

from app.case_form import plan_of
from app.clock import Clock
from app.errors import NotValid
from app.home import Home
from app.number import as_written
from cases.calling import WhoCalls
from cases.store import Shelf
from cases.vault import Vault
from japan.phone import Unreadable, to_e164
from storage.errors import PeopleUnavailable
from storage.keys import instance_key
from storage.people import People

log = logging.getLogger(__name__)

FLUSH_S = 2.0


class CallerDesk:
    """Gives numbers behind ids while it runs, and candidates where there are applications."""

    def __init__(self, home: Home, database: AsyncEngine, *, clock: Clock) -> None:
        self._home = home
        self._clock = clock
        self._key = instance_key(home.key)
        self._people: People | None = None
        self.who_calls = self._who_calls(database)

    async def run(self) -> None:
        """Keep the people's store open, for ever."""
        with People(self._home.people, self._key, clock=self._clock) as self._people:
            try:
                await asyncio.Event().wait()
            finally:
                self._people = None

    async def person_of(self, number: str) -> str | None:
        """Keep a number where the controller finds it; its id, or None if that takes too long."""
        people = self._people
        if people is None:
            return None
        person = people.id_of(number)
        return person if await asyncio.to_thread(people.flush, FLUSH_S) else None

    def written(self, caller: str) -> str:
        """Give the number behind an id as people write it; empty if it was erased."""
        number = self._number_of(caller)
        return as_written(number) if number else ""

    def id_of(self, number: str) -> str:
        """Give the id of a number that is to be dialled.

        Raises:
            PeopleUnavailable: the store is not open, so nobody can be dialled.
        """
        if self._people is None:
            raise PeopleUnavailable(path=self._home.people, why="not open")
        return self._people.id_of(number)

    def number_of(self, caller: str) -> str | None:
        """Give the number behind an id in E.164; None if it was erased."""
        return self._number_of(caller)

    def numbers_of(self, callers: Sequence[str]) -> list[str]:
        """Give the numbers behind ids in E.164; who was erased has none."""
        return [number for each in callers if (number := self._number_of(each))]

    def known(self, number: str) -> str | None:
        """Give the id of who has a number, as somebody typed it; None if it never called."""
        read = to_e164(number)
        if self._people is None or isinstance(read, Unreadable):
            return None
        return self._people.find(read)

    def kept(self, number: str) -> str | None:
        """Give the id of a number in E.164, kept from now on; None while the store is closed."""
        return self._people.id_of(number) if self._people is not None else None

    def _number_of(self, caller: str) -> str | None:
        return self._people.number_of(caller) if self._people is not None else None

    def _who_calls(self, database: AsyncEngine) -> WhoCalls | None:
        try:
            plan = plan_of(self._home, os.environ)
        except NotValid:
            # It was valid when the instance began; a person is changing it just now.
            log.warning("the form cannot be read", extra={"action": "no_form"})
            return None
        if plan is None:
            return None
        vault = Vault(self._key, encrypted=plan.schema.encrypted)
        return WhoCalls(
            database,
            Shelf(plan.schema, vault, plan.life),
            number_of=self._number_of,
            clock=self._clock,
            proof=plan.identity,
        )
