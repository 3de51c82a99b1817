"""Promises to call somebody back, from the promise to the talk, or to the last vain try.

One open promise for each number: who asks again keeps the first one. It is kept in its caller's
place of the queue, or at the hour that somebody promised; it is over when the person was reached,
called again and was served, or when it was tried so often as the campaign says.
"""

from __future__ import annotations

from datetime import timedelta

from callcenter import commands, ids, lines, pacing, queue
from callcenter.call import Call, CallState, Dial
from callcenter.contact import Contact, ContactHappening, ContactState, Kind
from callcenter.events import CallbackCancelled, CallbackPromised
from callcenter.outcome import DialResult, Outcome
from callcenter.pacing import Hours
from callcenter.turn import Turn

TAKEN, ALREADY, UNAVAILABLE = "taken", "already", "unavailable"
"""What a flow is told that wants a promise."""
ALREADY_PROMISED, UNKNOWN_CALLBACK = "already_promised", "unknown_callback"
BEING_DIALLED = "being_dialled"
CALLED_AGAIN, WITHDRAWN = "called_again", "withdrawn"
"""Why a promise is cancelled: its person called and was served, or somebody took it off."""
OVER = (ContactState.REACHED, ContactState.GIVEN_UP, ContactState.CANCELLED)


def open_to(turn: Turn, person: str | None) -> Contact | None:
    """Find the open promise to a number."""
    return next(
        (
            each
            for each in turn.state.contacts.values()
            if each.kind is Kind.CALLBACK and each.person == person
        ),
        None,
    )


def is_in_call(turn: Turn, person: str) -> bool:
    """Whether a number is in a call, theirs or ours, ringing or talked in: not to be dialled."""
    return any(each.caller == person for each in turn.state.calls.values())


def take(turn: Turn, call: Call, person: str | None) -> str:
    """Take the promise to a waiting caller, who keeps the place; gives what the flow is told.

    It ends the waiting: the call has its outcome, and no seat is offered to it any more.
    """
    if person is None or call.state is not CallState.WAITING or call.answered_at is not None:
        return UNAVAILABLE
    if open_to(turn, person) is not None:
        return ALREADY
    call.outcome = Outcome.CALLBACK_TAKEN
    queue.remove(turn.state, call)
    for timer in (call.limit_timer, call.repeat_timer, call.relax_timer):
        turn.cancel_timer(timer)
    call.limit_timer = call.repeat_timer = call.relax_timer = None
    name = f"{call.id}{ids.SEPARATOR}c1"
    _keep(
        turn,
        Contact(
            id=name,
            kind=Kind.CALLBACK,
            person=person,
            skill=call.skill,
            due=turn.at,
            arrived_at=call.arrived_at,
            place=call.place,
            taken_from=call.id,
            since=turn.at,
        ),
    )
    return TAKEN


def promise(turn: Turn, event: CallbackPromised) -> None:
    """Somebody has promised a callback."""
    if open_to(turn, event.person) is not None or event.callback in turn.state.contacts:
        turn.emit(commands.Refuse(reason=ALREADY_PROMISED))
        return
    turn.state.arrivals += 1
    _keep(
        turn,
        Contact(
            id=event.callback,
            kind=Kind.CALLBACK,
            person=event.person,
            skill=event.skill,
            due=event.due,
            arrived_at=event.due,
            place=turn.state.arrivals,
            seat=event.seat,
            owner=event.owner,
            since=turn.at,
        ),
    )


def cancel(turn: Turn, event: CallbackCancelled) -> None:
    """A callback is not needed any more, somebody says."""
    contact = turn.state.contacts.get(event.callback)
    if contact is None or contact.kind is not Kind.CALLBACK:
        turn.emit(commands.Refuse(reason=UNKNOWN_CALLBACK))
    elif contact.state is ContactState.DIALLED:
        turn.emit(commands.Refuse(reason=BEING_DIALLED))
    else:
        contact.why = WITHDRAWN
        _move(turn, contact, ContactHappening.CANCELLED)


def ahead(turn: Turn, call: Call) -> int:
    """Count the callbacks that may be dialled now and take their seat before a waiting caller.

    A promise without a skill of its own takes any seat, so it counts before everybody.
    """
    if not turn.state.contacts or call.priority < 0:
        return 0
    row = turn.capacity
    free_lines = max(0, row.lines - lines.in_use(turn.state))
    hours = Hours(turn.campaign, turn.opening)
    due = pacing.due(turn.state.contacts.values(), hours=hours, at=turn.at)
    before = [
        each
        for each in due
        if each.kind is Kind.CALLBACK
        and each.skill in ("", call.skill)
        and pacing.place(each) < (call.arrived_at, call.place)
        and not is_in_call(turn, each.person)
    ]
    return min(len(before), free_lines)


def served(turn: Turn, person: str | None) -> None:
    """Somebody who was promised a callback has called again and talks to a seat: it is over."""
    contact = open_to(turn, person) if person is not None else None
    if contact is not None and contact.state is ContactState.DUE:
        contact.why = CALLED_AGAIN
        _move(turn, contact, ContactHappening.CANCELLED)


def dialled(turn: Turn, contact: Contact, seat: str) -> None:
    """An attempt begins."""
    contact.seat, contact.tries = seat, contact.tries + 1
    _move(turn, contact, ContactHappening.DIALLED)


def attempt_over(turn: Turn, contact: Contact, dial: Dial) -> None:
    """Go on after an attempt: it is done, or tried again later, or given up.

    An attempt for which the seat was not there is none; of a deficiency's the office decides what
    follows.
    """
    if contact.state is not ContactState.DIALLED:
        return
    if dial.result is DialResult.ANSWERED:
        _move(turn, contact, ContactHappening.REACHED)
        return
    if contact.kind is Kind.DEFICIENCY:
        _move(turn, contact, ContactHappening.GIVEN_UP)
        return
    outbound = turn.campaign.outbound
    if dial.dialled_at is None and dial.result is DialResult.CANCELLED:
        contact.tries -= 1
        _move(turn, contact, ContactHappening.MISSED)
        return
    if contact.tries >= outbound.tries or dial.result is DialResult.NOT_IN_USE:
        _move(turn, contact, ContactHappening.GIVEN_UP)
        return
    contact.due = turn.at + timedelta(seconds=outbound.gap_s)
    _move(turn, contact, ContactHappening.MISSED)


def show(turn: Turn, contact: Contact) -> None:
    """Let every board know how a callback stands."""
    if contact.kind is Kind.CALLBACK:
        turn.emit(
            commands.ShowCallback(
                callback=contact.id,
                person=contact.person,
                state=contact.state,
                since=contact.since,
                due=contact.due,
                tries=contact.tries,
                taken_from=contact.taken_from,
                seat=contact.seat,
                why=contact.why,
            )
        )


def _keep(turn: Turn, contact: Contact) -> None:
    turn.state.contacts[contact.id] = contact
    show(turn, contact)


def _move(turn: Turn, contact: Contact, happening: ContactHappening) -> None:
    contact.advance(happening, turn.at)
    show(turn, contact)
    if contact.state in OVER:
        del turn.state.contacts[contact.id]
