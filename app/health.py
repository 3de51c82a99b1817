"""How the parts of the instance are, as the office sees them; and its own works kept going."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import time
from collections.abc import Awaitable, Callable

from agent_ui.shown import Part
from app.home import Home
from app.live import Live
from app.loop_lag import OFFICE_EVERY_S, LoopLag, thread_cpu_wait
from app.plain import Plain
from app.rows import QUEUED, Rows
from app.run_file import still_running
from app.sound import Sound
from metrics.vital import Lag

log = logging.getLogger(__name__)

LATE_S = 3.0
"""Rows may be so late before that is a trouble."""
LOOK_S = 1.0
"""How often the parts are looked at when nobody asks, for the log and the metrics."""
AGAIN_S = 0.5
AGAIN_MAX_S = 30.0
GOOD_S = 60.0


class Health:
    """Answers `/healthz`."""

    def __init__(self, home: Home, plain: Plain, *, rows: Rows, live: Live, sound: Sound) -> None:
        self._home = home
        self._plain = plain
        self._rows = rows
        self._live = live
        self._sound = sound
        self._failed: dict[str, str] = {}
        self.more: dict[str, Callable[[], str]] = {}
        """Parts that not every campaign has: what troubles each, empty if nothing does."""

    async def parts(self) -> tuple[Part, ...]:
        """Tell how every part is."""
        return (
            _part("controller", self._live.controller_trouble),
            self._asterisk(),
            self._database(),
            self._lag(),
            _part("recordings", self._sound.trouble),
            _part("log", self._log_trouble()),
            *(_part(name, trouble()) for name, trouble in self.more.items()),
            _part(
                "office",
                ", ".join(f"{name}: {why}" for name, why in sorted(self._failed.items())),
            ),
        )

    async def watch(self) -> None:
        """Say in the log and the metrics, for ever, which part stops working and works again."""
        lag = LoopLag(thread_cpu_wait(), every_s=OFFICE_EVERY_S)
        async with asyncio.TaskGroup() as group:
            group.create_task(lag.watch(), name="office lag")
            while True:
                self._live.signs.office = Lag(tuple(lag.counts), lag.sum_s)
                await self._look()
                await asyncio.sleep(LOOK_S)

    async def _look(self) -> None:
        signs, processor = self._live.signs, self._sound.processor
        signs.sounds_waiting, signs.sounds_lag_s = processor.count, processor.lag_s
        for part in await self.parts():
            if part.ok is not signs.well.get(part.name, True):
                extra = {"action": "part_up" if part.ok else "part_down", "part": part.name}
                level = logging.INFO if part.ok else logging.ERROR
                log.log(level, "a part changed", extra={**extra, "why": part.detail})
            signs.well[part.name] = part.ok

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

    def _database(self) -> Part:
        part = _part("database", self._rows.trouble)
        return dataclasses.replace(part, is_known=not self._rows.is_beginning)

    def _log_trouble(self) -> str:
        vital = self._live.signs.vital
        is_refused = vital is not None and vital.log_refused
        return "the disk refuses the log; records wait in memory" if is_refused else ""

    def _lag(self) -> Part:
        since = self._rows.behind_since
        records = max(0, self._live.seen - self._rows.n)
        is_old = since is not None and time.monotonic() - since > LATE_S
        is_late = is_old or records > QUEUED
        return Part(name="rows", ok=not is_late, detail=f"{records} records behind")


def _part(name: str, trouble: str) -> Part:
    return Part(name=name, ok=not trouble, detail=trouble)
