"""The way of an admitted call from its first sound to its first offer, and its waiting."""

from __future__ import annotations

from callcenter import (
    alarming,
    announcing,
    capturing,
    commands,
    conversing,
    ending,
    offering,
    queue,
    resuming,
    routing,
)
from callcenter.call import Call, CallHappening, CallState, Purpose
from callcenter.events import AnnouncementEnded, CaseLookedUp, KeyPressed, OfFlow
from callcenter.guidance import End, Happened, Said, ToHangUp, ToQueue
from callcenter.outcome import Outcome
from callcenter.turn import Turn

NOT_HERE = (404, 409)
"""The caller's channel is no more, or is not ours any more: what became of it will be told."""
SOUND_UNPLAYABLE = "sound_unplayable"
ENDED_BY_FLOW = "ended_by_flow"
"""A flow hung up on a caller whom it had not served."""


def admit(turn: Turn, call: Call, *, seat_is_free: bool) -> None:
    """Begin with the welcome if a seat is free, else with the queue (SPR-II-3-5-ア)."""
    flows = turn.campaign.flows
    if not seat_is_free:
        enter(turn, call)
        return
    _begin(turn, call, Purpose.WELCOME, flows.welcome or flows.notice)
    if call.playing is not None:
        turn.show_call(call)


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
    else:
        offering.note_waiting(turn, call)
        _begin(turn, call, Purpose.ALL_BUSY, turn.campaign.flows.all_busy)


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


def of_flow(turn: Turn, call: Call, event: OfFlow) -> None:
    """Go on in the present flow, or with what comes after it."""
    happened: Happened | None
    match event:
        case AnnouncementEnded():
            if event.may_come_late:
                announcing.hear_on(turn, call, event.playback)
            happened = _said(turn, call, event)
        case KeyPressed():
            happened = conversing.pressed(call, event)
        case CaseLookedUp():
            happened = conversing.looked_up(turn, call, event)
    if happened is not None:
        tell(turn, call, happened)


def timer_fired(turn: Turn, call: Call, timer: str) -> None:
    """One of the call's timers came due; one of an earlier wait is unknown and does nothing."""
    if timer == call.limit_timer:
        call.limit_timer = None
        offering.give_up(turn, call)
    elif timer == call.reserve_timer:
        call.reserve_timer = None
        resuming.reservation_over(turn, call)
    elif timer == call.repeat_timer:
        say_waiting(turn, call)
    elif timer == call.relax_timer:
        call.relax_timer = None
        _await_relaxation(turn, call)
        offering.dispatch(turn)
    elif (happened := conversing.timer_fired(turn, call, timer)) is not None:
        tell(turn, call, happened)


def say_waiting(turn: Turn, call: Call) -> None:
    """Say to a waiting caller now what is repeated while they wait."""
    turn.cancel_timer(call.repeat_timer)
    call.repeat_timer = None
    _begin(turn, call, Purpose.WAITING, turn.campaign.flows.waiting)


def tell(turn: Turn, call: Call, happened: Happened) -> None:
    """Tell the present flow what happened, and go on with what comes after it."""
    assert call.playing is not None
    purpose = call.playing.purpose
    end = conversing.tell(turn, call, happened)
    if end is not None:
        _flow_ended(turn, call, purpose, end)


def caller_refused(turn: Turn, call: Call, status: int) -> None:
    """Nothing can be said to this caller: end the call, unless they left themselves or fell."""
    if status in NOT_HERE:
        return
    if call.state in (CallState.TALKING, CallState.OUTSIDE, CallState.FALLBACK, CallState.ENDED):
        return
    if call.state is CallState.CLOSING:
        turn.emit(commands.HangUpCaller(call=call.id))
        return
    if call.offer is not None and not call.offer.is_over:
        turn.emit(commands.CancelLeg(call=call.id, leg=call.offer.leg))
    ending.close(turn, call, Outcome.FAILED, detail=f"refused_{status}", flow=None)


def _begin(turn: Turn, call: Call, purpose: Purpose, flow: str | None) -> None:
    end = conversing.begin(turn, call, purpose, flow)
    if end is not None:
        if purpose is Purpose.NOTICE:
            call.notice_failed = True  # there is none to be heard here: so nothing is recorded
        _flow_ended(turn, call, purpose, end)


