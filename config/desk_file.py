"""A campaign file about people's work; what each key means stands in those that we ship."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from typing import Annotated, Literal

from pydantic import Field

from config.validation import Section

Text = Annotated[str, Field(min_length=1)]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
SHORTEST = 8
"""Passwords may not be shorter in any campaign (ASVS 5.0, 6.2.1)."""


class StaffTable(Section):
    """How people prove who they are."""

    second_factor: bool = True
    password_length: Annotated[int, Field(ge=SHORTEST, le=64)] = 12
    former_passwords: Annotated[int, Field(ge=0, le=24)] = 5
    idle_lock_min: Annotated[float, Field(gt=0, le=240)] = 15
    session_h: Annotated[float, Field(gt=0, le=24)] = 12
    first_password_h: Annotated[float, Field(gt=0, le=336)] = 72


class ReasonRow(Section):
    """Why somebody at work takes no calls."""

    id: Id
    name: Text


class CategoryRow(Section):
    """What a matter is about."""

    id: Id
    name: Text
    under: Id | None = None
    complaint: bool = False
    division: Id | None = None
    """The part of the work that it is counted with; None: that of the one above."""


class TemplateRow(Section):
    """A text that is put into a record with one key."""

    name: Text
    text: Text


class ReckoningRow(Section):
    """A day that agents reckon from another one for a caller (SUI-8-10)."""

    name: Text
    given: Text
    """What the day is that the caller names."""
    months: Annotated[int, Field(ge=-240, le=240)] = 0
    days: Annotated[int, Field(ge=-400, le=400)] = 0


class RecordsTable(Section):
    """What an inquiry record may name, and what days are reckoned beside it."""

    wards: list[Text] = Field(default_factory=list)
    reckonings: list[ReckoningRow] = Field(default_factory=list)


class PromisesTable(Section):
    """When people are reminded of promises, and from when on one is late."""

    remind_min: Annotated[float, Field(gt=0, le=240)] = 10
    ticket_step_min: Annotated[float, Field(gt=0, le=2_880)] = 60


class AlarmsTable(Section):
    """From when on supervisors are alarmed; 0 never."""

    answer_rate: Annotated[float, Field(ge=0, le=1)] = 0.92
    """The day's answer rate below which it is in danger, once enough calls came."""
    answer_rate_calls: Annotated[int, Field(ge=1, le=10_000)] = 20
    wait_s: Annotated[float, Field(ge=0, le=3_600)] = 60
    quiet_h: Annotated[float, Field(ge=0, le=24)] = 0
    """For so long within a day's hours nobody calls: the way in may be dead."""
    missed: Annotated[int, Field(ge=0, le=100)] = 3
    """So often a seat did not take its call within an hour."""
    loss_percent: Annotated[float, Field(ge=0, le=100)] = 5
    """Of a seat's packets that are lost on their way."""
    jitter_ms: Annotated[float, Field(ge=0, le=1_000)] = 80
    """So unevenly a seat's packets come."""
    silent_s: Annotated[float, Field(ge=0, le=600)] = 30
    """For so long of a talk nothing comes from a seat's microphone."""
    disk_percent: Annotated[float, Field(ge=0, le=100)] = 10
    """Of the home's disk that is free."""
    complaint_h: Annotated[float, Field(ge=0, le=72)] = 4
    """So long before the deadline of a complaint's report."""
    backup_h: Annotated[float, Field(ge=0, le=744)] = 26
    """So old the last backup is, or the home that never had one."""
    close_remind_min: Annotated[float, Field(ge=0, le=720)] = 10
    """So long after the hours of a day people are reminded to close it."""
    close_min: Annotated[float, Field(ge=0, le=720)] = 30
    """So long after them a day that nobody closed is an alarm."""
    imports: list[time] = Field(default_factory=list)
    """On business days the online form's file is to have been imported by these times."""


class ClientSees(Section):
    """What the client sees of persons in the inquiry records."""

    numbers: Literal["none", "last_four", "whole"] = "none"
    """Of callers."""
    staff: bool = False
    """Who served."""
    cases: bool = False
    """Receipt numbers of the applications that a record is about."""
    digits: bool = False
    """Digits that somebody wrote: four or more in a row are hidden otherwise."""


@dataclass(frozen=True, slots=True)
class DeskTables:
    """All of it."""

    staff: StaffTable
    reasons: Sequence[ReasonRow]
    categories: Sequence[CategoryRow]
    templates: Sequence[TemplateRow]
    records: RecordsTable
    promises: PromisesTable
    alarms: AlarmsTable
    client: ClientSees
