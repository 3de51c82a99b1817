"""A floor for boards: calls that are shown and closed, as the controller's records tell of them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from agent_ui.foresight import Foresight
from agent_ui.shown import Site
from app.alarm_watch import AlarmWatch
from app.boards import Boards
from app.duties import DutiesWatch
from app.floor_work import with_floor
from app.forecast_keeper import ForecastKeeper
from app.home import Home
from app.live import Live
from callcenter.campaign import CapacityRow, Desk
from callcenter.commands import CloseCall, Command, ShowCall, ShowSeat
from callcenter.dial_commands import CloseDial
from callcenter.events import TimerFired
from callcenter.outcome import DialResult, Outcome
from callcenter.record import Record
from metrics.vital import Vital
from tests.integration.agent_ui.conftest import SEATS
from tests.integration.desk.conftest import Clock
from tests.integration.metrics.shipped import reporting
from tests.unit.callcenter import contract
from tests.unit.callcenter.contract import LINE
from tests.unit.metrics.shipped import the_clients


@dataclass(slots=True)
class Telling:
    """Says what happens, numbered; boards and rows may hear it."""

    live: Live
    clock: Clock
    records: list[Record]
    forecast: ForecastKeeper
    duties: DutiesWatch
    foresight: Foresight
    alarms: AlarmWatch

    def tell(self, *commands: Command) -> None:
        record = Record(
            n=len(self.records) + 1,
            event=TimerFired(at=self.clock(), timer="t"),
            commands=commands,
        )
        self.records.append(record)
        self.live.numbers.apply(record)
        self.live.changed([each.seat for each in commands if isinstance(each, ShowSeat)])

    def call(self, call: str, state: str, *, ago_s: float = 0.0, **more: object) -> None:
        at = self.clock() - timedelta(seconds=ago_s)
        shown = ShowCall(
            call=call,
            state=state,
            since=at,
            line=LINE,
            arrived_at=at,
            seat=None,
            holds_line=True,
            caller=f"p-{call}",
        )
        self.tell(replace(shown, **more))  # type: ignore[arg-type]

    def seat(self, seat: str, state: str, *, ago_s: float = 0.0, **more: object) -> None:
        shown = ShowSeat(
            seat=seat,
            state=state,
            since=self.clock() - timedelta(seconds=ago_s),
            reason="",
            call=None,
            registered=True,
        )
        self.tell(replace(shown, **more))  # type: ignore[arg-type]

    def ended(self, call: str, outcome: Outcome, at: datetime | None = None) -> None:
        arrived = at or self.clock()
        is_answered = outcome is Outcome.ANSWERED
        self.tell(
            CloseCall(
                call=call,
                line=LINE,
                caller=f"p-{call}",
                withheld=None,
                arrived_at=arrived,
                answered_at=arrived if is_answered else None,
                ended_at=arrived,
                outcome=outcome,
                detail="",
                seat="seat-01" if is_answered else None,
                guidance_s=0.0,
                wait_s=4.0,
                ring_s=2.0 if is_answered else 0.0,
                talk_s=95.0 if is_answered else 0.0,
                hold_s=0.0,
                caller_recording=None,
                seat_recording=None,
                node="",
            )
        )


def dialled(at: datetime) -> CloseDial:
    """A call of ours that nobody answered."""
    return CloseDial(
        call="ours",
        line=LINE,
        person="p-ours",
        seat="seat-09",
        by="op",
        contact="",
        kind=None,
        began_at=at,
        dialled_at=at,
        answered_at=None,
        ended_at=at + timedelta(seconds=20),
        result=DialResult.NO_ANSWER,
        detail="",
        ring_s=20.0,
        talk_s=0.0,
        hold_s=0.0,
        caller_recording=None,
        seat_recording=None,
    )


async def alive(live: Live) -> None:
    """The controller gives signs of life, for ever."""
    while True:
        live.heard(Vital())
        await asyncio.sleep(0.5)


def floored(
    site: Site,
    clock: Clock,
    *,
    seats: int = len(SEATS),
    home: Path = Path("/nowhere"),
    kpi: str = "sapporo-1",
) -> tuple[Site, Telling]:
    """Give a site boards, and who tells them; more seats than the site's if asked for."""
    desks = [*SEATS, *(f"seat-{n:02}" for n in range(3, 20))][:seats]
    campaign = replace(
        contract.SAPPORO,
        desks=tuple(Desk(each) for each in sorted(desks)),
        capacity=(CapacityRow(contract.FIRST, seats=10, lines=12),),
    )
    live = Live(
        Home(Path("/nowhere")),
        campaign=campaign,
        definition=the_clients(kpi),
        lines=("011-000-0100",),
        clock=clock,
        version="0",
    )
    live.linked(is_up=True)
    live.heard(Vital())
    site.feed.floor = Boards(
        desks=live.desks,
        board=live.board,
        shown=live.seats,
        sitting=lambda: site.sitters.by_seat,
    )
    live.changed = site.feed.changed
    given = replace(
        site,
        seats=live.desks,
        number_of=lambda caller: f"011-222-{sum(map(ord, caller)):04}",
    )
    foresight = Foresight(site.desk.engine, None, clock=clock)
    shipped = reporting(site.desk.engine, clock)
    made, duties, alarms, forecast = with_floor(
        given,
        live,
        foresight,
        home=Home(home),
        reporting=replace(shipped, campaign=campaign),
    )
    return made, Telling(live, clock, [], forecast, duties, foresight, alarms)
