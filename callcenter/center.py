"""The center: takes all events of the instance one at a time and answers with commands.

Rule 1: `handle` never waits, reads no clock and draws no lot; the same events give the same
commands. Rule 2: whatever arrives late, twice or for something long gone changes nothing.
Rule 3: nothing here knows Asterisk; ids are names, seats are places.
"""

from __future__ import annotations

from callcenter import (
    adopting,
    capturing,
    closing,
    commands,
    consulting,
    dialling,
    events,
    falling,
    guests,
    holding,
    ids,
    leading,
    leading_out,
    lookups,
    messages,
    microphone,
    muting,
    offering,
    outbound,
    outside,
    publishing,
    queueing,
    reception,
    resuming,
    returning,
    staffing,
    starting,
    trunk_watch,
    vanishing,
    watching,
    wishes,
)
from callcenter.call import Call, CallState
from callcenter.campaign import Campaign
from callcenter.commands import Command
from callcenter.ending import caller_left
from callcenter.events import Cause, Event
from callcenter.floor_wishes import CallerPulled, CapacityBent, CapacityRestored, SeatsRecalled
from callcenter.guidance import Guidance
from callcenter.opening import Opening
from callcenter.outcome import Outcome
from callcenter.recording_rules import lacks_sound
from callcenter.seat import Seat, SeatState
from callcenter.state import State
from callcenter.turn import Turn

UNKNOWN_SEAT = "unknown_seat"


class Center:
    """All calls and seats of one campaign."""

    def __init__(self, campaign: Campaign, guidance: Guidance, state: State | None = None) -> None:
        self.campaign = campaign
        self.state = state or State()
        self._guidance = guidance
        self._opening = Opening(campaign)

    def handle(self, event: Event) -> list[Command]:
        """Look at one event and say what is to be done."""
        turn = Turn(
            campaign=self.campaign,
            opening=self._opening,
            guidance=self._guidance,
            state=self.state,
            at=event.at,
        )
        _dispatch(turn, event)
        outbound.go_on(turn)
        return turn.asked


def _dispatch(turn: Turn, event: Event) -> None:  # noqa: C901, PLR0915 (one closed match)
    match event:
        case events.InstanceStarted():
            starting.begin(turn, event)
        case events.AsteriskLost(in_order=in_order):
            _lose_asterisk(turn, in_order=in_order)
        case events.AsteriskMet():
            starting.met(turn, event)
        case events.ClockStepped():
            pass  # written down for whoever reads the times; no duration goes below 0
        case events.TimerFired(timer=timer):
            _timer_fired(turn, timer)
        case events.PhoneRegistered() | events.PhoneUnregistered():
            _phone(turn, event)
        case events.TrunkLost() | events.TrunkBack():
            trunk_watch.heard(turn, event)
        case (
            events.ReadyPressed()
            | events.NotReadyPressed()
            | wishes.HoldPressed()
            | wishes.ResumePressed()
            | wishes.HangUpPressed()
            | wishes.TransferPressed()
            | wishes.HandPressed()
            | wishes.MicrophoneSeen()
            | wishes.WrapUpExtended()
            | wishes.PhonePageOpened()
            | events.DialPressed()
            | wishes.ConsultPressed()
            | wishes.ThreeWayPressed()
            | wishes.QueueTransferPressed()
            | wishes.OutsideTransferPressed()
            | wishes.WatchPressed()
            | wishes.MutePressed()
            | wishes.RecordingPressed()
            | wishes.RefusalNoted()
        ):
            _asked(turn, event)
        case events.CenterClosed() | events.CenterReopened():
            closing.take(turn, event)
        case (
            events.ContactsOffered()
            | events.ContactConfirmed()
            | events.OutboundPressed()
            | events.OutboundPaused()
            | events.OutboundResumed()
            | events.CallbackPromised()
            | events.CallbackCancelled()
            | events.PeopleSeated()
        ):
            outbound.take(turn, event)
        case CallerPulled() | CapacityBent() | CapacityRestored() | SeatsRecalled():
            leading.take(turn, event)
        case events.FlowsPublished():
            for call in publishing.publish(turn, event):
                queueing.say_waiting(turn, call)
        case events.CallArrived():
            if event.call not in turn.state.calls and event.call not in turn.state.recent:
                outbound.make_room(turn)
                reception.arrive(turn, event)
        case (
            events.CallFell()
            | events.CallReturned()
            | events.FallbackSeen()
            | events.FallbackTold()
            | events.FallbackFound()
            | events.FallbackJoined()
            | events.FallbackEnded()
        ):
            falling.take(turn, event)
        case _:
            _of_call(turn, event)


