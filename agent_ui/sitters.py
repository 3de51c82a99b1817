"""Who sits where, as the boards show it; a seat whose person is gone gets no more calls."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime

from callcenter.dial_events import PeopleSeated, Seated
from callcenter.events import Asked, NotReadyPressed
from desk import seating
from desk.desk import Desk
from desk.seating import Sitting
from storage.errors import DatabaseUnavailable

log = logging.getLogger(__name__)

LOOK_S = 3.0
"""Sessions also end by the command line, or by time: the rows are looked at so often."""
SIGNED_OUT = "signed_out"
SYSTEM = "system"
NO_TIME = datetime.fromtimestamp(0, UTC)
"""Stands in a wish until the controller puts its own clock's instant there."""

Submit = Callable[[Asked], Awaitable[str]]
"""Hands a wish to the controller; gives the key of why it cannot be, empty if it is done."""


class Sitters:
    """The persons at the seats."""

    def __init__(
        self,
        desk: Desk,
        *,
        submit: Submit,
        changed: Callable[[Iterable[str]], None],
        left: Callable[[str], Awaitable[None]] | None = None,
    ) -> None:
        """Make them; `refresh` fills them.

        Args:
            desk: Where sessions are.
            submit: Takes the wish that a seat be not ready.
            changed: Told which seats have somebody else now.
            left: Makes a seat's browser phone void.
        """
        self.by_seat: dict[str, Sitting] = {}
        self._desk = desk
        self._submit = submit
        self._changed = changed
        self._left = left
        self._turn = asyncio.Lock()
        self._moved = asyncio.Event()
        self._told: tuple[Seated, ...] | None = None

    async def run(self) -> None:
        """Keep up with the rows, for ever, and the controller with us."""
        while True:
            try:
                await self.refresh()
                await self.tell()
            except DatabaseUnavailable as exc:
                log.debug("sitters are late", extra={"action": "sitters_late", "why": exc.why})
            await asyncio.sleep(LOOK_S)

    async def refresh(self) -> None:
        """Look who sits where, and set every seat not ready that lost its person."""
        async with self._turn:
            before, self.by_seat = self.by_seat, await seating.sittings(self._desk)
            changed = {
                seat
                for seat in before.keys() | self.by_seat.keys()
                if before.get(seat) != self.by_seat.get(seat)
            }
            if changed:
                self._changed(changed)
                self._moved.set()
                self._moved = asyncio.Event()
            for seat in before.keys() - self.by_seat.keys():
                gone = NotReadyPressed(at=NO_TIME, seat=seat, by=SYSTEM, reason=SIGNED_OUT)
                await self._submit(gone)
                if self._left is not None:
                    await self._left(seat)

    async def tell(self) -> None:
        """Tell the controller who sits where, unless it knows: people change their seats."""
        people = tuple(
            Seated(seat=seat, staff=each.staff) for seat, each in sorted(self.by_seat.items())
        )
        if people == self._told:
            return
        if not await self._submit(PeopleSeated(at=NO_TIME, people=people)):
            self._told = people

    async def until_left(self, seat: str, staff: str) -> None:
        """Wait until somebody is at this seat no more."""
        while (there := self.by_seat.get(seat)) is not None and there.staff == staff:
            await self._moved.wait()
