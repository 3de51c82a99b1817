"""How well each end of a talk reaches us, and whether it reaches us at all.

Rule 1: the figures of a leg are read while it talks, and told once, when it has ended: Asterisk
forgets them with the channel.
Rule 2: a phone that is no longer registered keeps its talk as long as its sound comes. When no
packet came for a second, its page or machine is gone, and its leg is ended as silent.

Source: `GET /channels/{id}/rtp_statistics` (Asterisk 22.10.1: seconds; 0 if nothing was told).
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from callcenter import ids
from callcenter.call import Call, CallState
from callcenter.events import LegMeasured
from callcenter.guest import GuestState
from callcenter.seat import SeatState
from callcenter.state import State
from telephony import ari_requests
from telephony.ari import Ari
from telephony.errors import AriError, AriGone

MEASURED_EACH_S = 2.0
LOOKED_EACH_S = 0.25
SILENT_S = 1.0
NO_SOUND = 44
"""Q.850 cause of a leg without sound, as Asterisk itself gives it after its own time-out."""


class Quality:
    """The figures of the legs that talk now."""

    def __init__(
        self,
        ari: Ari,
        state: State,
        *,
        clock: Callable[[], datetime],
        doubt: Callable[[], object],
    ) -> None:
        """Make it; `doubt` is told once of a leg that talks, as we remember, and is no more."""
        self._ari = ari
        self._state = state
        self._clock = clock
        self._doubt = doubt
        self._doubted: deque[str] = deque(maxlen=500)
        self._last: dict[str, LegMeasured] = {}
        self._over: deque[str] = deque(maxlen=500)
        """Legs that ended a short while ago: what is read of them now comes too late."""

    async def keep_measuring(self) -> None:
        """Read the figures of all talking legs, for ever; one request at a time, evenly spread."""
        while True:
            talking = list(self._talking())
            for call, leg, seat in talking:
                await self._measure(call, leg, seat)
                await asyncio.sleep(MEASURED_EACH_S / len(talking))
            if not talking:
                await asyncio.sleep(MEASURED_EACH_S)

    async def measure_last(self, leg: str) -> None:
        """Read the figures of a seat's leg that we are about to end."""
        seats = self._state.seats.values()
        seat = next((each for each in seats if each.leg == leg), None)
        if seat is None or seat.state is not SeatState.TALKING:
            return
        await self._measure(ids.root(leg), leg, seat.id)

    def over(self, leg: str) -> LegMeasured | None:
        """Give what was read of a leg, or a caller, that has ended; None if it never talked."""
        self._over.append(leg)
        return self._last.pop(leg, None)

    def leg_of(self, seat: str, endpoint: str) -> str | None:
        """Give the leg on which a phone talks through us; None if it does not."""
        known = self._state.seats.get(seat)
        call = self._state.calls.get(known.call or "") if known is not None else None
        if call is None or call.state is not CallState.TALKING:
            return None
        ends = [each for each in (call.offer, call.guest) if each is not None]
        return next((each.leg for each in ends if each.endpoint == endpoint), None)

    def is_away(self, seat: str, endpoint: str) -> bool:
        """Whether a phone is not registered."""
        return endpoint not in self._state.seats[seat].phones

    async def end_if_silent(self, leg: str, is_away: Callable[[], bool]) -> None:
        """End a leg of which no packet came for a second, unless its phone is back before."""
        loop = asyncio.get_running_loop()
        count, since = -1, loop.time()
        while is_away() and (found := await self._read(leg)) is not None:
            if int(found["rxcount"]) != count:
                count, since = int(found["rxcount"]), loop.time()
            elif loop.time() - since >= SILENT_S:
                with suppress(
                    AriError
                ):  # it ended by itself, or Asterisk's own time-out comes later
                    await self._ari.send(ari_requests.hang_up(leg, reason_code=NO_SOUND))
                return
            await asyncio.sleep(LOOKED_EACH_S)

    def _talking(self) -> Iterator[tuple[str, str, str]]:
        for call in self._state.calls.values():
            if call.state is CallState.TALKING:
                yield call.id, call.id, ""
                yield from _legs(call)

    async def _measure(self, call: str, leg: str, seat: str) -> None:
        """Read and keep a leg's figures, unless it has ended, perhaps meanwhile."""
        found = await self._read(leg) if leg not in self._over else None
        if found is not None and leg not in self._over:
            self._last[leg] = self._measured(call, leg, seat, found)

    async def _read(self, leg: str) -> Mapping[str, Any] | None:
        try:
            found: Mapping[str, Any] = await self._ari.send(ari_requests.read_statistics(leg))
        except AriError as error:
            if isinstance(error, AriGone) and leg not in (*self._over, *self._doubted):
                self._doubted.append(leg)
                self._doubt()  # its end was told to nobody: the other one sits alone
            return None
        return found if "rxcount" in found else None

    def _measured(self, call: str, leg: str, seat: str, found: Mapping[str, Any]) -> LegMeasured:
        lost, came = int(found["rxploss"]), int(found["rxcount"])
        told_s = float(found.get("rtt") or 0.0)
        return LegMeasured(
            at=self._clock(),
            call=call,
            leg=leg,
            seat=seat,
            loss_percent=round(100 * max(0, lost) / max(1, came + max(0, lost)), 2),
            jitter_ms=round(1000 * float(found.get("rxjitter") or 0.0), 2),
            round_trip_ms=round(1000 * told_s, 2) if told_s > 0 else None,
        )


def _legs(call: Call) -> Iterator[tuple[str, str, str]]:
    if call.offer is not None and call.is_at_seat:
        yield call.id, call.offer.leg, call.offer.seat
    guest = call.guest
    if guest is not None and guest.state not in (GuestState.RINGING, GuestState.LEAVING):
        yield call.id, guest.leg, guest.seat
