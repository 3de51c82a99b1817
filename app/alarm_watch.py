"""Alarms that the office sees: looked for every second, with the campaign's thresholds.

They stand on the floor like the heart's own, so boards, the public page and Prometheus have them.
Each is found anew from what is known now: one whose cause is over is gone by itself.
"""

from __future__ import annotations

import asyncio
import shutil
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from agent_ui.shown import Part
from app.live import Live
from callcenter.commands import ClearAlarm, NoteDecision, RaiseAlarm
from callcenter.decision_commands import Decided
from callcenter.quality_events import LegMeasured
from callcenter.record import Record
from desk.duties import Duties
from desk.rules import AlarmRules
from metrics.day_figures import LIVE

LOOK_S = 1.0
MISSES_WITHIN = timedelta(hours=1)
BAD_FOR = timedelta(minutes=10)
"""A seat whose sound was bad is told of for so long, unless a later measure is good."""
PARTS = {
    "asterisk": "asterisk_gone",
    "database": "database_gone",
    "recordings": "recordings_stuck",
    "log": "log_refused",
}
"""Parts of the instance whose trouble is an alarm; a lost controller turns the board red anyway."""

Alarm = tuple[str, str]
"""Kind and subject."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What is known at an instant."""

    at: datetime
    answer_rate: float | None
    offered: int
    oldest: datetime | None
    """Since when the caller waits who waits longest."""
    misses: dict[str, int]
    """Of each seat within the hour."""
    bad: Sequence[str]
    """Seats whose voice breaks up."""
    free_percent: float
    backup_age_s: float
    parts: Sequence[Part]
    duties: Duties | None


def standing(seen: Seen, rules: AlarmRules) -> Iterator[Alarm]:
    """Say which alarms stand. Pure."""
    is_enough = seen.offered >= rules.answer_rate_calls and seen.answer_rate is not None
    if is_enough and (seen.answer_rate or 0.0) < rules.answer_rate:
        yield "answer_rate_low", "center"
    limit = timedelta(seconds=rules.wait_s)
    if rules.wait_s and seen.oldest is not None and seen.at - seen.oldest > limit:
        yield "long_wait", "center"
    if rules.missed:
        yield from (("seat_misses", seat) for seat, n in seen.misses.items() if n >= rules.missed)
    yield from (("seat_quality", seat) for seat in seen.bad)
    if seen.free_percent < rules.disk_percent:
        yield "disk_low", "center"
    if rules.backup_s and seen.backup_age_s > rules.backup_s:
        yield "backup_old", "center"
    down = [each.name for each in seen.parts if not each.ok]
    yield from ((PARTS[each], "center") for each in down if each in PARTS)
    if seen.duties is not None:
        yield from _of_desk(seen.at, seen.duties, rules)


def _of_desk(at: datetime, open_now: Duties, rules: AlarmRules) -> Iterator[Alarm]:
    if open_now.lost_recordings:
        yield "recording_lost", "center"
    near = timedelta(seconds=rules.complaint_s)
    if rules.complaint_s and any(each.due - at < near for each in open_now.complaints):
        yield "complaint_due", "center"
    late = timedelta(seconds=rules.close_s)
    if rules.close_s and any(at - each.since >= late for each in open_now.unclosed):
        yield "day_not_closed", "center"


class AlarmWatch:
    """Keeps the office's alarms on the floor."""

    def __init__(
        self,
        live: Live,
        rules: AlarmRules,
        *,
        disk: Path,
        duties: Callable[[], Duties | None],
        changed: Callable[[], None],
    ) -> None:
        self._live = live
        self._rules = rules
        self._disk = disk
        self._duties = duties
        self._changed = changed
        self._missed: defaultdict[str, deque[datetime]] = defaultdict(deque)
        self._bad: dict[str, datetime] = {}
        self._stand: set[Alarm] = set()

    def heard(self, record: Record) -> None:
        """Take note of missed offers and of how seats are heard."""
        at = record.event.at
        match record.event:
            case LegMeasured(seat=seat, loss_percent=loss) if seat:
                if self._rules.loss_percent and loss >= self._rules.loss_percent:
                    self._bad[seat] = at
                else:
                    self._bad.pop(seat, None)
            case _:
                pass  # the rest is said by commands
        for each in record.commands:
            if isinstance(each, NoteDecision) and each.decided is Decided.PASSED_OVER and each.seat:
                self._missed[each.seat].append(at)

    async def run(self, parts: Callable[[], Awaitable[Sequence[Part]]]) -> None:
        """Look for ever."""
        while True:
            self.look(await parts())
            await asyncio.sleep(LOOK_S)

    def look(self, parts: Sequence[Part]) -> None:
        """Raise what stands now, and clear what is over."""
        found = set(standing(self._seen(parts), self._rules))
        floor = self._live.floor
        raised = found - floor.alarms.keys()
        for kind, subject in raised:
            floor.show(RaiseAlarm(kind=kind, subject=subject, detail="", since=self._live.now()))
        for kind, subject in self._stand - found:
            floor.show(ClearAlarm(kind=kind, subject=subject))
        if raised or self._stand != found:
            self._stand = found
            self._changed()

    def _seen(self, parts: Sequence[Part]) -> Seen:
        at, board = self._live.now(), self._live.board()
        waiting = [
            each.arrived_at
            for each in self._live.floor.calls.values()
            if each.state in LIVE["waiting"] and not each.kind
        ]
        for times in self._missed.values():
            while times and at - times[0] > MISSES_WITHIN:
                times.popleft()
        disk = shutil.disk_usage(self._disk)
        return Seen(
            at=at,
            answer_rate=None if board.answer_rate is None else float(board.answer_rate),
            offered=sum(board.today.get(each, 0) for each in self._live.definition.offered),
            oldest=min(waiting, default=None),
            misses={seat: len(times) for seat, times in self._missed.items()},
            bad=[seat for seat, since in self._bad.items() if at - since < BAD_FOR],
            free_percent=100 * disk.free / disk.total,
            backup_age_s=self._live.signs.backup_age_s,
            parts=parts,
            duties=self._duties(),
        )
