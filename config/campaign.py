"""From a campaign's TOML file to the values that the heart works with, or to all its mistakes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from callcenter.campaign import (
    Campaign,
    CapacityRow,
    Desk,
    Flows,
    Line,
    Outbound,
    OverLine,
    Relaxation,
    SeatCap,
    Service,
    Told,
)
from config.backup_file import BackupTable
from config.campaign_file import CampaignFile
from config.campaign_rules import rules
from config.case_file import Cases
from config.case_rules import case_rules
from config.contact_rules import contact_rules
from config.desk_file import DeskTables
from config.life_rules import life_rules
from config.problem import did_you_mean
from config.quality_file import QualityTable
from config.recording_file import SoundTable
from config.report_file import ReportsTable
from config.report_rules import report_rules
from config.toml_file import read_toml
from config.validation import validate
from ivr_flows.problem import Problem
from ivr_flows.values import PLACES, Values

CAMPAIGNS = Path(__file__).parent / "campaigns"
"""The campaigns that we ship; each is known by its file's name."""


def load_campaign(name_or_path: str, *, flows: Collection[str]) -> Campaign | list[Problem]:
    """Read a campaign: one of ours by name, or any file by its path (with a `/` or `.toml`).

    `flows` are the names of the flows that exist. A wrong campaign is answered with all its
    problems, in the order of its lines.
    """
    file = _read(name_or_path, flows)
    return file if isinstance(file, list) else _campaign(file)


TOLD_AHEAD = 100
"""So many days of opening have whole sentences; a contract of years would speak for an hour, so
that later days are put together from pieces."""


def spoken_values(
    name_or_path: str, *, flows: Collection[str], today: date | None = None
) -> Values | list[Problem]:
    """Read what a campaign fills into its announcements, for `ivr_flows.loader`.

    Where the hours differ by weekday, those of most days are said. The next openings are told from
    `today` on; from the first day of operation if it is None, or after the last one.
    """
    file = _read(name_or_path, flows)
    if isinstance(file, list):
        return file
    (span, _), *_ = Counter(file.hours.by_weekday.values()).most_common(1)
    days = file.calendar.days()
    coming = [each for each in days if today is None or each.day >= today] or days
    return Values(
        center_name=file.spoken.center_name,
        open_days=file.spoken.open_days,
        opens=span.opens,
        closes=span.closes,
        operation_from=file.operation.opens,
        operation_to=file.operation.ends,
        kana=file.spoken.kana,
        amounts=file.spoken.amounts,
        places=min(PLACES, max(each.lines for each in file.capacity)),
        transfers=tuple(file.transfers),
        codes={id_: each.code for id_, each in file.transfers.items() if each.code},
        flows=tuple(name for _, name in file.flows if name is not None),
        services=tuple(each.id for each in file.services),
        skills=_queues(file),
        callback_after_s=file.outbound.callback_offer_after_s,
        openings=tuple((each.day, each.opens) for each in coming[:TOLD_AHEAD]),
        later_openings=tuple((each.day, each.opens) for each in coming[TOLD_AHEAD:]),
    )


def _queues(file: CampaignFile) -> tuple[str, ...]:
    """Name the skills that callers may wait for: not that of those who only call (申請事務)."""
    known = {each for skills in file.desks.values() for each in skills}
    return tuple(sorted(known - {file.outbound.skill}))


def desk_tables(name_or_path: str, *, flows: Collection[str]) -> DeskTables | list[Problem]:
    """Read what a campaign decides about people's work; problems as in `load_campaign`."""
    file = _read(name_or_path, flows)
    if isinstance(file, list):
        return file
    return DeskTables(
        *(file.staff, file.reasons, file.categories, file.templates, file.records, file.promises),
        *(file.alarms, file.client.sees),
    )


def case_tables(name_or_path: str, *, flows: Collection[str]) -> Cases | list[Problem] | None:
    """Read what a campaign says of its applications; None if it takes none."""
    file = _read(name_or_path, flows)
    return file if isinstance(file, list) else file.cases


def report_table(name_or_path: str, *, flows: Collection[str]) -> ReportsTable | list[Problem]:
    """Read what a campaign says of its reports; problems as in `load_campaign`."""
    file = _read(name_or_path, flows)
    return file if isinstance(file, list) else file.reports


def sound_table(name_or_path: str, *, flows: Collection[str]) -> SoundTable | list[Problem]:
    """Read what a campaign decides about its recordings; problems as in `load_campaign`."""
    file = _read(name_or_path, flows)
    return file if isinstance(file, list) else file.recordings


