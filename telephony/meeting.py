"""What we ask of Asterisk whenever the link stands again, one request after the other.

Serially: bursts of cleaning up right after a reconnect have crashed Asterisk (asterisk#1201). The
same look, without the cleaning up, is the audit that runs while all is well.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from callcenter import events, ids
from callcenter.events import Event
from callcenter.state import State
from telephony import (
    ari_legs,
    ari_requests,
    leftovers,
    reconcile,
    reconcile_fallen,
    trunk_watch,
)
from telephony.ari import Ari
from telephony.ari_events import AriEvents
from telephony.ari_requests import Request
from telephony.book_reader import Place
from telephony.errors import AriError, AriGone
from telephony.open_book import OpenBook
from telephony.reconcile import Channel, Missed, Seen

log = logging.getLogger(__name__)

PAUSES_S = (0.1, 0.3, 0.6)
"""How long to wait after each meeting that failed."""
TOLD_BY = timedelta(seconds=30)
"""So soon the watch over the fallback has told of whoever only the book knows."""


@dataclass(slots=True, kw_only=True)
class Meeting:
    """Learning what happened without us, and setting the phones' accounts."""

    ari: Ari
    clock: Callable[[], datetime]
    reader: AriEvents
    """Reads callers whom we never met."""
    seats: Mapping[str, str]
    """The seat of each endpoint."""
    accounts: tuple[Request, ...]
    """The phones' accounts."""
    answered: Callable[[], None]
    """Told of each answer: on a busy machine all of them take long, and all goes well."""
    book: OpenBook | None = None
    """Asterisk's book; None if it is on another machine."""
    died_at: Callable[[], datetime | None] = lambda: None
    """When an Asterisk died last, as who watches it saw it."""
    offset: timedelta = timedelta()
    """The instance's clock is the machine's plus this."""
    began_at: datetime | None = None
    """When we began to work."""
    has_met: bool = field(default=False, init=False)
    begun_at: datetime | None = field(default=None, init=False)
    """When the last one began."""
    _passed: tuple[datetime, Place] | None = field(default=None, init=False)
    """When nobody was on the line the book stood there."""

    async def hold_patiently(
        self, state: State, *, lost_at: datetime | None, unsent: Callable[[], frozenset[str]]
    ) -> list[Missed] | None:
        """Hold a meeting, as often as it is refused; None if it failed to the end."""
        for pause_s in PAUSES_S:
            self.begun_at = self.clock()
            try:
                return await self.hold(state, lost_at=lost_at, unsent=unsent())
            except AriError as error:
                extra = {"action": "meeting_failed", "status": error.status}
                log.warning("Asterisk refused or was lost while it was asked", extra=extra)
                await asyncio.sleep(pause_s)
        return None

    async def hold(
        self, state: State, *, lost_at: datetime | None = None, unsent: frozenset[str] = frozenset()
    ) -> list[Missed]:
        """Bring Asterisk and us into step; what was missed, in order.

        Args:
            state: What we remember.
            lost_at: When the link was lost; if Asterisk died, it was then.
            unsent: The legs that are still to be rung.

        Raises:
            AriError: Asterisk went away again, or refuses.
        """
        started = (await self._send(ari_requests.read_status()))["status"]["startup_time"]
        missed: list[Missed] = []
        seen = replace(
            await self.look(state, unsent=unsent),
            began_at=self.began_at,
            unmet_since=state.unmet_since,
        )
        missed += reconcile.fallback_seen(seen)  # before anything that frees a seat
        if state.asterisk not in ("", started):
            missed += self._died(state, started, lost_at)
            missed += seen.strangers
        else:
            missed += reconcile.missed_events(state, seen)
            await self._clear(state, seen)
        # Whoever came before we listened was told of to nobody.
        missed += reconcile.offered(state, seen)
        missed += await self._registrations(state)
        if not self.has_met or state.asterisk != started:
            for account in self.accounts:
                await self._send(account)
        self.has_met = True
        # Last: should we die before all is written down, the next one is to learn it anew.
        return [*missed, _met(self.clock(), started, Place(state.book, state.book_offset))]

    async def look(self, state: State, *, unsent: frozenset[str]) -> Seen:
        """Ask Asterisk for all that matters; changes nothing.

        Args:
            state: What we remember.
            unsent: The legs that are still to be rung, before anything is asked.

        Raises:
            AriError: Asterisk went away, or refuses.
        """
        send = self._send
        channels: list[dict[str, Any]] = await send(ari_requests.list_channels())
        application = await send(ari_requests.read_application(self.ari.app))
        bridges: list[dict[str, Any]] = await send(ari_requests.list_bridges())
        if self.book is not None:
            await self.book.catch_up()
        wanted = reconcile.questions(state)
        at, ours = self.clock(), frozenset(application["channel_ids"])
        return Seen(
            at=at,
            channels={
                each["id"]: Channel(each["id"], each["state"] == "Up", each["dialplan"]["context"])
                for each in channels
                if each["dialplan"]["context"] != ari_legs.LEFT_CONTEXT
            },
            ours=ours,
            bridges={each["id"]: frozenset(each["channels"]) for each in bridges},
            playing=await self._there(wanted.playbacks, ari_requests.read_playback),
            recording=await self._there(wanted.recordings, ari_requests.read_live_recording),
            book=self.book.read() if self.book else None,
            unsent=unsent,
            strangers=tuple(
                self.reader.listed(each, at)
                for each in channels
                if each["id"] in ours and _is_stranger(each["id"], state)
            ),
        )

    async def _send(self, request: Request) -> Any:
        try:
            answer = await self.ari.send(request)
        except AriGone:
            self.answered()
            raise
        self.answered()
        return answer

    async def _there(
        self, names: Iterable[str], request: Callable[[str], Request]
    ) -> frozenset[str]:
        """Ask for each of these; which are there."""
        there = set()
        for name in names:
            with suppress(AriGone):
                await self._send(request(name))
                there.add(name)
        return frozenset(there)

    def is_somebody_waiting(self, state: State, for_s: float) -> bool:
        """Whether a caller has heard the same, or nothing, for longer than this."""
        since = self.clock() - timedelta(seconds=for_s)
        return any(
            call.state in reconcile.UNSETTLED and call.since < since
            for call in state.calls.values()
        )

    def note_place(self, state: State, after_bytes: int) -> Event | None:
        """Say how far Asterisk's book was read, if that is so much farther than was noted.

        Only while nobody is on the line, then as well as a while ago when it was read so far: what
        it tells of a call must be read again if we die before the call is filed, and of some it
        alone knows.
        """
        if self.book is None or state.calls:
            return None
        now = self.clock()
        if self._passed is None:
            self._passed = now, self.book.place
        read_at, place = self._passed
        if now - read_at < TOLD_BY:
            return None
        self._passed = None
        is_far = place.file != state.book or place.offset - state.book_offset > after_bytes
        return _met(now, state.asterisk, place) if is_far else None

    def _died(self, state: State, started: str, lost_at: datetime | None) -> list[Event]:
        """Say when the Asterisk died that was there before this one, and whom it served alone.

        If nobody listened at that time, it is the last instant that anybody knows of: who watches
        Asterisk, what it wrote into its book, what we did.
        """
        known = [call.since for call in state.calls.values()]
        born = datetime.fromisoformat(started) + self.offset
        for told in (self.died_at(), self.book.last_before(born) if self.book else None):
            known += [told] if told is not None and told < born else []
        at = lost_at or max(known, default=self.clock())
        fell: list[Event] = []
        if self.book is not None:
            fell += reconcile_fallen.fell(state, self.book.read())
            self.book.forget(at, born_at=born)
        return [*fell, events.AsteriskLost(at=at)]

    async def _clear(self, state: State, seen: Seen) -> None:
        """Remove what was made for calls that nobody remembers."""
        over = leftovers.orphans(state, seen.channels) + leftovers.strays(state, seen.channels)
        for channel in over:
            with suppress(AriGone):
                await self._send(ari_requests.hang_up(channel))
        for bridge in leftovers.orphans(state, seen.bridges):
            with suppress(AriGone):
                await self._send(ari_requests.delete_bridge(bridge))

    async def _registrations(self, state: State) -> list[Event]:
        listed: list[dict[str, Any]] = await self._send(ari_requests.list_endpoints())
        states = {each["resource"]: each["state"] for each in listed}
        online = {endpoint: each == "online" for endpoint, each in states.items()}
        at = self.clock()
        return [
            *reconcile.missed_registrations(state, online, self.seats, at),
            *trunk_watch.missed(state, states, self.reader.trunks, at),
        ]


def _is_stranger(channel: str, state: State) -> bool:
    is_caller = ids.SEPARATOR not in channel and not ids.is_attempt(channel)
    return is_caller and channel not in state.calls


def _met(at: datetime, started: str, place: Place) -> Event:
    return events.AsteriskMet(at=at, started=started, book=place.file, book_offset=place.offset)
