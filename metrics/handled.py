"""Counters and histograms of what seats do beside callers' calls: calls of ours, and wrap-ups.

Counted from this process' start, as Prometheus expects of counters; `madoguchi_calls_total` alone
goes on after a restart.
"""

from __future__ import annotations

import logging

from prometheus_client import CollectorRegistry, Counter, Histogram

from callcenter.commands import ShowSeat
from callcenter.dial_commands import CloseDial
from callcenter.outcome import DialResult
from callcenter.record import Record
from callcenter.resuming import PAGE_LOST
from callcenter.seat import SeatState
from metrics.floor import Floor

log = logging.getLogger(__name__)

DIAL_RING_BUCKETS_S = (2, 5, 10, 15, 20, 25, 30, 40, 60)
"""A rule of the campaign ends a ring after 20 to 30 s."""
TALK_BUCKETS_S = (10, 30, 60, 120, 180, 240, 300, 420, 600, 900, 1800)
WRAP_UP_BUCKETS_S = (5, 10, 20, 30, 45, 60, 90, 120, 180, 300, 600)
"""Most records are written within a minute; after some minutes a supervisor asks why."""
DIAL_KINDS = ("deficiency", "callback", "dialled")
"""Why we called: for an application, for a promise, or a person just did."""


class Handled:
    """What is counted when a record is taken over."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._dials = Counter(
            "madoguchi_dials",
            "Ended calls of ours that were dialled, by what the network answered.",
            labelnames=("kind", "outcome"),
            registry=registry,
        )
        for kind in DIAL_KINDS:
            for result in DialResult:
                self._dials.labels(kind, result.value)
        self._ring_s = Histogram(
            "madoguchi_dial_ring_seconds",
            "How long those whom we called let it ring, answered or not.",
            buckets=DIAL_RING_BUCKETS_S,
            registry=registry,
        )
        self._talk_s = Histogram(
            "madoguchi_dial_talk_seconds",
            "How long answered calls of ours talked.",
            buckets=TALK_BUCKETS_S,
            registry=registry,
        )
        self._pages_lost = Counter(
            "madoguchi_pages_lost",
            "Talks that were interrupted, whose page did not come back to them in time.",
            registry=registry,
        )
        self._wrap_up_s = Histogram(
            "madoguchi_wrap_up_seconds",
            "How long seats were in wrap-up after a call.",
            buckets=WRAP_UP_BUCKETS_S,
            registry=registry,
        )

    def apply(self, record: Record, before: Floor) -> None:
        """Count what a record tells; `before` is the floor as it was."""
        for command in record.commands:
            match command:
                case CloseDial():
                    self._dialled(command)
                case ShowSeat(seat=seat, state=state, since=since, reason=reason):
                    was = before.seats.get(seat)
                    if reason == PAGE_LOST and was and was.state != state:
                        self._page_lost(seat)
                    if was and was.state == SeatState.WRAP_UP and state != SeatState.WRAP_UP:
                        self._wrap_up_s.observe(max(0.0, (since - was.since).total_seconds()))
                case _:
                    pass  # counted elsewhere, or nowhere

    def _page_lost(self, seat: str) -> None:
        self._pages_lost.inc()
        told = {"action": PAGE_LOST, "seat": seat}
        log.warning("A page did not come back to its talk", extra=told)

    def _dialled(self, call: CloseDial) -> None:
        if call.dialled_at is None:  # nobody was called
            return
        self._dials.labels(call.kind.value if call.kind else "dialled", call.result.value).inc()
        self._ring_s.observe(call.ring_s)
        if call.answered_at is not None:
            self._talk_s.observe(call.talk_s)