def _of_call(turn: Turn, event: events.OfCall) -> None:  # noqa: C901 (one closed match)
    call = turn.state.calls.get(event.call)
    if call is None:
        _of_unknown_call(turn, event)
        return
    match event:
        case events.CallMet():
            adopting.met(turn, call, event)
        case events.CallerLeft():
            # Who fell ends as the watch over the fallback tells it: with talk, seat and true times.
            if call.state not in (CallState.FALLBACK, CallState.ENDED):
                caller_left(turn, call)
        case events.CallerRefused():
            queueing.caller_refused(turn, call, event.status)
        case events.AnnouncementEnded() | events.KeyPressed() | events.CaseLookedUp():
            queueing.of_flow(turn, call, event)
        case events.CitizenRang() | events.CitizenAnswered() | events.DialEnded():
            dialling.take(turn, call, event)
        case events.LegMeasured():
            pass  # it is kept with the call, and nothing is decided by it
        case _:
            _of_leg(turn, call, event)


def _of_leg(turn: Turn, call: Call, event: events.OfLeg) -> None:  # noqa: C901 (one closed match)
    if _of_other_leg(turn, call, event):
        return
    match event:
        case events.LegRang():
            offering.rang(turn, call, event.leg)
        case events.LegAnswered() if call.state in dialling.BEGUN:
            dialling.seat_answered(turn, call, event.leg)
        case events.LegAnswered():
            offering.picked_up(turn, call, event.leg)
        case events.LegJoined():
            offering.joined(turn, call, event.leg, event.bridge)
            capturing.go_on(turn, call)
            capturing.look(turn, call)
        case events.JoinRefused():
            offering.join_refused(turn, call, event.leg, event.status)
        case events.LegEnded() if call.state in dialling.BEGUN:
            dialling.leg_ended(turn, call, event.leg, event.cause)
        case events.LegEnded():
            resuming.leg_ended(turn, call, event.leg, event.cause)
        case events.RecordingStarted() | events.RecordingFailed() | events.RecordingEnded():
            _recording(turn, call, event)


def _of_other_leg(turn: Turn, call: Call, event: events.OfLeg) -> bool:
    """Look at what happened to a leg that is not the talking seat's; whether it is one."""
    if not isinstance(event, events.OfRecording) and guests.is_guest(call, event.leg):
        guests.take(turn, call, event)
        return True
    if (
        isinstance(event, outside.OfNumber)
        and call.outside is not None
        and call.outside.leg == event.leg
    ):
        outside.take(turn, call, call.outside, event)
        return True
    return False


def _of_unknown_call(turn: Turn, event: events.OfCall) -> None:
    """Something of a call that is over: a phone picked up too late, or an answer too late."""
    match event:
        case events.LegAnswered():
            turn.emit(commands.CancelLeg(call=event.call, leg=event.leg))
        case events.CaseLookedUp():
            lookups.judge(turn, event)
        case _:
            pass


def _recording(turn: Turn, call: Call, event: events.OfRecording) -> None:
    if (happened := messages.ended(turn, call, event)) is not None:
        queueing.tell(turn, call, happened)
        return
    is_failed, lacked = isinstance(event, events.RecordingFailed), lacks_sound(turn.campaign, call)
    if event.recording in call.awaited:
        call.awaited.remove(event.recording)
        if is_failed:
            capturing.forget(call, event.recording)
        else:
            muting.started(turn, call, event.recording)
        offering.join_when_recorded(turn, call)
        guests.join_when_recorded(turn, call)
        outside.join_when_recorded(turn, call)
    elif is_failed and event.recording in capturing.running(call):
        call.is_partly_recorded = True  # it broke off: what was written is kept
    if not lacked and lacks_sound(turn.campaign, call):
        capturing.look(turn, call)
        muting.show(turn, call)


def _timer_fired(turn: Turn, timer: str) -> None:
    turn.state.timers.pop(timer, None)
    owner = ids.root(timer)
    if outbound.timer_fired(turn, timer):
        return
    if timer == turn.state.day_timer:
        turn.set_day_timer()
        falling.forget_redialers(turn)
        returning.forget(turn)
        turn.show_floor()
        staffing.watch(turn)
        offering.dispatch(turn)
    elif owner in turn.state.calls and turn.state.calls[owner].state is CallState.DIALLING:
        dialling.limit_passed(turn, turn.state.calls[owner], timer)
    elif owner in turn.state.calls:
        queueing.timer_fired(turn, turn.state.calls[owner], timer)
    elif owner in turn.state.seats and turn.state.seats[owner].timer == timer:
        staffing.wrap_up_over(turn, turn.state.seats[owner])
        offering.dispatch(turn)


