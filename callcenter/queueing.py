"""The way of an admitted call from its first sound to its first offer, and its waiting."""

from __future__ import annotations

from callcenter import announcing, commands, ending, offering, queue, resuming, routing
from callcenter.call import Call, CallHappening, CallState, Purpose
from callcenter.outcome import Outcome
from callcenter.turn import Turn

SOUND_UNPLAYABLE = "sound_unplayable"


def admit(turn: Turn, call: Call, *, seat_is_free: bool) -> None:
    """Begin with the welcome if a seat is free, else with the queue (SPR-II-3-5-ア)."""
    flows = turn.campaign.flows
    if not seat_is_free:
        enter(turn, call)
    elif announcing.begin(turn, call, Purpose.WELCOME, flows.welcome or flows.notice):
        turn.show_call(call)
    else:
        call.notice_due = False
        enter(turn, call)


def enter(turn: Turn, call: Call) -> None:
    """Put a call into the queue: offer a seat at once, or say that all are busy."""
    call.queued_at = turn.at
    turn.move_call(call, CallHappening.QUEUED)
    queue.insert(turn.state, call)
    call.limit_timer = turn.set_call_timer(call, turn.campaign.wait_limit_s)
    _await_relaxation(turn, call)
    offering.dispatch(turn)
    if call.state is CallState.OFFERED:
        _music_while_ringing(turn, call)
    elif not announcing.begin(turn, call, Purpose.ALL_BUSY, turn.campaign.flows.all_busy):
        _after_all_busy(turn, call)


def wait_on(turn: Turn, call: Call) -> None:
    """Put a call into the queue that has waited elsewhere, and is answered."""
    waits_since = call.waits_again_at or call.queued_at
    left_s = turn.campaign.wait_limit_s - turn.since(waits_since)
    if left_s <= 0:
        offering.give_up(turn, call)
        return
    queue.insert(turn.state, call)
    call.limit_timer = turn.set_call_timer(call, left_s)
    _await_relaxation(turn, call)
    offering.dispatch(turn)
    if call.notice_due:
        _after_all_busy(turn, call)
    else:
        announcing.hold(turn, call)


def announcement_ended(turn: Turn, call: Call, playback: str, *, heard: bool) -> None:
    """Go on in the flow, or with what comes after it."""
    if call.playing is None or call.playing.playback != playback:
        return
    purpose, flow = call.playing.purpose, call.playing.flow.flow
    _mind_alarm(turn, flow, heard=heard)
    if not heard and purpose in (Purpose.WELCOME, Purpose.NOTICE):
        call.notice_failed = True
    if not announcing.go_on(turn, call, heard=heard):
        _flow_ended(turn, call, purpose)


def timer_fired(turn: Turn, call: Call, timer: str) -> None:
    """One of the call's timers came due; one of an earlier wait is unknown and does nothing."""
    if timer == call.limit_timer:
        call.limit_timer = None
        offering.give_up(turn, call)
    elif timer == call.reserve_timer:
        call.reserve_timer = None
        resuming.reservation_over(turn, call)
    elif timer == call.repeat_timer:
        call.repeat_timer = None
        announcing.begin(turn, call, Purpose.WAITING, turn.campaign.flows.waiting)
    elif timer == call.relax_timer:
        call.relax_timer = None
        _await_relaxation(turn, call)
        offering.dispatch(turn)


def caller_refused(turn: Turn, call: Call, status: int) -> None:
    """Nothing can be said to this caller: end the call, unless they left themselves or fell."""
    if status == 404 or call.state in (CallState.TALKING, CallState.FALLBACK, CallState.ENDED):
        return
    if call.state is CallState.CLOSING:
        turn.emit(commands.HangUpCaller(call=call.id))
        return
    if call.offer is not None and not call.offer.is_over:
        turn.emit(commands.CancelLeg(call=call.id, leg=call.offer.leg))
    ending.close(turn, call, Outcome.FAILED, detail=f"refused_{status}", flow=None)


def _flow_ended(turn: Turn, call: Call, purpose: Purpose) -> None:
    match purpose:
        case Purpose.WELCOME:
            call.notice_due = False
            enter(turn, call)
        case Purpose.ALL_BUSY:
            _after_all_busy(turn, call)
        case Purpose.NOTICE:
            _after_notice(turn, call)
        case Purpose.WAITING:
            announcing.hold(turn, call)
        case Purpose.CLOSING:
            turn.emit(commands.HangUpCaller(call=call.id))


def _after_all_busy(turn: Turn, call: Call) -> None:
    if not call.notice_due:
        announcing.hold(turn, call)
    elif not announcing.begin(turn, call, Purpose.NOTICE, turn.campaign.flows.notice):
        call.notice_failed = True  # there is none to be heard here: so nothing is recorded
        _after_notice(turn, call)


def _after_notice(turn: Turn, call: Call) -> None:
    call.notice_due = False
    offering.dispatch(turn)
    announcing.hold(turn, call)


def _mind_alarm(turn: Turn, flow: str, *, heard: bool) -> None:
    """A sound that cannot be played raises an alarm, which stands until it is heard again."""
    alarms, alarm = turn.state.alarms, f"{SOUND_UNPLAYABLE} {flow}"
    if heard and alarm in alarms:
        alarms.remove(alarm)
        turn.emit(commands.ClearAlarm(kind=SOUND_UNPLAYABLE, subject=flow))
    elif not heard and alarm not in alarms:
        alarms.append(alarm)
        turn.emit(commands.RaiseAlarm(kind=SOUND_UNPLAYABLE, subject=flow, detail=""))


def _music_while_ringing(turn: Turn, call: Call) -> None:
    """Music for an answered caller; one whom we did not answer hears their network's ringing."""
    if call.is_answered:
        announcing.hold(turn, call)


def _await_relaxation(turn: Turn, call: Call) -> None:
    waited_s = turn.since(call.queued_at)
    after_s = routing.next_relaxation(turn.campaign.relaxation, waited_s)
    if after_s is not None:
        call.relax_timer = turn.set_call_timer(call, after_s - waited_s)
