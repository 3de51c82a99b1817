"""From a campaign's TOML file to the values that the heart works with, or to all its mistakes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date
from pathlib import Path

from callcenter.campaign import (
    Campaign,
    CapacityRow,
    Desk,
    Flows,
    Line,
    OpenDay,
    OverLine,
    Relaxation,
    SeatCap,
)
from config.campaign_file import CampaignFile
from config.campaign_rules import rules
from config.case_file import Cases
from config.case_rules import case_rules
from config.desk_file import DeskTables
from config.problem import did_you_mean
from config.toml_file import read_toml
from config.validation import validate
from ivr_flows.problem import Problem
from ivr_flows.values import PLACES, Values
from japan.calendar import closed_holidays, operating_days

CAMPAIGNS = Path(__file__).parent / "campaigns"
"""The campaigns that we ship; each is known by its file's name."""


def load_campaign(name_or_path: str, *, flows: Collection[str]) -> Campaign | list[Problem]:
    """Read a campaign: one of ours by name, or any file by its path (with a `/` or `.toml`).

    `flows` are the names of the flows that exist. A wrong campaign is answered with all its
    problems, in the order of its lines.
    """
    file = _read(name_or_path, flows)
    return file if isinstance(file, list) else _campaign(file)


def spoken_values(name_or_path: str, *, flows: Collection[str]) -> Values | list[Problem]:
    """Read what a campaign fills into its announcements, for `ivr_flows.loader`.

    Where the hours differ by weekday, those of most days are said.
    """
    file = _read(name_or_path, flows)
    if isinstance(file, list):
        return file
    (span, _), *_ = Counter(file.hours.by_weekday.values()).most_common(1)
    return Values(
        center_name=file.spoken.center_name,
        open_days=file.spoken.open_days,
        opens=span.opens,
        closes=span.closes,
        operation_from=file.operation.opens,
        operation_to=file.operation.last,
        kana=file.spoken.kana,
        places=min(PLACES, max(each.lines for each in file.capacity)),
        openings=tuple((each.day, each.opens) for each in _open_days(file, _closed(file))),
    )


def desk_tables(name_or_path: str, *, flows: Collection[str]) -> DeskTables | list[Problem]:
    """Read what a campaign decides about people's work; problems as in `load_campaign`."""
    file = _read(name_or_path, flows)
    if isinstance(file, list):
        return file
    return DeskTables(
        *(file.staff, file.reasons, file.categories, file.templates, file.records, file.promises)
    )


def case_tables(name_or_path: str, *, flows: Collection[str]) -> Cases | list[Problem] | None:
    """Read what a campaign says of its applications; None if it takes none."""
    file = _read(name_or_path, flows)
    return file if isinstance(file, list) else file.cases


def _read(name_or_path: str, flows: Collection[str]) -> CampaignFile | list[Problem]:
    path = _path(name_or_path)
    source = read_toml(path) if isinstance(path, Path) else path
    if isinstance(source, Problem):
        return [source]
    return validate(
        CampaignFile,
        source.tree,
        rules=[*rules(flows, source.tree), *case_rules()],
        where=lambda keys: (source.name, source.line_of(keys)),
    )


def _path(name_or_path: str) -> Path | Problem:
    if "/" in name_or_path or name_or_path.endswith(".toml"):
        return Path(name_or_path)
    known = sorted(each.stem for each in CAMPAIGNS.glob("*.toml"))
    if name_or_path in known:
        return CAMPAIGNS / f"{name_or_path}.toml"
    message = f"業務「{name_or_path}」がありません。あるのは {'、'.join(known)} です。"
    return Problem("campaign", None, "", message, did_you_mean(name_or_path, known))


def _campaign(file: CampaignFile) -> Campaign:
    closed = _closed(file)
    hours = file.hours.by_weekday
    return Campaign(
        id=file.id,
        name=file.name,
        zone=file.zone,
        lines=tuple(Line(number=each.number, skill=each.skill) for each in file.lines),
        desks=tuple(Desk(id=id_, skills=skills) for id_, skills in file.desks.items()),
        open_days=_open_days(file, closed),
        holidays=frozenset(day for day in closed if day.weekday() in hours),
        operation_from=file.operation.opens,
        operation_to=file.operation.last,
        capacity=_capacity(file),
        flows=Flows(**dict(file.flows)),
        seat_cap=SeatCap(file.calls.seat_cap),
        over_line=OverLine(file.calls.over_line_action),
        announce_max=file.calls.announce_max,
        wait_limit_s=file.calls.wait_limit_s,
        ring_s=file.calls.ring_s,
        wrap_up_s=file.calls.wrap_up_s,
        wrap_up_max_s=file.calls.wrap_up_max_s,
        repeat_s=file.calls.repeat_s,
        relaxation=tuple(Relaxation(each.after_s, each.min_level) for each in file.relaxation),
        record=file.calls.record,
        agreed=file.agreements.names,
    )


def _closed(file: CampaignFile) -> frozenset[date]:
    first, last, days = file.operation.opens, file.operation.last, file.holidays
    if not days.public:
        return frozenset(days.add)
    return closed_holidays(first, last, add=days.add, remove=days.remove)


def _open_days(file: CampaignFile, closed: Collection[date]) -> tuple[OpenDay, ...]:
    hours = file.hours.by_weekday
    days = operating_days(file.operation.opens, file.operation.last, weekdays=hours, closed=closed)
    spans = ((day, hours[day.weekday()]) for day in days)
    return tuple(OpenDay(day, span.opens, span.closes) for day, span in spans)


def _capacity(file: CampaignFile) -> tuple[CapacityRow, ...]:
    rows = (CapacityRow(each.first, each.seats, each.lines) for each in file.capacity)
    return tuple(sorted(rows, key=lambda row: row.start))
