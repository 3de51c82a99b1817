"""What supervisors do with the whole floor: who comes next, a day's capacity, a recall.

The contract bounds a day's capacity: never less than its row demands, never more seats than there
are desks that take calls, never more lines than the contract ever has.
"""

from __future__ import annotations

from callcenter import commands, deciding, lines, offering, queue, staffing
from callcenter.call import Call, CallState
from callcenter.campaign import Campaign, CapacityRow
from callcenter.floor_wishes import (
    CallerPulled,
    CapacityBent,
    CapacityRestored,
    OfFloor,
    PullReason,
    SeatsRecalled,
)
from callcenter.seat import SeatState
from callcenter.state import Bend
from callcenter.turn import Turn

NOT_WAITING = "not_waiting"
ALREADY_FIRST = "already_first"
OUT_OF_BOUNDS = "out_of_bounds"
NOT_TODAY = "not_today"
NOT_BENT = "not_bent"
NOBODY_AWAY = "nobody_away"
FIRST = -1
"""Priority of who comes next: before all who wait, after who was cut off in mid-talk by us."""


def take(turn: Turn, event: OfFloor) -> None:
    """Look at what a supervisor wants."""
    match event:
        case CallerPulled():
            _pull(turn, turn.state.calls.get(event.call), event.reason)
        case CapacityBent():
            _bend(turn, event)
        case CapacityRestored():
            _restore(turn)
        case SeatsRecalled(reason=reason):
            _recall(turn, reason)


def bounds(campaign: Campaign, row: CapacityRow) -> tuple[range, range]:
    """Give the seats and the lines that a day with this row of the contract may have."""
    desks = sum(campaign.takes_callers(desk.skills) for desk in campaign.desks)
    most = max(each.lines for each in campaign.capacity)
    return range(row.seats, max(desks, row.seats) + 1), range(row.lines, most + 1)


def _pull(turn: Turn, call: Call | None, reason: PullReason) -> None:
    if call is None or call.state not in (CallState.GUIDED, CallState.WAITING):
        turn.emit(commands.Refuse(reason=NOT_WAITING))
        return
    if call.priority < 0:
        turn.emit(commands.Refuse(reason=ALREADY_FIRST))
        return
    is_queued = call.id in turn.state.queue
    queue.remove(turn.state, call)
    call.priority = FIRST
    if is_queued:
        queue.insert(turn.state, call)
    turn.show_call(call)
    deciding.pulled(turn, call, reason)
    offering.dispatch(turn)


def _bend(turn: Turn, event: CapacityBent) -> None:
    today = turn.opening.day_of(turn.at)
    seats, most_lines = bounds(turn.campaign, lines.row_of(turn.campaign, today))
    if event.day != today:
        turn.emit(commands.Refuse(reason=NOT_TODAY))
    elif event.seats not in seats or event.lines not in most_lines:
        turn.emit(commands.Refuse(reason=OUT_OF_BOUNDS))
    else:
        turn.state.bend = Bend(event.day, event.seats, event.lines, event.by)
        _capacity_changed(turn)


def _restore(turn: Turn) -> None:
    if turn.bend is None:
        turn.emit(commands.Refuse(reason=NOT_BENT))
    else:
        turn.state.bend = None
        _capacity_changed(turn)


def _capacity_changed(turn: Turn) -> None:
    turn.show_floor()
    staffing.watch(turn)
    offering.dispatch(turn)


def _recall(turn: Turn, reason: str) -> None:
    away = [
        seat
        for seat in turn.state.seats.values()
        if seat.state is SeatState.NOT_READY and seat.reason == reason and seat.phones
    ]
    if not away:
        turn.emit(commands.Refuse(reason=NOBODY_AWAY))
    for seat in away:
        seat.recalled = turn.at
        turn.show_seat(seat)
