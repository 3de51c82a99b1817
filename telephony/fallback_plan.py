"""What the controller writes ahead for the fallback: when calls are taken, on how many lines, and
what the announcements are.

Asterisk has the machine's clock and no calendar, so the plan is a row of instants of that clock;
the campaign's clock and calendar are counted in here. It lasts for a week; then all is closed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil

from callcenter import lines
from callcenter.campaign import Campaign
from callcenter.opening import Opening, Verdict
from callcenter.state import State
from telephony import ari_requests
from telephony.ari_requests import Request
from telephony.fallback_files import Sound

AHEAD = timedelta(days=7)
BEHIND = timedelta(hours=1)
"""Who waits at the end of opening came before it, and is judged by then."""

_CLOSED: dict[Verdict, Sound] = {
    Verdict.NOT_YET: Sound.NOT_YET_OPEN,
    Verdict.OVER: Sound.ENDED,
    Verdict.HOLIDAY: Sound.HOLIDAY,
    Verdict.CLOSED_DAY: Sound.AFTER_HOURS,
    Verdict.BEFORE_OPENING: Sound.AFTER_HOURS,
    Verdict.AFTER_CLOSING: Sound.AFTER_HOURS,
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time, until the next one begins."""

    start_s: int
    """Epoch seconds of the machine's clock."""
    lines: int
    closed: Sound | None
    """What callers are told if no calls are taken; None if they are."""


@dataclass(frozen=True, slots=True)
class FallbackPlan:
    """The stretches, ascending."""

    stretches: tuple[Stretch, ...]
    sounds: Mapping[Sound, str] = field(default_factory=dict)
    """What Playback() is given of each; nothing if Asterisk's files say it for good."""

    def __str__(self) -> str:
        """As the dialplan reads it: `start/lines/closed`, with `|` between."""
        return "|".join(
            f"{each.start_s}/{each.lines}/{each.closed or ''}" for each in self.stretches
        )


def plan(
    campaign: Campaign,
    *,
    at: datetime,
    offset: timedelta,
    closed_at: datetime | None = None,
    sounds: Mapping[Sound, str] | None = None,
) -> FallbackPlan:
    """Plan the week after an instant.

    Args:
        campaign: The contract, for its calendar and its lines.
        at: Now, on the instance's clock.
        offset: The instance's clock is the machine's plus this.
        closed_at: Since when somebody has closed the centre, on the instance's clock.
        sounds: As `FallbackPlan` has them.
    """
    opening = Opening(campaign)
    marks = sorted(_marks(opening, at, closed_at))
    made = [
        Stretch(
            start_s=ceil((mark - offset).timestamp()),
            lines=lines.row_of(campaign, opening.day_of(mark)).lines,
            closed=_closed(opening.judge(mark), mark, closed_at),
        )
        for mark in marks
    ]
    end = Stretch(ceil((at + AHEAD - offset).timestamp()), 0, Sound.AFTER_HOURS)
    return FallbackPlan(tuple([*_merged(made), end]), sounds or {})


Sounds = Callable[[str], Mapping[Sound, str]]
"""Gives what Playback() is given for each occasion, by the version of the flows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planner:
    """What the plan is made from."""

    campaign: Campaign
    """For its calendar and its lines."""
    state: State
    """The heart's, for a closing and for the version of the flows in force."""
    sounds: Sounds
    """What is played of that version, of which "" is the one at the start."""
    offset: timedelta
    """The instance's clock is the machine's plus this."""

    def plan(self, at: datetime) -> FallbackPlan:
        """Plan the week after an instant of the instance's clock."""
        return plan(
            self.campaign,
            at=at,
            offset=self.offset,
            closed_at=self.state.closed_at,
            sounds=self.sounds(self.state.flows),
        )


def differences(wanted: FallbackPlan, written: FallbackPlan | None) -> list[Request]:
    """Say what must be asked of Asterisk; None was written into one that was just met."""
    requests: list[Request] = []
    if written is None or wanted.stretches != written.stretches:
        requests.append(ari_requests.write_plan(str(wanted)))
    known = written.sounds if written else {}
    requests += [
        ari_requests.set_global(f"MDG_SOUND_{sound}", said)
        for sound, said in wanted.sounds.items()
        if known.get(sound) != said
    ]
    return requests


def _marks(opening: Opening, at: datetime, closed_at: datetime | None) -> Iterator[datetime]:
    """List every instant at which the plan may change."""
    mark, end = at - BEHIND, at + AHEAD
    while mark < end:
        yield mark
        mark = opening.next_boundary(mark)
    if closed_at is not None and at - BEHIND < closed_at < end:
        yield closed_at


def _closed(verdict: Verdict, mark: datetime, closed_at: datetime | None) -> Sound | None:
    if verdict is not Verdict.OPEN:
        return _CLOSED[verdict]
    return Sound.EMERGENCY if closed_at is not None and closed_at <= mark else None


def _merged(made: list[Stretch]) -> Iterator[Stretch]:
    """Leave out what changes nothing: a row of Asterisk's database is not to grow long."""
    before: Stretch | None = None
    for each in made:
        if before is None or (each.lines, each.closed) != (before.lines, before.closed):
            yield each
        before = each
