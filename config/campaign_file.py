"""The shape of a campaign's TOML file, table by table; what each key means stands in sapporo.toml.

Where a contract is silent no value is invented here: keys that decide how callers fare have no
defaults, and a file lists those that are our assumption in `assumed`.
"""

from __future__ import annotations

import re
import zoneinfo
from dataclasses import dataclass
from datetime import date, time
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from config.case_file import Cases
from config.desk_file import (
    CategoryRow,
    PromisesTable,
    ReasonRow,
    RecordsTable,
    StaffTable,
    TemplateRow,
)
from config.problem import did_you_mean
from config.validation import Section
from japan.phone import E164, Unreadable, to_e164

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""In the order of `date.weekday`."""


@dataclass(frozen=True, slots=True)
class Span:
    """The hours of a day."""

    opens: time
    closes: time


_FIRST_YEAR, _LAST_YEAR = 2000, 2099
"""The years whose public holidays are known."""

_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


def _span(text: object) -> Span:
    found = _SPAN.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise ValueError('受付時間は "09:00-18:00" の形で書いてください。')
    opens_h, opens_m, closes_h, closes_m = (int(part) for part in found.groups())
    span = Span(time(opens_h, opens_m), time(closes_h, closes_m))
    if span.opens >= span.closes:
        raise ValueError("終了時刻は開始時刻より後にしてください。")
    return span


def _phone(text: str) -> E164:
    number = to_e164(text)
    if isinstance(number, Unreadable):
        raise ValueError(
            '電話番号として読めません。"011-211-3944" のように市外局番から書いてください。'
        )
    return number


def _day(day: date) -> date:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError(f"年は {_FIRST_YEAR} から {_LAST_YEAR} までです。年を確かめてください。")
    return day


def _zone(name: str) -> str:
    try:
        return zoneinfo.ZoneInfo(name).key
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        near = did_you_mean(name, zoneinfo.available_timezones())
    raise ValueError(f"時間帯の名前がありません。{near or '日本は Asia/Tokyo です'}")


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as exc:
        raise ValueError(f"正規表現として読めません: {exc}") from exc
    return text


Day = Annotated[date, AfterValidator(_day)]
Text = Annotated[str, Field(min_length=1)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]
DeskId = Annotated[str, Field(pattern=r"^[a-z][a-z-]*[0-9]+$")]
"""Ends in a digit, because `<id>w` names the desk's browser phone."""
Phone = Annotated[str, AfterValidator(_phone)]
Zone = Annotated[str, AfterValidator(_zone)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Hours = Annotated[Span, BeforeValidator(_span)]
Level = Annotated[int, Field(ge=1)]
Count = Annotated[int, Field(ge=1)]
Seconds = Annotated[float, Field(gt=0)]


class Client(Section):
    """The city."""

    phone: Phone


class LineRow(Section):
    """A public number."""

    number: Phone
    skill: Name = "general"


class Period(Section):
    """The contract's own period; its first day is the day of signature."""

    first: Day | None = Field(alias="from", default=None)
    last: Day = Field(alias="to")


class EarlyStart(Section):
    """A start before the agreed one, and the report to the client that allows it."""

    first: Day = Field(alias="from")
    reported: Text


class Operation(Section):
    """From when to when calls are taken."""

    first: Day = Field(alias="from")
    last: Day = Field(alias="to")
    early_start: EarlyStart | None = None

    @property
    def opens(self) -> date:
        """The first day on which calls are taken, an early start counted in."""
        return self.early_start.first if self.early_start else self.first


class Week(Section):
    """The hours of each weekday; a day that is left out is closed."""

    mon: Hours | None = None
    tue: Hours | None = None
    wed: Hours | None = None
    thu: Hours | None = None
    fri: Hours | None = None
    sat: Hours | None = None
    sun: Hours | None = None

    @property
    def by_weekday(self) -> dict[int, Span]:
        """The hours by `date.weekday`, closed days left out."""
        spans = {number: getattr(self, name) for number, name in enumerate(WEEKDAYS)}
        return {number: span for number, span in spans.items() if span is not None}


class Holidays(Section):
    """Which days are closed although their weekday is open."""

    public: bool
    add: list[Day]
    remove: list[Day]


class CapacityPeriod(Section):
    """Seats to be staffed and lines that may be used, from a day to a day, both included."""

    first: Day = Field(alias="from")
    last: Day = Field(alias="to")
    seats: Count
    lines: Count


class Calls(Section):
    """How callers fare."""

    seat_cap: Literal["contract", "none"]
    over_line_action: Literal["busy", "announce"]
    announce_max: Annotated[int, Field(ge=0)]
    wait_limit_s: Seconds
    ring_s: Seconds
    wrap_up_s: Annotated[float, Field(ge=0)]
    wrap_up_max_s: Annotated[float, Field(ge=0, le=3_600)] = 0
    repeat_s: Seconds
    record: bool


class RelaxationRow(Section):
    """From this waiting time on, a seat of this skill level is good enough."""

    after_s: Annotated[float, Field(ge=0)]
    min_level: Annotated[int, Field(ge=0)]


class Spoken(Section):
    """Words that the announcements say of this campaign, and how the voice reads them."""

    center_name: Text
    open_days: Text
    kana: dict[Text, Text]


class FlowNames(Section):
    """Which flow is played when; what is left out plays nothing."""

    welcome: Name | None = None
    all_busy: Name | None = None
    notice: Name | None = None
    waiting: Name | None = None
    interrupted: Name | None = None
    give_up: Name | None = None
    lines_full: Name | None = None
    after_hours: Name | None = None
    holiday: Name | None = None
    not_yet_open: Name | None = None
    ended: Name | None = None
    emergency: Name | None = None


class Agreements(Section):
    """What flows may offer only after the client has agreed, and where the agreement stands."""

    status_lookup: Text | None = None
    callback: Text | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Name what was agreed to."""
        return tuple(name for name, recorded in self if recorded is not None)


class CampaignFile(Section):
    """A whole campaign file."""

    id: Name
    name: Text
    zone: Zone
    line_pattern: Pattern
    caller_id: Phone
    assumed: list[Text]
    client: Client
    period: Period
    operation: Operation
    hours: Week
    holidays: Holidays
    calls: Calls
    spoken: Spoken
    flows: FlowNames
    agreements: Agreements = Agreements()
    desks: dict[DeskId, dict[Name, Level]]
    lines: Annotated[list[LineRow], Field(min_length=1)]
    capacity: Annotated[list[CapacityPeriod], Field(min_length=1)]
    relaxation: Annotated[list[RelaxationRow], Field(min_length=1)]
    staff: StaffTable = StaffTable()
    reasons: list[ReasonRow] = Field(default_factory=list)
    records: RecordsTable = RecordsTable()
    promises: PromisesTable = PromisesTable()
    categories: list[CategoryRow] = Field(default_factory=list)
    templates: list[TemplateRow] = Field(default_factory=list)
    cases: Cases | None = None
