"""What the fallback did with its callers, told as events with their true times.

Pure. Who came while nobody controlled stands in Asterisk's database until we have them; what became
of them stands in its book.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from callcenter import events, ids
from callcenter.call import Call, CallState
from callcenter.events import Event, TurnedAway, Withheld
from callcenter.state import State
from telephony.book import Book
from telephony.call_story import CallStory, EndedBy
from telephony.callers import Who
from telephony.fallback import Fallen, arrived_s
from telephony.fallback_callers import WRITTEN_S, Remembered
from telephony.open_book import Left

REMEMBERED_BY = timedelta(seconds=WRITTEN_S + 0.2)
"""Whom the fallback had taken would stand in Asterisk's database so soon after their end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """What Asterisk told of its fallback, and when."""

    at: datetime
    channels: frozenset[str]
    """Every channel there is."""
    fallen: Fallen
    book: Book | None
    left: Left | None = None
    """What the Asterisk before it left when it died."""
    remembered: Sequence[tuple[Remembered, Who]]
    recordings: Mapping[str, tuple[str, str]]
    """Of calls: the recordings of the caller and of the seat."""
    seats: Mapping[str, str]
    """The seat of each endpoint."""
    offset: timedelta
    """The instance's clock is the machine's plus this."""
    started_at: datetime | None
    """When this Asterisk started, on the instance's clock; None if it did not say."""
    trunks: frozenset[str] = frozenset()
    """Endpoints of the trunks."""
    line: str = ""
    """What is written as the line of a call that only the book knows."""


def told(state: State, floor: Floor) -> list[Event]:
    """Tell what the fallback did that we do not know yet, each caller's in order."""
    closed: dict[str, TurnedAway | None] = {}
    happened: list[Event] = []
    for row, who in floor.remembered:
        closed[row.call] = TurnedAway(row.closed.lower()) if row.closed else None
        if row.call not in state.calls and row.call not in state.recent:
            happened.append(_found(row, who, floor, closed[row.call]))
    happened += _unheard(state, floor, closed)
    found = [each.call for each in happened if isinstance(each, events.FallbackFound)]
    known = [call.id for call in state.calls.values() if call.state is CallState.FALLBACK]
    for call in (*known, *found):
        happened += _went_on(call, floor, closed.get(call), state.calls.get(call))
    return happened


def _found(row: Remembered, who: Who, floor: Floor, turned_away: TurnedAway | None) -> Event:
    story = floor.book.call(row.call) if floor.book else None
    return events.FallbackFound(
        at=(story.arrived_at if story else None) or _arrived_at(row.call, floor),
        call=row.call,
        line=who.line,
        caller=who.caller,
        withheld=who.withheld,
        turned_away=turned_away,
    )


def _unheard(state: State, floor: Floor, closed: Mapping[str, object]) -> Iterator[Event]:
    """Tell of calls that ended before anybody took them; the book alone knows that they were."""
    for story in (story for book in _books(floor) for story in book.untaken()):
        arrived_at = story.arrived_at
        if arrived_at is None or not _is_long_over(story, floor):
            continue
        if ids.is_attempt(story.call):
            continue  # we called them
        is_known = any(story.call in each for each in (state.calls, state.recent, closed))
        if story.caller.endpoint in floor.trunks and not is_known:
            yield events.FallbackFound(
                at=arrived_at,
                call=story.call,
                line=floor.line,
                caller=None,
                withheld=Withheld.UNKNOWN,
                is_heard=False,
            )


def _books(floor: Floor) -> Iterator[Book]:
    """Give what is told of this Asterisk, and of the one before it."""
    if floor.book is not None:
        yield floor.book
    if floor.left is not None:
        yield floor.left.book


def _is_long_over(story: CallStory, floor: Floor) -> bool:
    """Whether whoever took a call would have told of it; who was cut off by a death is over."""
    if story.ended_at is not None:
        return floor.at - story.ended_at >= REMEMBERED_BY
    return floor.left is not None and floor.left.book.call(story.call) is not None


def _went_on(
    call: str, floor: Floor, turned_away: TurnedAway | None, known: Call | None
) -> Iterator[Event]:
    story = next((told for each in _books(floor) if (told := each.call(call))), None)
    joined = _joined(call, story, floor)
    if joined is not None and known is not None and _is_told(known, joined):
        joined = None
    if joined is not None:
        yield joined
    if call in floor.channels:
        return
    ended_at = story.ended_at if story else None
    is_lost = floor.started_at is not None and _arrived_at(call, floor) < floor.started_at
    if ended_at is None and story is not None and not is_lost:
        return  # the book is some milliseconds late
    caller_recording, seat_recording = floor.recordings.get(call, (None, None))
    has_talked = joined is not None or (known is not None and known.answered_at is not None)
    yield events.FallbackEnded(
        at=ended_at or (floor.left.died_at if is_lost and floor.left else floor.at),
        call=call,
        turned_away=turned_away or _given_up(story, has_talked=has_talked),
        caller_recording=caller_recording,
        seat_recording=seat_recording,
        is_lost=is_lost and ended_at is None,
    )


def _is_told(known: Call, joined: Event) -> bool:
    """Whether this talk is known; they may have talked with us before."""
    is_there = known.offer is not None and known.offer.is_of_fallback
    return is_there or (known.answered_at is not None and known.answered_at >= joined.at)


def _joined(call: str, story: CallStory | None, floor: Floor) -> Event | None:
    """Tell which seat picked up."""
    for talk in story.talks if story else ():
        if ids.SEPARATOR not in talk.leg and talk.endpoint in floor.seats:
            leg = floor.book.channel(talk.leg) if floor.book else None
            began_at = talk.began_at or floor.at
            return events.FallbackJoined(
                at=began_at,
                call=call,
                seat=floor.seats[talk.endpoint],
                endpoint=talk.endpoint,
                rang_at=(leg.started_at if leg else None) or began_at,
            )
    endpoint = floor.fallen.talking.get(call, "")
    if floor.book is not None or endpoint not in floor.seats:
        return None
    seat = floor.seats[endpoint]
    return events.FallbackJoined(
        at=floor.at, call=call, seat=seat, endpoint=endpoint, rang_at=floor.at
    )


def _given_up(story: CallStory | None, *, has_talked: bool) -> TurnedAway | None:
    """Tell whether the dialplan ended the wait; it does that for one reason only."""
    if has_talked or story is None or story.ended_by is not EndedBy.ASTERISK:
        return None
    return TurnedAway.GIVE_UP


def _arrived_at(call: str, floor: Floor) -> datetime:
    return datetime.fromtimestamp(arrived_s(call), UTC) + floor.offset
