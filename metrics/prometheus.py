"""The Prometheus registry: a subscriber of records, read by `/metrics`.

Rules: labels are words of closed sets (outcomes, states, kinds of alarms), never ids, numbers or
names. Everything is computed from the floor and the counts when it is read, so nothing can drift.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate

from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from callcenter.commands import CloseCall
from callcenter.outcome import Outcome
from callcenter.record import Record
from metrics.answer_rate import answer_rate
from metrics.day import Days
from metrics.definition import Definition
from metrics.figures import Counted, figures
from metrics.floor import Floor, Picture
from metrics.handled import DIAL_KINDS, Handled
from metrics.vital import ARI_BUCKETS_S, LAG_BUCKETS_S, ForecastSigns, Lag, RowSigns, Signs, Vital

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
RING_BUCKETS_S = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 60)
"""A ring is about 3 s; seats are passed over after 20 s or so."""
WAIT_BUCKETS_S = (1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300, 420, 600)
"""20 s is the usual service level, 300 s the usual wait limit."""
HANDLING_BUCKETS_S = (10, 30, 60, 120, 180, 240, 300, 420, 600, 900, 1200, 1800, 3600)
"""Most inquiries take 2 to 6 minutes."""
RECORDING_STATES = ("pending", "kept", "lost", "erased")
QUEUED = frozenset({Outcome.ANSWERED, Outcome.ABANDONED_IN_QUEUE, Outcome.OVERFLOW})
"""Outcomes of calls that asked for a person and waited for one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """What does not change while the office runs."""

    clock: Callable[[], datetime]
    """The instance's time."""
    lines_at: Callable[[datetime], int]
    """The line capacity in force at an instant."""
    seats_at: Callable[[datetime], int]
    """The seats that the contract asks for at an instant."""
    definition: Definition
    """That of the answer rate."""
    version: str
    """The program's."""


class Numbers(Collector):
    """All numbers of one instance.

    `days` brings what was counted before this process began; `signs` are kept up to date by the
    office.
    """

    def __init__(self, fixed: Fixed, *, days: Days, floor: Floor, signs: Signs) -> None:
        self._fixed = fixed
        self._days = days
        self._floor = floor
        self._signs = signs
        self._seen = 0
        self._projected = 0
        self._registry = CollectorRegistry()
        self._ring_s = Histogram(
            "madoguchi_ring_seconds",
            "How long the seat that answered a call had rung.",
            buckets=RING_BUCKETS_S,
            registry=self._registry,
        )
        self._wait_s = Histogram(
            "madoguchi_wait_seconds",
            "How long calls waited for a seat, answered or not.",
            buckets=WAIT_BUCKETS_S,
            registry=self._registry,
        )
        self._talk_s = Histogram(
            "madoguchi_talk_seconds",
            "How long answered calls talked.",
            buckets=HANDLING_BUCKETS_S,
            registry=self._registry,
        )
        self._hold_s = Histogram(
            "madoguchi_hold_seconds",
            "How long answered calls were on hold, if they were.",
            buckets=HANDLING_BUCKETS_S,
            registry=self._registry,
        )
        self._guidance_s = Histogram(
            "madoguchi_guidance_seconds",
            "How long calls heard guidance before anything else.",
            buckets=WAIT_BUCKETS_S,
            registry=self._registry,
        )
        self._handled = Handled(self._registry)
        self._registry.register(self)

    def apply(self, record: Record) -> None:
        """Take over what a record shows."""
        if record.n > self._seen:
            self._handled.apply(record, self._floor)
        self._seen = max(self._seen, record.n)
        self._floor.apply(record)
        for call in self._days.apply(record):
            self._time(call)

    def projected(self, n: int) -> None:
        """Note that the rows are as far as record n."""
        self._projected = n

    def render(self) -> bytes:
        """Write everything in Prometheus' text format (`CONTENT_TYPE`)."""
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        """Compute all but the histograms, for the registry."""
        at = self._fixed.clock()
        yield self._calls()
        if not self._fixed.definition.counts_carrier_busy:
            yield from self._rate(at)
        yield from _floor_metrics(self._floor.picture(at))
        yield _gauge(
            "answer_rate_target",
            "What the answer rate is to reach; NaN if there is no target.",
            (self._fixed.definition.target_percent or float("nan")) / 100,
        )
        yield _gauge(
            "seats_contract", "Seats that the contract asks for.", self._fixed.seats_at(at)
        )
        yield _gauge("lines", "Line capacity in force.", self._fixed.lines_at(at))
        yield _gauge(
            "projection_lag_records",
            "Records that are not yet in the database.",
            max(0, self._seen - self._projected),
        )
        yield from _signs_metrics(self._signs)
        build = GaugeMetricFamily("madoguchi_build_info", "This program.", labels=["version"])
        build.add_metric([self._fixed.version], 1)
        yield build

    def _calls(self) -> Metric:
        calls = CounterMetricFamily(
            "madoguchi_calls", "Ended inbound calls by outcome.", labels=["outcome"]
        )
        for outcome, count in self._days.ever().items():
            calls.add_metric([outcome.value], count)
        return calls

    def _rate(self, at: datetime) -> Iterator[Metric]:
        """Tell the day so far; nobody knows it where what the carrier refuses counts."""
        definition, today = self._fixed.definition, self._days.today(at)
        rate = answer_rate(definition, today)
        yield _gauge(
            "answer_rate_today",
            f"Answered / offered today ({definition.id}); NaN if nothing was offered.",
            float("nan") if rate is None else float(rate),
        )
        found = figures(definition, Counted(calls=today))
        yield _gauge("offered_today", "Calls offered today, as the rate counts.", found.offered)
        yield _gauge("answered_today", "Of those, the answered ones.", found.answered)

    def _time(self, call: CloseCall) -> None:
        if call.outcome in QUEUED:
            self._wait_s.observe(call.wait_s)
        if call.outcome is Outcome.ANSWERED:
            self._ring_s.observe(call.ring_s)
            self._talk_s.observe(call.talk_s)
            if call.hold_s:
                self._hold_s.observe(call.hold_s)
        self._guidance_s.observe(call.guidance_s)


