"""`madoguchi missed`: callers who were not served, one row a number, until somebody served them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from app.cli.options import HomeOption, JsonOption
from app.cli.table import table
from app.clock import clock_with, shown_time
from app.home import DEFAULT_HOME, open_home
from app.plain import read_plain

if TYPE_CHECKING:
    from desk.missed import Missed

HEADINGS = ("電話番号", "回数", "内訳", "最初の着信", "最後の着信")
GONE = "（消去済）"


def missed(
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
    days: Annotated[
        int, typer.Option("--days", min=0, max=3_660, help="How many days to look back; 0: all.")
    ] = 0,
) -> None:
    """List callers who hung up waiting, met full lines, or came while the centre was closed.

    One row a number, with counts and times; a number that was served since is left out.
    The trail keeps that your account saw them.
    """
    from app.cli import rows
    from desk.missed import missed_since
    from storage.audit import Action
    from storage.keys import instance_key
    from storage.people import People

    opened = open_home(home)
    plain = read_plain(opened.plain)
    clock = clock_with(plain.clock_offset_s)
    since = clock() - timedelta(days=days) if days else None
    found = rows.ask_noted(
        opened,
        lambda database: missed_since(database, since),
        Action.CALLBACKS_LISTED,
        lambda found: {"missed": [each.caller for each in found]},
    )
    with People(opened.people, instance_key(opened.key), clock=clock) as people:
        numbers = [people.number_of(each.caller) for each in found]
    listed = list(zip(found, numbers, strict=True))
    if as_json:
        told = [_told(each, number, plain.zone) for each, number in listed]
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        zone = ZoneInfo(plain.zone)
        typer.echo(table(HEADINGS, [_shown(each, number, zone) for each, number in listed]))


def _told(row: Missed, number: str | None, zone: str) -> dict[str, object]:
    return {
        "from": number,
        "count": row.count,
        "times": {outcome.value: count for outcome, count in row.times.items()},
        "first_at": shown_time(row.first_at, zone),
        "last_at": shown_time(row.last_at, zone),
    }


def _shown(row: Missed, number: str | None, zone: ZoneInfo) -> list[str]:
    from agent_ui.words import OUTCOMES
    from app.number import as_written

    def at(instant: datetime) -> str:
        return instant.astimezone(zone).strftime("%Y-%m-%d %H:%M")

    how = "、".join(f"{OUTCOMES[outcome]} {count}" for outcome, count in row.times.items())
    shown = as_written(number) if number else GONE
    return [shown, str(row.count), how, at(row.first_at), at(row.last_at)]
