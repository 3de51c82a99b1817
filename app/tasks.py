"""Works that live side by side for as long as a process does: named, owned, ended together."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from typing import Any


async def run_until(stop: asyncio.Event, works: Mapping[str, Coroutine[Any, Any, None]]) -> None:
    """Run the works until told to stop; the first that fails ends the others.

    Raises:
        ExceptionGroup: what the works failed with.
    """
    async with asyncio.TaskGroup() as group:
        running = [group.create_task(work, name=name) for name, work in works.items()]
        await stop.wait()
        for task in running:
            task.cancel()
