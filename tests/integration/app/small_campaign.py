"""A small campaign, its one flow, and a home with the log of a morning, for tests of `app`."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from app.home import Home, make_home
from app.plain import Ari, Plain, Web, write_plain
from app.source import source_hash
from callcenter import events
from callcenter.campaign import Campaign, CapacityRow, Desk, Flows, Line, OpenDay
from callcenter.center import Center
from callcenter.events import Event
from config import plain as campaigns
from ivr_flows import plain as flows
from ivr_flows.interpreter import Interpreter
from ivr_flows.prompts import Prompt
from ivr_flows.schema import one_sound
from metrics import report_plan
from metrics.report_plan import ReportPlan
from telephony.ledger import Instance, Ledger
from telephony.record_log import RecordLog
from tests.unit.metrics.shipped import the_clients

MORNING = datetime(2026, 2, 2, 1, tzinfo=UTC)
LINE = "+81110000100"
FLOWS = (one_sound("busy", Prompt(sound="5" * 64, text="混雑中", spoken="コンザツ")),)
CAMPAIGN = Campaign(
    id="small",
    name="小さな事務センター",
    zone="Asia/Tokyo",
    lines=(Line(LINE),),
    desks=(Desk("seat-01"), Desk("seat-02")),
    open_days=(OpenDay(date(2026, 2, 2), time(9), time(18)),),
    holidays=frozenset(),
    operation_from=date(2026, 2, 2),
    operation_to=date(2026, 2, 2),
    capacity=(CapacityRow(date(2026, 2, 2), seats=1, lines=3),),
    flows=Flows(all_busy="busy"),
)


def events_of_a_morning() -> list[Event]:
    """One seat comes to work, three callers wait, one of them gives up."""

    def at(seconds: int) -> datetime:
        return MORNING + timedelta(seconds=seconds)

    arrivals = [
        events.CallArrived(at=at(10 + n), call=f"c{n}", line=LINE, caller=f"p{n}", withheld=None)
        for n in range(3)
    ]
    return [
        events.InstanceStarted(at=at(0)),
        events.ReadyPressed(at=at(1), seat="seat-01", by="test"),
        *arrivals,
        events.CallerLeft(at=at(20), call="c1", cause=events.Cause.NORMAL),
    ]


def home_with(
    folder: Path, happened: list[Event], *, source: str | None = None
) -> tuple[Home, Center]:
    """Make a home as `up` does, and a log as the controller does; gives the center after it."""
    home = Home(folder)
    make_home(home)
    home.versions.mkdir()
    kept = campaigns.write(CAMPAIGN)
    (home.versions / f"{campaigns.name_of(kept)}.json").write_bytes(kept)
    (home.versions / "flows.json").write_bytes(flows.encode(FLOWS))
    (home.versions / "reports.json").write_bytes(report_plan.encode(_reports()))
    plain = _plain(campaigns.name_of(kept), home)
    write_plain(home.plain, plain)
    return home, live_through(home, happened, plain.campaign, source=source)


def live_through(
    home: Home,
    happened: list[Event],
    campaign: str,
    *,
    source: str | None = None,
    center: Center | None = None,
    last_n: int = 0,
) -> Center:
    """Let a center live through events and write them down."""
    zone = ZoneInfo(CAMPAIGN.zone)
    center = center or Center(CAMPAIGN, Interpreter(FLOWS))
    file = RecordLog(home.log, trouble=lambda _: None)
    ledger = Ledger(
        instance=Instance(
            source=source or source_hash(),
            campaign=campaign,
            flows="flows",
            offset=timedelta(),
            clock=lambda: MORNING,
            day_of=lambda at: at.astimezone(zone).date(),
        ),
        file=file,
        state=center.state,
        publish=lambda n, line: None,
        last_n=last_n,
    )
    for event in happened:
        ledger.turn_page(event.at)
        token = "t1" if isinstance(event, events.ReadyPressed) else None
        ledger.enter(event, center.handle(event), token)
    file.close()
    return center


def _plain(campaign: str, home: Home) -> Plain:
    return Plain(
        campaign=campaign,
        flows="flows",
        zone=CAMPAIGN.zone,
        lines=("011-000-0100",),
        clock_offset_s=0.0,
        web=Web(host="127.0.0.1", port=0),
        sip_host="127.0.0.1",
        sip_port=5060,
        ari=Ari(url="http://127.0.0.1:1/ari", user="u", password="p", app="a", realm="r"),
        trunks=(),
        asterisk=None,
        database_url=f"sqlite:///{home.folder}/rows.db",
        prompts="nowhere",
        heartbeat_s=10.0,
        reports="reports",
    )


def _reports() -> ReportPlan:
    """Hand in nothing; the boards show the shipped rate."""
    return ReportPlan(
        definition=the_clients(),
        beside=(the_clients(),),
        subject="",
        addressee="",
        unit="",
        contractor="",
        due=time(18),
        warn=(),
        month_day=10,
        headings={},
        forms=(),
    )
