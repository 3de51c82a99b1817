"""Callers first, also before whom a seat is about to call: its phone rings, no number is dialled.

Of contacts alone, whoever began it, the system or an agent: a promised callback has a place of its
own among callers. A seat that would serve no caller is left alone, since stopping it helps nobody:
one of 申請事務, or whose person is about to leave.
"""

from __future__ import annotations

from callcenter import dialling, last_look, offering
from callcenter.call import Call, CallState
from callcenter.contact import Kind
from callcenter.routing import Decision
from callcenter.turn import Turn


def make_way(turn: Turn) -> None:
    """Call off what only rings at a seat: as many as callers wait whom those seats suit.

    One that is being called off already is counted: its seat is about to be free.
    """
    ringing = [each for each in turn.state.calls.values() if _may_yield(turn, each)]
    ringing.sort(key=lambda each: not (each.dial and each.dial.called_off))
    for name in turn.state.queue:
        if not ringing:
            return
        caller = turn.state.calls[name]
        if caller.notice_due or caller.reserved_for is not None:
            continue
        decision = offering.decide(turn, caller)
        if decision.fit and offering.room_under_cap(turn) > 0:
            continue
        lacks_room = decision.fit > 0  # free seats there are, but the contract's number is reached
        found = next((each for each in ringing if lacks_room or _suits(turn, each, decision)), None)
        if found is not None:
            ringing.remove(found)
            dialling.call_off(turn, found, last_look.CALLER_WAITS)


def _may_yield(turn: Turn, call: Call) -> bool:
    if call.state is not CallState.CALLING_SEAT or call.offer is None:
        return False
    is_contacts = last_look.kind_of(turn, call) is Kind.DEFICIENCY
    return is_contacts and last_look.serves_callers(turn, call)


def _suits(turn: Turn, call: Call, decision: Decision) -> bool:
    assert call.offer is not None
    seat = turn.state.seats[call.offer.seat]
    return bool(seat.skills) and seat.skills.get(decision.skill, 0) >= decision.level
