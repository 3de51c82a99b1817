"""`madoguchi messages`: voice messages that callers left, until somebody has seen to them."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from app.cli.options import HomeOption, JsonOption
from app.cli.table import table
from app.clock import clock_with, shown_time
from app.home import DEFAULT_HOME, Home, open_home
from app.plain import Plain, read_plain

if TYPE_CHECKING:
    from storage.messages import MessageRow

MESSAGES = typer.Typer(
    help="Voice messages of callers: list them, and take each off the list when it is seen to.",
    invoke_without_command=True,
)
HEADINGS = ("日時", "電話番号", "秒", "場面", "録音", "通話", "担当", "対応")
STATES = {"pending": "保存中", "kept": "保存中", "lost": "失われました", "erased": "消去済"}
UNKNOWN = "（非通知・消去済）"
SHOWN_FOR = timedelta(days=31)


@MESSAGES.callback()
def messages(
    context: typer.Context,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
    all_: Annotated[
        bool, typer.Option("--all", help="Those of the last month that were seen to, too.")
    ] = False,
) -> None:
    """List the voice messages that nobody has seen to yet, the oldest first.

    The trail keeps that your account saw them.
    """
    if context.invoked_subcommand is not None:
        return
    from app.cli import rows
    from storage.audit import Action
    from storage.messages import messages as asked

    opened = open_home(home)
    plain = read_plain(opened.plain)
    since = clock_with(plain.clock_offset_s)() - SHOWN_FOR
    found = rows.ask_noted(
        opened,
        lambda database: asked(database, since=since, also_handled=all_),
        Action.CALLBACKS_LISTED,
        lambda found: {"messages": [each.call for each in found]},
    )
    listed = list(zip(found, _numbers(opened, plain, found), strict=True))
    if as_json:
        told = [_told(each, number, plain.zone) for each, number in listed]
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        zone = ZoneInfo(plain.zone)
        typer.echo(table(HEADINGS, [_shown(each, number, zone) for each, number in listed]))


@MESSAGES.command("assign")
def assign(
    call: Annotated[str, typer.Argument(help="The call, as `messages` shows it.")],
    to: Annotated[str, typer.Option("--to", help="The login of who is to see to it.")],
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Make a message somebody's work; it is heard with `recordings play` or on the page."""
    from app.cli.desk_call import at_desk
    from desk.messages import given

    at_desk(open_home(home), lambda desk, actor: given(desk, call, login=to, actor=actor))
    typer.echo("伝言の担当を決めました")


@MESSAGES.command("done")
def done(
    call: Annotated[str, typer.Argument(help="The call, as `messages` shows it.")],
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Take a message off the list: somebody listened and did what was asked. It is kept who."""
    from app.cli.desk_call import at_desk
    from desk.messages import handled

    at_desk(open_home(home), lambda desk, actor: handled(desk, call, actor=actor))
    typer.echo("伝言を対応済みにしました")


def _numbers(home: Home, plain: Plain, found: list[MessageRow]) -> list[str | None]:
    from storage.keys import instance_key
    from storage.people import People

    clock = clock_with(plain.clock_offset_s)
    with People(home.people, instance_key(home.key), clock=clock) as people:
        return [people.number_of(each.caller) if each.caller else None for each in found]


def _told(row: MessageRow, number: str | None, zone: str) -> dict[str, object]:
    return {
        "call": row.call,
        "from": number,
        "left_at": shown_time(row.left_at, zone),
        "state": row.state,
        "recording": row.part,
        "is_stored": row.is_stored,
        "seconds": row.duration_s,
        "node": row.node,
        "assigned_to": row.assigned_to,
        "handled_at": None if row.handled_at is None else shown_time(row.handled_at, zone),
        "handled_by": row.handled_by,
    }


def _shown(row: MessageRow, number: str | None, zone: ZoneInfo) -> list[str]:
    from app.number import as_written

    return [
        row.left_at.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
        as_written(number) if number else UNKNOWN,
        "" if row.duration_s is None else f"{row.duration_s:.0f}",
        row.node,
        row.part if row.is_stored else STATES[row.state],
        row.call,
        row.assigned_to or "",
        row.handled_by or "",
    ]
