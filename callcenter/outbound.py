"""Calling out by itself: callbacks at their turn, and contacts while callers leave room for them.

After every event it is looked whether somebody can be called now. A callback is ours: it takes its
seat as its caller would have. A contact is the office's: a seat is kept for it, the office is asked
once more, and only its word within 2 s lets us dial; if a caller comes first, the seat is theirs.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from callcenter import (
    callbacks,
    calling_out,
    commands,
    dialling,
    ids,
    last_look,
    offering,
    pacing,
    returning,
    routing,
    sparing,
    yielding,
)
from callcenter.contact import Calling, Contact, ContactHappening, ContactState, Kind
from callcenter.events import (
    CallbackCancelled,
    CallbackPromised,
    ContactConfirmed,
    ContactsOffered,
    OfOutbound,
    OutboundPaused,
    OutboundPressed,
    OutboundResumed,
    PeopleSeated,
)
from callcenter.pacing import Hours
from callcenter.seat import Seat
from callcenter.turn import Turn

CONFIRM_S = 2.0
OWNER = "outbound"
"""Of the timer that looks again."""


def take(turn: Turn, event: OfOutbound) -> None:
    """Look at what the office or a supervisor wants."""
    match event:
        case ContactsOffered():
            _offered(turn, event)
        case ContactConfirmed():
            _confirmed(turn, event)
        case OutboundPressed() | OutboundPaused() | OutboundResumed():
            if calling_out.switch(turn, event) and make_room(turn):
                offering.dispatch(turn)
        case CallbackPromised():
            callbacks.promise(turn, event)
        case CallbackCancelled():
            callbacks.cancel(turn, event)
        case PeopleSeated():
            returning.seated(turn, event)


def go_on(turn: Turn) -> None:
    """Call whom we can call now, and see that it is looked again in time."""
    turn.state.today.look(is_waited=bool(turn.state.queue), at=turn.at)
    calling_out.show(turn)
    _give_back_taken(turn)
    rest_end = calling_out.rest_end(turn)
    if any(_waits(turn, call) for call in turn.state.queue):
        if make_room(turn):
            offering.dispatch(turn)
        yielding.make_way(turn)
    if not turn.state.contacts and turn.state.outbound_timer is None and rest_end is None:
        return
    _drop_lapsed(turn)
    hours = Hours(turn.campaign, turn.opening)
    for contact in pacing.due(turn.state.contacts.values(), hours=hours, at=turn.at):
        if contact.kind is Kind.CALLBACK:
            _call_back(turn, contact)
        elif _may_ask(turn, contact):
            _ask(turn, contact)
    after_s = pacing.wait_s(turn.state.contacts.values(), hours=hours, at=turn.at)
    wanted = [] if rest_end is None else [rest_end]
    if after_s is not None:
        wanted.append(turn.at + timedelta(seconds=after_s))
    _look_again(turn, min(wanted, default=None))


def make_room(turn: Turn) -> bool:
    """Give back every seat that is only kept, because callers need it; whether there was one."""
    kept = [each for each in turn.state.contacts.values() if each.state is ContactState.RESERVED]
    for contact in kept:
        _give_back(turn, contact)
    return bool(kept)


def _give_back_taken(turn: Turn) -> None:
    """Whose kept seat was taken for something else, by its own person, is kept no more."""
    for contact in turn.state.contacts.values():
        seat = turn.state.seats.get(contact.reserved or "")
        if seat is not None and seat.kept_for != contact.id:
            _give_back(turn, contact)


def timer_fired(turn: Turn, timer: str) -> bool:
    """Take a timer of ours; the office was silent for too long, or it is only time to look."""
    if timer == turn.state.outbound_timer:
        turn.state.outbound_timer = turn.state.outbound_due = None
        return True
    contact = _of_attempt(turn, ids.root(timer))
    if contact is None or contact.timer != timer:
        return False
    _drop(turn, contact)
    offering.dispatch(turn)
    return True


def _offered(turn: Turn, event: ContactsOffered) -> None:
    offered = {each.id: each for each in event.contacts}
    for contact in list(turn.state.contacts.values()):
        if contact.kind is Kind.DEFICIENCY and contact.state is not ContactState.DIALLED:
            again = offered.get(contact.id)
            if again is None or again.attempt != contact.attempt:
                _drop(turn, contact)
            else:
                contact.latest = again.latest
    for each in event.contacts:
        if each.id not in turn.state.contacts and not _is_used(turn, each.attempt):
            turn.state.contacts[each.id] = Contact(
                id=each.id,
                kind=Kind.DEFICIENCY,
                person=each.person,
                skill=each.skill or turn.campaign.outbound.skill,
                due=each.due,
                latest=each.latest,
                rank=each.rank,
                seat=each.seat,
                attempt=each.attempt,
                since=turn.at,
            )


def _confirmed(turn: Turn, event: ContactConfirmed) -> None:
    call = turn.state.calls.get(event.attempt)
    if call is not None and not event.is_due:
        dialling.call_off(turn, call, last_look.WITHDRAWN)
        return
    contact = _of_attempt(turn, event.attempt)
    if contact is None or contact.state is not ContactState.RESERVED:
        return  # too late, or the seat was needed meanwhile
    seat = turn.state.seats[contact.reserved or ""]
    if not event.is_due:
        _drop(turn, contact)
        offering.dispatch(turn)
        return
    _give_back(turn, contact)
    hours = Hours(turn.campaign, turn.opening)
    is_timely = not pacing.has_lapsed(contact, turn.at) and hours.may_call(contact.kind, turn.at)
    if is_timely and seat.is_free and _may_ask(turn, contact):
        _dial(turn, contact, seat, contact.attempt)


def _call_back(turn: Turn, contact: Contact) -> None:
    """Take a free seat for a callback, unless somebody who came before is still waiting.

    Whose number is in a call already is dialled when that is over, if it is needed then.
    """
    if sparing.free_lines(turn) <= 0 or callbacks.is_in_call(turn, contact.person):
        return
    if _callers_before(turn, contact):
        return
    seat = _seat_for(turn, contact)
    if seat is None and make_room(turn):
        seat = _seat_for(turn, contact)  # one that was only kept for a deficiency
    if seat is not None:
        contact.attempts += 1
        _dial(turn, contact, seat, ids.attempt(contact.id, contact.attempts))


def _may_ask(turn: Turn, contact: Contact) -> bool:
    """Whether callers leave room for it, and its person is nobody else's at this moment."""
    is_on = calling_out.now(turn) is Calling.ON and sparing.room(turn) > 0
    return is_on and not sparing.is_expected(turn, contact.person)


