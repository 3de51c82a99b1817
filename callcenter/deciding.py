"""Noting decisions with their reasons, as they are made; see `decision_commands`."""

from __future__ import annotations

from callcenter import lines
from callcenter.call import Call
from callcenter.commands import NoteDecision
from callcenter.decision_commands import Considered, Decided
from callcenter.opening import Verdict
from callcenter.routing import Decision, Reason
from callcenter.seat import Seat, SeatState
from callcenter.turn import Turn

MOST = 40
"""More seats than any of the contracts has; of a larger floor the rest is counted."""
RESUMES, RETURNING, LONGEST_IDLE = "resumes", "returning", "longest_idle"
SEAT_CAP, CALLBACKS_FIRST, NO_FREE_SEAT = "seat_cap", "callbacks_first", "no_free_seat"
WAIT_LIMIT, LINES_FULL, UNKNOWN_LINE, EMERGENCY = (
    *("wait_limit", "lines_full", "unknown_line", "emergency"),
)
FALLBACK_LIMIT, FALLBACK_FULL, FALLBACK_CLOSED = (
    *("fallback_limit", "fallback_full", "fallback_closed"),
)
"""By Asterisk's own fallback, while the controller was away."""


def offered(turn: Turn, call: Call, seat: Seat, decision: Decision, rule: str) -> None:
    """Note which seat rings, and why no other; to be asked before the offer is made."""
    _note(turn, call, Decided.OFFERED, rule, seat=seat.id, decision=decision)


def waits(turn: Turn, call: Call, decision: Decision, rule: str) -> None:
    """Note why no seat is offered to a caller who begins to wait."""
    _note(turn, call, Decided.WAITS, rule, decision=decision)


def given_up(turn: Turn, call: Call, decision: Decision) -> None:
    """Note that the wait limit has passed, and what kept every seat busy."""
    waited = f"{turn.since(call.queued_at):.0f}"
    _note(turn, call, Decided.GIVEN_UP, WAIT_LIMIT, detail=waited, decision=decision)


def passed_over(turn: Turn, call: Call, seat: Seat, cause: str) -> None:
    """Note that a seat did not take the call."""
    turn.emit(NoteDecision(call=call.id, decided=Decided.PASSED_OVER, rule=cause, seat=seat.id))


def pulled(turn: Turn, call: Call, reason: str) -> None:
    """Note that a supervisor let it come next."""
    turn.emit(NoteDecision(call=call.id, decided=Decided.PULLED, rule=reason))


def given_up_there(turn: Turn, call: Call) -> None:
    """Note that Asterisk's own fallback ended the wait at its limit: nobody saw the seats then."""
    turn.emit(NoteDecision(call=call.id, decided=Decided.GIVEN_UP, rule=FALLBACK_LIMIT))


def turned_away(turn: Turn, call: str, rule: str | Verdict) -> None:
    """Note why a caller is not let in."""
    detail = ""
    if rule == LINES_FULL:
        detail = f"{lines.in_use(turn.state)}/{turn.capacity.lines}"
    turn.emit(NoteDecision(call=call, decided=Decided.TURNED_AWAY, rule=str(rule), detail=detail))


def _note(  # noqa: PLR0913 (one command, field by field)
    turn: Turn,
    call: Call,
    decided: Decided,
    rule: str,
    *,
    decision: Decision,
    seat: str | None = None,
    detail: str = "",
) -> None:
    seats = list(turn.state.seats.values())
    looked_at = [each for each in seats[:MOST] if each.id != seat]
    turn.emit(
        NoteDecision(
            call=call.id,
            decided=decided,
            rule=rule,
            seat=seat,
            detail=detail or f"{decision.skill}/{decision.level}",
            level=decision.level,
            considered=tuple(_considered(turn, each, decision.reason(each)) for each in looked_at),
            others=max(0, len(seats) - MOST),
        )
    )


def _considered(turn: Turn, seat: Seat, reason: Reason) -> Considered:
    match reason:
        case Reason.BUSY:
            until = turn.state.timers.get(seat.timer or "")
            is_wrapping = seat.state is SeatState.WRAP_UP
            return Considered(
                seat=seat.id,
                reason=seat.state.value,
                since=seat.since,
                until=until if is_wrapping else None,
            )
        case Reason.NOT_READY:
            return Considered(
                seat=seat.id, reason=reason.value, since=seat.since, detail=seat.reason
            )
        case Reason.NO_MICROPHONE:
            return Considered(seat=seat.id, reason=reason.value, since=seat.voiceless_since)
        case Reason.LONGEST_IDLE | Reason.IDLE_SHORTER:
            # Of a caller whom no seat is offered a fit one says only that it would have been free.
            return Considered(seat=seat.id, reason=reason.value, since=seat.idle_since)
        case Reason.KEPT | Reason.NO_PHONE | Reason.NO_SKILL:
            return Considered(seat=seat.id, reason=reason.value)


def waiting_rule(decision: Decision, *, room: int, owed: int) -> str:
    """Say which rule keeps a caller waiting.

    Args:
        decision: Of this caller.
        room: How many more seats may be in calls.
        owed: How many callbacks take a seat before.
    """
    if decision.seat is None:
        return NO_FREE_SEAT
    return SEAT_CAP if room <= 0 else CALLBACKS_FIRST if owed else NO_FREE_SEAT
