"""Taking the callers who are offered to all; one whom we cannot take falls, and is fetched back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from callcenter.state import State
from telephony import ari_requests
from telephony.ari import Ari
from telephony.errors import AriConflict, AriError, AriGone

log = logging.getLogger(__name__)

CLAIMED_TIMES = 2
CLAIM_DEADLINE_S = 0.3
"""Both attempts are made before the caller falls."""
ARRIVES_S = 0.5
"""A claimed caller enters our application within some milliseconds."""


class Claims:
    """One application's claims on callers."""

    def __init__(
        self,
        ari: Ari,
        state: State,
        *,
        missed: Callable[[], object],
        doubt: Callable[[], object],
    ) -> None:
        """Make them.

        Args:
            ari: The way to Asterisk.
            state: What the heart remembers.
            missed: Told that a caller was not to be had.
            doubt: Told that a caller who was taken did not arrive.
        """
        self._ari = ari
        self._state = state
        self._missed = missed
        self._doubt = doubt

    async def claim(self, channel: str) -> None:
        """Take a caller, and see that they arrive: they are in nobody's hands but ours."""
        if not await self._take(channel):
            self._missed()
            return
        await asyncio.sleep(ARRIVES_S)
        if channel not in self._state.calls and channel not in self._state.recent:
            self._doubt()

    async def _take(self, channel: str) -> bool:
        for _ in range(CLAIMED_TIMES):
            try:
                async with asyncio.timeout(CLAIM_DEADLINE_S):
                    await self._ari.send(ari_requests.claim(channel, app=self._ari.app))
                return True
            except (AriGone, AriConflict):
                pass  # as a rule the caller hung up, or was not claimed in time, or is ours already
            except (AriError, TimeoutError) as error:
                status = error.status if isinstance(error, AriError) else 0
                extra = {"action": "claim_failed", "status": status}
                log.warning("A call could not be claimed", extra=extra)
        return False