def _phone(turn: Turn, event: events.PhoneRegistered | events.PhoneUnregistered) -> None:
    seat = turn.state.seats.get(event.seat)
    if seat is None:
        return
    was_registered, was_voiceless = bool(seat.phones), seat.is_voiceless
    is_new = isinstance(event, events.PhoneRegistered)
    seat.phones = [each for each in seat.phones if each != event.endpoint]
    if is_new:
        seat.phones.append(event.endpoint)
    else:
        vanishing.phone_gone(turn, seat, event.endpoint)
    if bool(seat.phones) != was_registered or seat.is_voiceless != was_voiceless:
        turn.show_seat(seat)
        staffing.watch(turn)
    microphone.mind(turn, seat)
    offering.dispatch(turn)  # who has another phone may serve with it at once


def _asked(turn: Turn, event: events.OfSeat) -> None:
    seat = turn.state.seats.get(event.seat)
    if seat is None:
        turn.emit(commands.Refuse(reason=UNKNOWN_SEAT))
        return
    match event:
        case events.ReadyPressed():
            staffing.ready(turn, seat)
            offering.dispatch(turn)
        case events.NotReadyPressed():
            staffing.not_ready(turn, seat, event.reason)
        case events.DialPressed():
            dialling.press(turn, seat, event)
        case wishes.HandPressed(is_up=is_up):
            staffing.raise_hand(turn, seat, is_up=is_up)
        case wishes.MicrophoneSeen(endpoint=endpoint, is_lost=is_lost):
            microphone.seen(turn, seat, endpoint, is_lost=is_lost)
            offering.dispatch(turn)
        case wishes.WrapUpExtended():
            staffing.extend_wrap_up(turn, seat)
        case _:
            _of_talk(turn, seat, event)


def _of_talk(turn: Turn, seat: Seat, event: wishes.OfTalk) -> None:
    match event:
        case wishes.HoldPressed():
            holding.hold(turn, seat)
        case wishes.ResumePressed():
            consulting.resume(turn, seat)
        case wishes.HangUpPressed():
            holding.hang_up(turn, seat)
        case wishes.TransferPressed(to=to, though_not_ready=forced):
            other = turn.state.seats.get(to)
            resuming.transfer(turn, seat, other, though_not_ready=forced)
        case wishes.PhonePageOpened(endpoint=endpoint):
            resuming.page_opened(turn, seat, endpoint)
        case wishes.MutePressed() | wishes.RefusalNoted() | wishes.RecordingPressed():
            capturing.take(turn, seat, event)
        case _:
            _of_guest(turn, seat, event)


def _of_guest(turn: Turn, seat: Seat, event: wishes.OfGuest) -> None:
    match event:
        case wishes.QueueTransferPressed(skill=skill):
            resuming.transfer_to_queue(turn, seat, skill)
        case wishes.OutsideTransferPressed(to=to):
            leading_out.ask(turn, seat, to)
        case wishes.ConsultPressed(to=to, though_not_ready=forced):
            consulting.consult(turn, seat, turn.state.seats.get(to), though_not_ready=forced)
        case wishes.ThreeWayPressed():
            consulting.three_way(turn, seat)
        case wishes.WatchPressed(of=of, how=how):
            watching.watch(turn, seat, turn.state.seats.get(of), how)


def _lose_asterisk(turn: Turn, *, in_order: bool) -> None:
    """Every call ended with it: file them, free the seats, and let who calls again come first."""
    # Whose seat the fallback took comes last: a seat that is freed is offered to who waits.
    calls = sorted(turn.state.calls.values(), key=lambda each: each.state is CallState.FALLBACK)
    for call in calls:
        if call.state is not CallState.ENDED:
            _cut_off(turn, call, in_order=in_order)
        if call.guest is not None:
            guests.left(turn, call, Cause.LOST)
        if call.offer is not None and not call.offer.is_over:
            seat = turn.state.seats[call.offer.seat]
            if seat.state is SeatState.TALKING:
                staffing.release(turn, seat)
            else:
                staffing.withdraw(turn, seat)
            turn.state.calls.pop(call.id, None)
    vanishing.asterisk_lost(turn)


def _cut_off(turn: Turn, call: Call, *, in_order: bool) -> None:
    is_caller = call.caller is not None and call.dial is None
    if is_caller and call.caller is not None and call.state is not CallState.CLOSING:
        turn.state.redialers[call.caller] = turn.at + reception.REDIAL
    if call.state is CallState.FALLBACK:
        falling.take(turn, events.FallbackEnded(at=turn.at, call=call.id, is_lost=True))
        return
    call.outcome = call.outcome or Outcome.FAILED
    call.detail = "asterisk_lost"
    if call.seat_recording is not None and not in_order:
        call.is_partly_recorded = True  # Asterisk writes sound in steps: the last one is lost
    caller_left(turn, call)
