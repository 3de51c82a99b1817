"""Alarms that the office sees: looked for every second, with the campaign's thresholds.

They stand on the floor like the heart's own, so boards, the public page and Prometheus have them.
Each is found anew from what is known now: one whose cause is over is gone by itself. What stands is
kept in the home, so that after a restart of the office none is raised anew or loses its since-when.
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from agent_ui.shown import Part
from app.alarms_kept import Kept, KeptAlarm, read_alarms, write_alarms
from app.home import Home
from app.live import Live
from app.quiet import quiet_since
from app.unsound import Unsound
from app.voices import Voices
from callcenter.commands import ClearAlarm, NoteDecision, RaiseAlarm
from callcenter.decision_commands import Decided
from callcenter.quality_events import LegMeasured
from callcenter.record import Record
from desk.duties import Duties
from desk.rules import AlarmRules
from metrics.day_figures import LIVE

LOOK_S = 1.0
LEVEL_S = 10.0
"""So long the floor may take to show what the log has; then alarms are looked for all the same."""
MISSES_WITHIN = timedelta(hours=1)
PARTS = {
    "asterisk": "asterisk_gone",
    "database": "database_gone",
    "recordings": "recordings_stuck",
    "log": "log_refused",
}
"""Parts of the instance whose trouble is an alarm; a lost controller turns the board red anyway."""

RECORDING_LOST = "recording_lost"
"""Its subject is a call."""
OF_DESK = (RECORDING_LOST, "complaint_due", "day_not_closed", "not_imported")
"""Alarms of what is open at the desk."""

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
    free_percent: float
    backup_age_s: float
    parts: Sequence[Part]
    duties: Duties | None
    quiet_since: datetime | None = None
    """Since when no caller came though the centre is open; None: it is not."""
    unregistered: Sequence[str] = ()
    """Trunks that lost their registration."""
    unsound: Collection[str] = ()
    """Calls of today that are not recorded, or whose recording is lost."""


def standing(seen: Seen, rules: AlarmRules) -> Iterator[Alarm]:
    """Say which alarms stand. Pure."""
    is_enough = seen.offered >= rules.answer_rate_calls and seen.answer_rate is not None
    if is_enough and (seen.answer_rate or 0.0) < rules.answer_rate:
        yield "answer_rate_low", "center"
    limit = timedelta(seconds=rules.wait_s)
    if rules.wait_s and seen.oldest is not None and seen.at - seen.oldest > limit:
        yield "long_wait", "center"
    quiet = timedelta(seconds=rules.quiet_s)
    if rules.quiet_s and seen.quiet_since is not None and seen.at - seen.quiet_since >= quiet:
        yield "no_calls", "center"
    yield from (("trunk_unregistered", trunk) for trunk in seen.unregistered)
    yield from ((RECORDING_LOST, call) for call in sorted(seen.unsound))
    if rules.missed:
        yield from (("seat_misses", seat) for seat, n in seen.misses.items() if n >= rules.missed)
    if seen.free_percent < rules.disk_percent:
        yield "disk_low", "center"
    if rules.backup_s and seen.backup_age_s > rules.backup_s:
        yield "backup_old", "center"
    down = [each.name for each in seen.parts if not each.ok and each.is_known]
    yield from ((PARTS[each], "center") for each in down if each in PARTS)
    if seen.duties is not None:
        yield from _of_desk(seen.at, seen.duties, rules)


def _of_desk(at: datetime, open_now: Duties, rules: AlarmRules) -> Iterator[Alarm]:
    near = timedelta(seconds=rules.complaint_s)
    if rules.complaint_s and any(each.due - at < near for each in open_now.complaints):
        yield "complaint_due", "center"
    late = timedelta(seconds=rules.close_s)
    if rules.close_s and any(at - each.since >= late for each in open_now.unclosed):
        yield "day_not_closed", "center"
    if open_now.not_imported is not None and open_now.not_imported.is_alarm:
        yield "not_imported", "center"


class AlarmWatch:
    """Keeps the office's alarms on the floor."""

    def __init__(
        self,
        live: Live,
        rules: AlarmRules,
        *,
        home: Home,
        duties: Callable[[], Duties | None],
        unregistered: Callable[[], Sequence[str]],
        changed: Callable[[], None],
    ) -> None:
        """Begin with what the office before this one knew.

        Args:
            live: Whose floor.
            rules: The campaign's thresholds.
            home: Whose disk must not be full, and where what stands is kept.
            duties: What is open at the desk; None before the first look.
            unregistered: The trunks that lost their registration.
            changed: Told that boards show something else now.
        """
        self._live = live
        self._rules = rules
        self._home = home
        self._duties = duties
        self._unregistered = unregistered
        self._changed = changed
        self.voices = Voices(rules)
        self._unsound = Unsound()
        found = read_alarms(home.alarms)
        self._n = found.n
        self._missed = defaultdict[str, deque[datetime]](deque)
        self._missed.update({seat: deque(times) for seat, times in found.missed.items()})
        self.voices.bad.update(found.bad)
        self._stand = {(each.kind, each.subject): each.since for each in found.standing}
        self._kept = found

    def standing(self) -> Iterator[RaiseAlarm]:
        """Give the alarms that stand, for a floor that begins."""
        for (kind, subject), since in self._stand.items():
            yield RaiseAlarm(kind=kind, subject=subject, detail="", since=since)

    def heard(self, record: Record) -> None:
        """Take note of missed offers and of how seats were heard, once."""
        if record.n <= self._n:
            return
        if isinstance(record.event, LegMeasured) and record.event.seat:
            self.voices.measured(record.event)
            self._n = record.n
        for each in record.commands:
            if isinstance(each, NoteDecision) and each.decided is Decided.PASSED_OVER and each.seat:
                self._missed[each.seat].append(record.event.at)
                self._n = record.n

    async def run(self, parts: Callable[[], Awaitable[Sequence[Part]]]) -> None:
        """Look for ever, once the floor shows what the log has: before, nothing is known."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LEVEL_S):
                await self._live.level.wait()
        while True:
            self.look(await parts())
            if (kept := self.to_keep()) != self._kept:
                await asyncio.to_thread(write_alarms, self._home.alarms, kept)
                self._kept = kept
            await asyncio.sleep(LOOK_S)

    def look(self, parts: Sequence[Part]) -> None:
        """Raise what stands now, and clear what is over."""
        seen = self._seen(parts)
        found = set(standing(seen, self._rules)) | set(self.voices.standing(seen.at))
        if seen.duties is None:  # not known yet, or the database is away: they stand as they stood
            found |= {each for each in self._stand if each[0] in OF_DESK}
        unknown = {PARTS[each.name] for each in parts if not each.is_known and each.name in PARTS}
        found |= {each for each in self._stand if each[0] in unknown}
        floor, before = self._live.floor, dict(self._stand)
        self._stand = {each: before.get(each, seen.at) for each in sorted(found)}
        for each in self.standing():
            if (each.kind, each.subject) not in floor.alarms:
                floor.show(each)
        for kind, subject in before.keys() - found:
            floor.show(ClearAlarm(kind=kind, subject=subject))
        if before != self._stand:
            self._changed()

    def to_keep(self) -> Kept:
        """Give all that the office after this one has to know."""
        return Kept(
            n=self._n,
            standing=tuple(
                KeptAlarm(kind=kind, subject=subject, since=since)
                for (kind, subject), since in self._stand.items()
            ),
            missed={seat: tuple(times) for seat, times in self._missed.items() if times},
            bad=dict(self.voices.bad),
        )

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
        disk, found = shutil.disk_usage(self._home.folder), self._duties()
        return Seen(
            at=at,
            answer_rate=None if board.answer_rate is None else float(board.answer_rate),
            offered=sum(board.today.get(each, 0) for each in self._live.definition.offered),
            oldest=min(waiting, default=None),
            misses={seat: len(times) for seat, times in self._missed.items()},
            free_percent=100 * disk.free / disk.total,
            backup_age_s=self._live.signs.backup_age_s,
            parts=parts,
            duties=found,
            quiet_since=quiet_since(self._live),
            unregistered=self._unregistered(),
            unsound=self._unsound.calls(at, self._live.floor.seats.values(), found),
        )
