"""What of a record is worth a mark in its call's sound: a place to jump to. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from callcenter.call import CallState
from callcenter.commands import (
    CancelLeg,
    Command,
    HoldCaller,
    MuteRecording,
    RecordLeg,
    Refuse,
    ResumeCaller,
    RingSeat,
    ShowCall,
    ShowSeat,
    StopRecording,
    UnmuteRecording,
)
from callcenter.events import AnnouncementEnded, Cause, KeyPressed, LegEnded, LegJoined, TimerFired
from callcenter.guest import GuestState
from callcenter.muting import HELD
from callcenter.record import Record
from callcenter.seat import SeatState
from callcenter.wishes import (
    MutePressed,
    OutsideTransferPressed,
    PhonePageOpened,
    QueueTransferPressed,
    RecordingPressed,
    ThreeWayPressed,
    TransferPressed,
)
from storage.putting import Row

_SHOWN = {CallState.OFFERED: "offered", CallState.TALKING: "answered", CallState.ENDED: "ended"}
_WITH_SEAT = (CallState.OFFERED, CallState.JOINING, CallState.TALKING)

_Found = tuple[str, str, str | None, str]
"""Kind, call, seat, why."""


def marks_of(record: Record) -> Iterator[Row]:
    """Give the rows (`CallMark`) of a record's marks, at most one of a kind for each call."""
    by, at = str(getattr(record.event, "by", "")), record.event.at
    found = [each for command in record.commands if (each := _mark(command, record)) is not None]
    for kind, call, seat, why in (
        *found,
        *_handed(record),
        *_came_or_left(record),
        *_begun(record),
    ):
        yield {
            "call": call,
            "n": record.n,
            "kind": kind,
            "at": at,
            "seat": seat,
            "by": by,
            "why": why,
        }


def _mark(command: Command, record: Record) -> _Found | None:
    """Look at one command by itself."""
    match command:
        case ShowCall(state=state, since=since, call=call, seat=seat):
            word = _SHOWN.get(CallState(state))
            is_new = since == record.event.at
            return (word, call, seat, "") if word and is_new else None
        case HoldCaller(call=call):
            return ("held", call, None, "")
        case ResumeCaller(call=call):
            return ("resumed", call, None, "")
        case MuteRecording(why=why) if why == HELD:
            return None  # a part of the hold, which has a mark
        case MuteRecording(call=call, why=why):
            return ("muted", call, None, why)
        case UnmuteRecording(call=call):
            why = record.event.why if isinstance(record.event, MutePressed) else ""
            return ("unmuted", call, None, why)
        case StopRecording(call=call):
            return ("refused", call, None, "")
        case _:
            return None


def _handed(record: Record) -> Iterator[_Found]:
    """Look at what the whole record says of who has the caller from now on."""
    if any(isinstance(command, Refuse) for command in record.commands):
        return
    left = [command.call for command in record.commands if isinstance(command, CancelLeg)]
    match record.event:
        case TransferPressed(to=to):
            yield from (("transferred", call, to, "to_seat") for call in left)
        case QueueTransferPressed():
            yield from (("transferred", call, None, "to_queue") for call in left)
        case OutsideTransferPressed():
            yield from (("transferred", call, None, "to_outside") for call in left)
        case ThreeWayPressed(seat=seat):
            yield from _three_way(record, seat)
        case _:
            pass


def _came_or_left(record: Record) -> Iterator[_Found]:
    """Look at whose leg came into the talk, left it, or was lost to it."""
    match record.event:
        case LegJoined(call=call):
            yield from _came_uncalled(record, call)
        case LegEnded(call=call, cause=cause):
            yield from _attended(record, call)
            yield from _guest_left(record, call)
            if cause is Cause.SILENT:
                yield from _interrupted(record)
        case PhonePageOpened():
            yield from _interrupted(record)
        case _:
            pass


def _begun(record: Record) -> Iterator[_Found]:
    """The recording of a talk begins in the midst of it: after its notice, or as its seat asked."""
    calls = sorted({each.call for each in record.commands if isinstance(each, RecordLeg)})
    match record.event:
        case AnnouncementEnded() | KeyPressed() | TimerFired():
            yield from (("noticed", call, None, "") for call in calls)
        case RecordingPressed(seat=seat):
            yield from (("begun", call, seat, "") for call in calls)
        case _:
            pass


def _three_way(record: Record, seat: str) -> Iterator[_Found]:
    for command in record.commands:
        if isinstance(command, ShowSeat) and command.seat == seat and command.call is not None:
            yield "three_way", command.call, command.peer, ""
            return


def _attended(record: Record, call: str) -> Iterator[_Found]:
    """A seat's leg ended, and who was at the call with it already goes on: nobody is rung."""
    if any(isinstance(each, RingSeat) and each.call == call for each in record.commands):
        return
    for command in record.commands:
        if not isinstance(command, ShowCall) or command.call != call or command.seat is None:
            continue
        if CallState(command.state) in _WITH_SEAT:
            yield "handed_on", call, command.seat, ""
            return


def _came_uncalled(record: Record, call: str) -> Iterator[_Found]:
    """A supervisor talks with both now; whom a seat had called meets a caller who was held."""
    if any(isinstance(each, ResumeCaller) for each in record.commands):
        return
    together = [
        each.seat
        for each in record.commands
        if isinstance(each, ShowSeat) and (each.call, each.tie) == (call, GuestState.THREE_WAY)
    ]
    if together:
        yield "three_way", call, together[-1], ""  # who came is shown after who was there


def _guest_left(record: Record, call: str) -> Iterator[_Found]:
    """One of two who talked with the caller left, and the other one simply goes on."""
    if any(isinstance(each, ShowCall) and each.call == call for each in record.commands):
        return
    shown = [each for each in record.commands if isinstance(each, ShowSeat)]
    goes_on = any((each.call, each.state) == (call, SeatState.TALKING) for each in shown)
    left = [each.seat for each in shown if each.state == SeatState.WRAP_UP]
    if goes_on and left:
        yield "guest_left", call, left[0], ""


def _interrupted(record: Record) -> Iterator[_Found]:
    """A talk lost its seat by nobody's will: that has nothing to wrap up, and is waited for."""
    left = [
        each.seat
        for each in record.commands
        if isinstance(each, ShowSeat) and each.state == SeatState.READY
    ]
    for command in record.commands:
        if isinstance(command, ShowCall) and command.state == CallState.WAITING and left:
            yield "interrupted", command.call, left[0], ""
            return
