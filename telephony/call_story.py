"""What happened to a channel, and to a call with its seats, as Asterisk's book has it.

What was not read is None, never guessed: a channel that started before the place from which the
book was read has no `started_at`, one that is still up no `ended_at`.

Who talked with whom is read off the bridges that both were in at the same time, so calls of ours,
of `Queue()` and of `Dial()` are told alike, and a Local channel that Asterisk optimised away leaves
no trace. A caller and a seat with Local channels left between them share no bridge.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import product
from typing import Self

_PHONE = "PJSIP/"
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A channel's stay in a bridge."""

    bridge: str
    entered_at: datetime | None
    left_at: datetime | None
    """None while it is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelStory:
    """What happened to one channel; times on the instance's clock, UTC."""

    channel: str
    call: str
    """The channel that came first in its call; its own id if it is that one."""
    name: str
    started_at: datetime | None
    answered_at: datetime | None
    bridges: tuple[Stay, ...]
    """In order."""
    ended_at: datetime | None
    cause: int | None
    """Q.850, with the end; 0 if Asterisk gave none, 26 if another phone answered."""
    hung_up_by: str | None
    """Name of the channel whose phone hung up; None if Asterisk or we did, or it has not ended."""

    @property
    def endpoint(self) -> str | None:
        """Whose phone it is: `seat-01`, or a trunk; None for snoops and Local channels."""
        if not self.name.startswith(_PHONE):
            return None
        return self.name.removeprefix(_PHONE).rpartition("-")[0]

    def entered_at(self, bridge: str) -> datetime | None:
        """Give when it first entered a bridge."""
        return next((each.entered_at for each in self.bridges if each.bridge == bridge), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A phone in one bridge with the caller."""

    leg: str
    endpoint: str
    began_at: datetime | None
    ended_at: datetime | None
    """None while they talk."""


class EndedBy(StrEnum):
    """Whose hang-up ended a call."""

    CALLER = "caller"
    SEAT = "seat"
    ASTERISK = "asterisk"
    """The dialplan, a time limit, or a request of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallStory:
    """What happened to one call, whoever served it; times on the instance's clock, UTC."""

    caller: ChannelStory
    legs: tuple[ChannelStory, ...]
    """The phones that were rung for it, in order; those that did not answer too."""
    talks: tuple[Talk, ...]
    """In order."""

    @classmethod
    def of(cls, caller: ChannelStory, legs: tuple[ChannelStory, ...]) -> Self:
        """Find out which of these phones talked with the caller."""
        talks = sorted(
            (talk for leg in legs for talk in _talks(caller, leg)),
            key=lambda talk: talk.began_at or _LONG_AGO,
        )
        return cls(caller=caller, legs=legs, talks=tuple(talks))

    @property
    def call(self) -> str:
        """The caller's channel."""
        return self.caller.channel

    @property
    def arrived_at(self) -> datetime | None:
        """When the caller's channel started."""
        return self.caller.started_at

    @property
    def answered_at(self) -> datetime | None:
        """When the first seat was joined; not when Asterisk picked up to say something."""
        return self.talks[0].began_at if self.talks else None

    @property
    def ended_at(self) -> datetime | None:
        """When the caller's channel ended."""
        return self.caller.ended_at

    @property
    def ended_by(self) -> EndedBy | None:
        """Whose hang-up ended it; None if it has not ended."""
        if self.ended_at is None:
            return None
        if self.caller.hung_up_by == self.caller.name:
            return EndedBy.CALLER
        is_leg = any(self.caller.hung_up_by == leg.name for leg in self.legs)
        return EndedBy.SEAT if is_leg else EndedBy.ASTERISK

    @property
    def is_abandoned(self) -> bool:
        """Whether the caller hung up before any seat was joined."""
        return not self.talks and self.ended_by is EndedBy.CALLER


def _talks(caller: ChannelStory, leg: ChannelStory) -> Iterator[Talk]:
    """Find when a leg and the caller were in one bridge."""
    for here, there in product(caller.bridges, leg.bridges):
        if here.bridge != there.bridge:
            continue
        entered = [at for at in (here.entered_at, there.entered_at) if at]
        left = [at for at in (here.left_at, there.left_at) if at]
        began_at, ended_at = max(entered, default=None), min(left, default=None)
        if began_at is None or ended_at is None or began_at < ended_at:
            yield Talk(
                leg=leg.channel,
                endpoint=leg.endpoint or "",
                began_at=began_at,
                ended_at=ended_at,
            )
