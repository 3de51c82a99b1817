"""Callers in flows: what they press, and what they must have heard."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from callcenter.commands import Announce
from tests.asterisk.hearing import Heard, heard
from tests.asterisk.instance import LINE, Instance
from tests.asterisk.phones.call import CallState, PhoneCall
from tests.asterisk.phones.caller_phone import CallerPhone

SILENT = 0
"""The tone of a caller who says nothing: DTMF must not be found in any other."""

Told = TypeVar("Told")


class Visit:
    """One call into the flow `keys`, and what became of it."""

    def __init__(self, at: Instance) -> None:
        self.at = at
        self.after = at.log.n
        self.call: PhoneCall

    async def begin(self, caller: CallerPhone) -> None:
        self.call = caller.call(LINE)
        self.id = (await self.at.arrived(after=self.after)).call
        await self.at.log.command(Announce, after=self.after, call=self.id)
        await asyncio.sleep(0.7)  # in the middle of the first announcement

    async def ends(self, said: str) -> tuple[str, str]:
        """Wait until the flow hangs up; it must have said this, and not the whole of the first."""
        await self.call.until(CallState.ENDED, timeout_s=30)
        closed = await self.at.closed(self.id)
        assert heard(self.at.prompt("keys", said), self.call) is not None
        return closed.outcome, closed.node


async def until(ask: Callable[[], Awaitable[Told]], fits: Callable[[Told], bool]) -> Told:
    """Ask until the answer fits; the test's own limit ends it."""
    while True:
        if fits(found := await ask()):
            return found
        await asyncio.sleep(0.1)


async def hears(at: Instance, call: PhoneCall, flow: str, *texts: str) -> None:
    """Wait until a call has heard each of these texts of a flow."""
    async with asyncio.timeout(30):
        for text in texts:
            sound = at.prompt(flow, text)
            await until(partial(_ears, sound, call), lambda found: found is not None)


async def _ears(sound: Path, call: PhoneCall) -> Heard | None:
    return heard(sound, call)


async def messages(at: Instance) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(await at.command("messages", "--json"))
    return found
