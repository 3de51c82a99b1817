"""Which phones Asterisk's fallback may ring: those of ready seats, told as they change.

A seat that is ready, or was when its call began, is mirrored by the phone that we would ring. In a
call it is the phone of that call: another one of the seat's may have registered meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from callcenter.seat import Seat, SeatState
from telephony import ari_requests
from telephony.ari import Ari
from telephony.errors import AriError

TOLD_AGAIN_S = 1.0
"""After a refusal."""
AT_WORK = (SeatState.READY, SeatState.RINGING, SeatState.TALKING)


class PhoneMirror:
    """What Asterisk was told of each phone, and what it should be told."""

    def __init__(self, ari: Ari, phones: Iterable[str]) -> None:
        """Make a mirror of these endpoints; `keep` fills it."""
        self._ari = ari
        self._wanted: dict[str, bool] = dict.fromkeys(phones, False)
        self._told: dict[str, bool] = {}
        self._due: dict[str, None] = dict.fromkeys(self._wanted)
        """Phones of which something else was told, or perhaps nothing."""
        self._changed = asyncio.Event()

    def show(self, seat: Seat, phones: Iterable[str], *, in_call: str | None = None) -> None:
        """Note what a seat is doing now; these are its phones, and which of them is in its call."""
        last = seat.phones[-1] if seat.phones else None
        rung = (in_call or last) if seat.state in AT_WORK else None
        for phone in phones:
            self._wanted[phone] = phone == rung
            if self._told.get(phone) is not self._wanted[phone]:
                self._due[phone] = None
                self._changed.set()

    def afresh(self) -> None:
        """Tell all again: nobody knows what this Asterisk was told."""
        self._told.clear()
        self._due = dict.fromkeys(self._wanted)
        self._changed.set()

    async def keep(self) -> None:
        """Tell what changes, for ever; what changes back meanwhile is not told."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            due, self._due = self._due, {}
            refused = [phone for phone in due if not await self._is_told(phone)]
            if refused:
                await asyncio.sleep(TOLD_AGAIN_S)
                self._due |= dict.fromkeys(refused)
            if self._due:
                self._changed.set()

    async def _is_told(self, phone: str) -> bool:
        """Tell what is wanted of a phone, if it is not told yet; False if Asterisk refused."""
        while self._told.get(phone) is not (may_ring := self._wanted[phone]):
            try:
                await self._ari.send(ari_requests.mirror_phone(phone, may_ring=may_ring))
            except AriError:
                return False
            self._told[phone] = may_ring  # it may have changed meanwhile
        return True
