"""What `/api/v1` answers with: these shapes are its OpenAPI document, too.

Instants are ISO 8601 with the campaign's offset, durations seconds. Callers and applicants stand as
ids and numbers of cases: no telephone number and no name leaves by this way. Fields are only added.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec


class Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One object of an answer."""


class CallShape(Shape, frozen=True):
    """A call that came, or that was made; durations are null until it has ended."""

    id: str
    direction: str
    line: str
    caller: str | None
    business_date: date
    arrived_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    outcome: str | None
    detail: str
    seat: str | None
    language: str
    guidance_s: float | None
    wait_s: float | None
    ring_s: float | None
    talk_s: float | None
    hold_s: float | None
    recording_state: str | None


class CallsShape(Shape, frozen=True):
    """The calls of a business date, in order of arrival."""

    day: date
    calls: list[CallShape]


class SeatShape(Shape, frozen=True):
    """What a seat does now."""

    id: str
    state: str
    since: datetime
    reason: str
    call: str | None
    registered: bool


class SeatsShape(Shape, frozen=True):
    """All seats, by id."""

    at: datetime
    seats: list[SeatShape]


class CaseShape(Shape, frozen=True):
    """An application, without what is personal."""

    number: str
    status: str
    channel: str
    received_at: datetime
    status_since: datetime
    is_protected: bool
    deficiencies: list[str]


class CasesShape(Shape, frozen=True):
    """A page of the applications, the newest receipt first."""

    page: int
    count: int
    cases: list[CaseShape]


class StepShape(Shape, frozen=True):
    """What a report became, by whom, and when."""

    state: str
    by: str
    at: datetime


class ReportLine(Shape, frozen=True):
    """A frozen report, as it is listed."""

    id: str
    state: str
    version: int
    frozen_at: datetime
    sha256: str


class ReportsShape(Shape, frozen=True):
    """The frozen reports, the newest first."""

    reports: list[ReportLine]


class ReportShape(ReportLine, frozen=True):
    """A frozen report with its steps and its content, whose hash is `sha256`."""

    steps: list[StepShape]
    content: dict[str, Any]