def _said(turn: Turn, call: Call, event: AnnouncementEnded) -> Happened | None:
    """Take the end of what is being said; None if it is of something earlier."""
    playing = call.playing
    if playing is None or playing.playback != event.playback:
        return None
    playing.playback = ""
    _mind_alarm(turn, playing.flow.flow, heard=event.heard)
    if not event.heard and playing.purpose in (Purpose.WELCOME, Purpose.NOTICE, Purpose.CALLING):
        call.notice_failed = True
    return Said(playing.said, event.heard)


def _flow_ended(  # noqa: C901 (one closed match)
    turn: Turn, call: Call, purpose: Purpose, end: End
) -> None:
    match purpose, end:
        case _ if call.outcome is Outcome.CALLBACK_TAKEN and purpose is not Purpose.CLOSING:
            ending.close(turn, call, Outcome.CALLBACK_TAKEN, detail="", flow=None)
        case Purpose.CLOSING, _:
            _close(turn, call, end)
        case Purpose.CALLING, _:
            capturing.told(turn, call)
        case _, ToHangUp(served):
            _hang_up(turn, call, served=served)
        case Purpose.WELCOME, _:
            call.notice_due = False
            _takes_skill(call, end)
            enter(turn, call)
        case Purpose.ALL_BUSY, _:
            _queue_anew(turn, call, end)
            _after_all_busy(turn, call)
        case Purpose.NOTICE, _:
            _takes_skill(call, end)
            _after_notice(turn, call)
        case Purpose.WAITING, _:
            _queue_anew(turn, call, end)
            announcing.hold(turn, call)


def _takes_skill(call: Call, end: End) -> bool:
    """Let a flow choose the queue; False if it is that of before."""
    before = call.skill
    call.skill = end.skill or before if isinstance(end, ToQueue) else before
    return call.skill != before


def _queue_anew(turn: Turn, call: Call, end: End) -> None:
    """A waiting caller chose another queue, whose seat may be free; the time of arrival counts."""
    if _takes_skill(call, end):
        offering.dispatch(turn)
        if call.state is CallState.WAITING:
            offering.note_waiting(turn, call)


def _close(turn: Turn, call: Call, end: End) -> None:
    """End a call whose outcome stands; that it had its answer all the same is a detail."""
    if end == ToHangUp(served=True):
        call.detail = f"{call.detail} {Outcome.SELF_SERVED}".lstrip()
    turn.emit(commands.HangUpCaller(call=call.id))


def _hang_up(turn: Turn, call: Call, *, served: bool) -> None:
    """A flow ends a call that was let in."""
    left = ending.LEFT_IN[call.state]
    if call.is_at_seat and call.offer is not None:
        turn.emit(commands.CancelLeg(call=call.id, leg=call.offer.leg))
    outcome = Outcome.SELF_SERVED if served else left
    ending.close(turn, call, outcome, detail="" if served else ENDED_BY_FLOW, flow=None)


def _after_all_busy(turn: Turn, call: Call) -> None:
    if not call.notice_due:
        announcing.hold(turn, call)
    else:
        _begin(turn, call, Purpose.NOTICE, turn.campaign.flows.notice)


def _after_notice(turn: Turn, call: Call) -> None:
    call.notice_due = False
    offering.dispatch(turn)
    announcing.hold(turn, call)


def _mind_alarm(turn: Turn, flow: str, *, heard: bool) -> None:
    """A sound that cannot be played raises an alarm, which stands until it is heard again."""
    alarming.mind(turn, SOUND_UNPLAYABLE, flow, stands=not heard)


def _music_while_ringing(turn: Turn, call: Call) -> None:
    """Music for an answered caller; one whom we did not answer hears their network's ringing."""
    if call.is_answered:
        announcing.hold(turn, call)


def _await_relaxation(turn: Turn, call: Call) -> None:
    waited_s = turn.since(call.queued_at)
    after_s = routing.next_relaxation(turn.campaign.relaxation, waited_s)
    if after_s is not None:
        call.relax_timer = turn.set_call_timer(call, after_s - waited_s)
