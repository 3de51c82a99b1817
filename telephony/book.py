"""Asterisk's book by channel and call: what happened, when, and who was in it.

A call is the channel that came first and those that Asterisk linked with it. A snoop is linked with
nothing, and no party of any call.

Source: what 22.10.1 writes. HANGUP and CHAN_END of a channel carry the same instant. The phone that
hung up leaves its bridge first, up to 10 ms before its HANGUP; the other side's HANGUP names it as
well. An entry is in the file 1 ms after it happened (p50; p99 12 ms).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Self

from telephony.book_reader import Entry, Kind
from telephony.call_story import CallStory, ChannelStory, Stay

_ENDS = ("HANGUP", "CHAN_END")
_TAKEN = ("ANSWER", "BRIDGE_ENTER", "BRIDGE_EXIT")


@dataclass(frozen=True, slots=True)
class Book:
    """What was read of Asterisk's book; make it with `of`."""

    _entries: Mapping[str, Sequence[Entry]]
    """By channel."""
    _calls: Mapping[str, Sequence[str]]
    """Channels by call, in order; every channel is in one."""
    _offset: timedelta

    @classmethod
    def of(cls, entries: Iterable[Entry], *, offset: timedelta) -> Self:
        """Sort entries by channel.

        Args:
            entries: In Asterisk's order. To go on with a book: `(*book.unfinished(), *more)`.
            offset: The instance's clock is the machine's plus this.
        """
        channels: dict[str, list[Entry]] = {}
        for entry in entries:
            channels.setdefault(entry.channel, []).append(entry)
        return cls.sorted(channels, offset=offset)

    @classmethod
    def sorted(cls, channels: Mapping[str, Sequence[Entry]], *, offset: timedelta) -> Self:
        """Make it of entries that are sorted by channel already; `offset` as in `of`."""
        calls: dict[str, list[str]] = {}
        for channel, told in channels.items():
            # Channels that meet are linked from then on with the older one's call.
            calls.setdefault(told[-1].call, []).append(channel)
        return cls(channels, calls, offset)

    def channel(self, channel: str) -> ChannelStory | None:
        """Tell a channel's story; None if the book knows nothing of it."""
        entries = self._entries.get(channel)
        if entries is None:
            return None
        at: dict[Kind, datetime] = {}
        for entry in entries:
            at.setdefault(entry.kind, self._instant(entry))
        ended_at = at.get("HANGUP") or at.get("CHAN_END")
        hang_up = next((entry for entry in entries if entry.kind == "HANGUP"), None)
        return ChannelStory(
            channel=channel,
            call=entries[-1].call,
            name=entries[0].name,
            started_at=at.get("CHAN_START"),
            answered_at=at.get("ANSWER"),
            bridges=self._stays(entries, ended_at),
            ended_at=ended_at,
            cause=hang_up.cause if hang_up else None,
            hung_up_by=hang_up.hung_up_by or None if hang_up else None,
        )

    def ended_at(self, channel: str) -> datetime | None:
        """Give when a channel ended; None if it has not, or the book knows nothing of it."""
        story = self.channel(channel)
        return story.ended_at if story else None

    def call(self, call: str) -> CallStory | None:
        """Tell the story of a call, named by its caller's channel; None if unknown."""
        caller = self.channel(call)
        if caller is None or caller.call != call or caller.endpoint is None:
            return None
        others = (self.channel(each) for each in self._calls[call] if each != call)
        legs = tuple(leg for leg in others if leg and leg.endpoint is not None)
        return CallStory.of(caller, legs)

    def calls(self) -> tuple[CallStory, ...]:
        """Tell the stories of all calls, in the order of their first entries."""
        stories = (self.call(each) for each in self._calls)
        return tuple(story for story in stories if story)

    def untaken(self) -> Iterator[CallStory]:
        """Tell the stories of callers whom nobody has answered or put into a bridge.

        They are few: the others', of which there may be thousands, are not even made.
        """
        for call in self._calls:
            if not any(entry.kind in _TAKEN for entry in self._entries.get(call, ())):
                story = self.call(call)
                if story is not None:
                    yield story

    def unfinished(self) -> tuple[Entry, ...]:
        """Give the entries of the calls in which a channel is still up, to begin a next book.

        When Asterisk dies it ends no channel in its book: do not go on with those.
        """
        return tuple(
            entry
            for channels in self._calls.values()
            if any(self._entries[each][-1].kind not in _ENDS for each in channels)
            for each in channels
            for entry in self._entries[each]
        )

    def over_by(self, at: float) -> Iterator[str]:
        """Name the channels of calls of which nothing was heard since (epoch seconds)."""
        for channels in self._calls.values():
            lasts = [self._entries[each][-1] for each in channels]
            if all(last.kind in _ENDS and last.at < at for last in lasts):
                yield from channels

    def _stays(self, entries: Sequence[Entry], ended_at: datetime | None) -> tuple[Stay, ...]:
        stays: list[Stay] = []
        for entry in entries:
            at = self._instant(entry)
            if entry.kind == "BRIDGE_ENTER":
                stays.append(Stay(bridge=entry.bridge, entered_at=at, left_at=None))
            elif entry.kind == "BRIDGE_EXIT":
                here = Stay(bridge=entry.bridge, entered_at=None, left_at=None)
                if stays and stays[-1].bridge == entry.bridge and stays[-1].left_at is None:
                    here = stays.pop()
                stays.append(replace(here, left_at=at))
        return tuple(
            stay if stay.left_at or ended_at is None else replace(stay, left_at=ended_at)
            for stay in stays
        )

    def _instant(self, entry: Entry) -> datetime:
        return datetime.fromtimestamp(entry.at, UTC) + self._offset
