"""A call arrives: the calendar decides first, then the lines, then whether a seat is free."""

from __future__ import annotations

from callcenter import ending, lines, offering, queue, queueing
from callcenter.call import Call, CallState
from callcenter.campaign import Line, OverLine
from callcenter.events import CallArrived
from callcenter.opening import Verdict
from callcenter.outcome import Outcome
from callcenter.turn import Turn


def arrive(turn: Turn, event: CallArrived) -> None:
    """Admit a call, tell it why not, or turn it away."""
    line = next((each for each in turn.campaign.lines if each.number == event.line), None)
    verdict = turn.opening.judge(event.at)
    if line is None:
        call = _take_in(turn, event, CallState.CLOSING, None)
        call.outcome, call.detail = Outcome.FAILED, "unknown_line"
        ending.reject(turn, call, busy=False)
    elif verdict is not Verdict.OPEN:
        outcome, flow = _closed(turn, verdict)
        _turn_away(turn, event, outcome, detail=verdict, flow=flow)
    elif lines.in_use(turn.state) >= _lines(turn):
        flow = turn.campaign.flows.lines_full
        announces = turn.campaign.over_line is OverLine.ANNOUNCE
        _turn_away(turn, event, Outcome.NO_LINE, detail="", flow=flow if announces else None)
    else:
        _admit(turn, event, line)


def _admit(turn: Turn, event: CallArrived, line: Line) -> None:
    ahead = queue.callers_ahead(turn.state, line.skill)
    call = _take_in(turn, event, CallState.GUIDED, line)
    queueing.admit(turn, call, seat_is_free=offering.free_seats(turn, line.skill) > ahead)


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


def _take_in(turn: Turn, event: CallArrived, state: CallState, line: Line | None) -> Call:
    turn.state.arrivals += 1
    flows = turn.campaign.flows
    call = Call(
        id=event.call,
        line=event.line,
        skill=line.skill if line else "",
        caller=event.caller,
        withheld=event.withheld,
        arrived_at=event.at,
        place=turn.state.arrivals,
        state=state,
        since=event.at,
        holds_line=line is not None,
        notice_due=flows.welcome is not None or flows.notice is not None,
    )
    turn.state.calls[call.id] = call
    return call


def _closed(turn: Turn, verdict: Verdict) -> tuple[Outcome, str | None]:
    flows = turn.campaign.flows
    match verdict:
        case Verdict.NOT_YET:
            return Outcome.NOT_IN_OPERATION, flows.not_yet_open
        case Verdict.OVER:
            return Outcome.NOT_IN_OPERATION, flows.ended
        case Verdict.HOLIDAY:
            return Outcome.AFTER_HOURS, flows.holiday
        case _:
            return Outcome.AFTER_HOURS, flows.after_hours


def _lines(turn: Turn) -> int:
    return lines.row_of(turn.campaign, turn.opening.day_of(turn.at)).lines
