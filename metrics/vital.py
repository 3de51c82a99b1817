"""What the processes say of themselves: the controller's vital signs, and which parts are well.

Plain values: the controller loads this too, and makes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

LAG_BUCKETS_S = (0.001, 0.002, 0.003, 0.004, 0.005, 0.0075, 0.01, 0.02, 0.05, 0.1, 0.25, 1.0)
"""A loop that is late by 5 ms is late for a caller; the timers themselves are late by 1 ms."""

ARI_BUCKETS_S = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0)
"""Asterisk answers in 1 to 5 ms; after 2 s a request is given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vital:
    """The controller's vital signs, since it began."""

    lag: tuple[int, ...] = (0,) * (len(LAG_BUCKETS_S) + 1)
    """How often its loop was late by at most each of `LAG_BUCKETS_S`, or (the last) by more, not
    counting those of the buckets before."""
    lag_sum_s: float = 0.0
    cpu_wait_s: float = 0.0
    """How long it could have run, but the machine's processors were busy with others."""
    log_refused: bool = False
    """Whether the disk refuses the log, so that records wait in memory."""
    people_late: int = 0
    """Numbers of callers that are not yet in people.db."""
    bugs: int = 0
    """Events that the heart could not take, and commands that could not be done."""
    corrections: int = 0
    """How often the audit found that what was remembered was not what Asterisk knew."""
    ari: tuple[int, ...] = (0,) * (len(ARI_BUCKETS_S) + 1)
    """How many requests of ours Asterisk answered within each of `ARI_BUCKETS_S`, or later."""
    ari_sum_s: float = 0.0
    ari_failed: int = 0
    """Requests without an answer, and refusals that are not ordinary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSigns:
    """How the campaign's reports stand."""

    late: int = 0
    near: int = 0
    """Not late yet, but a time to warn has come."""
    differing: int | None = None
    """Calls of the last seven days that are not the same in Asterisk's book; None without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowSigns:
    """What the rows tell, counted now and then."""

    recordings: Mapping[str, int]
    """By state."""
    audit_entries: int
    records_open: int
    took_s: float
    database_bytes: int
    """What the database takes on its disk."""
    audit_last: float
    """When the audit trail's last entry was made, in seconds since 1970; 0: there is none."""
    attempts_open: int
    """Calls to applicants without a result."""
    callbacks_open: int
    """Promises to call back, by callers' choice or by a person's word."""
    callbacks_late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastSigns:
    """How the day and the week are told to end."""

    day_chance: float
    """The probability that the answer rate reaches its target."""
    week_chance: float
    offered: Mapping[str, int]
    """Calls of the day by `low`, `middle` and `high`."""
    may_lose: int
    loses: float
    error: float | None
    """By how much past days were off, as a share of their calls; None before any was told."""
    chance_error: float | None = None
    """How far the told probability was from how past days ended; None before any was told."""


@dataclass(frozen=True, slots=True)
class Lag:
    """How late a loop was; `counts` as `Vital.lag`."""

    counts: tuple[int, ...]
    sum_s: float


@dataclass(slots=True)
class Signs:
    """What is known of the processes now."""

    office: Lag | None = None
    """How late the office's loop was; None before it was looked at."""

    vital: Vital | None = None
    """None before the controller was heard."""
    rows: RowSigns | None = None
    """None before they were counted."""
    reports: ReportSigns | None = None
    """None before they were looked at."""
    forecast: ForecastSigns | None = None
    """None where nothing is told of the day."""
    well: dict[str, bool] = field(default_factory=dict)
    """Whether a part of the instance works, by its name."""
    sounds_waiting: int = 0
    """Recordings that are not yet in the vault."""
    sounds_lag_s: float = 0.0
    """How long the oldest of them has waited since its call's end."""
    backup_age_s: float = 0.0
    """How long ago the last backup was made; without one, how old the home is."""
