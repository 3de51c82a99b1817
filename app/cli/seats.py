"""`madoguchi seats`: what every seat does; `madoguchi seats set`: who is ready for calls."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.levers import moved_all
from app.cli.options import HomeOption, JsonOption
from app.cli.table import table
from app.cli.wish import WHENEVER, need_running
from app.home import DEFAULT_HOME, Home, open_home
from app.plain import read_plain

if TYPE_CHECKING:
    from callcenter.events import Asked
    from desk.levers import Lever
    from storage.audit import Fact

SEATS = typer.Typer(help="List the seats, or set one ready.", invoke_without_command=True)
STATES = {
    "ready": "受付可",
    "ringing": "呼出中",
    "talking": "通話中",
    "wrap_up": "後処理中",
    "not_ready": "受付不可",
}
REASONS = {
    "no_answer": "応答なし",
    "busy": "話し中",
    "declined": "着信拒否",
    "unreachable": "電話機に届かず",
    "normal": "応答後すぐ切断",
    "cancelled": "接続前に終了",
    "failed": "接続失敗",
    "lost": "接続失敗",
}
"""Why a seat that missed its call is not ready; what people gave as a reason is shown as given."""


class Wanted(StrEnum):
    """What a seat can be set to."""

    READY = "ready"
    NOT_READY = "not_ready"


@SEATS.callback()
def seats(
    context: typer.Context,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
    with_secrets: Annotated[
        bool, typer.Option("--secrets", help="Show the passwords of the SIP phones too.")
    ] = False,
) -> None:
    """List the seats: state, reason, whether a phone is registered, SIP account."""
    context.obj = home
    if context.invoked_subcommand is not None:
        return
    rows = _rows(open_home(home), with_secrets=with_secrets)
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    headings = ["席", "状態", "理由", "電話機", "SIPアカウント"]
    headings += ["パスワード"] if with_secrets else []
    typer.echo(table(headings, [_shown(row) for row in rows]))


@SEATS.command("set")
def set_seat(
    context: typer.Context,
    ids: Annotated[list[str], typer.Argument(help="Ids of seats, like seat-01.", metavar="ID...")],
    state: Annotated[Wanted, typer.Argument(help="What it shall be.", metavar="ready|not_ready")],
    reason: Annotated[str, typer.Option("--reason", help="Why it is not ready.")] = "",
    home: Annotated[
        Path | None, typer.Option("--home", help="Folder of the instance.", show_default=False)
    ] = None,
) -> None:
    """Set seats ready for calls, or not ready; the instance must be running."""
    opened = open_home(home or context.obj)
    need_running(opened)
    moved_all(
        opened,
        [(_wish(seat, state, reason), _lever(opened, seat, state, reason)) for seat in ids],
        refusals={"unknown_seat": "there is no such seat"},
        done=lambda lever, n: typer.echo(f"{lever.subject}: {STATES[state]} ({n})"),
    )


def _wish(seat: str, state: Wanted, reason: str) -> Asked:
    from callcenter.events import NotReadyPressed, ReadyPressed

    return (
        ReadyPressed(at=WHENEVER, seat=seat, by="cli")
        if state is Wanted.READY
        else NotReadyPressed(at=WHENEVER, seat=seat, by="cli", reason=reason)
    )


def _lever(home: Home, seat: str, state: Wanted, reason: str) -> Lever:
    from app.desk_start import rules_of
    from desk.levers import Lever
    from storage.audit import Action

    known = {each.id for each in rules_of(home, read_plain(home.plain)).reasons}
    told: dict[str, Fact] = {"ready": state is Wanted.READY}
    if state is Wanted.NOT_READY:
        told["reason"] = reason if reason in known else ""  # what was typed stays out of the trail
    return Lever(action=Action.SEAT_SET, subject=seat, told=told)


def _rows(home: Home, *, with_secrets: bool) -> list[dict[str, object]]:
    from app.accounts import password_of
    from app.cli import rows
    from storage import floor
    from storage.keys import instance_key

    plain = read_plain(home.plain)
    known = {row.id: row for row in rows.ask(plain, floor.seats)}
    key = instance_key(home.key)
    told: list[dict[str, object]] = []
    for seat in sorted(known):
        row = known[seat]
        each: dict[str, object] = {
            "id": seat,
            "state": row.state,
            "reason": row.reason,
            "registered": row.registered,
            "sip_user": seat,
        }
        if with_secrets:
            each["sip_password"] = password_of(seat, key)
        told.append(each)
    return told


def _shown(row: dict[str, object]) -> list[str]:
    shown = [
        str(row["id"]),
        STATES.get(str(row["state"]), str(row["state"])),
        REASONS.get(str(row["reason"]), str(row["reason"])),
        "登録済" if row["registered"] else "なし",
        str(row["sip_user"]),
    ]
    return [*shown, str(row["sip_password"])] if "sip_password" in row else shown
