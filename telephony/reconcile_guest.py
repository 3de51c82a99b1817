"""A second member of staff at a call, as remembered and as Asterisk has it. Pure; see `reconcile`.

| we remember of the guest | Asterisk has | missed |
|---|---|---|
| any | no leg | `LegEnded`: by us, if it was picked up |
| ringing | the leg is up | `LegAnswered` |
| meeting | it and the seat (or the snoop) in their bridge | `LegJoined` of that bridge |
| merging | the leg in the call's bridge | `LegJoined` of the call's |
| leaving | the leg | `CallMet`: it is ended again |
| meeting, merging | less than that | `CallMet`: it is asked for again |
| none, leaving, listening, three-way | the seat's leg out of the call's bridge | `CallMet` |
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from callcenter import events
from callcenter.call import Call, CallState
from callcenter.events import Cause, Event
from callcenter.guest import Guest, GuestKind, GuestState
from telephony import leg_cause

if TYPE_CHECKING:
    from telephony.reconcile import Seen

UNDER_WAY = (GuestState.MEETING, GuestState.MERGING)


def missed(call: Call, seen: Seen) -> Iterator[Event]:
    """Tell what the guest's leg did."""
    guest = call.guest
    if guest is None or not seen.is_settled(guest.at):
        return
    leg = guest.leg
    if leg not in seen.channels:
        yield _ended(call, guest, seen)
    elif guest.state is GuestState.RINGING:
        if seen.channels[leg].is_up and leg in seen.ours:
            yield events.LegAnswered(at=seen.at, call=call.id, leg=leg)
    elif guest.state in UNDER_WAY and (bridge := _reached(call, guest, seen)):
        yield events.LegJoined(at=seen.at, call=call.id, leg=leg, bridge=bridge)


def is_stuck(call: Call, seen: Seen) -> bool:
    """Whether guest or seat are not where they should be, and nobody is bringing them there."""
    guest = call.guest
    if guest is not None and guest.state is GuestState.LEAVING and guest.leg in seen.channels:
        return True
    if call.state is not CallState.TALKING or call.bridge not in seen.bridges:
        return False
    if guest is not None and guest.leg in seen.channels and guest.state in UNDER_WAY:
        return not _reached(call, guest, seen)
    if call.offer is None or not call.is_at_seat or (guest is not None and guest.has_seat):
        return False
    leg = call.offer.leg
    return leg in seen.channels and not seen.is_bridged(leg, call.bridge)


def has_leg(call: Call, seen: Seen) -> bool:
    """Whether the guest's leg is there."""
    return call.guest is not None and call.guest.leg in seen.channels


def _reached(call: Call, guest: Guest, seen: Seen) -> str:
    """Tell the bridge that the guest is on its way to, if it is there; else nothing."""
    if guest.state is GuestState.MERGING:
        is_there = guest.is_joining and seen.is_bridged(guest.leg, call.bridge)
        return (call.bridge or "") if is_there else ""
    seat_leg = call.offer.leg if call.offer is not None else ""
    other = seat_leg if guest.kind is GuestKind.CONSULTED else guest.snoop
    is_met = all(seen.is_bridged(each, guest.bridge) for each in (guest.leg, other))
    return guest.bridge if is_met else ""


def _ended(call: Call, guest: Guest, seen: Seen) -> Event:
    story = seen.book.channel(guest.leg) if seen.book else None
    known = story.cause if story is not None and guest.state is GuestState.RINGING else None
    cause = leg_cause.of_book(known, is_answered=False) if known is not None else Cause.LOST
    ended_at = (story.ended_at if story is not None else None) or seen.at
    return events.LegEnded(at=ended_at, call=call.id, leg=guest.leg, cause=cause)
