"""The console of a running Asterisk (`asterisk -rx`)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Console:
    """How an Asterisk is reached: its program and its asterisk.conf."""

    command: tuple[str, ...]
    conf: Path

    async def tell(self, command: str) -> str:
        """Run one command and give what it printed."""
        process = await asyncio.create_subprocess_exec(
            *self.command,
            *("-C", str(self.conf), "-rx", command),
            cwd=self.conf.parent.parent,  # its socket is named relative to this folder
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        printed, _ = await process.communicate()
        return printed.decode(errors="replace").strip()
