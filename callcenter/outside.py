"""What becomes of an outside number that is rung for a caller: it fails, or two talk without us.

Such a talk has no seat and ends when either of them hangs up. A flow's is recorded as any other; to
whom a seat hands its caller over, that is the other one's talk, and is not.
"""

from __future__ import annotations

from callcenter import commands, conversing, ending, offering, queue, queueing
from callcenter.call import Call, CallHappening, CallState, Outside
from callcenter.events import JoinRefused, LegAnswered, LegEnded, LegJoined, LegRang
from callcenter.guidance import TransferFailed
from callcenter.outcome import Outcome
from callcenter.recording_rules import may_record
from callcenter.turn import Turn

TRANSFERRED_OUT = "transferred_out"
MAY_JOIN = (CallState.GUIDED, CallState.WAITING, CallState.CLOSING)

OfNumber = LegRang | LegAnswered | LegJoined | JoinRefused | LegEnded


def take(turn: Turn, call: Call, outside: Outside, event: OfNumber) -> None:
    """Look at one of the events of its leg."""
    match event:
        case LegRang():
            pass
        case LegAnswered():
            _join(turn, call, outside)
        case LegJoined():
            _joined(turn, call, outside)
        case JoinRefused():
            turn.emit(commands.CancelLeg(call=call.id, leg=outside.leg))  # its end follows
        case LegEnded():
            _ended(turn, call, outside)


def _join(turn: Turn, call: Call, outside: Outside) -> None:
    if call.state not in MAY_JOIN or call.bridge is None:
        turn.emit(commands.CancelLeg(call=call.id, leg=outside.leg))
        return
    queue.remove(turn.state, call)  # no seat is to be quicker now
    conversing.cancel_timers(turn, call)
    outside.is_picked_up = True
    if call.answered_at is None and may_record(turn.campaign, call):
        offering.record(turn, call, outside.leg)
    join_when_recorded(turn, call)


def join_when_recorded(turn: Turn, call: Call) -> None:
    """Join caller and number, unless a recording of theirs is still awaited."""
    outside = call.outside
    if outside is None or not outside.is_picked_up or call.awaited or call.bridge is None:
        return
    outside.is_picked_up = False
    turn.emit(commands.JoinLeg(call=call.id, leg=outside.leg, bridge=call.bridge, answers=False))
    call.is_leased = False


def _joined(turn: Turn, call: Call, outside: Outside) -> None:
    if call.state not in MAY_JOIN:
        return
    call.led_out_at = turn.at
    if call.playing is not None:
        call.ended_in = call.playing.flow.place
    ending.cancel_timers(turn, call)
    call.playing = None
    left = Outcome.ANSWERED if call.answered_at else Outcome.SELF_SERVED
    call.outcome = call.outcome or left
    call.detail = f"{call.detail} {TRANSFERRED_OUT}".lstrip()
    turn.move_call(call, CallHappening.LED_OUT)
    if call.answered_at is not None and call.caller_recording is not None:
        turn.emit(commands.StopRecording(call=call.id, recordings=(call.caller_recording,)))


def _ended(turn: Turn, call: Call, outside: Outside) -> None:
    call.outside = None
    if call.state is CallState.OUTSIDE:
        assert call.outcome is not None
        ending.close(turn, call, call.outcome, detail=call.detail, flow=None)
        return
    call.awaited, call.seat_recording = [], None
    if not call.is_leased:
        turn.lease(call)
    if call.state is CallState.WAITING and call.id not in turn.state.queue:
        queue.insert(turn.state, call)
        offering.dispatch(turn)
    if call.playing is not None and call.state in MAY_JOIN:
        conversing.cancel_timers(turn, call)
        queueing.tell(turn, call, TransferFailed(outside.n))
