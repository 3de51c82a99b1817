"""What callers leave for the calling of contacts, by the system or by an agent's hand.

A contact's attempt that an agent dials (preview) keeps the rules of those that we dial: only while
calling is on, never with lines or ready seats that are kept for callers, from a seat with the
skill, and not to somebody who is spoken to already or was promised a callback.
"""

from __future__ import annotations

from dataclasses import replace

from callcenter import callbacks, calling_out, ids, lines, pacing
from callcenter.call import CallState
from callcenter.contact import Calling, ContactState, Kind
from callcenter.events import DialPressed
from callcenter.pacing import Floor
from callcenter.seat import Seat, SeatState
from callcenter.turn import Turn

NO_OUTBOUND_SKILL, KEPT_FOR_CALLERS = "no_outbound_skill", "kept_for_callers"
PERSON_EXPECTED = "person_expected"
"""They are in a call, a callback is promised to them, or a seat is kept to call them."""
NOT_ON = {
    Calling.OFF: "calling_off",
    Calling.PAUSED: "calling_paused",
    Calling.RESTING: "calling_rests",
}
"""Why a contact's attempt is not begun by hand."""
COMING = (CallState.GUIDED, CallState.WAITING)


def room(turn: Turn) -> int:
    """Say how many contacts may be begun now."""
    return pacing.room(turn.capacity, floor(turn))


def floor(turn: Turn) -> Floor:
    """Look at what the floor can give."""
    seats = turn.state.seats.values()
    kept = sum(each.kept_for is not None for each in seats)
    return Floor(
        free_lines=free_lines(turn) - kept,
        ready_seats=sum(
            each.is_free and turn.campaign.takes_callers(each.skills) for each in seats
        ),
        waiting=sum(
            each.state in COMING and each.dial is None for each in turn.state.calls.values()
        ),
        rests=calling_out.now(turn) is Calling.RESTING,
    )


def free_lines(turn: Turn) -> int:
    """Count the lines that nobody uses."""
    return turn.capacity.lines - lines.in_use(turn.state)


def is_expected(turn: Turn, person: str) -> bool:
    """Whether a number is somebody's already, so that it is no deficiency's turn.

    It is in a call, a callback is promised to it, or a seat is kept to call it: two members of a
    household have one number.
    """
    if callbacks.is_in_call(turn, person) or callbacks.open_to(turn, person) is not None:
        return True
    contacts = turn.state.contacts.values()
    return any(each.state is ContactState.RESERVED and each.person == person for each in contacts)


def may_call_contacts(turn: Turn, seat: Seat) -> bool:
    """Whether a seat has the skill that the campaign's outbound rules ask for, if any."""
    skill = turn.campaign.outbound.skill
    return not skill or seat.skills.get(skill, 0) > 0


def why_not(turn: Turn, seat: Seat, event: DialPressed) -> str | None:
    """Say why an attempt may not be dialled by hand now; None if it may, or nobody's it is."""
    if not _is_contacts(turn, event):
        is_doubled = bool(event.contact) and callbacks.is_in_call(turn, event.person)
        return PERSON_EXPECTED if is_doubled else None
    if not may_call_contacts(turn, seat):
        return NO_OUTBOUND_SKILL
    if is_expected(turn, event.person):
        return PERSON_EXPECTED
    calling = calling_out.now(turn)
    if calling is not Calling.ON:
        return NOT_ON[calling]
    return None if _leaves_enough(turn, seat) else KEPT_FOR_CALLERS


def _is_contacts(turn: Turn, event: DialPressed) -> bool:
    """Whether it is a contact's: a promise's call is named by what the shell minted."""
    known = turn.state.contacts.get(event.contact)
    if known is not None:
        return known.kind is Kind.DEFICIENCY
    return bool(event.contact) and ids.is_attempt_of(event.call, event.contact)


def _leaves_enough(turn: Turn, seat: Seat) -> bool:
    """Whether callers keep what is theirs.

    Who is not ready, or whose seat takes no callers (申請事務), takes a line from them but no seat;
    a seat in its wrap-up counts as one that is about to be ready.
    """
    row, found = turn.capacity, floor(turn)
    takes_callers = turn.campaign.takes_callers(seat.skills)
    if seat.kept_for is not None:
        found = replace(found, free_lines=found.free_lines + 1, ready_seats=found.ready_seats + 1)
    if seat.state is SeatState.NOT_READY or not takes_callers:
        found = replace(found, waiting=0, ready_seats=row.reserve_seats + 1)
    elif seat.state is SeatState.WRAP_UP:
        found = replace(found, ready_seats=found.ready_seats + 1)
    return pacing.room(row, found) > 0
