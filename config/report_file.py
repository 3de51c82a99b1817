"""The reports of a campaign file; what each key means stands in those we ship."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from config.forecast_file import ForecastTable
from config.validation import Section

Text = Annotated[str, Field(min_length=1, max_length=2_000)]
# fmt: off
Kind = Literal[
    "weekly", "daily", "complaint", "monthly", "yearly", "staff", "completion", "personal_data",
]
Part = Literal[
    "summary", "chart", "by_day", "by_half_hour", "by_outcome", "quality", "callers",
    "by_category", "by_division", "by_result", "complaints", "callbacks", "callbacks_kept", "seats",
    "carrier_busy", "staff", "staff_time", "definitions", "access", "roster", "incidents",
    "cases", "people",
    "outbound", "outbound_attempts",
]
# fmt: on


def _clock(text: str) -> str:
    try:
        time.fromisoformat(text)
    except ValueError:
        raise ValueError('時刻は "18:00" の形で書いてください。') from None
    return text


Clock = Annotated[str, AfterValidator(_clock)]


class FormRow(Section):
    """One kind of report: what it is called, what it shows in which order, when it is due."""

    kind: Kind
    title: Text
    parts: Annotated[list[Part], Field(min_length=1)]
    due: Literal["next_week", "next_business_day", "next_month", "none"]
    only_with_complaints: bool = False
    hand_in: bool = True
    note: str = ""
    month_day: Annotated[int, Field(ge=1, le=28)] | None = None


class MilestoneRow(Section):
    """A day of the contract on which something begins, ends or is to be handed in."""

    day: date
    name: Text


Many = Annotated[int, Field(ge=0, le=10_000_000)]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class PlannedRow(Section):
    """One value of the field, and how many persons were planned for a fiscal year."""

    value: Text
    new: Many | None = None
    continued: Many | None = None


class PeopleTable(Section):
    """By which field of the cases persons are counted, and in which stages they are present."""

    field: Id | None = None
    """None: all of them in one row."""
    stages: Annotated[list[Id], Field(min_length=1)]
    rows: Annotated[list[PlannedRow], Field(min_length=1)]


class DivisionRow(Section):
    """A part of the contract's work (業務区分) into which what is asked is divided (SUI-1-3)."""

    id: Id
    name: Text


class ReportsTable(Section):
    """What a campaign hands in."""

    kpi: str = "standard-1"
    subject: Text = "電話窓口の運営業務"
    addressee: Text = "（委託者）"
    unit: str = ""
    contractor: Text = "（受託者）"
    due: Clock = "18:00"
    warn: list[Clock] = Field(default_factory=lambda: ["12:00", "17:00"])
    month_day: Annotated[int, Field(ge=1, le=28)] = 10
    headings: dict[Part, Text] = Field(default_factory=dict)
    forms: list[FormRow] = Field(default_factory=list)
    people: PeopleTable | None = None
    divisions: list[DivisionRow] = Field(default_factory=list)
    milestones: list[MilestoneRow] = Field(default_factory=list)
    forecast: ForecastTable = ForecastTable()
