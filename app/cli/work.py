"""`madoguchi work`: the work lists, with whose work each line is and by when."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from app.cli.desk_call import at_desk
from app.cli.options import HomeOption, JsonOption
from app.cli.table import table
from app.clock import clock_with, shown_time
from app.home import DEFAULT_HOME, Home, open_home
from app.plain import Plain, read_plain

if TYPE_CHECKING:
    from desk.desk import Desk
    from desk.work import Item, WorkList
    from storage.audit import Actor

HEADINGS = ("一覧", "いつから", "期限", "担当", "電話番号", "内容", "ID")
GONE = "（消去済）"


class ListName(StrEnum):
    """The lists, as the command line names them."""

    missed = "missed"
    callbacks = "callbacks"
    complaints = "complaints"
    escalations = "escalations"
    questions = "questions"
    uncategorised = "uncategorised"


def work(
    only: Annotated[
        ListName | None, typer.Option("--list", help="One list; all if it is left out.")
    ] = None,
    late: Annotated[bool, typer.Option("--late", help="Only what is late.")] = False,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """List missed callers, callbacks, complaints, handed-up calls, questions, unsorted records.

    Each with whose work it is and by when. People give it to somebody on the page 仕事の一覧.
    The trail keeps that your account saw them.
    """
    from desk.work import WorkList
    from storage.keys import instance_key
    from storage.people import People

    opened = open_home(home)
    plain = read_plain(opened.plain)
    wanted = [WorkList(only.value)] if only is not None else list(WorkList)
    items = _items(opened, plain, wanted, late=late)
    clock = clock_with(plain.clock_offset_s)
    with People(opened.people, instance_key(opened.key), clock=clock) as people:
        numbers = [people.number_of(each.phone) if each.phone else None for each in items]
    rows = list(zip(items, numbers, strict=True))
    if as_json:
        told = [_told(each, number, plain.zone, clock()) for each, number in rows]
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        zone = ZoneInfo(plain.zone)
        typer.echo(table(HEADINGS, [_shown(each, number, zone) for each, number in rows]))


def _items(opened: Home, plain: Plain, wanted: Sequence[WorkList], *, late: bool) -> list[Item]:
    """Read the lists, and keep who saw them; where the trail cannot, the log of commands does."""
    from app.cli.rows import not_noted
    from app.report_start import plan_of
    from desk.sights import listed
    from desk.work_lists import work_of
    from storage.audit import Action
    from storage.errors import DatabaseUnavailable

    report_by = plan_of(opened, plain).due

    async def done(desk: Desk, actor: Actor) -> list[Item]:
        every = [each for of in wanted for each in await work_of(desk, of, report_by=report_by)]
        found = [each for each in every if not late or each.is_late(desk.clock())]
        lines: dict[str, list[int | str]] = {of.value: [] for of in wanted}
        for each in found:
            lines[each.list.value].append(each.subject)
        try:
            await listed(desk, actor, Action.WORK_LISTED, lines)
        except DatabaseUnavailable as exc:
            not_noted(opened, actor, Action.WORK_LISTED, lines, exc)
        return found

    return at_desk(opened, done)


def _told(item: Item, number: str | None, zone: str, at: datetime) -> dict[str, object]:
    return {
        "list": item.list.value,
        "id": item.subject,
        "since": shown_time(item.at, zone),
        "due": shown_time(item.due, zone) if item.due else None,
        "late": item.is_late(at),
        "owner": item.owner,
        "owner_name": item.owner_name or None,
        "number": number,
        "times": item.times,
        "urgent": item.is_urgent,
        "what": item.what,
    }


def _shown(item: Item, number: str | None, zone: ZoneInfo) -> list[str]:
    from agent_ui.work_words import LISTS
    from app.number import as_written

    def at(instant: datetime | None) -> str:
        return instant.astimezone(zone).strftime("%m-%d %H:%M") if instant else ""

    shown = as_written(number) if number else (GONE if item.phone else "")
    return [
        *(LISTS[item.list], at(item.at), at(item.due), item.owner_name, shown),
        *(item.what[:30], item.subject),
    ]
