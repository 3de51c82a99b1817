"""`madoguchi close-day`: what is open of a day, and closing it."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.desk_call import account
from app.cli.options import HomeOption, JsonOption
from app.cli.report_call import at_reports
from app.clock import shown_time
from app.errors import DayNotClosed
from app.home import DEFAULT_HOME, open_home
from app.plain import read_plain

if TYPE_CHECKING:
    from agent_ui.day_room import No
    from desk.day_close import Closing, DayLook
    from metrics.reporting import Reporting
    from storage.audit import Actor

WHY = {
    "not_over": "it is no operating day, or its hours are not over yet",
    "changed": "something else is open by now; look at it again",
    "open": "something is open: see to it, or close with it (--with-open)",
}


def close_day(
    day: Annotated[str, typer.Option("--day", help="As 2026-02-02; today if it is left out.")] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what is open, and close nothing.")
    ] = False,
    with_open: Annotated[
        bool, typer.Option("--with-open", help="Close although something is open; it is kept.")
    ] = False,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Close a day: compare answered calls with records, name what is open, make the papers.

    The draft of the complaints' report and the progress list are made by closing. It is kept who
    closed the day, when, and with what open. Status 1 if the day is not closed.
    """
    from app.day_start import day_room_of

    opened, of = open_home(home), _day(day)
    plain = read_plain(opened.plain)

    async def done(reporting: Reporting, actor: Actor) -> tuple[DayLook, Closing | No | str]:
        from app.desk_start import desk_of

        room = day_room_of(opened, plain, desk_of(opened, plain, reporting.engine), reporting)
        wanted = of or reporting.today
        before = await room.look(wanted)
        if dry_run or (before.left and not with_open):
            return before, "" if dry_run else "open"
        closed = await room.close(wanted, actor, by=account(), seen=before.seal)
        return await room.look(wanted), closed

    look, closed = at_reports(opened, done)
    typer.echo(_as_json(look, plain.zone) if as_json else _as_text(look, plain.zone))
    if isinstance(closed, str) and closed:
        raise DayNotClosed(day=look.day.isoformat(), why=WHY[str(closed)])


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise typer.BadParameter("日付は 2026-02-02 のように書いてください。") from None


def _as_json(look: DayLook, zone: str) -> str:
    told = {
        "day": look.day.isoformat(),
        "answered": look.answered,
        "recorded": look.recorded,
        "complaints": look.complaints,
        "open": [
            {
                "kind": each.kind.value,
                "id": each.subject,
                "at": shown_time(each.at, zone) if each.at else None,
                "person": each.person,
                "call": each.call or None,
            }
            for each in look.lines
        ],
        "report": look.report or None,
        "progress_list": look.run or None,
        "closings": [_closing(each, zone) for each in look.closings],
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def _closing(each: Closing, zone: str) -> dict[str, object]:
    return {
        "n": each.n,
        "at": shown_time(each.at, zone),
        "by": each.by,
        "answered": each.answered,
        "recorded": each.recorded,
        "open": [{"kind": kind.value, "id": subject} for kind, subject in each.left],
        "report": each.report or None,
        "progress_list": each.run or None,
    }


def _as_text(look: DayLook, zone: str) -> str:
    from agent_ui.day_words import KINDS

    lines = [
        f"{look.day.isoformat()} 応答した通話 {look.answered} 件、記録のある通話 {look.recorded} 件"
    ]
    for each in look.lines:
        at = shown_time(each.at, zone)[:16].replace("T", " ") if each.at else ""
        lines.append(f"残り: {KINDS[each.kind]} {each.subject} {at} {each.person}".rstrip())
    for closing in look.closings:
        at = shown_time(closing.at, zone)[:16].replace("T", " ")
        made = "、".join(filter(None, (closing.report, closing.run)))
        lines.append(f"締め: {at} {closing.by}（残り {len(closing.left)} 件）{made}")
    return "\n".join(lines)
