"""SIPp (3.6) as a child process."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.asterisk.phones.errors import PhoneTimeout, ToolFailed, ToolMissing

_CALLS_DONE = {0, 1}
BEGINS_S = 0.3
"""Ports that it cannot have end it within some milliseconds."""


class Sipp:
    """One run of SIPp in a folder of its own; leaving the context ends it if it still runs.

    A SIPp that is ended says no BYE: its calls stand in Asterisk until the far end leaves.
    """

    def __init__(self, folder: Path, options: Sequence[str]) -> None:
        self._folder = folder
        self._options = options
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        """Start it.

        Raises:
            ToolMissing: there is no sipp.
        """
        program = shutil.which("sipp")
        if program is None:
            raise ToolMissing("sipp", "sip-tester")
        with (self._folder / "sipp.screen").open("wb") as screen:
            self._process = await asyncio.create_subprocess_exec(
                program,
                *("-i", "127.0.0.1", "-mi", "127.0.0.1", "-nostdin", *self._options),
                cwd=self._folder,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=screen,
                stderr=asyncio.subprocess.STDOUT,
            )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            await self._process.wait()

    async def has_begun(self) -> bool:
        """Wait until it is at work; False if it ended before, because somebody took its ports."""
        assert self._process is not None
        try:
            status = await asyncio.wait_for(self._process.wait(), BEGINS_S)
        except TimeoutError:
            return True
        return status in _CALLS_DONE

    async def finished(self, timeout_s: float = 60.0) -> bool:
        """Wait for the end of all its calls; True if SIPp found every one as its scenario wants.

        Raises:
            PhoneTimeout: it was still busy.
            ToolFailed: it did not place its calls at all.
        """
        assert self._process is not None
        try:
            status = await asyncio.wait_for(self._process.wait(), timeout_s)
        except TimeoutError as late:
            raise PhoneTimeout("the end of SIPp", timeout_s) from late
        if status not in _CALLS_DONE:
            screen = (self._folder / "sipp.screen").read_text(errors="replace")
            raise ToolFailed("sipp", status, screen)
        return status == 0
