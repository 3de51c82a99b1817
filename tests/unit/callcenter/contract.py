"""A contract like Sapporo's, with few desks, and a center in which they are at work.

Times are short words for instants of the campaign's zone. One sound a flow, unless told otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from callcenter import events
from callcenter.campaign import Campaign, CapacityRow, Desk, Flows, Line, OpenDay
from callcenter.center import Center
from callcenter.guidance import Facts, FlowMove, FlowState, Happened, Over, Said, Say
from callcenter.opening import Opening
from callcenter.turn import Turn
from tests.unit.callcenter.playbook import MONDAY

LINE = "+81110000100"
ZONE = ZoneInfo("Asia/Tokyo")
FIRST, LAST = date(2026, 2, 2), date(2026, 5, 29)
HOLIDAYS = frozenset(
    date.fromisoformat(f"2026-{each}")
    for each in ("02-11", "02-23", "03-20", "04-29", "05-03", "05-04", "05-05", "05-06")
)
"""National holidays of the operation (the Cabinet Office's list for 2026)."""

FLOWS = Flows(
    welcome="welcome",
    all_busy="all_busy",
    notice="notice",
    waiting="waiting",
    give_up="give_up",
    lines_full="lines_full",
    after_hours="after_hours",
    holiday="holiday",
    not_yet_open="not_yet_open",
    ended="ended",
)


def open_days() -> tuple[OpenDay, ...]:
    """Weekdays that are no holiday, 09:00-18:00 (SPR-II-3-1-ア)."""
    days = (FIRST + timedelta(days=count) for count in range((LAST - FIRST).days + 1))
    return tuple(
        OpenDay(day=day, opens=time(9), closes=time(18))
        for day in days
        if day.weekday() < 5 and day not in HOLIDAYS
    )


SAPPORO = Campaign(
    id="sapporo",
    name="札幌市 事務センター",
    zone=ZONE.key,
    lines=(Line(number=LINE),),
    desks=(Desk("seat-01"), Desk("seat-02"), Desk("seat-03")),
    open_days=open_days(),
    holidays=HOLIDAYS,
    operation_from=FIRST,
    operation_to=LAST,
    capacity=(
        CapacityRow(start=date(2026, 2, 2), seats=10, lines=12),
        CapacityRow(start=date(2026, 3, 1), seats=10, lines=12),
        CapacityRow(start=date(2026, 4, 1), seats=5, lines=7),
        CapacityRow(start=date(2026, 5, 1), seats=3, lines=5),
    ),
    flows=FLOWS,
)


class Speaker:
    """Guidance whose flows are so many announcements each; one, if nothing is said of them."""

    def __init__(self, lengths: Mapping[str, int] | None = None) -> None:
        self._lengths = lengths or {}

    def begin(self, flow: str, facts: Facts, version: str = "") -> FlowMove:
        """Begin a flow."""
        return self._at(flow, 0)

    def knows(self, version: str) -> bool:
        """There is one version."""
        return not version

    def go_on(self, state: FlowState, happened: Happened, facts: Facts) -> FlowMove:
        """Go on to the flow's next announcement when the present one has ended."""
        count = 0 if state.node == state.flow else int(state.node)
        is_awaited = isinstance(happened, Said) and happened.n == count + 1
        return self._at(state.flow, count + 1) if is_awaited else FlowMove(state)

    def _at(self, flow: str, node: int) -> FlowMove:
        state = FlowState(flow=flow, hash=f"hash of {flow}", node=str(node or flow))
        if node >= self._lengths.get(flow, 1):
            return FlowMove(state, end=Over())
        return FlowMove(state, (Say(node + 1, (f"{flow}/{node}",)),))


def campaign(*, seats: int | None = None, flows: Flows | None = None, **other: Any) -> Campaign:
    """Make Sapporo's campaign, but for what is said here."""
    if seats is not None:
        other["desks"] = tuple(Desk(f"seat-{count:02}") for count in range(1, seats + 1))
    return replace(SAPPORO, flows=flows or FLOWS, **other)


def center(
    contract: Campaign = SAPPORO,
    *,
    ready: int = 1,
    at: datetime = MONDAY,
    lengths: Mapping[str, int] | None = None,
) -> Center:
    """Give a center at work: so many seats are ready, the first one idle for the longest time."""
    made = Center(contract, Speaker(lengths))
    made.handle(events.InstanceStarted(at=at - timedelta(minutes=5)))
    for count, desk in enumerate(contract.desks[:ready]):
        then = at - timedelta(minutes=2) + timedelta(seconds=count)
        made.handle(events.PhoneRegistered(at=then, seat=desk.id, endpoint=desk.id))
        made.handle(events.ReadyPressed(at=then, seat=desk.id, by="op-1"))
    return made


def turn(made: Center, *, at: datetime = MONDAY) -> Turn:
    """Begin the work on one event of a center, for what is not reached by events alone."""
    return Turn(
        campaign=made.campaign,
        opening=Opening(made.campaign),
        guidance=Speaker(),
        state=made.state,
        at=at,
    )


def local(text: str) -> datetime:
    """Read an instant of the campaign's zone: `2026-02-02T17:59:59`."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)
