"""Who fell to Asterisk's fallback while nobody was at work, and when, as its book tells it.

Pure, and a part of `reconcile`. Who waits falls when the lease runs out; who talks has none, and
falls some two seconds after the last leg of ours has left them (`left` in the dialplan).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from callcenter import events, ids
from callcenter.call import Call, CallState
from callcenter.events import Event
from callcenter.state import State
from telephony.book import Book
from telephony.call_story import CallStory
from telephony.fallback import BACK_CONTEXT, WITHIN

if TYPE_CHECKING:
    from telephony.reconcile import Seen

ALONE = timedelta(seconds=1)
"""Who is left alone falls after 2 s; whom we hang up on then, much sooner."""
LIVED_ON = timedelta(seconds=0.1)
"""Who hangs up leaves the bridge at most some milliseconds before."""


def fell(state: State, book: Book) -> Iterator[Event]:
    """Tell who had fallen to the fallback of an Asterisk that has died since."""
    for call in state.calls.values():
        story = book.call(call.id)
        if story is None or call.state in (CallState.ENDED, CallState.FALLBACK):
            continue
        if (at := fell_at(call, story)) is not None:
            was_left = call.state is CallState.TALKING
            yield events.CallFell(at=at, call=call.id, was_left=was_left)


def fell_at(call: Call, story: CallStory) -> datetime | None:
    """Tell when a caller left our bridge to live on without us; None if they did not."""
    if call.state is CallState.OUTSIDE:
        return None
    if has_talked(call, story):
        return _left_alone_at(call, story)
    if any(ids.SEPARATOR not in talk.leg for talk in story.talks):
        return story.talks[0].began_at
    for stay in story.caller.bridges:
        if stay.bridge == call.bridge and stay.left_at is not None:
            lived_on = story.ended_at is None or story.ended_at - stay.left_at > LIVED_ON
            return stay.left_at if lived_on else None
    return None


def from_talk(call: Call, seen: Seen) -> Event | None:
    """Tell of a caller whom the seat left while nobody was at work, and Asterisk took."""
    story = seen.story(call.id)
    if call.state is not CallState.TALKING and (story is None or not has_talked(call, story)):
        return None
    left_at = _left_alone_at(call, story) if story is not None else None
    if call.id in seen.channels:
        if not _has_fallen(call, seen, left_at):
            return None
        return events.CallFell(at=left_at or seen.at, call=call.id, was_left=True)
    if left_at is None:
        return None
    return events.CallFell(at=left_at, call=call.id, was_left=True)


def _has_fallen(call: Call, seen: Seen, left_at: datetime | None) -> bool:
    """Whether Asterisk has a caller who talked, or is just giving them back to us."""
    if call.id in seen.ours:
        return False
    context = seen.channels[call.id].context
    if left_at is not None or context in WITHIN:
        return True
    # Whoever was given back once stands there ever after: in a talk they may just be hanging up.
    has_leg = any(ids.is_leg(each) and ids.root(each) == call.id for each in seen.channels)
    return context == BACK_CONTEXT and not has_leg


def has_talked(call: Call, story: CallStory) -> bool:
    """Whether the caller talked with the seat that was last rung for them, whether we know or not.

    Who waits in the midst of a talk has no such seat.
    """
    if call.state not in (CallState.TALKING, CallState.OFFERED, CallState.JOINING):
        return False
    return call.offer is not None and any(each.leg == call.offer.leg for each in story.talks)


def _left_alone_at(call: Call, story: CallStory) -> datetime | None:
    """Tell when the last leg of ours left a caller who fell then; None if they did not fall."""
    ours = [each.ended_at for each in story.talks if ids.SEPARATOR in each.leg]
    if not ours or None in ours:
        return None
    left_at = max(each for each in ours if each is not None)
    if any(ids.SEPARATOR not in talk.leg for talk in story.talks):
        return left_at
    for stay in story.caller.bridges:
        if stay.bridge == call.bridge and stay.left_at is not None:
            is_alone = stay.left_at - left_at > ALONE
            lived_on = story.ended_at is None or story.ended_at - stay.left_at > LIVED_ON
            return left_at if is_alone and lived_on else None
    return None
