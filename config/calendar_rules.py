"""What must hold in a campaign's calendar. The clause that wants a rule stands in its docstring."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from config.campaign_file import CampaignFile
from config.problem import Fault
from config.validation import Rule
from ivr_flows.toml_lines import Keys
from japan.calendar import public_holidays

_LONGEST = timedelta(days=3653)
"""Ten years: longer than any contract, short enough to catch a mistyped century."""

_WHOLE = ("operation", "holidays", "hours", "hours_changes", "monthly_hours", "special_days")


def calendar_rules() -> list[Rule[CampaignFile]]:
    """List all rules of the calendar."""
    return [
        Rule(("period", "operation"), _dates),
        Rule(("operation",), _renewals),
        Rule(("hours",), _week),
        Rule(("operation", "holidays"), _holidays),
        Rule(("operation", "hours_changes", "special_days", "services"), _inside),
        Rule(_WHOLE, _undecided),
        Rule(("services",), _services),
    ]


def _dates(file: CampaignFile) -> Iterator[Fault]:
    """SPR-II-2: operation lies in the contract's period; an early start lies before it."""
    period, operation, early = file.period, file.operation, file.operation.early_start
    if period.first and period.last < period.first:
        yield Fault(("period", "to"), "契約期間の終わりが始まりより前です。")
    if operation.last < operation.first:
        yield Fault(("operation", "to"), "運営期間の終わりが始まりより前です。")
    if operation.last > period.last:
        yield Fault(("operation", "to"), "運営期間が契約期間の後まで続いています。")
    if period.first and operation.opens < period.first:
        yield Fault(("operation", "from"), "運営期間が契約期間より前に始まっています。")
    if early and early.first >= operation.first:
        keys = ("operation", "early_start", "from")
        yield Fault(keys, "早期開始の日は operation.from より前にしてください。")
    if operation.ends - operation.opens > _LONGEST:
        yield Fault(
            ("operation", "to"), "運営期間が 10 年を超えています。", "年を確かめてください。"
        )


def _renewals(file: CampaignFile) -> Iterator[Fault]:
    """SHJ-委-5: each further term begins after the one before it."""
    for number, (before, term) in enumerate(pairwise(file.operation.terms)):
        keys: Keys = ("operation", "renewals", number)
        if term[1] < term[0]:
            yield Fault((*keys, "to"), "更新後の期間の終わりが始まりより前です。")
        if term[0] <= before[1]:
            message = "更新後の期間は、前の期間が終わってから始めてください。"
            yield Fault((*keys, "from"), message)


def _week(file: CampaignFile) -> Iterator[Fault]:
    if not file.hours.by_weekday:
        yield Fault(("hours",), "受付時間のある曜日がありません。", '例: mon = "09:00-18:00"')


def _is_sound(file: CampaignFile) -> bool:
    """Whether the operation's days may be counted at all; if not, another rule says so."""
    first, last = file.operation.opens, file.operation.ends
    return first <= last and last - first <= _LONGEST


def _holidays(file: CampaignFile) -> Iterator[Fault]:
    """SPR-II-3-1-ア: a mistyped day must not silently open or close nothing."""
    first, last, days = file.operation.opens, file.operation.ends, file.holidays
    if not _is_sound(file):
        return
    public = public_holidays(first, last) if days.public else {}
    for name, listed in (("add", days.add), ("remove", days.remove)):
        for number, day in enumerate(listed):
            if not first <= day <= last:
                yield Fault(("holidays", name, number), f"{day} は運営期間の外です。")
            elif name == "remove" and day not in public and not _is_yearly(file, day):
                message = f"{day} は国民の祝日でも、毎年の休業日でもありません。"
                yield Fault(("holidays", name, number), message)
            elif name == "add" and day in days.remove:
                yield Fault(("holidays", name, number), f"{day} は remove にも書かれています。")


def _is_yearly(file: CampaignFile, day: date) -> bool:
    return any(row.names(day) for row in file.holidays.yearly)


def _inside(file: CampaignFile) -> Iterator[Fault]:
    """SUI-7-6, SUI-12-4/5: a mistyped day must not silently open or change nothing."""
    first, last = file.operation.opens, file.operation.ends
    for number, change in enumerate(file.hours_changes):
        if not first <= change.first <= last:
            yield Fault(("hours_changes", number, "from"), f"{change.first} は運営期間の外です。")
    owners: list[tuple[Keys, list[date]]] = [
        (("special_days",), [each.day for each in file.special_days]),
        *(
            (("services", number, "special_days"), [each.day for each in service.special_days])
            for number, service in enumerate(file.services)
        ),
    ]
    for keys, days in owners:
        for number, day in enumerate(days):
            if not first <= day <= last:
                yield Fault((*keys, number, "day"), f"{day} は運営期間の外です。")
            elif day in days[:number]:
                yield Fault((*keys, number, "day"), f"{day} が二度書かれています。")


def _undecided(file: CampaignFile) -> Iterator[Fault]:
    """A-38: the contract is silent on a second Saturday that is a holiday, so somebody decides."""
    if not _is_sound(file):
        return
    for day in file.calendar.undecided():
        message = f"{day} は monthly_hours の日ですが、祝日です。開けるか休むかを決めてください。"
        help_ = "開けるなら holidays.remove に、休むなら holidays.add に書きます。"
        yield Fault(("monthly_hours",), message, help_)


def _services(file: CampaignFile) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, service in enumerate(file.services):
        if service.id in seen:
            yield Fault(("services", number, "id"), "同じ id が二度書かれています。")
        seen.add(service.id)
