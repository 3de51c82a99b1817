"""How the parts of the instance are, as the office sees them; and its own works kept going."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from agent_ui.shown import Part
from app.home import Home
from app.live import Live
from app.plain import Plain
from app.rows import Rows
from app.run_file import still_running

log = logging.getLogger(__name__)

LATE_S = 10.0
"""Rows may be so late before that is a trouble."""
AGAIN_S = 0.5
AGAIN_MAX_S = 30.0
GOOD_S = 60.0


class Health:
    """Answers `/healthz`."""

    def __init__(self, home: Home, plain: Plain, *, rows: Rows, live: Live) -> None:
        self._home = home
        self._plain = plain
        self._rows = rows
        self._live = live
        self._failed: dict[str, str] = {}

    async def parts(self) -> tuple[Part, ...]:
        """Tell how every part is."""
        return (
            Part(
                name="controller",
                ok=self._rows.linked,
                detail="" if self._rows.linked else "no link to the controller",
            ),
            self._asterisk(),
            Part(name="database", ok=not self._rows.trouble, detail=self._rows.trouble),
            self._lag(),
            Part(
                name="office",
                ok=not self._failed,
                detail=", ".join(f"{name}: {why}" for name, why in sorted(self._failed.items())),
            ),
        )

    async def kept(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Do a work of the office for ever: one that fails or ends is begun again."""
        again_s = AGAIN_S
        while True:
            began = time.monotonic()
            try:
                await work()
                self._failed.setdefault(name, "ended")
            except Exception as exc:
                log.exception(
                    "a work of the office failed", extra={"action": "work_failed", "work": name}
                )
                self._failed[name] = type(exc).__name__
            again_s = (
                AGAIN_S if time.monotonic() - began > GOOD_S else min(AGAIN_MAX_S, 2 * again_s)
            )
            await asyncio.sleep(again_s)
            self._failed.pop(name, None)

    def _asterisk(self) -> Part:
        if self._plain.asterisk is None:
            return Part(name="asterisk", ok=True, detail="not run by this instance")
        runs = "asterisk" in still_running(self._home.processes)
        return Part(name="asterisk", ok=runs, detail="" if runs else "not running")

    def _lag(self) -> Part:
        since = self._rows.behind_since
        records = max(0, self._live.seen - self._rows.n)
        is_late = since is not None and time.monotonic() - since > LATE_S
        return Part(name="rows", ok=not is_late, detail=f"{records} records behind")
