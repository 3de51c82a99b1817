"""Callers by SIPp: one call or many, placed as a plan says."""

from __future__ import annotations

import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.asterisk.phones.caller_plan import CallerPlan
from tests.asterisk.phones.sip_socket import Address
from tests.asterisk.phones.sipp import Sipp
from tests.asterisk.phones.sipp_trace import SippCall, read_trace


class Caller:
    """SIPp at work; the calls begin when the context is entered."""

    def __init__(self, server: Address, plan: CallerPlan) -> None:
        self._server = server
        self._plan = plan

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            name = stack.enter_context(tempfile.TemporaryDirectory(prefix="caller-"))
            self._folder = Path(name)
            options = [f"{self._server[0]}:{self._server[1]}", *self._plan.options(self._folder)]
            self._sipp = await stack.enter_async_context(Sipp(self._folder, options))
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self._stack.__aexit__(kind, error, at)

    async def finished(self, timeout_s: float = 60.0) -> list[SippCall]:
        """Wait for the end of all calls and tell of each, in the order of their INVITEs.

        Raises:
            PhoneTimeout: some call had not ended.
            ToolFailed: SIPp could not place its calls.
        """
        await self._sipp.finished(timeout_s)
        return self.calls()

    def calls(self) -> list[SippCall]:
        """Tell of all calls as far as they have come by now."""
        trace = self._folder / "messages.csv"
        return read_trace(trace.read_text(errors="replace")) if trace.exists() else []


async def place(server: Address, plan: CallerPlan, *, timeout_s: float = 60.0) -> list[SippCall]:
    """Place the plan's calls and tell of each when all have ended; raises as `finished` does."""
    async with Caller(server, plan) as caller:
        return await caller.finished(timeout_s)
