"""Many phones that vanish at once are a restart of ours, which moves nobody.

One page that vanishes while it rings is passed over at once, and its seat is not ready until
somebody is back. When the pages' relay itself is gone every browser phone vanishes within moments:
the calls that rang are passed over all the same, but the seats stay as they were, and take calls
when their phones register again. So do those whom a dying Asterisk could not ring any more, and
those that were busy with the fallback's ring when ours came.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from callcenter import guests, offering, staffing
from callcenter.events import Cause
from callcenter.seat import Seat, SeatState
from callcenter.turn import Turn

WITHIN = timedelta(seconds=1)
FELL_WITHIN = timedelta(seconds=3)
"""From a fall, which rings the ready phones at once, to our knowing of it; and until it is over."""
MANY = 3
"""So many at once are nobody's own; in a smaller centre all of a kind, if they are at least two."""


def phone_gone(turn: Turn, seat: Seat, endpoint: str) -> None:
    """A phone unregistered: what rings there is over, and who is to blame is looked at."""
    _note(turn, seat)
    guests.phone_gone(turn, seat, endpoint)
    offering.phone_gone(turn, seat, endpoint)
    _forgive(turn, endpoint.removeprefix(seat.id))


def asterisk_lost(turn: Turn) -> None:
    """Asterisk died: what it could not ring in its last moments was no fault of a seat's."""
    for seat in turn.state.seats.values():
        if _was_moved(seat, turn.at - WITHIN, Cause.FAILED, Cause.UNREACHABLE):
            staffing.ready(turn, seat)


def back_from_fallback(turn: Turn, *, fell_at: datetime | None) -> None:
    """A caller is back, or over: a phone that was busy just before may have rung for them there.

    That may be told long afterwards; a seat that was busy later than that is busy by itself.

    Args:
        turn: The turn, at the instant of their return or end.
        fell_at: Since when they were there; None if nobody knows.
    """
    since = max(turn.at - FELL_WITHIN, fell_at or turn.at - FELL_WITHIN)
    for seat in turn.state.seats.values():
        if seat.since - turn.at <= WITHIN and _was_moved(seat, since, Cause.BUSY):
            staffing.ready(turn, seat)


def _note(turn: Turn, seat: Seat) -> None:
    """Remember for a moment that a seat's phone is gone; one that leaves by itself does so."""
    recent = {each: at for each, at in turn.state.vanished.items() if turn.at - at <= WITHIN}
    if seat.leaving is None:
        recent[seat.id] = turn.at
    turn.state.vanished = recent


def _forgive(turn: Turn, kind: str) -> None:
    """Give seats back their state if so many vanished that it was no fault of theirs.

    Phones of one kind go the same way: browsers through the pages' relay, the others over SIP.
    """
    gone = turn.state.vanished
    left = (
        phone.removeprefix(each.id) for each in turn.state.seats.values() for phone in each.phones
    )
    if len(gone) < (MANY if kind in left else 2):
        return
    for name, at in gone.items():
        seat = turn.state.seats.get(name)
        if seat is not None and _was_moved(seat, at, Cause.UNREACHABLE):
            staffing.ready(turn, seat)


def _was_moved(seat: Seat, since: datetime, *blamed: Cause) -> bool:
    return seat.state is SeatState.NOT_READY and seat.reason in blamed and seat.since >= since
