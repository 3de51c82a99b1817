"""What `madoguchi report due` tells: the reports that are due, and the contract's own days."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from app.cli.table import table
from app.clock import shown_time
from japan.era import wareki
from metrics.report_dues import Standing

Milestones = Sequence[tuple[date, str]]


def as_data(found: Sequence[Standing], coming: Milestones, zone: str) -> str:
    """Write them for programs; a milestone has no report, and begins with its day."""
    told: list[dict[str, object]] = [
        {
            "report": each.due.report,
            "title": each.title,
            "due_at": shown_time(each.due.at, zone),
            "state": each.state,
            "late": each.is_late,
            "warn": each.is_near,
        }
        for each in found
    ]
    nothing = {"state": None, "late": False, "warn": False}
    told += [
        {
            "report": None,
            "title": name,
            "due_at": shown_time(datetime.combine(day, time(), ZoneInfo(zone)), zone),
            **nothing,
        }
        for day, name in coming
    ]
    return json.dumps(told, ensure_ascii=False, indent=1)


def as_text(found: Sequence[Standing], coming: Milestones, states: Mapping[str | None, str]) -> str:
    """Write them for people."""
    rows = [_row(each, states) for each in found]
    text = table(("期限", "報告書", "対象", "状態", ""), rows)
    if not coming:
        return text
    days = [[wareki(day), name] for day, name in coming]
    return f"{text}\n\n{table(('契約の節目', '内容'), days)}"


def _row(each: Standing, states: Mapping[str | None, str]) -> list[str]:
    mark = "期限を過ぎています" if each.is_late else "まもなく期限です" if each.is_near else ""
    at = each.due.at
    return [
        f"{wareki(at.date())} {at:%H:%M}",
        each.title,
        each.due.period.name,
        states[each.state],
        mark,
    ]
