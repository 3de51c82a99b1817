"""What we ask of the world when we call somebody; the counterpart of `dial_events`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from callcenter.contact import Calling, ContactState, Kind
from callcenter.outcome import DialResult


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeCitizen:
    """Make the citizen's channel, which bears the call's id; it is not dialled yet.

    Refused, it comes back as `DialEnded`.
    """

    call: str
    person: str
    line: str
    """The campaign's number that is shown: in From and in the identity header, never withheld."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DialCitizen:
    """Dial the citizen into the call's bridge.

    Steps: end the seat's lease, put it into the bridge, put the citizen there too, dial. Answered
    by `CitizenRang`, `CitizenAnswered`, `DialEnded`; refused, it comes back as `DialEnded`, and
    nothing is dialled twice.
    """

    call: str
    leg: str
    """The seat's."""
    bridge: str
    line: str
    """As in `MakeCitizen`."""
    ring_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmContact:
    """Ask the office whether this contact may be called now; `ContactConfirmed` is its answer.

    No answer within 2 s is a no. The seat is reserved meanwhile: its page may show the case.
    """

    attempt: str
    contact: str
    seat: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseDial:
    """File an outbound call: one attempt, what the network answered, and its times.

    ring_s + talk_s + hold_s is the time from began_at to ended_at; names that `CloseCall` has too
    mean the same.
    """

    call: str
    """The attempt's id."""
    line: str
    person: str
    seat: str
    by: str
    """Who dialled; empty: the campaign did, for a contact or a callback."""
    contact: str
    """Of whose attempt it is, deficiency or callback; empty if a person just dialled."""
    kind: Kind | None
    began_at: datetime
    """When the seat's phone was rung."""
    dialled_at: datetime | None
    """When the number was dialled; None if it was not: then nobody was called."""
    answered_at: datetime | None
    ended_at: datetime
    result: DialResult
    detail: str
    ring_s: float
    talk_s: float
    hold_s: float
    caller_recording: str | None
    seat_recording: str | None
    earlier_seat_recordings: tuple[str, ...] = ()
    earlier_left_at: tuple[datetime | None, ...] = ()
    """When each of those left the talk; None if it was lost, and nobody heard when."""
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowCallback:
    """Tell every board how a callback stands; a state without a way on takes it off."""

    callback: str
    person: str
    state: ContactState
    since: datetime
    due: datetime
    """When the (next) attempt may be made."""
    tries: int
    taken_from: str
    """The call in which it was taken; empty if it was promised otherwise."""
    seat: str | None
    """Who is to keep it, or is keeping it."""
    why: str = ""
    """Of one that is cancelled: `called_again` and was served, or `withdrawn` by a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowOutbound:
    """Tell every board whether contacts are called."""

    calling: Calling
    since: datetime
