"""How seats are heard: what their pages measure in a talk, and what Asterisk measured of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import fmean

from agent_ui.floor_room import Voice
from callcenter.quality_events import LegMeasured
from desk.rules import AlarmRules

BAD_FOR = timedelta(minutes=10)
"""A seat whose talk ended badly is told of for so long, unless a later one is good."""
FRESH_FOR = timedelta(seconds=15)
"""A page tells every four seconds of a talk; what is older is of a talk that is over."""
TOLD, ENOUGH = 3, 2
"""So many tellings are taken together, and of fewer nothing is said: one gust is no storm."""

QUALITY, SILENT = "seat_quality", "seat_silent"


@dataclass(slots=True)
class _Talk:
    """What a seat's page told of its talk last."""

    at: datetime
    told: deque[Voice] = field(default_factory=lambda: deque(maxlen=TOLD))


class Voices:
    """The seats whose voice breaks up, or does not come at all."""

    def __init__(self, rules: AlarmRules) -> None:
        self.bad: dict[str, datetime] = {}
        """When a talk of a seat ended that was bad, as Asterisk measured it."""
        self._rules = rules
        self._talks: dict[str, _Talk] = {}

    def heard(self, seat: str, voice: Voice, at: datetime) -> None:
        """Take over what a page measured."""
        talk = self._talks.get(seat)
        if talk is None or at - talk.at > FRESH_FOR:
            talk = self._talks[seat] = _Talk(at)
        talk.at = at
        talk.told.append(voice)

    def measured(self, leg: LegMeasured) -> None:
        """Take over what Asterisk measured of a leg that has ended."""
        if self._rules.loss_percent and leg.loss_percent >= self._rules.loss_percent:
            self.bad[leg.seat] = leg.at
        else:
            self.bad.pop(leg.seat, None)

    def standing(self, at: datetime) -> Iterator[tuple[str, str]]:
        """Say which alarms of seats' voices stand, each with its seat."""
        fresh = {seat: talk for seat, talk in self._talks.items() if at - talk.at <= FRESH_FOR}
        broken = {seat for seat, talk in fresh.items() if self._breaks(talk.told)}
        past = {seat for seat, ended in self.bad.items() if at - ended < BAD_FOR}
        for seat in sorted(broken | past):
            yield QUALITY, seat
        limit = self._rules.silent_s
        for seat, talk in sorted(fresh.items()):
            if limit and talk.told[-1].silent_s >= limit:
                yield SILENT, seat

    def _breaks(self, told: deque[Voice]) -> bool:
        if len(told) < ENOUGH:
            return False
        loss, jitter = fmean(each.loss_percent for each in told), fmean(e.jitter_ms for e in told)
        is_lossy = self._rules.loss_percent and loss >= self._rules.loss_percent
        return bool(is_lossy or (self._rules.jitter_ms and jitter >= self._rules.jitter_ms))
