"""`madoguchi floor`: the supervisors' levers from the command line, each in the audit trail."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from app.cli.desk_call import account, at_desk
from app.cli.levers import moved
from app.cli.options import HomeOption
from app.cli.wish import WHENEVER
from app.clock import clock_with
from app.errors import WishRefused
from app.home import DEFAULT_HOME, Home, open_home
from app.plain import read_plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from callcenter.events import Asked
    from desk.desk import Desk
    from storage.audit import Action, Actor, Fact

FLOOR = typer.Typer(help="Act on the floor, as supervisors do on the board.", no_args_is_help=True)
REFUSALS = {
    "not_waiting": "this caller does not wait (any more)",
    "already_first": "this caller comes first already",
    "out_of_bounds": "out of the contract's bounds: from its numbers up to the desks and lines",
    "not_today": "it is another day by now",
    "not_bent": "seats and lines are as the contract says",
    "nobody_away": "nobody with a phone is away for this reason",
    "notice_text": "a notice has 1 to 200 letters, and no My Number",
    "notice_minutes": "a notice stands for 1 to 720 minutes",
}
"""Why it cannot be, in words."""


class PullReason(StrEnum):
    """Why a caller comes first, as the command line takes it."""

    URGENT = "urgent"
    CARE = "care"
    CALLED_OFTEN = "called_often"
    OUR_FAULT = "our_fault"


@FLOOR.command("pull")
def pull(
    call: Annotated[str, typer.Argument(help="The waiting call, as `calls` lists it.")],
    reason: Annotated[PullReason, typer.Option("--reason", help="Why; it is kept.")],
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Let a waiting caller come next, before those who came earlier."""
    from callcenter import floor_wishes
    from storage.audit import Action

    why = floor_wishes.PullReason(reason.value)
    wish = floor_wishes.CallerPulled(at=WHENEVER, by=_by(), call=call, reason=why)
    _do(open_home(home), wish, Action.CALLER_PULLED, call, {"reason": reason.value})
    typer.echo(f"{call}: 先頭にしました。")


@FLOOR.command("capacity")
def capacity(
    seats: Annotated[int, typer.Option("--seats", min=0, help="Seats that are to be staffed.")],
    lines: Annotated[int, typer.Option("--lines", min=0, help="Lines that may be used.")],
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Change seats and lines until midnight, within the contract's bounds; the file stays."""
    from callcenter.floor_wishes import CapacityBent
    from storage.audit import Action

    opened = open_home(home)
    plain = read_plain(opened.plain)
    day = clock_with(plain.clock_offset_s)().astimezone(ZoneInfo(plain.zone)).date()
    wish = CapacityBent(at=WHENEVER, by=_by(), day=day, seats=seats, lines=lines)
    told: dict[str, Fact] = {"seats": seats, "lines": lines}
    _do(opened, wish, Action.CAPACITY_CHANGED, day.isoformat(), told)
    typer.echo(f"今日だけ: 席 {seats}、回線 {lines}")


@FLOOR.command("restore")
def restore(home: HomeOption = DEFAULT_HOME) -> None:
    """Give today's seats and lines back to the contract."""
    from callcenter.floor_wishes import CapacityRestored
    from storage.audit import Action

    told: dict[str, Fact] = {"seats": None, "lines": None}
    wish = CapacityRestored(at=WHENEVER, by=_by())
    _do(open_home(home), wish, Action.CAPACITY_CHANGED, "", told)
    typer.echo("契約の席数と回線数に戻しました。")


@FLOOR.command("recall")
def recall(
    reason: Annotated[str, typer.Argument(help="Id of the reason, like back_office.")],
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Call everybody back to the phones who is not ready for this reason."""
    from callcenter.floor_wishes import SeatsRecalled
    from storage.audit import Action

    wish = SeatsRecalled(at=WHENEVER, by=_by(), reason=reason)
    _do(open_home(home), wish, Action.SEATS_RECALLED, "", {"reason": reason})
    typer.echo("電話に呼び戻しました。")


@FLOOR.command("notice")
def notice(
    text: Annotated[str, typer.Argument(help="What everybody at the seats reads; empty ends it.")],
    minutes: Annotated[int, typer.Option("--minutes", help="How long it stands.")] = 30,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Show a notice to everybody at the seats, or take it down; pages have it within seconds."""
    from desk import notices

    async def done(desk: Desk, actor: Actor) -> str:
        if not text.strip():
            await notices.take_down(desk, actor)
            return ""
        return await notices.give(desk, actor, text, minutes=minutes) or ""

    if refused := at_desk(open_home(home), done):
        raise WishRefused(reason=REFUSALS[refused])
    typer.echo("お知らせを出しました。" if text.strip() else "お知らせを下げました。")


def _by() -> str:
    return f"cli:{account()}"


def _do(home: Home, wish: Asked, action: Action, subject: str, told: Mapping[str, Fact]) -> None:
    """Note it in the trail, and hand it to the running instance."""
    from desk.levers import Lever

    lever = Lever(action=action, subject=subject, told=told)
    moved(home, wish, lever, refusals=REFUSALS)
