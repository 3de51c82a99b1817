"""`madoguchi callbacks`: promises to call somebody back, and what became of them."""

from __future__ import annotations

import json
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from app.cli.desk_call import ORIGIN, account
from app.cli.levers import moved_anyway
from app.cli.options import HomeOption, JsonOption
from app.cli.outbound import REFUSALS, person_of
from app.cli.table import table
from app.cli.wish import WHENEVER
from app.clock import clock_with, shown_time
from app.errors import TimeOutOfReach, TimeUnreadable
from app.home import DEFAULT_HOME, open_home
from app.plain import read_plain

if TYPE_CHECKING:
    from storage.callback_tables import Callback

CALLBACKS = typer.Typer(help="List callbacks, promise one, or take one off.", no_args_is_help=True)
HEADINGS = ("予定", "電話番号", "状態", "架電", "席", "ID")
GONE = "（消去済）"
LAST = 50


@CALLBACKS.command("list")
def list_callbacks(
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
    only_open: Annotated[
        bool, typer.Option("--open", help="Only those that are not over yet.")
    ] = False,
    last: Annotated[
        int, typer.Option("--last", min=1, help="How many of those that are over.")
    ] = LAST,
) -> None:
    """List promises: the open ones by when they are due, then those that are over.

    The trail keeps that your account saw them.
    """
    from app.cli import rows
    from storage.audit import Action
    from storage.callbacks import callbacks
    from storage.keys import instance_key
    from storage.people import People

    opened = open_home(home)
    plain = read_plain(opened.plain)
    found = rows.ask_noted(
        opened,
        lambda database: callbacks(database, most=last, only_open=only_open),
        Action.CALLBACKS_LISTED,
        lambda found: {"callbacks": [each.id for each in found]},
    )
    clock = clock_with(plain.clock_offset_s)
    with People(opened.people, instance_key(opened.key), clock=clock) as people:
        numbers = [people.number_of(each.person) for each in found]
    listed = list(zip(found, numbers, strict=True))
    if as_json:
        told = [_told(each, number, plain.zone) for each, number in listed]
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        zone = ZoneInfo(plain.zone)
        typer.echo(table(HEADINGS, [_shown(each, number, zone) for each, number in listed]))


@CALLBACKS.command("promise")
def promise(
    number: Annotated[str, typer.Argument(help="Whom to call back, with area code.")],
    at: Annotated[
        str, typer.Option("--at", help="Not before this (ISO 8601); without it, now.")
    ] = "",
    seat: Annotated[str, typer.Option("--seat", help="Who is to keep it, like seat-01.")] = "",
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Promise a callback: it is dialled when it is due, a seat is free and the centre is open.

    A number has one open promise at a time. The instance must be running.
    """
    from callcenter.events import CallbackPromised
    from desk.levers import Lever
    from storage.audit import Action

    opened = open_home(home)
    plain = read_plain(opened.plain)
    now = clock_with(plain.clock_offset_s)()
    due = _due(at, plain.zone, now) if at else now
    wish = CallbackPromised(
        at=WHENEVER,
        by=f"{ORIGIN}:{account()}",
        callback=f"cb-{secrets.token_hex(8)}",
        person=person_of(opened, number),
        due=due,
        seat=seat or None,
    )
    lever = Lever(action=Action.CALLBACK_PROMISED, subject=wish.callback, told={})
    moved_anyway(opened, wish, lever, refusals=REFUSALS)
    when = due.astimezone(ZoneInfo(plain.zone))
    typer.echo(f"折り返しを約束しました（{when:%Y-%m-%d %H:%M} 以降、{wish.callback}）")


@CALLBACKS.command("cancel")
def cancel(
    callback: Annotated[str, typer.Argument(help="Its id, as `callbacks list` shows it.")],
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Take a promise off that is not needed any more; the instance must be running."""
    from callcenter.events import CallbackCancelled
    from desk.levers import Lever
    from storage.audit import Action

    wish = CallbackCancelled(at=WHENEVER, by=f"{ORIGIN}:{account()}", callback=callback)
    lever = Lever(action=Action.CALLBACK_CLOSED, subject=callback, told={"end": "withdrawn"})
    moved_anyway(open_home(home), wish, lever, refusals=REFUSALS)
    typer.echo("折り返しを取りやめました。")


def _due(text: str, zone: str, now: datetime) -> datetime:
    """Read for when something is promised; what was to be within the last day is due at once."""
    from desk.callbacks import FARTHEST

    try:
        at = datetime.fromisoformat(text)
    except ValueError as exc:
        raise TimeUnreadable(text=text) from exc
    due = at if at.tzinfo is not None else at.replace(tzinfo=ZoneInfo(zone))
    if not now - timedelta(days=1) < due <= now + FARTHEST:
        raise TimeOutOfReach(text=text, days=FARTHEST.days)
    return due


def _told(row: Callback, number: str | None, zone: str) -> dict[str, object]:
    return {
        "id": row.id,
        "number": number,
        "state": row.state,
        "why": row.why,
        "due": shown_time(row.due, zone),
        "promised_at": shown_time(row.promised_at, zone),
        "promised_by": row.promised_by,
        "taken_from": row.taken_from,
        "tries": row.tries,
        "since": shown_time(row.since, zone),
        "seat": row.seat,
    }


def _shown(row: Callback, number: str | None, zone: ZoneInfo) -> list[str]:
    from agent_ui.callbacks import state_of
    from app.number import as_written

    return [
        row.due.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
        as_written(number) if number else GONE,
        state_of(row),
        str(row.tries),
        row.seat or "",
        row.id,
    ]
