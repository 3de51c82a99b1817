"""One event being looked at: what is known, when it is, and the commands that come out of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from callcenter import commands, ids, lines
from callcenter.call import Call, CallHappening
from callcenter.campaign import Campaign, CapacityRow
from callcenter.commands import Command
from callcenter.guest import GuestKind
from callcenter.guidance import Guidance
from callcenter.opening import Opening
from callcenter.recording_rules import FAILED, lacks_sound, why_not
from callcenter.seat import Seat, SeatHappening, SeatState
from callcenter.state import Bend, State

RECENT = 1000
"""So many calls are known to have been taken in, should anybody tell of one again."""


@dataclass(slots=True)
class Turn:
    """The work on one event; discarded when its commands are known."""

    campaign: Campaign
    opening: Opening
    guidance: Guidance
    state: State
    at: datetime
    asked: list[Command] = field(default_factory=list)

    @property
    def bend(self) -> Bend | None:
        """What somebody changed for today; None if nothing, or for a day that is over."""
        bend = self.state.bend
        return bend if bend is not None and bend.day == self.opening.day_of(self.at) else None

    @property
    def capacity(self) -> CapacityRow:
        """Seats and lines now: the contract's, or as somebody changed them for today."""
        row = lines.row_of(self.campaign, self.opening.day_of(self.at))
        bend = self.bend
        return row if bend is None else replace(row, seats=bend.seats, lines=bend.lines)

    def show_floor(self) -> None:
        """Let every board know how the centre stands."""
        row, state = self.capacity, self.state
        self.emit(
            commands.ShowFloor(
                seats=row.seats,
                lines=row.lines,
                is_bent=self.bend is not None,
                is_closed=state.closed_by is not None,
                ends_waiting=state.ends_waiting,
            )
        )

    def emit(self, *what: Command) -> None:
        """Ask for something to be done."""
        self.asked.extend(what)

    def remember(self, call: Call) -> None:
        """Keep a new call, and its id beyond its end."""
        self.state.calls[call.id] = call
        self.state.recent.append(call.id)
        del self.state.recent[:-RECENT]

    def move_call(self, call: Call, happening: CallHappening) -> None:
        """Advance a call and show it."""
        call.advance(happening, self.at)
        self.show_call(call)

    def move_seat(self, seat: Seat, happening: SeatHappening, reason: str = "") -> None:
        """Advance a seat and show it."""
        seat.advance(happening, self.at, reason)
        self.show_seat(seat)

    def lease(self, call: Call, last_word: str | None = None) -> None:
        """Have a call's lease renewed from now on, so that it falls only if nobody is there."""
        if call.dial is not None:
            return  # whom we called, no fallback could serve
        call.is_leased = True
        held = call.holds_line
        self.emit(commands.Lease(call=call.id, last_word=last_word, holds_line=held))

    def show_call(self, call: Call) -> None:
        """Let every board know what the call is doing."""
        self.emit(
            commands.ShowCall(
                call=call.id,
                state=call.state,
                since=call.since,
                line=call.line,
                arrived_at=call.arrived_at,
                seat=call.offer.seat if call.offer else None,
                holds_line=call.holds_line,
                dials=call.caller if call.dial is not None else None,
                caller=call.caller if call.dial is None else None,
                withheld=call.withheld,
                skill=call.skill,
                priority=call.priority,
                place=call.place,
                kind=_kind(self.state, call),
                language=call.language,
                collected=tuple(call.collected.items()),
                asked_in=tuple(call.asked_in.items()),
            )
        )

    def show_seat(self, seat: Seat) -> None:
        """Let every board know what the seat is doing."""
        call = self.state.calls.get(seat.call or "")
        peer, tie = _tie(seat, call)
        self.emit(
            commands.ShowSeat(
                seat=seat.id,
                state=seat.state,
                since=seat.since,
                reason=seat.reason,
                call=seat.call,
                registered=bool(seat.phones),
                held=_is_held(seat, call),
                hand=seat.hand,
                recalled=seat.recalled,
                peer=peer,
                tie=tie,
                muted=_talks(seat) and call is not None and bool(call.mutes),
                refused=_talks(seat) and call is not None and call.has_refused,
                unrecorded=_unrecorded(self.campaign, seat, call),
                voiceless=seat.is_voiceless,
            )
        )

    def set_call_timer(self, call: Call, after_s: float) -> str:
        """Set a timer of a call, counted from now."""
        return self._set_timer(call.next_timer(), self.at + timedelta(seconds=after_s))

    def set_seat_timer(self, seat: Seat, after_s: float) -> str:
        """Set a timer of a seat, counted from now."""
        seat.timers += 1
        name = ids.timer(seat.id, seat.timers)
        return self._set_timer(name, self.at + timedelta(seconds=after_s))

    def set_timer(self, name: str, after_s: float) -> str:
        """Set a timer of a name that its owner has made fresh, counted from now."""
        return self._set_timer(name, self.at + timedelta(seconds=after_s))

    def set_day_timer(self) -> None:
        """Set the center's own timer to the next instant at which the day changes its face."""
        self.state.day_timers += 1
        name = ids.timer("center", self.state.day_timers)
        self.state.day_timer = self._set_timer(name, self.opening.next_boundary(self.at))

    def cancel_timer(self, timer: str | None) -> None:
        """Forget a timer, if there is one."""
        if timer is not None and self.state.timers.pop(timer, None) is not None:
            self.emit(commands.CancelTimer(timer=timer))

    def since(self, start: datetime | None) -> float:
        """Give the seconds from start to now, never below 0; 0 if there was no start."""
        return 0.0 if start is None else max(0.0, (self.at - start).total_seconds())

    def _set_timer(self, name: str, due: datetime) -> str:
        self.state.timers[name] = due
        self.emit(commands.SetTimer(timer=name, due=due))
        return name


def _is_held(seat: Seat, call: Call | None) -> bool:
    if not _talks(seat) or call is None:
        return False
    return call.held_at is not None and not _is_guest(seat, call)


def _talks(seat: Seat) -> bool:
    return seat.state is SeatState.TALKING


def _unrecorded(campaign: Campaign, seat: Seat, call: Call | None) -> str:
    if not _talks(seat) or call is None:
        return ""
    return FAILED if lacks_sound(campaign, call) else why_not(campaign, call) or ""


def _is_guest(seat: Seat, call: Call) -> bool:
    return call.guest is not None and call.guest.seat == seat.id


def _kind(state: State, call: Call) -> str:
    """Say why a call of ours is made; empty for a caller's."""
    if call.dial is None:
        return ""
    contact = state.contacts.get(call.dial.contact)
    return contact.kind if contact is not None else "dialled"


def _tie(seat: Seat, call: Call | None) -> tuple[str | None, str]:
    """Tell which other seat is at the same call, and why; of a silent listener nothing is shown."""
    if call is None or call.offer is None:
        return None, ""
    guest = call.guest
    if guest is not None and _is_guest(seat, call):
        is_beside = guest.kind is GuestKind.WATCHING and not guest.has_joined
        silent = "whispering" if guest.whispers else "listening"
        return call.offer.seat, silent if is_beside else guest.state
    if guest is not None and (guest.kind is GuestKind.CONSULTED or guest.has_joined):
        return guest.seat, guest.state
    if call.handed_by is not None and seat.id != call.handed_by:
        return call.handed_by, "transferred"
    return None, ""
