"""What is looked at once more before a number is dialled: the seat's phone rang for a while.

Twenty seconds may lie between the office's word and the pick-up. Until then the office takes its
word back with a `ContactConfirmed` that is not due, and the seat's phone stops; at the pick-up
hours, lease and the calling itself are judged anew, and whether a caller needs the seat. Who is not
dialled is given back to the office, or stays promised, and the seat is free again.
"""

from __future__ import annotations

from callcenter import calling_out, ids, pacing, sparing
from callcenter.call import Call
from callcenter.contact import Calling, Kind
from callcenter.pacing import Hours
from callcenter.turn import Turn

WITHDRAWN = "withdrawn"
"""The office took its word back: the paper came, or somebody protected the case."""
OUT_OF_HOURS, LEASE_OVER, CALLING_STOPPED = "out_of_hours", "lease_over", "calling_stopped"
CALLER_WAITS = "caller_waits"
"""Somebody calls in, and no other seat is free for them."""
CALLED_OFF = (WITHDRAWN, OUT_OF_HOURS, LEASE_OVER, CALLING_STOPPED, CALLER_WAITS)
"""Why a call of ours was not dialled though its seat's phone had been rung; its detail."""


def why_not(turn: Turn, call: Call) -> str | None:
    """Say why the number is not dialled after all; None if it is.

    What a person dials by hand that is no contact's (a number, a promise) is theirs to judge.
    """
    kind = kind_of(turn, call)
    if kind is None:
        return None
    hours = Hours(turn.campaign, turn.opening)
    contact = turn.state.contacts.get(call.dial.contact if call.dial is not None else "")
    is_timely = hours.may_dial(contact, turn.at) if contact else hours.may_call(kind, turn.at)
    if not is_timely:
        return OUT_OF_HOURS
    if kind is Kind.CALLBACK:
        return None
    if contact is not None and pacing.has_lapsed(contact, turn.at):
        return LEASE_OVER
    if calling_out.now(turn) is not Calling.ON:
        return CALLING_STOPPED
    return CALLER_WAITS if _is_needed(turn, call) else None


def _is_needed(turn: Turn, call: Call) -> bool:
    """Whether more callers wait, or soon will, than other seats are free for them."""
    found = sparing.floor(turn)
    return found.waiting > found.ready_seats and serves_callers(turn, call)


def serves_callers(turn: Turn, call: Call) -> bool:
    """Whether the seat that is about to call would serve callers, were it not to call."""
    assert call.offer is not None
    seat = turn.state.seats[call.offer.seat]
    return seat.leaving is None and turn.campaign.takes_callers(seat.skills)


def kind_of(turn: Turn, call: Call) -> Kind | None:
    """Say whose rules hold: a contact's, a promise's that we keep by ourselves, or nobody's."""
    assert call.dial is not None
    contact = turn.state.contacts.get(call.dial.contact)
    if contact is None:
        is_contacts = bool(call.dial.contact) and ids.is_attempt_of(call.id, call.dial.contact)
        return Kind.DEFICIENCY if is_contacts else None
    is_by_hand = contact.kind is Kind.CALLBACK and bool(call.dial.by)
    return None if is_by_hand else contact.kind