def _ask(turn: Turn, contact: Contact) -> None:
    """Keep a seat for a contact and ask the office whether it is still due."""
    seat = _seat_for(turn, contact)
    if seat is None:
        return
    contact.reserved, seat.kept_for = seat.id, contact.id
    contact.advance(ContactHappening.RESERVED, turn.at)
    contact.asked += 1
    contact.timer = turn.set_timer(ids.timer(contact.attempt, contact.asked), CONFIRM_S)
    turn.show_seat(seat)
    turn.emit(commands.ConfirmContact(attempt=contact.attempt, contact=contact.id, seat=seat.id))


def _dial(turn: Turn, contact: Contact, seat: Seat, attempt: str) -> None:
    contact.attempt = attempt
    callbacks.dialled(turn, contact, seat.id)
    dialling.begin(turn, seat, call=attempt, person=contact.person, by="", contact=contact.id)


def _give_back(turn: Turn, contact: Contact) -> None:
    _let_go(turn, contact)
    contact.advance(ContactHappening.GIVEN_BACK, turn.at)


def _drop(turn: Turn, contact: Contact) -> None:
    """Forget a contact; the office offers it again if it is due again."""
    _let_go(turn, contact)
    contact.advance(ContactHappening.CANCELLED, turn.at)
    del turn.state.contacts[contact.id]


def _let_go(turn: Turn, contact: Contact) -> None:
    turn.cancel_timer(contact.timer)
    seat = turn.state.seats.get(contact.reserved or "")
    contact.timer = contact.reserved = None
    if seat is not None and seat.kept_for == contact.id:
        seat.kept_for = None
        turn.show_seat(seat)


def _drop_lapsed(turn: Turn) -> None:
    for contact in list(turn.state.contacts.values()):
        if contact.state is ContactState.DUE and pacing.has_lapsed(contact, turn.at):
            _drop(turn, contact)


def _seat_for(turn: Turn, contact: Contact) -> Seat | None:
    """Choose the seat that is to call: the one that should, if it is free, else any that may."""
    seats = turn.state.seats
    if turn.state.is_fallback_untold:
        return None  # one that is free here may talk there
    wanted = returning.place_of(turn, contact.owner) or seats.get(contact.seat or "")
    if wanted is not None and wanted.is_free and _may_call(turn, wanted, contact):
        return wanted
    level = routing.min_level(turn.campaign.relaxation, 0.0) if contact.skill else 0
    decision = routing.choose_seat(seats.values(), skill=contact.skill, level=level)
    return seats[decision.seat] if decision.seat is not None else None


def _may_call(turn: Turn, seat: Seat, contact: Contact) -> bool:
    """Whether a seat may call it: a promise is kept by who gave it, a contact needs the skill."""
    return contact.kind is Kind.CALLBACK or sparing.may_call_contacts(turn, seat)


def _callers_before(turn: Turn, contact: Contact) -> bool:
    """Whether a caller waits who came before the callback's and whom the same seats suit."""
    return any(
        (call.priority < 0 or (call.arrived_at, call.place) < pacing.place(contact))
        and (not contact.skill or call.skill == contact.skill)
        for call in (turn.state.calls[each] for each in turn.state.queue)
    )


def _waits(turn: Turn, call: str) -> bool:
    return not turn.state.calls[call].notice_due


def _of_attempt(turn: Turn, attempt: str) -> Contact | None:
    contacts = turn.state.contacts.values()
    return next((each for each in contacts if attempt and each.attempt == attempt), None)


def _is_used(turn: Turn, attempt: str) -> bool:
    return attempt in turn.state.calls or attempt in turn.state.recent


def _look_again(turn: Turn, due: datetime | None) -> None:
    state = turn.state
    if due == state.outbound_due:
        return
    turn.cancel_timer(state.outbound_timer)
    state.outbound_timer, state.outbound_due = None, due
    if due is not None:
        state.outbound_timers += 1
        after_s = (due - turn.at).total_seconds()
        state.outbound_timer = turn.set_timer(ids.timer(OWNER, state.outbound_timers), after_s)