def _floor_metrics(picture: Picture) -> Iterator[Metric]:
    yield _gauge("waiting", "Callers waiting for a seat.", picture.waiting)
    yield _gauge(
        "longest_wait_seconds",
        "Time since the arrival of the caller who waits longest.",
        picture.longest_wait_s,
    )
    yield _gauge("ringing", "Calls that ring at a seat.", picture.ringing)
    yield _gauge("talking", "Calls that talk.", picture.talking)
    yield _gauge("lines_in_use", "Lines that carry a call.", picture.lines_in_use)
    dialling = GaugeMetricFamily(
        "madoguchi_dialling", "Calls of ours in progress, by why we call.", labels=["kind"]
    )
    for kind in DIAL_KINDS:
        dialling.add_metric([kind], picture.dialling[kind])
    yield dialling
    seats = GaugeMetricFamily("madoguchi_seats", "Seats by state.", labels=["state"])
    for state, count in picture.seats.items():
        seats.add_metric([state.value], count)
    yield seats
    alarms = GaugeMetricFamily("madoguchi_alarms", "Standing alarms by kind.", labels=["kind"])
    for kind, count in sorted(picture.alarms.items()):
        alarms.add_metric([kind], count)
    yield alarms


def _signs_metrics(signs: Signs) -> Iterator[Metric]:
    parts = GaugeMetricFamily(
        "madoguchi_part_up", "Whether a part of the instance works (1) or not.", labels=["part"]
    )
    for part, is_well in sorted(signs.well.items()):
        parts.add_metric([part], is_well)
    yield parts
    if signs.reports is not None:
        reports = GaugeMetricFamily(
            "madoguchi_reports_due", "Reports to be handed in, by how soon.", labels=["when"]
        )
        reports.add_metric(["late"], signs.reports.late)
        reports.add_metric(["soon"], signs.reports.near)
        yield reports
        if signs.reports.differing is not None:
            yield _gauge(
                "calls_not_reconciled",
                "Calls of the last seven days that differ from Asterisk's own book.",
                signs.reports.differing,
            )
    if signs.rows is not None:
        yield from _rows_metrics(signs.rows)
    if signs.forecast is not None:
        yield from _forecast_metrics(signs.forecast)
    yield _gauge(
        "recordings_waiting", "Recordings that are not yet in the vault.", signs.sounds_waiting
    )
    yield _gauge(
        "recordings_lag_seconds",
        "How long the oldest of them has waited since its call ended.",
        signs.sounds_lag_s,
    )
    yield _gauge(
        "backup_age_seconds",
        "How long ago the last backup was made; without one, how old the home is.",
        signs.backup_age_s,
    )
    if signs.office is not None:
        yield _lag("office", signs.office)
    if signs.vital is not None:
        yield from _vital_metrics(signs.vital)


