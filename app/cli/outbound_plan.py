"""`madoguchi outbound plan`: who would be called when, and why not the others."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from app.cli.options import ByOption, HomeOption, JsonOption
from app.cli.outbound_contacts import desk_of
from app.cli.table import table
from app.clock import shown_time
from app.home import DEFAULT_HOME

if TYPE_CHECKING:
    from cases.contact_verdict import Verdict

WITHHELD = "責任者対応"
PLANNED = ("順", "受付番号", "次の架電", "理由", "架電済み", "不備の日")


def plan(
    at: Annotated[
        str, typer.Option("--at", help="Instant, like 2026-03-03T10:00; now if left out.")
    ] = "",
    by: ByOption = "operator",
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Say who would be called when, and why not the others; nothing is changed by it.

    Cases and attempts are taken as they stand now, hours and waiting times as of that instant. Who
    may be called comes first, in the order in which they are called; then who has a time, then the
    others. A person is one row, with all their cases; protected ones are shown without. How many
    are really dialled at once depends on the seats and lines that callers leave.
    """
    desk = desk_of(home)
    zone = desk.work.zone
    moment = _instant(at, zone) if at else desk.work.clock()
    found = desk.plan(moment, by=by)
    if as_json:
        typer.echo(json.dumps([_told(each, zone) for each in found], ensure_ascii=False, indent=1))
        return
    for line in _summed(found, moment.astimezone(zone), promised=desk.promised()):
        typer.echo(line)
    if found:
        typer.echo(table(PLANNED, [_planned(n, each, zone) for n, each in enumerate(found, 1)]))


def _summed(found: Sequence[Verdict], at: datetime, *, promised: int) -> Iterator[str]:
    """Sum a plan up in a few lines."""
    from cases.contact_verdict import REASONS, Reason

    counts = Counter(each.reason for each in found)
    due = counts.pop(Reason.DUE, 0)
    others = "、".join(f"{REASONS[reason]} {count}" for reason, count in counts.most_common())
    why = f"（{others}）" if others else ""
    yield f"{at:%Y-%m-%d %H:%M} 現在: 架電できる人 {due} 人、ほか {counts.total()} 人{why}"
    if not found:
        yield "不備のある申請はありません。"
    if due:
        yield "管理者が架電を始めている間、着信のための席と回線を残して、上から順にかけます。"
    if promised:
        yield f"先に、約束した折り返し {promised} 件にかけます（callbacks list --open）。"


def _planned(n: int, verdict: Verdict, zone: ZoneInfo) -> list[str]:
    from cases.contact_verdict import REASONS, Reason

    return [
        str(n) if verdict.reason is Reason.DUE else "",
        "・".join(_names(verdict)),
        "" if verdict.when is None else f"{verdict.when.astimezone(zone):%m-%d %H:%M}",
        REASONS[verdict.reason],
        str(verdict.contact.dialled),
        f"{verdict.contact.since.astimezone(zone):%m-%d}",
    ]


def _told(verdict: Verdict, zone: ZoneInfo) -> dict[str, Any]:
    contact = verdict.contact
    return {
        "cases": _names(verdict),
        "reason": verdict.reason.value,
        "when": None if verdict.when is None else shown_time(verdict.when, zone.key),
        "attempts": contact.dialled,
        "since": shown_time(contact.since, zone.key),
    }


def _names(verdict: Verdict) -> list[str]:
    if verdict.contact.is_protected:
        return [WITHHELD]
    return [each.number for each in verdict.contact.papers]


def _instant(text: str, zone: ZoneInfo) -> datetime:
    from cases.contact_numbers import are_days

    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            "2026-03-03T10:00 のように書いてください。", param_hint="--at"
        ) from None
    if not are_days(read.date()):
        raise typer.BadParameter("2000年から2099年までの日時にしてください。", param_hint="--at")
    return read if read.tzinfo else read.replace(tzinfo=zone)
