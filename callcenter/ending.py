"""How calls end: by us with a last word, by the caller at any moment, in exactly one outcome."""

from __future__ import annotations

from callcenter import announcing, commands, queue
from callcenter.call import Call, CallHappening, CallState, Purpose
from callcenter.outcome import Outcome
from callcenter.turn import Turn

LEFT_IN: dict[CallState, Outcome] = {
    CallState.GUIDED: Outcome.ABANDONED_IN_GUIDANCE,
    CallState.WAITING: Outcome.ABANDONED_IN_QUEUE,
    CallState.OFFERED: Outcome.ABANDONED_IN_QUEUE,
    CallState.JOINING: Outcome.ABANDONED_IN_QUEUE,
    CallState.TALKING: Outcome.ANSWERED,
}
"""What a call comes to when its caller leaves and we had not decided before."""


def close(turn: Turn, call: Call, outcome: Outcome, *, detail: str, flow: str | None) -> None:
    """End a call from our side: say the last word, if there is one, then hang up."""
    call.outcome, call.detail = outcome, detail
    queue.remove(turn.state, call)
    announcing.stop(turn, call)
    _cancel_timers(turn, call)
    turn.move_call(call, CallHappening.CLOSED)
    if not announcing.begin(turn, call, Purpose.CLOSING, flow):
        turn.emit(commands.HangUpCaller(call=call.id))


def reject(turn: Turn, call: Call, *, busy: bool) -> None:
    """Turn an unanswered call away; its outcome was decided with its arrival."""
    turn.emit(commands.RejectCall(call=call.id, busy=busy))


def caller_left(turn: Turn, call: Call) -> None:
    """File the call and let go of everything that was made for it, but the seat's leg.

    The seat is free only when its leg has ended: two rings on one phone would be answered busy.
    """
    outcome = call.outcome or LEFT_IN[call.state]
    queue.remove(turn.state, call)
    _cancel_timers(turn, call)
    file(turn, call, outcome)
    call.playing = None
    turn.move_call(call, CallHappening.CALLER_LEFT)
    if call.offer is not None and not call.offer.is_over:
        turn.emit(commands.CancelLeg(call=call.id, leg=call.offer.leg))
    if call.bridge is not None:
        turn.emit(commands.CloseBridge(call=call.id, bridge=call.bridge))
    if not call.is_at_seat:
        del turn.state.calls[call.id]


def file(turn: Turn, call: Call, outcome: Outcome) -> None:
    """Write down what became of the call.

    The time before the queue is guidance; earlier offers' ringing counts as waiting; the last
    offer's ringing is its own. Their sum and the talk is the time from arrival to end.
    """
    offered_at = call.offer.at if call.offer and call.queued_at else None
    answered_at = call.answered_at
    turn.emit(
        commands.CloseCall(
            call=call.id,
            line=call.line,
            caller=call.caller,
            withheld=call.withheld,
            arrived_at=call.arrived_at,
            answered_at=answered_at,
            ended_at=max(turn.at, call.arrived_at),
            outcome=outcome,
            detail=call.detail,
            seat=call.offer.seat if call.offer and answered_at else None,
            guidance_s=turn.since(call.arrived_at, call.queued_at),
            wait_s=turn.since(call.queued_at, offered_at),
            ring_s=turn.since(offered_at, answered_at),
            talk_s=turn.since(answered_at),
            hold_s=0.0,
            caller_recording=call.caller_recording if answered_at else None,
            seat_recording=call.seat_recording if answered_at else None,
            node=call.playing.flow.flow if call.playing else "",
        )
    )


def _cancel_timers(turn: Turn, call: Call) -> None:
    for timer in (call.limit_timer, call.repeat_timer, call.relax_timer):
        turn.cancel_timer(timer)
    call.limit_timer = call.repeat_timer = call.relax_timer = None
