"""What the controller writes ahead for the fallback: when calls are taken, and on how many lines.

Asterisk has the machine's clock and no calendar, so the plan is a row of instants of that clock;
the campaign's clock and calendar are counted in here. It lasts for a week; then all is closed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from callcenter import lines
from callcenter.campaign import Campaign
from callcenter.opening import Opening, Verdict
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
class Closing:
    """An emergency or early closing, on the instance's clock."""

    start: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class FallbackPlan:
    """The stretches, ascending."""

    stretches: tuple[Stretch, ...]

    def __str__(self) -> str:
        """As the dialplan reads it: `start/lines/closed`, with `|` between."""
        return "|".join(
            f"{each.start_s}/{each.lines}/{each.closed or ''}" for each in self.stretches
        )


def plan(
    campaign: Campaign, *, at: datetime, offset: timedelta, closing: Closing | None = None
) -> FallbackPlan:
    """Plan the week after an instant.

    Args:
        campaign: The contract, for its calendar and its lines.
        at: Now, on the instance's clock.
        offset: The instance's clock is the machine's plus this.
        closing: Taken out of the openings; it ends with the sound for after hours.
    """
    opening = Opening(campaign)
    marks = sorted(_marks(opening, at, closing))
    made = [
        Stretch(
            start_s=ceil((mark - offset).timestamp()),
            lines=lines.row_of(campaign, opening.day_of(mark)).lines,
            closed=_closed(opening.judge(mark), mark, closing),
        )
        for mark in marks
    ]
    end = Stretch(ceil((at + AHEAD - offset).timestamp()), 0, Sound.AFTER_HOURS)
    return FallbackPlan(tuple([*_merged(made), end]))


def differences(wanted: FallbackPlan, written: FallbackPlan | None) -> list[Request]:
    """Say what must be asked of Asterisk; None was written into one that was just met."""
    return [] if wanted == written else [ari_requests.write_plan(str(wanted))]


def _marks(opening: Opening, at: datetime, closing: Closing | None) -> Iterator[datetime]:
    """List every instant at which the plan may change."""
    mark, end = at - BEHIND, at + AHEAD
    while mark < end:
        yield mark
        mark = opening.next_boundary(mark)
    if closing is not None:
        yield from (each for each in (closing.start, closing.until) if at - BEHIND < each < end)


def _closed(verdict: Verdict, mark: datetime, closing: Closing | None) -> Sound | None:
    if verdict is not Verdict.OPEN:
        return _CLOSED[verdict]
    is_bent = closing is not None and closing.start <= mark < closing.until
    return Sound.AFTER_HOURS if is_bent else None


def _merged(made: list[Stretch]) -> Iterator[Stretch]:
    """Leave out what changes nothing: a row of Asterisk's database is not to grow long."""
    before: Stretch | None = None
    for each in made:
        if before is None or (each.lines, each.closed) != (before.lines, before.closed):
            yield each
        before = each
