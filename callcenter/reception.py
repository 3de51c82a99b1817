"""A call arrives: the calendar decides first, then the lines, then whether a seat is free."""

from __future__ import annotations

from datetime import datetime, timedelta

from callcenter import deciding, ending, lines, offering, publishing, queue, queueing
from callcenter.call import Call, CallState
from callcenter.campaign import Flows, Line, OverLine
from callcenter.events import CallArrived, CallReturned, FallbackFound
from callcenter.guidance import EMERGENCY
from callcenter.opening import Verdict
from callcenter.outcome import Outcome
from callcenter.turn import Turn

REDIAL = timedelta(minutes=10)
"""For so long who was cut off by Asterisk's death comes first when they call again."""


def arrive(turn: Turn, event: CallArrived) -> None:
    """Admit a call, tell it why not, or turn it away."""
    line = line_of(turn, event.line)
    verdict = turn.opening.judge(event.at)
    if line is None:
        call = _take_in(turn, event, CallState.CLOSING, None)
        call.outcome, call.detail = Outcome.FAILED, "unknown_line"
        deciding.turned_away(turn, event.call, deciding.UNKNOWN_LINE)
        ending.reject(turn, call, busy=False)
    elif verdict is not Verdict.OPEN:
        outcome, flow = closed(turn, verdict)
        deciding.turned_away(turn, event.call, verdict)
        _turn_away(turn, event, outcome, detail=verdict, flow=flow)
    elif turn.state.closed_by is not None:
        flow = turn.campaign.flows.emergency
        deciding.turned_away(turn, event.call, deciding.EMERGENCY)
        _turn_away(turn, event, Outcome.CLOSED_IN_HOURS, detail=EMERGENCY, flow=flow)
    elif lines.in_use(turn.state) >= _lines(turn):
        flow = turn.campaign.flows.lines_full
        deciding.turned_away(turn, event.call, deciding.LINES_FULL)
        announces = turn.campaign.over_line is OverLine.ANNOUNCE
        _turn_away(turn, event, Outcome.NO_LINE, detail="", flow=flow if announces else None)
    else:
        _admit(turn, event, line)


def _admit(turn: Turn, event: CallArrived, line: Line) -> None:
    ahead = queue.callers_ahead(turn.state, line.skill)
    call = _take_in(turn, event, CallState.GUIDED, line)
    ahead = 0 if call.priority < 0 else ahead
    turn.lease(call)
    queueing.admit(turn, call, seat_is_free=offering.has_free_seat(turn, line.skill, ahead=ahead))


def _turn_away(
    turn: Turn, event: CallArrived, outcome: Outcome, *, detail: str, flow: str | None
) -> None:
    """Play a closing announcement on no line, as far as these are bounded; else answer busy."""
    has_room = lines.closing_announcements(turn.state) < turn.campaign.announce_max
    if flow is not None and has_room:
        call = _take_in(turn, event, CallState.GUIDED, None)
        ending.close(turn, call, outcome, detail=detail, flow=flow)
    else:
        call = _take_in(turn, event, CallState.CLOSING, None)
        call.outcome, call.detail = outcome, detail
        ending.reject(turn, call, busy=True)


def _is_redial(turn: Turn, caller: str | None) -> bool:
    """Whether Asterisk's death cut this caller off a short while ago; it counts once."""
    until = turn.state.redialers.pop(caller, None) if caller else None
    return until is not None and turn.at <= until


def _take_in(turn: Turn, event: CallArrived, state: CallState, line: Line | None) -> Call:
    return take_in(turn, event, state, line, arrived_at=event.at)


def take_in(
    turn: Turn,
    event: CallArrived | CallReturned | FallbackFound,
    state: CallState,
    line: Line | None,
    *,
    arrived_at: datetime,
) -> Call:
    """Remember a call that was not known."""
    turn.state.arrivals += 1
    flows = turn.campaign.flows
    call = Call(
        id=event.call,
        line=event.line,
        skill=line.skill if line else "",
        caller=event.caller,
        withheld=event.withheld,
        arrived_at=arrived_at,
        place=turn.state.arrivals,
        priority=-1 if line is not None and _is_redial(turn, event.caller) else 0,
        state=state,
        since=event.at,
        holds_line=line is not None,
        notice_due=flows.welcome is not None or flows.notice is not None,
        flows=publishing.in_force(turn.state),
    )
    turn.remember(call)
    return call


def line_of(turn: Turn, number: str) -> Line | None:
    """Find the line that was called; None if it is none of ours."""
    return next((each for each in turn.campaign.lines if each.number == number), None)


def closed(turn: Turn, verdict: Verdict) -> tuple[Outcome, str | None]:
    """Say what becomes of a call outside of opening, and which flow tells the caller why."""
    is_early_or_late = verdict in (Verdict.NOT_YET, Verdict.OVER)
    outcome = Outcome.NOT_IN_OPERATION if is_early_or_late else Outcome.AFTER_HOURS
    return outcome, closing_flow(turn.campaign.flows, verdict)


def closing_flow(flows: Flows, verdict: Verdict) -> str | None:
    """Name the flow that tells callers why they are not served; None if nothing is told."""
    match verdict:
        case Verdict.NOT_YET:
            return flows.not_yet_open
        case Verdict.OVER:
            return flows.ended
        case Verdict.HOLIDAY:
            return flows.holiday
        case _:
            return flows.after_hours


def _lines(turn: Turn) -> int:
    return turn.capacity.lines
