"""`madoguchi cases arrivals`: what came in besides applications, and what became of it (到着簿)."""

from __future__ import annotations

import json
import os
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.dates import MINUTE, minute_given
from app.cli.options import ByOption, HomeOption, JsonOption
from app.cli.table import table
from app.clock import shown_time
from app.home import DEFAULT_HOME, open_home

if TYPE_CHECKING:
    from app.case_counter import CaseCounter

ARRIVALS = typer.Typer(
    help="Arrival register (到着簿): strays, copies, late papers, returned mail.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


class What(StrEnum):
    """What arrived."""

    STRAY = "stray"
    COPY = "copy"
    SUPPLEMENT = "supplement"
    RETURNED = "returned"


class Way(StrEnum):
    """How it came."""

    POST = "post"
    CLIENT = "client"


class End(StrEnum):
    """What became of it."""

    FILED = "filed"
    SENT_BACK = "sent_back"
    CLIENT = "client"
    KEPT = "kept"


@ARRIVALS.command("add")
def add(
    what: Annotated[
        What,
        typer.Argument(
            help="stray: no application of ours; copy: of one that is there; "
            "supplement: papers for one; returned: mail that came back."
        ),
    ],
    way: Annotated[Way, typer.Option("--channel", help="How it came.")] = Way.POST,
    at: Annotated[
        datetime | None,
        typer.Option(
            "--at", parser=minute_given, metavar=MINUTE, help="When it came; now if not given."
        ),
    ] = None,
    pieces: Annotated[int, typer.Option("--pieces", min=1, max=999, help="Sheets in it.")] = 1,
    note: Annotated[str, typer.Option("--note", help="What it is; kept sealed.")] = "",
    number: Annotated[str, typer.Option("--number", help="Receipt number of its case.")] = "",
    by: ByOption = "operator",
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Write an arrival into the register; prints its number there."""
    from cases.arrivals import ArrivalKind, Arrived
    from cases.schema import Channel

    counter = _counter(home)
    came = counter.work.clock() if at is None else at.replace(tzinfo=counter.work.zone)
    arrived = Arrived(
        kind=ArrivalKind(what.value),
        channel=Channel(way.value),
        at=came,
        pieces=pieces,
        note=note,
        number=number,
    )
    line = counter.write_down(arrived, by=by)
    typer.echo(json.dumps({"line": line}) if as_json else f"到着簿の {line} 番に記入しました。")


@ARRIVALS.command("settle")
def settle(
    line: Annotated[int, typer.Argument(help="Number in the register.")],
    how: Annotated[End, typer.Argument(help="What became of it.")],
    number: Annotated[str, typer.Option("--number", help="Receipt number of its case.")] = "",
    by: ByOption = "operator",
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Say what became of an arrival."""
    from cases.arrivals import ENDS, Settled

    _counter(home).settle(line, Settled(how.value), number=number, by=by)
    typer.echo(f"到着簿の {line} 番: {ENDS[Settled(how.value)]}")


@ARRIVALS.command("list")
def list_(
    only_open: Annotated[bool, typer.Option("--open", help="Only what is not settled.")] = False,
    as_supervisor: Annotated[
        bool,
        typer.Option("--as-supervisor", help="Notes of protected persons, too; --by is a login."),
    ] = False,
    by: ByOption = "operator",
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """List the register: what is open, the oldest first; then what is settled, the newest first."""
    from cases.arrivals import ENDS, KINDS, ArrivalKind, Settled
    from cases.schema import CHANNELS, Channel

    counter = _counter(home)
    zone = counter.work.zone.key
    lines = counter.register(by=by, as_supervisor=as_supervisor)
    rows = [
        {
            "line": each.row.id,
            "kind": each.row.kind,
            "channel": each.row.channel,
            "arrived_at": shown_time(each.row.arrived_at, zone),
            "pieces": each.row.pieces,
            "number": each.number,
            "note": each.note,
            "by": each.row.by,
            "settled_how": each.row.settled_how,
            "settled_by": each.row.settled_by,
        }
        for each in lines
        if not (only_open and each.row.settled_at)
    ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    shown = [
        [
            *(
                str(each["line"]),
                str(each["arrived_at"])[:16],
                KINDS[ArrivalKind(str(each["kind"]))],
            ),
            *(CHANNELS[Channel(str(each["channel"]))], str(each["number"]), str(each["note"])),
            ENDS[Settled(str(each["settled_how"]))] if each["settled_how"] else "未処理",
        ]
        for each in rows
    ]
    headings = ("番号", "到着", "種類", "経路", "受付番号", "内容", "処理")
    typer.echo(table(headings, shown) if rows else "到着簿に記入はありません。")


def _counter(home: Path) -> CaseCounter:
    from app.case_counter import CaseCounter
    from app.case_work import open_cases

    return CaseCounter(open_cases(open_home(home), os.environ))
