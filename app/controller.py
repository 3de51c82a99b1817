"""The controller: owns the calls and the log. `python -m app.controller --home DIR --lifeline FD`.

It is started again while callers wait, so it loads nothing heavy: no sqlmodel, pydantic, jinja2
or numpy. With `--spare` it loads its code, and works only when it is told to. Everything is wired
by hand, in `_work`.
"""

from __future__ import annotations

import argparse
import asyncio
import faulthandler
import gc
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from zoneinfo import ZoneInfo

import uvloop

from app.accounts import endpoints
from app.clock import Clock, clock_with
from app.errors import AppError
from app.home import Home, open_home
from app.lifeline import Lifeline, leave
from app.link import Answer, LinkServer, Ring
from app.logs import keep_logs
from app.opened import campaign_of, guidance_of
from app.plain import Plain, read_plain
from app.recovery import Restored, restore
from app.safeguards import Surroundings, safeguards
from app.source import source_hash
from app.tasks import run_until
from app.vital_signs import VitalSigns
from callcenter.campaign import Campaign
from callcenter.errors import CallCenterError
from callcenter.events import Asked, ReadyPressed
from config.errors import ConfigError
from ivr_flows.errors import IvrError
from storage.errors import StorageError
from storage.keys import instance_key
from storage.people import People
from telephony.ari_client import AriClient, sources
from telephony.ari_events import AriEvents
from telephony.callers import Callers, TrunkReading
from telephony.command_jobs import CommandJobs
from telephony.controller import Accepted, Controller, Ears
from telephony.dial_out import WayOut
from telephony.errors import AriRefused, TelephonyError
from telephony.executor import Executor
from telephony.keys import Keys
from telephony.ledger import Instance, Ledger
from telephony.record_log import RecordLog
from telephony.trunk_watch import watcher

