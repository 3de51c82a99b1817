"""Watching over the fallback: who waits there is fetched back, what happened there is told.

It looks when there is a reason to, after each meeting and each fall, and goes on until nobody is
left there whom we do not know of. It also looks once a minute: the event by which a caller was
offered to us may have been lost.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from callcenter.call import CallState
from callcenter.events import Event, FallbackTold
from callcenter.seat import Seat
from callcenter.state import State
from telephony import ari_requests, fallback, fallback_callers, fallback_story
from telephony.ari import Ari
from telephony.callers import Callers, Told, Who
from telephony.errors import AriError
from telephony.fallback import ADMITTED, Fallen
from telephony.fallback_callers import WRITTEN_S, Remembered
from telephony.fallback_story import Floor
from telephony.open_book import OpenBook

log = logging.getLogger(__name__)

LOOKS_EACH_S = 0.5
LOOKS_ANYWAY_S = 10.0
"""Whose arrival no event told, because it was lost, is missed for no longer."""
PULLED_AGAIN_S = 2.0
WAV_HEADER_BYTES = 44


@dataclass(frozen=True, slots=True, kw_only=True)
class Spool:
    """Where this machine's Asterisk leaves what we must know of its fallback."""

    database: Path
    """Asterisk's own, `astdb.sqlite3`."""
    number_key: str
    """Deciphers the callers in it."""
    recordings: Path
    book: OpenBook
    callers: Callers
    """Reads who calls whom."""
    line: str = ""
    """What is written as the line of a call that only the book knows."""


class FallbackWatch:
    """One Asterisk's fallback, as we see it from outside."""

    def __init__(
        self,
        *,
        ari: Ari,
        state: State,
        seats: Mapping[str, str],
        spool: Spool | None,
        offset: timedelta,
        clock: Callable[[], datetime],
    ) -> None:
        """Make a watch; `run` starts it.

        Args:
            ari: The way to Asterisk.
            state: What the heart remembers.
            seats: The seat of each endpoint.
            spool: None if Asterisk is on another machine: then only who is still there is known.
            offset: The instance's clock is the machine's plus this.
            clock: Now, on the instance's clock.
        """
        self._ari = ari
        self._state = state
        self._seats = seats
        self._spool = spool
        self._offset = offset
        self._clock = clock
        self._wanted = asyncio.Event()
        self._pulled: dict[str, float] = {}

    def look(self) -> None:
        """Somebody may be there: begin to look, and look on for a while."""
        self._wanted.set()

    def phone_in_call(self, seat: Seat) -> str | None:
        """Name the phone by which a seat is in its call, as seat or as guest; None if in none."""
        call = self._state.calls.get(seat.call or "")
        for party in (call.guest, call.offer) if call is not None else ():
            if party is not None and party.seat == seat.id:
                return party.endpoint
        return None

    async def look_now(self, take: Callable[[Event], object]) -> None:
        """Look once before anything else is done, and then on for a while."""
        await self._is_somebody_there(take)
        self._wanted.set()

    async def run(self, take: Callable[[Event], object]) -> None:
        """Look whenever it is wanted, for ever; `take` gets what happened."""
        loop = asyncio.get_running_loop()
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOKS_ANYWAY_S):
                    await self._wanted.wait()
            until = loop.time()
            while True:
                if self._wanted.is_set():
                    self._wanted.clear()
                    until = loop.time() + WRITTEN_S + LOOKS_EACH_S
                if await self._is_somebody_there(take):
                    until = loop.time() + WRITTEN_S + LOOKS_EACH_S
                if loop.time() >= until and not self._wanted.is_set():
                    break
                await asyncio.sleep(LOOKS_EACH_S)

    async def _is_somebody_there(self, take: Callable[[Event], object]) -> bool:
        """Look once, tell what is new, and fetch back who waits; whether to look again."""
        try:
            channels = await self._ari.send(ari_requests.list_channels())
            bridges = await self._ari.send(ari_requests.list_bridges())
        except AriError:
            return True
        floor = await self._floor(channels, bridges)
        for event in fallback_story.told(self._state, floor):
            take(event)
        if self._state.is_fallback_untold:
            take(FallbackTold(at=floor.at))
        await self._pull_back(floor.fallen.waiting)
        await self._forget(floor)
        return bool(
            floor.fallen.waiting
            or floor.fallen.talking
            or floor.remembered
            or any(call.state is CallState.FALLBACK for call in self._state.calls.values())
        )

    async def _floor(self, channels: list[dict[str, Any]], bridges: list[dict[str, Any]]) -> Floor:
        spool = self._spool
        fallen = fallback.fallen(channels, bridges)
        remembered = await asyncio.to_thread(_read, spool) if spool else []
        if spool is not None:
            await spool.book.catch_up()
            known = {row.call for row, _ in remembered} | {*self._state.calls, *self._state.recent}
            strangers = [each for each in channels if _is_let_in(each, fallen)]
            rows = [_row_of(each) for each in strangers if each["id"] not in known]
            remembered += [(row, spool.callers.read(_told(row))) for row in rows]
        calls = {row.call for row, _ in remembered}
        calls |= {c.id for c in self._state.calls.values() if c.state is CallState.FALLBACK}
        return Floor(
            at=self._clock(),
            channels=frozenset(each["id"] for each in channels),
            fallen=fallen,
            book=spool.book.read() if spool else None,
            left=spool.book.left if spool else None,
            remembered=remembered,
            recordings=dict(_recordings(spool.recordings, calls)) if spool else {},
            seats=self._seats,
            offset=self._offset,
            trunks=spool.callers.trunks if spool else frozenset(),
            line=spool.line if spool else "",
            started_at=_instant(self._state.asterisk, self._offset),
        )

    async def _pull_back(self, waiting: Sequence[str]) -> None:
        """Fetch callers back, one after the other, whoever came first first."""
        now = asyncio.get_running_loop().time()
        self._pulled = {call: at for call, at in self._pulled.items() if now - at < PULLED_AGAIN_S}
        for call in waiting:
            if call not in self._pulled:
                self._pulled[call] = now
                await self._ask(ari_requests.pull_back(call))

    async def _forget(self, floor: Floor) -> None:
        """Remove from Asterisk's database whom the log knows now."""
        for row, _ in floor.remembered:
            if row.call in self._state.calls or row.call in self._state.recent:
                await self._ask(ari_requests.forget_caller(row.call))

    async def _ask(self, request: ari_requests.Request) -> None:
        try:
            await self._ari.send(request)
        except AriError as error:
            extra = {"action": "fallback_refused", "status": error.status}
            log.warning("Asterisk refused a request about its fallback", extra=extra)


