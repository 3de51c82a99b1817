"""One run: a script, the model of Asterisk, people, and the real controller with the real heart."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import Context, copy_context
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import patch
from zoneinfo import ZoneInfo

from callcenter import events
from callcenter.record import Record
from callcenter.seat import SeatState
from callcenter.state import State
from telephony import controller as shell
from telephony import fallback_watch
from telephony.ari_events import AriEvents
from telephony.callers import Callers, TrunkReading
from telephony.command_jobs import CommandJobs
from telephony.controller import Accepted, Controller, Ears, Refused
from telephony.executor import Executor
from telephony.fallback_callers import Remembered
from telephony.fallback_watch import Spool
from telephony.keys import Keys
from telephony.ledger import Instance, Ledger
from telephony.record_log import RecordLog
from tests.sim import checker
from tests.sim.asterisk import Asterisk
from tests.sim.book import Book
from tests.sim.bugs import Bugs
from tests.sim.campaigns import campaign_of, dialled, guidance
from tests.sim.life import Life
from tests.sim.link import Link
from tests.sim.memory_log import Disk, MemoryLog
from tests.sim.people import Crowd
from tests.sim.safeguards import safeguards
from tests.sim.script import Freeze, Kill, Script, Want, seats_of
from tests.sim.stories import History, Violation
from tests.sim.virtual_loop import PROCESS, Deadlock, VirtualLoop
from tests.sim.wants import wish_of
from tests.sim.watch import Watch

SETTLE_S = 5.0
"""From the last hang-up until nothing of any call may be left (I4)."""
REST_S = 40.0
"""Until the last wrap-up is over as well."""
LAST_MEETING_S = 4.0
"""After the last hang-up: what was lost on the way is learnt from a meeting."""
FROZEN_S, STARVED_S = 2.3, 10.3
"""So long a supervisor waits for a frozen controller, with its last look."""
CLOCK_WATCH_S = 600.0


@dataclass(slots=True)
class Work:
    """A controller at work."""

    life: Life
    link: Link
    controller: Controller
    state: State
    task: asyncio.Task[None]
    context: Context
    """In which its process does everything."""
    is_frozen: bool = False


class World:
    """Everything of one run."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.loop = VirtualLoop()
        self.history = History()
        self.history.has_guests = bool(script.wants)
        self.campaign = campaign_of(script.terms)
        self.disk = Disk()
        self.asterisk = Asterisk(
            loop=self.loop,
            begins=datetime.fromisoformat(script.start).astimezone(UTC),
            random=Random(script.seed),
            history=self.history,
            terms=script.terms,
        )
        lines = dialled(self.campaign)
        self._crowd = Crowd(self.asterisk, script, submit=self._submit, lines=lines)
        self.asterisk.people = self._crowd
        self._watch = Watch(self.asterisk, self.campaign, script)
        seats = seats_of(script.terms)
        self.endpoints = {f"{seat}{kind}": seat for seat in seats for kind in ("", "w")}
        self._kills = {each.point: each for each in script.kills if each.point is not None}
        self._work: Work | None = None
        self._away: set[str] = set()

    def play(self) -> History:
        """Let the run happen, and judge it."""
        with self._surroundings():
            try:
                self.loop.run_until_complete(self._story())
            except Deadlock:
                self._blame("deadlock", "loop", "everybody waits for ever")
            finally:
                self.loop.close()
        return self.history

    async def _story(self) -> None:
        self.asterisk.phones = {each: not each.endswith("w") for each in self.endpoints}
        self._start()
        self._crowd.begin()
        self._watch.begin()
        self._break_things()
        for want in self.script.wants:
            self.loop.call_at(want.at, self._want, want)
        if self.script.glance:
            self.loop.call_later(self.script.glance, self._glance)
        await asyncio.sleep(self.script.ends)
        if self.script.faults:
            await asyncio.sleep(LAST_MEETING_S)
            self._cut(0.0)
        script = self.script
        downs = [each.down for each in script.kills] + [each.down for each in script.deaths]
        downs += [each.lasts for each in script.freezes]
        await asyncio.sleep(max(downs, default=0.0))
        await asyncio.sleep(SETTLE_S)
        self._find_orphans()
        await asyncio.sleep(REST_S)
        self._judge()
        await self._stop()

    # The controller.

    def _start(self) -> None:
        """Start a controller, as `app.controller` wires it."""
        life = Life(count=self._count, dies_at=self._kills.__contains__)
        restored = self.disk.restore(self.campaign, guidance())
        state = restored.center.state
        link = Link(self.asterisk, life, self.script)
        zone = ZoneInfo(self.campaign.zone)
        ledger = Ledger(
            instance=Instance(
                source="",
                campaign="",
                flows="",
                offset=timedelta(),
                clock=self.asterisk.now,
                day_of=lambda at: at.astimezone(zone).date(),
            ),
            file=cast(RecordLog, MemoryLog(self.disk, life)),
            state=state,
            publish=lambda n, line: None,
            last_n=restored.last_n,
            tokens=restored.tokens,
        )
        callers = Callers(
            people=Book(),
            trunks={"trunk": TrunkReading(trusted=False, called_from="uri")},
            lines=[each.number for each in self.campaign.lines],
        )
        reader = AriEvents(
            callers=callers,
            seats=self.endpoints,
            is_registered=lambda seat, phone: (
                seat in state.seats and phone in state.seats[seat].phones
            ),
        )
        guards = safeguards(self, link, state, callers, reader)
        controller = Controller(
            center=restored.center,
            ledger=ledger,
            ari=link,
            ears=Ears(reader, Keys(Book())),
            safeguards=guards,
            executor=lambda report, doubt: Executor(
                ari=link,
                jobs=CommandJobs(
                    app=link.app, people=Book(), sounds=Path("/s"), clock=self.asterisk.now
                ),
                leases=guards.leases,
                report=report,
                doubt=doubt,
            ),
        )
        context = copy_context()
        context.run(PROCESS.set, life)
        task = self.loop.create_task(controller.run(), context=context)
        self._work = work = Work(life, link, controller, state, task, context)
        life.on_death = lambda: self._die(work)
        task.add_done_callback(lambda done: self._ended(work, done))

    def _count(self) -> int:
        self.history.points += 1
        return self.history.points - 1

    def _die(self, work: Work) -> None:
        """The controller was killed: its socket closes, its tasks are buried, it starts again."""
        kill = self._kills.get(self.history.points - 1, Kill())
        self.history.kills += 1
        self._work = None
        if work.is_frozen:
            self.history.is_frozen = False
            self.loop.thaw()
        work.link.drop()
        self.history.deaf(self.loop.time())
        self.loop.call_soon(self._bury, work)
        self.loop.call_later(kill.down, self._start)

    def _bury(self, work: Work) -> None:
        work.controller._timers.set_all({})
        work.task.cancel()
        self.loop.call_later(0.0, work.controller._timers.set_all, {})

    def _ended(self, work: Work, task: asyncio.Task[None]) -> None:
        if work.life.is_alive and not task.cancelled():
            self._blame("controller died", "controller", repr(task.exception()))

    async def _stop(self) -> None:
        if self._work is not None:
            self._work.life.is_alive = False
            self._bury(self._work)
            with suppress(asyncio.CancelledError, Exception):
                await self._work.task
            await asyncio.sleep(0.1)

    # What breaks.

    def _break_things(self) -> None:
        for kill in self.script.kills:
            if kill.at is not None:
                self.loop.call_at(kill.at, self._kill, kill)
        for freeze in self.script.freezes:
            self.loop.call_at(freeze.at, self._freeze, freeze)
        for cut in self.script.cuts:
            self.loop.call_at(cut.at, self._cut, cut.noticed)
        for death in self.script.deaths:
            self.loop.call_at(death.at, self._asterisk_dies, death.down)

    def _kill(self, kill: Kill) -> None:
        if self._work is not None:
            self._kills[self.history.points - 1] = kill
            self._work.life.die()

    def _freeze(self, freeze: Freeze) -> None:
        work = self._work
        if work is None or work.is_frozen:
            return
        work.is_frozen = self.history.is_frozen = True
        self.history.freezes += 1
        is_listening = self.history.listening_since is not None
        self.history.deaf(self.loop.time())
        self.loop.freeze(work.life)
        self.loop.call_later(freeze.lasts, self._thaw, work, is_listening)
        patience_s = STARVED_S if freeze.starves else FROZEN_S
        if freeze.lasts > patience_s:
            self.loop.call_later(patience_s, self._give_up, work)

    def _give_up(self, work: Work) -> None:
        """The supervisor kills a controller that gives no sign of life."""
        if work is self._work and work.is_frozen:
            work.life.die()

    def _thaw(self, work: Work, is_listening: bool) -> None:
        if work is self._work:
            work.is_frozen = self.history.is_frozen = False
            self.loop.thaw()
            if is_listening and self.asterisk.socket is not None:
                self.history.listens(self.loop.time())

    def _cut(self, noticed_s: float) -> None:
        socket, self.asterisk.socket = self.asterisk.socket, None
        if socket is not None:
            socket.close(noticed_s)
            self.history.deaf(self.loop.time())

    def _asterisk_dies(self, down_s: float) -> None:
        if self.asterisk.is_up:
            self.asterisk.die()
            self.history.deaf(self.loop.time())
            self.loop.call_later(down_s, self.asterisk.rise)

    # People at screens.

    def _submit(self, seat: str, ready: bool, token: str) -> Accepted | Refused | None:
        if self._work is None or self._work.is_frozen:
            return None
        (self._away.discard if ready else self._away.add)(seat)
        at = self.asterisk.now()
        wish: events.Asked = events.NotReadyPressed(at=at, seat=seat, by=seat, reason="break")
        if ready:
            wish = events.ReadyPressed(at=at, seat=seat, by=seat)
        work = self._work
        return work.context.run(work.controller.submit, wish, token=token)

    def _want(self, want: Want) -> None:
        work = self._work
        if work is None or work.is_frozen:
            return
        wish = wish_of(want, work.state, self.asterisk.now())
        if wish is not None:
            work.context.run(work.controller.submit, wish, token=f"{self.loop.time()} {want.n}")

    def _glance(self) -> None:
        """Agents who were set not ready without asking for it come back."""
        self.loop.call_later(self.script.glance, self._glance)
        work = self._work
        if work is None or work.is_frozen or self.loop.time() > self.script.ends:
            return
        for seat in list(work.state.seats.values()):
            if seat.state is SeatState.NOT_READY and seat.id not in self._away:
                self._submit(seat.id, True, f"glance {seat.id} {self.loop.time()}")

    # Judgement.

    def _find_orphans(self) -> None:
        """I4: whatever Asterisk still holds belongs to nobody."""
        held: dict[str, Iterable[str]] = {
            "channel": self.asterisk.channels,
            "bridge": self.asterisk.bridges,
            "recording": self.asterisk.recordings,
        }
        for kind, things in held.items():
            for each in things:
                self._blame("I4", each, f"is a {kind} that nobody needs")

    def _judge(self) -> None:
        script, history = self.script, self.history
        records = self.disk.records()
        is_exact = not script.mutations and not script.refusals
        found = [
            *checker.rows(history, records, is_exact=is_exact, may_fail=script.faults > 0),
            *([] if script.loses or script.wants else self._out_of_order(records)),
            *checker.once(history, slack_s=script.slack_s),
            *checker.lines(history, self.campaign, self.asterisk.begins, slack_s=script.slack_s),
        ]
        if not script.faults:
            found += checker.prompt(history, records, self.asterisk.begins)
        if self._work is not None:
            found += checker.rest(self._work.state)
            again = self.disk.restore(self.campaign, guidance()).center.state
            if again.to_plain() != self._work.state.to_plain():
                self._blame("replay", "state", "the log does not give the state back")
        history.broken += found

    def _out_of_order(self, records: list[Record]) -> Iterator[Violation]:
        begins, slack_s = self.asterisk.begins, self.script.slack_s
        return checker.order(self.history, records, begins, slack_s=slack_s)

    def _blame(self, kind: str, subject: str, text: str) -> None:
        self.history.blame(kind, self.loop.time(), subject, text)

    @contextmanager
    def _surroundings(self) -> Iterator[None]:
        """Give the shell the virtual clock, and listen for bugs that it logs."""
        listener = Bugs(self.script, self._blame, self.loop.time)
        names = [logging.getLogger(name) for name in ("telephony", "app")]
        self.loop.set_exception_handler(
            lambda _, said: self._blame(
                "crash", str(said.get("message")), repr(said.get("exception"))
            )
        )
        kept = [(each.propagate, each.level) for each in names]
        for each in names:
            each.propagate = False
            each.setLevel(logging.ERROR)
            each.addHandler(listener)

        async def inline(work: Callable[..., Any], *args: Any) -> Any:
            return work(*args)

        def rows(spool: Spool) -> list[tuple[Remembered, Any]]:
            told = self.asterisk.dialplan.callers()
            return [(row, spool.callers.read(fallback_watch._told(row))) for row in told]

        steady = SimpleNamespace(monotonic=self.loop.time)
        try:
            with (
                patch.object(shell, "time", steady),
                patch.object(shell, "CLOCK_WATCH_S", CLOCK_WATCH_S),
                patch.object(fallback_watch, "_read", rows),
                patch.object(asyncio, "to_thread", inline),
            ):
                yield
        finally:
            for each, (propagate, level) in zip(names, kept, strict=True):
                each.removeHandler(listener)
                each.propagate = propagate
                each.setLevel(level)


def play(script: Script) -> tuple[list[Violation], History]:
    """Play a script; what was broken, and what happened."""
    history = World(script).play()
    return history.broken, history