THREADS_TURN_S = 0.0005
"""So long may a thread that writes hold up the calls; Python's own 5 ms can be heard."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the controller of a validated home; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m app.controller", description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--spare", action="store_true", help="wait until the supervisor says so")
    parser.add_argument("--lifeline", type=int, required=True)
    given = parser.parse_args(arguments)
    os.umask(0o077)
    faulthandler.enable()
    sys.setswitchinterval(THREADS_TURN_S)
    lifeline = Lifeline(given.lifeline)
    if given.spare:
        source_hash()  # of the code that is loaded now: an upgrade may change the files meanwhile
        lifeline.wait_for_work()
    home = open_home(given.home)
    failed = ""
    try:
        keep_logs(home.logs, name="controller")
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_work(home, lifeline))
    except* (
        *(AppError, CallCenterError, ConfigError, IvrError, StorageError, TelephonyError),
        OSError,
    ) as group:
        failed = _told_plainly(group.exceptions[0])
    if failed:
        lifeline.fatal(failed)
    return 1 if failed else 0


def _told_plainly(failure: BaseException) -> str:
    """Write a failure for the operator, who knows settings and no requests."""
    if isinstance(failure, ExceptionGroup):
        return _told_plainly(failure.exceptions[0])
    if isinstance(failure, AriRefused) and failure.status == HTTPStatus.UNAUTHORIZED:
        return "Asterisk does not take the user or password that we have for its ARI"
    return str(failure)


async def _work(home: Home, lifeline: Lifeline) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    lifeline.on_orphaned(stop.set)
    plain = read_plain(home.plain)
    campaign = campaign_of(home, plain.campaign)
    clock = clock_with(plain.clock_offset_s)
    restored = restore(home.log, campaign, guidance_of(home, plain.flows))
    key = instance_key(home.key)
    ari_at = plain.ari
    signs = VitalSigns(lifeline.say)
    with (
        closing(RecordLog(home.log, trouble=signs.log_troubled)) as file,
        People(home.people, key, clock=clock) as people,
    ):
        async with AriClient(
            ari_at.url,
            user=ari_at.user,
            password=ari_at.password,
            app=ari_at.app,
            sources=sources([*endpoints(campaign.desks), *_watchers(plain)]),
        ) as ari:
            ari.timed = signs.ari.note
            desk = _Desk(home, plain, campaign, clock=clock, key=key, signs=signs)
            controller, link = desk.wired(restored, ari=ari, people=people, file=file)
            works = {
                "link": link.serve(),
                "controller": controller.run(),
                "beat": lifeline.keep_beating(),
                "lag": signs.lag.watch(),
                "ready": _tell_ready(
                    controller, link, lifeline, first=_first(plain, restored, clock)
                ),
            }
            gc.collect()
            gc.freeze()  # what is there now stays: no collection needs to walk through it again
            await run_until(stop, works)


class _Desk:
    """The wiring: who gets what."""

    def __init__(
        self,
        home: Home,
        plain: Plain,
        campaign: Campaign,
        *,
        clock: Clock,
        key: bytes,
        signs: VitalSigns,
    ) -> None:
        self._home = home
        self._plain = plain
        self._campaign = campaign
        self._clock = clock
        self._key = key
        self._signs = signs
        self._offset = timedelta(seconds=plain.clock_offset_s)

    def wired(
        self, restored: Restored, *, ari: AriClient, people: People, file: RecordLog
    ) -> tuple[Controller, LinkServer]:
        """Make the controller and the server of its socket, which need each other."""

        def ask(wish: Asked, token: str) -> Answer:
            told = controller.submit(wish, token=token)
            return (told.n, None) if isinstance(told, Accepted) else (told.n, told.reason)

        link = LinkServer(
            self._home.socket,
            ask=ask,
            clock=self._clock,
            ring=Ring(last_n=restored.last_n),
            vital=lambda: self._signs.read(
                people_late=people.late, bugs=controller.bugs, corrections=controller.corrections
            ),
        )
        callers = self._callers(people)
        reader = self._reader(restored, callers)
        around = Surroundings(
            home=self._home,
            plain=self._plain,
            campaign=self._campaign,
            key=self._key,
            clock=self._clock,
            ari=ari,
            callers=callers,
            reader=reader,
        )
        guards = safeguards(restored.center.state, around)
        controller = Controller(
            center=restored.center,
            ledger=self._ledger(restored, file, link),
            ari=ari,
            ears=Ears(reader, Keys(people)),
            safeguards=guards,
            executor=lambda report, doubt: Executor(
                ari=ari,
                jobs=CommandJobs(
                    app=ari.app,
                    people=people,
                    sounds=Path(self._plain.prompts),
                    clock=self._clock,
                    way=_way_out(self._plain),
                ),
                leases=guards.leases,
                report=report,
                doubt=doubt,
            ),
        )
        return controller, link

    def _ledger(self, restored: Restored, file: RecordLog, link: LinkServer) -> Ledger:
        zone = ZoneInfo(self._campaign.zone)
        instance = Instance(
            source=source_hash(),
            campaign=self._plain.campaign,
            flows=self._plain.flows,
            offset=self._offset,
            clock=self._clock,
            day_of=lambda at: at.astimezone(zone).date(),
        )
        return Ledger(
            instance=instance,
            file=file,
            state=restored.center.state,
            publish=link.publish,
            hurry=link.hurry,
            last_n=restored.last_n,
            tokens=restored.tokens,
        )

    def _callers(self, people: People) -> Callers:
        return Callers(
            people=people,
            trunks={
                each.name: TrunkReading(trusted=each.trusted, called_from=each.called_from)
                for each in self._plain.trunks
            },
            lines=[each.number for each in self._campaign.lines],
        )

    def _reader(self, restored: Restored, callers: Callers) -> AriEvents:
        seats = restored.center.state.seats
        return AriEvents(
            callers=callers,
            seats=endpoints(self._campaign.desks),
            is_registered=lambda seat, phone: seat in seats and phone in seats[seat].phones,
            offset=self._offset,
        )


def _way_out(plain: Plain) -> WayOut | None:
    """Find the first trunk that can be called through."""
    for trunk in plain.trunks:
        if trunk.goes_out_to is not None:
            host = trunk.goes_out_to.partition(":")[0]
            return WayOut(
                trunk=trunk.name,
                with_country=trunk.with_country,
                preferred_at=host if trunk.has_preferred_identity else None,
            )
    return None


def _watchers(plain: Plain) -> list[str]:
    """Name the endpoints that watch trunks."""
    return [watcher(each.name) for each in plain.trunks if each.is_watched]


def _first(plain: Plain, restored: Restored, clock: Clock) -> list[ReadyPressed]:
    """What is submitted when the log begins: the demo's seats are at work."""
    if restored.last_n:
        return []
    return [ReadyPressed(at=clock(), seat=seat, by="demo") for seat in plain.ready_at_first]


async def _tell_ready(
    controller: Controller, link: LinkServer, lifeline: Lifeline, *, first: Sequence[ReadyPressed]
) -> None:
    await link.listening.wait()
    await controller.ready.wait()
    for wish in first:
        controller.submit(wish, token=f"first {wish.seat}")
    lifeline.ready()


if __name__ == "__main__":
    leave(main())
