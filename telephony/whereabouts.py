"""Where a caller went who is no longer in our application: out of the world, or to the fallback.

Source: `StasisEnd` says the same of both; the channel's place in the dialplan changes some
milliseconds later (Asterisk 22.10.1).
"""

from __future__ import annotations

import asyncio
from datetime import timedelta

from callcenter import events
from callcenter.events import Cause, Event
from telephony import ari_requests
from telephony.ari import Ari
from telephony.ari_signals import CallerAway
from telephony.errors import AriError, AriGone
from telephony.fallback import CONTEXTS

ASKED_EACH_S = 0.05
ASKED_TIMES = 100
GOING_S = 0.1
"""Who hangs up is there for no longer than that."""


class Whereabouts:
    """Asks Asterisk for one caller at a time."""

    def __init__(self, ari: Ari) -> None:
        self._ari = ari

    async def find(self, away: CallerAway) -> Event | None:
        """Ask until it is clear; None if Asterisk cannot tell, so that a meeting must.

        Who was still there for a while, neither with us nor in the fallback, left when they were
        seen last.
        """
        began = asyncio.get_running_loop().time()
        seen_s = 0.0
        for _ in range(ASKED_TIMES):
            try:
                channel = await self._ari.send(ari_requests.read_channel(away.call))
            except AriGone:
                left_at = away.at + timedelta(seconds=seen_s if seen_s > GOING_S else 0.0)
                return events.CallerLeft(at=left_at, call=away.call, cause=Cause.NORMAL)
            except AriError:
                return None
            seen_s = asyncio.get_running_loop().time() - began
            if channel["dialplan"]["context"] in CONTEXTS:
                return events.CallFell(at=away.at, call=away.call)
            await asyncio.sleep(ASKED_EACH_S)
        return None