def _rows_metrics(rows: RowSigns) -> Iterator[Metric]:
    recordings = GaugeMetricFamily("madoguchi_recordings", "Recordings by state.", labels=["state"])
    for state in RECORDING_STATES:
        recordings.add_metric([state], rows.recordings.get(state, 0))
    yield recordings
    yield _gauge("audit_entries", "Entries of the audit trail.", rows.audit_entries)
    yield _gauge("records_open", "Inquiry records that are still drafts.", rows.records_open)
    yield _gauge(
        "attempts_open", "Calls to applicants whose result nobody recorded yet.", rows.attempts_open
    )
    callbacks = GaugeMetricFamily(
        "madoguchi_callbacks_open", "Promised callbacks that are still to be made.", labels=["when"]
    )
    callbacks.add_metric(["late"], rows.callbacks_late)
    callbacks.add_metric(["in_time"], rows.callbacks_open - rows.callbacks_late)
    yield callbacks
    yield _gauge("database_ask_seconds", "How long the last count of rows took.", rows.took_s)
    yield _gauge("database_bytes", "What the database takes on its disk.", rows.database_bytes)
    yield _gauge(
        "audit_last_entry_timestamp_seconds",
        "When the audit trail's last entry was made, on the instance's clock; 0 without any.",
        rows.audit_last,
    )


def _forecast_metrics(told: ForecastSigns) -> Iterator[Metric]:
    chance = GaugeMetricFamily(
        "madoguchi_forecast_chance_ratio",
        "The probability that the answer rate reaches its target.",
        labels=["span"],
    )
    chance.add_metric(["day"], told.day_chance)
    chance.add_metric(["week"], told.week_chance)
    yield chance
    offered = GaugeMetricFamily(
        "madoguchi_forecast_offered",
        "Calls that the day is expected to bring; eight of ten days end between low and high.",
        labels=["bound"],
    )
    for bound, calls in told.offered.items():
        offered.add_metric([bound], calls)
    yield offered
    yield _gauge("forecast_may_lose", "Calls that may still be lost today.", told.may_lose)
    yield _gauge("forecast_loses", "Calls that are expected to be lost today.", told.loses)
    if told.error is not None:
        yield _gauge(
            "forecast_error_ratio", "By how much past days were off, of their calls.", told.error
        )
    if told.chance_error is not None:
        yield _gauge(
            "forecast_chance_error_ratio",
            "How far the told probability was from how past days ended (root mean square).",
            told.chance_error,
        )


def _lag(process: str, lag: Lag) -> Metric:
    bounds = [*(str(each) for each in LAG_BUCKETS_S), "+Inf"]
    return HistogramMetricFamily(
        f"madoguchi_{process}_loop_lag_seconds",
        f"How late the {process}'s loop was, beyond waiting for a processor.",
        buckets=list(zip(bounds, accumulate(lag.counts), strict=True)),
        sum_value=lag.sum_s,
    )


def _vital_metrics(vital: Vital) -> Iterator[Metric]:
    yield _lag("controller", Lag(vital.lag, vital.lag_sum_s))
    yield CounterMetricFamily(
        "madoguchi_controller_processor_wait_seconds",
        "How long the controller waited for a processor of the machine.",
        value=vital.cpu_wait_s,
    )
    yield CounterMetricFamily(
        "madoguchi_controller_bugs",
        "Events and commands that a bug of ours cost.",
        value=vital.bugs,
    )
    yield CounterMetricFamily(
        "madoguchi_audit_corrections",
        "What was remembered wrongly and put right; it must stay 0.",
        value=vital.corrections,
    )
    ari_bounds = [*(str(each) for each in ARI_BUCKETS_S), "+Inf"]
    yield HistogramMetricFamily(
        "madoguchi_ari_request_seconds",
        "How long the controller's requests to Asterisk took.",
        buckets=list(zip(ari_bounds, accumulate(vital.ari), strict=True)),
        sum_value=vital.ari_sum_s,
    )
    yield CounterMetricFamily(
        "madoguchi_ari_failures",
        "Requests to Asterisk without an answer, or refused in no ordinary way.",
        value=vital.ari_failed,
    )
    yield _gauge("log_refused", "1 while the disk refuses the log.", int(vital.log_refused))
    yield _gauge("people_late", "Numbers that are not yet in people.db.", vital.people_late)


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(f"madoguchi_{name}", text, value=value)
