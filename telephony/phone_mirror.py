"""Which phones Asterisk's fallback may ring: those of ready seats, told as they change.

A seat that is ready, or was when its call began, is mirrored by the phone that we would ring.
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
        self._changed = asyncio.Event()

    def show(self, seat: Seat, phones: Iterable[str]) -> None:
        """Note what a seat is doing now; these are its phones."""
        rung = seat.phones[-1] if seat.phones and seat.state in AT_WORK else None
        for phone in phones:
            self._wanted[phone] = phone == rung
        self._changed.set()

    def afresh(self) -> None:
        """Tell all again: nobody knows what this Asterisk was told."""
        self._told.clear()
        self._changed.set()

    async def keep(self) -> None:
        """Tell what changes, for ever; what changes back meanwhile is not told."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            for phone, may_ring in list(self._wanted.items()):
                if self._told.get(phone) is not may_ring:
                    await self._tell(phone, may_ring=may_ring)
            if self._told != self._wanted:
                await asyncio.sleep(TOLD_AGAIN_S)
                self._changed.set()

    async def _tell(self, phone: str, *, may_ring: bool) -> None:
        try:
            await self._ari.send(ari_requests.mirror_phone(phone, may_ring=may_ring))
        except AriError:
            return  # it is told again
        self._told[phone] = may_ring