def _read(spool: Spool) -> list[tuple[Remembered, Who]]:
    try:
        rows = fallback_callers.read_callers(spool.database, spool.number_key)
        return [(row, spool.callers.read(_told(row))) for row in rows]
    except OSError as exc:
        extra = {"action": "fallback_unreadable", "why": exc.strerror or type(exc).__name__}
        log.warning("The fallback's callers cannot be read now", extra=extra)
        return []


def _is_let_in(channel: dict[str, Any], fallen: Fallen) -> bool:
    """Whether a caller holds a line there, whether or not Asterisk's database says so yet."""
    is_waiting = channel["id"] in fallen.waiting
    is_admitted = is_waiting and channel["channelvars"].get(ADMITTED) == "yes"
    return is_admitted or channel["id"] in fallen.talking


def _row_of(channel: dict[str, Any]) -> Remembered:
    """Make the row that is missing: it is not on the disk yet, or we died before we wrote it."""
    return Remembered(
        call=channel["id"],
        closed=None,
        channel=channel["name"],
        number=channel["caller"]["number"],
        name=channel["caller"]["name"],
        headers=channel["channelvars"],
    )


def _told(row: Remembered) -> Told:
    return Told(
        name=row.channel, caller_number=row.number, caller_name=row.name, headers=row.headers
    )


def _recordings(folder: Path, calls: set[str]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Find the sound of each call's talk: of its falls, the last one that holds any."""
    for call in calls:
        for caller in sorted(folder.glob(f"{call}~f*c.wav"), reverse=True):
            if caller.stat().st_size > WAV_HEADER_BYTES:
                yield call, (caller.stem, f"{caller.stem[:-1]}s")
                break


def _instant(startup: str, offset: timedelta) -> datetime | None:
    try:
        return datetime.fromisoformat(startup) + offset
    except ValueError:
        return None
