"""The shape of a campaign's TOML file, table by table; what each key means stands in those we ship.

Where a contract is silent no value is invented here: keys that decide how callers fare have no
defaults, and a file lists those that are our assumption in `assumed`.
"""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from config.backup_file import BackupTable
from config.calendar_days import Calendar
from config.calendar_file import (
    Clock,
    Day,
    Holidays,
    MonthlyRow,
    Operation,
    Period,
    ServiceRow,
    SpecialRow,
    Text,
    Week,
    WeekFrom,
)
from config.case_file import Cases
from config.desk_file import (
    AlarmsTable,
    CategoryRow,
    ClientSees,
    PromisesTable,
    ReasonRow,
    RecordsTable,
    StaffTable,
    TemplateRow,
)
from config.logs_file import LogsTable
from config.problem import did_you_mean
from config.quality_file import QualityTable
from config.recording_file import SoundTable
from config.report_file import ReportsTable
from config.validation import Section
from japan.dialling import NotDialled, to_dial
from japan.phone import E164, Unreadable, to_e164


def _phone(text: str) -> E164:
    number = to_e164(text)
    if isinstance(number, Unreadable):
        raise ValueError(
            '電話番号として読めません。"011-211-3944" のように市外局番から書いてください。'
        )
    return number


def _dialled(text: str) -> E164:
    number = to_dial(text)
    if isinstance(number, NotDialled):
        raise ValueError(
            "かけることのできる電話番号ではありません。国内の番号を市外局番から書いてください。"
        )
    return number


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


Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]
AmountName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*_yen$")]
DeskId = Annotated[str, Field(pattern=r"^[a-z][a-z-]*[0-9]+$")]
"""Ends in a digit, because `<id>w` names the desk's browser phone."""
Phone = Annotated[str, AfterValidator(_phone)]
Dialled = Annotated[str, AfterValidator(_dialled)]
Zone = Annotated[str, AfterValidator(_zone)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Level = Annotated[int, Field(ge=1)]
Count = Annotated[int, Field(ge=1)]
Seconds = Annotated[float, Field(gt=0)]


class TransferRow(Section):
    """An outside number, with the name by which staff know it."""

    number: Dialled
    name: Annotated[str, Field(max_length=40)] = ""
    code: Annotated[str, Field(pattern=r"^([0-9]{4,8})?$")] = ""
    """What a caller keys to be connected with it (the flows' verb `code`); empty: nobody may."""


Transfer = Annotated[
    TransferRow, BeforeValidator(lambda it: {"number": it} if isinstance(it, str) else it)
]
"""A number alone, or a table with the number and its name."""


class Client(Section):
    """The city."""

    phone: Phone | None = None
    """None where no document tells it."""
    sees: ClientSees = ClientSees()


class ConfirmedRow(Section):
    """An assumption that the client has confirmed: which, when, by whom, and where it stands."""

    key: Text
    on: Day
    by: Text
    reference: Text


class LineRow(Section):
    """A public number."""

    number: Phone
    skill: Name = "general"


class CapacityPeriod(Section):
    """Seats to be staffed and lines that may be used, from a day to a day, both included."""

    first: Day = Field(alias="from")
    last: Day = Field(alias="to")
    seats: Count
    lines: Count
    reserve_lines: Annotated[int, Field(ge=0)] = 0
    reserve_seats: Annotated[int, Field(ge=0)] = 0


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
    record_on_demand: bool = False
    told: Literal["flow", "beforehand"] = "flow"
    """How callers know that they are recorded: a flow says so, or they knew before they called."""


class OutboundTable(Section):
    """How people are called: by an agent's hand, and for callbacks."""

    ring_s: Seconds = 30.0
    skill: Name | Literal[""] = ""
    callback_tries: Count = 3
    callback_gap_minutes: Seconds = 15.0
    callback_offer_after_s: Annotated[float, Field(ge=0, le=3600)] = 0.0
    """From this waiting time on, flows offer a callback that name no other."""
    callback_after_closing_minutes: Annotated[float, Field(ge=0, le=180)] = 30.0
    told: Literal["prompt", "seat", "beforehand"] = "seat"


class RelaxationRow(Section):
    """From this waiting time on, a seat of this skill level is good enough."""

    after_s: Annotated[float, Field(ge=0)]
    min_level: Annotated[int, Field(ge=0)]


class Spoken(Section):
    """Words that the announcements say of this campaign, and how the voice reads them."""

    center_name: Text
    open_days: Text
    kana: dict[Text, Text]
    amounts: dict[AmountName, Annotated[int, Field(ge=0, lt=10**12)]] = Field(default_factory=dict)
    """Sums of money (yen) that announcements may say, by the placeholder that stands for them."""


class FlowNames(Section):
    """Which flow is played when; what is left out plays nothing."""

    welcome: Name | None = None
    all_busy: Name | None = None
    notice: Name | None = None
    calling: Name | None = None
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


WHOLE = ("outbound", "promises", "alarms")
"""Tables of which every key is a contract's to decide."""


class CampaignFile(Section):
    """A whole campaign file."""

    id: Name
    name: Text
    zone: Zone
    line_pattern: Pattern
    caller_id: Phone
    assumed: list[Text]
    confirmed: list[ConfirmedRow] = Field(default_factory=list)
    client: Client
    period: Period
    operation: Operation
    hours: Week
    hours_changes: list[WeekFrom] = Field(default_factory=list)
    monthly_hours: list[MonthlyRow] = Field(default_factory=list)
    special_days: list[SpecialRow] = Field(default_factory=list)
    services: list[ServiceRow] = Field(default_factory=list)
    languages: dict[Literal["en"], Name] = Field(default_factory=dict)
    ready_by: Clock | None = None
    holidays: Holidays
    calls: Calls
    spoken: Spoken
    flows: FlowNames
    agreements: Agreements = Agreements()
    transfers: dict[Name, Transfer] = Field(default_factory=dict)
    outbound: OutboundTable = OutboundTable()
    desks: dict[DeskId, dict[Name, Level]]
    lines: Annotated[list[LineRow], Field(min_length=1)]
    capacity: Annotated[list[CapacityPeriod], Field(min_length=1)]
    relaxation: Annotated[list[RelaxationRow], Field(min_length=1)]
    staff: StaffTable = StaffTable()
    reasons: list[ReasonRow] = Field(default_factory=list)
    records: RecordsTable = RecordsTable()
    promises: PromisesTable = PromisesTable()
    alarms: AlarmsTable = AlarmsTable()
    categories: list[CategoryRow] = Field(default_factory=list)
    templates: list[TemplateRow] = Field(default_factory=list)
    cases: Cases | None = None
    reports: ReportsTable = ReportsTable()
    recordings: SoundTable = SoundTable()
    backup: BackupTable = BackupTable()
    logs: LogsTable = LogsTable()
    quality: QualityTable | None = None

    @property
    def calendar(self) -> Calendar:
        """What decides on which days the centre is open."""
        return Calendar(
            operation=self.operation,
            holidays=self.holidays,
            hours=self.hours,
            changes=self.hours_changes,
            monthly=self.monthly_hours,
            specials=self.special_days,
        )

    @property
    def logs_until(self) -> date | None:
        """The last day on which logs must be kept; None if they are never erased."""
        if self.logs.days_after_end is None:
            return None
        ends = max(self.period.last, self.operation.ends)
        return ends + timedelta(days=self.logs.days_after_end)

    @property
    def unconfirmed(self) -> tuple[str, ...]:
        """The assumptions that the client has not confirmed, then what nobody wrote down at all."""
        confirmed = {each.key for each in self.confirmed}
        waiting = tuple(each for each in self.assumed if each not in confirmed)
        return (*waiting, *(each for each in self._unwritten() if each not in waiting))

    def _unwritten(self) -> Iterator[str]:
        """Name what a contract decides and this file leaves to our default (requirements 2.2)."""
        forms = self.reports.forms
        wanted: dict[str, bool] = {
            "staff.second_factor": True,
            "staff.idle_lock_min": True,
            "logs.days_after_end": True,
            "calls.wrap_up_max_s": True,
            "recordings.periods": self.calls.record,
            "reports.kpi": bool(forms),
            "reports.contractor": bool(forms),
            "reports.due": bool(forms),
            "reports.warn": bool(forms),
            "reports.month_day": any(
                each.due == "next_month" and each.month_day is None for each in forms
            ),
        }
        for key, is_wanted in wanted.items():
            table, _, field = key.partition(".")
            if is_wanted and field not in getattr(self, table).model_fields_set:
                yield key
        for table in WHOLE:
            yield from self._unwritten_of(table)

    def _unwritten_of(self, table: str) -> Iterator[str]:
        if table not in self.model_fields_set:
            yield table
            return
        section: Section = getattr(self, table)
        for field in type(section).model_fields:
            if field not in section.model_fields_set:
                yield f"{table}.{field}"