def backup_table(name_or_path: str, *, flows: Collection[str]) -> BackupTable | list[Problem]:
    """Read what a campaign decides about its backups; problems as in `load_campaign`."""
    file = _read(name_or_path, flows)
    return file if isinstance(file, list) else file.backup


def logs_until(name_or_path: str, *, flows: Collection[str]) -> date | list[Problem] | None:
    """Tell the last day on which logs must be kept; None if they are never erased."""
    file = _read(name_or_path, flows)
    return file if isinstance(file, list) else file.logs_until


def quality_table(
    name_or_path: str, *, flows: Collection[str]
) -> QualityTable | list[Problem] | None:
    """Read a campaign's score sheet; None if it has none; problems as in `load_campaign`."""
    file = _read(name_or_path, flows)
    return file if isinstance(file, list) else file.quality


def unconfirmed(name_or_path: str, *, flows: Collection[str]) -> tuple[str, ...] | list[Problem]:
    """Name the keys whose values are our assumption and not yet confirmed by the client."""
    file = _read(name_or_path, flows)
    return file if isinstance(file, list) else file.unconfirmed


def differences(one: str, other: str) -> list[tuple[str, str, str]] | list[Problem]:
    """List the keys in which two campaign files differ: key, value here, value there.

    A key that a file does not have is "". Tables are gone through, lists are compared as wholes.
    """
    read = [
        read_toml(path) if isinstance(path := _path(name), Path) else path for name in (one, other)
    ]
    problems = [each for each in read if isinstance(each, Problem)]
    if problems:
        return problems
    here, there = (dict(_flat(each.tree)) for each in read if not isinstance(each, Problem))
    keys = dict.fromkeys((*here, *there))
    return [
        (key, here.get(key, ""), there.get(key, ""))
        for key in keys
        if here.get(key) != there.get(key)
    ]


def _flat(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        elif isinstance(value, list) and value and all(isinstance(each, Mapping) for each in value):
            for number, each in enumerate(value, 1):
                yield from _flat(each, f"{prefix}{key}[{number}].")
        else:
            yield f"{prefix}{key}", _written(value)


def _written(value: object) -> str:
    """Write a value as people read it: what of a list is one beside the other, yes as `true`."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ", ".join(map(_written, value)) or "[]"
    return str(value)


def _read(name_or_path: str, flows: Collection[str]) -> CampaignFile | list[Problem]:
    path = _path(name_or_path)
    source = read_toml(path) if isinstance(path, Path) else path
    if isinstance(source, Problem):
        return [source]
    return validate(
        CampaignFile,
        source.tree,
        rules=[
            *rules(flows, source.tree),
            *case_rules(),
            *contact_rules(),
            *life_rules(),
            *report_rules(),
        ],
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
    calendar = file.calendar
    return Campaign(
        id=file.id,
        name=file.name,
        zone=file.zone,
        lines=tuple(Line(number=each.number, skill=each.skill) for each in file.lines),
        desks=tuple(Desk(id=id_, skills=skills) for id_, skills in file.desks.items()),
        open_days=calendar.days(),
        holidays=calendar.rest_days(),
        languages={str(code): skill for code, skill in file.languages.items()},
        services=tuple(
            Service(each.id, each.name, calendar.of(each).days()) for each in file.services
        ),
        ready_by=file.ready_by,
        operation_from=file.operation.opens,
        operation_to=file.operation.ends,
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
        record_on_demand=file.calls.record_on_demand,
        agreed=file.agreements.names,
        transfers={id_: each.number for id_, each in file.transfers.items()},
        transfer_names={id_: each.name for id_, each in file.transfers.items() if each.name},
        outbound=Outbound(
            caller_id=file.caller_id,
            ring_s=file.outbound.ring_s,
            skill=file.outbound.skill,
            tries=file.outbound.callback_tries,
            gap_s=file.outbound.callback_gap_minutes * 60,
            after_closing_s=file.outbound.callback_after_closing_minutes * 60,
            told=Told(file.outbound.told),
            **_calling_rules(file),
        ),
    )


def _calling_rules(file: CampaignFile) -> dict[str, Any]:
    """Give when and when not people are called, where the campaign says so."""
    contacts = file.cases.contacts if file.cases else None
    if contacts is None:
        return {}
    hours = contacts.hours
    return {"opens": hours.opens, "closes": hours.closes, "answer_rate": contacts.answer_rate}


def _capacity(file: CampaignFile) -> tuple[CapacityRow, ...]:
    rows = (
        CapacityRow(each.first, each.seats, each.lines, each.reserve_lines, each.reserve_seats)
        for each in file.capacity
    )
    return tuple(sorted(rows, key=lambda row: row.start))
