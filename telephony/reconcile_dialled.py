"""What was missed of the calls that we make, until two people talk; `reconcile` does the rest.

| we remember | Asterisk has | missed |
|---|---|---|
| calling the seat | no leg | `LegEnded` |
| calling the seat | the leg is up | `LegAnswered`: only now the number is dialled |
| dialling | no leg | `LegEnded` |
| dialling | no citizen's channel | `CitizenAnswered`, if the book knows of that, and its end |
| dialling | the citizen's channel, not up and in no bridge | `DialEnded`: it was not dialled |
| dialling | the citizen's channel is up | `CitizenAnswered` |
| dialling | it is there | nothing: it rings, or our own limit ends it |
| nothing | a citizen's channel | nobody remembers it: it is ended |

The citizen's channel bears the attempt's id and is put into the bridge before it is dialled, so it
is known what was dialled; what was not is told as failed, and nobody dials it again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from callcenter import events
from callcenter.call import Call, CallState
from callcenter.events import Cause, Event
from callcenter.outcome import DialResult
from telephony import dial_out, leg_cause

if TYPE_CHECKING:
    from telephony.reconcile import Seen

DIALLED = (CallState.CALLING_SEAT, CallState.DIALLING)


def is_ours(call: Call) -> bool:
    """Whether it is a call that we make, whose citizen's side is not known to be over."""
    return call.dial is not None and call.state in (*DIALLED, CallState.CLOSING)


def missed(call: Call, seen: Seen) -> Iterator[Event]:
    """Tell what happened to such a call meanwhile, in order."""
    if not seen.is_settled(call.since):
        return
    if call.state is not CallState.CALLING_SEAT:
        yield from _citizen(call, seen)
    yield from _seat(call, seen)


def _citizen(call: Call, seen: Seen) -> Iterator[Event]:
    channel = seen.channels.get(call.id)
    if channel is not None:
        if not channel.is_up and not seen.is_bridged(call.id, call.bridge):
            # It goes there before it is dialled: nobody was called, and nobody will be.
            yield events.DialEnded(at=seen.at, call=call.id, result=DialResult.FAILED)
        if channel.is_up and call.state is CallState.DIALLING:
            story = seen.book.channel(call.id) if seen.book else None
            answered_at = story.answered_at if story else None
            yield events.CitizenAnswered(at=answered_at or seen.at, call=call.id)
        return
    story = seen.book.channel(call.id) if seen.book else None
    ended_at = (story.ended_at if story else None) or seen.at
    if story is not None and story.answered_at is not None:
        yield events.CitizenAnswered(at=story.answered_at, call=call.id)
        yield events.CallerLeft(at=ended_at, call=call.id, cause=Cause.LOST)
        return
    cause = story.cause if story is not None else None
    result = dial_out.result_of(cause, 0) if cause is not None else DialResult.FAILED
    yield events.DialEnded(at=ended_at, call=call.id, result=result)


def _seat(call: Call, seen: Seen) -> Iterator[Event]:
    if call.offer is None or call.offer.is_over:
        return
    leg = call.offer.leg
    story = seen.book.channel(leg) if seen.book else None
    if leg not in seen.channels:
        cause = Cause.LOST
        if story is not None and story.cause is not None:
            cause = leg_cause.of_book(story.cause, is_answered=story.answered_at is not None)
        ended_at = (story.ended_at if story else None) or seen.at
        yield events.LegEnded(at=ended_at, call=call.id, leg=leg, cause=cause)
    elif call.state is CallState.CALLING_SEAT and seen.channels[leg].is_up and leg in seen.ours:
        answered_at = (story.answered_at if story else None) or seen.at
        yield events.LegAnswered(at=answered_at, call=call.id, leg=leg)
