"""`madoguchi staff`: who works here. The first administrator is made here, by nobody's default."""

from __future__ import annotations

import json
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

import typer

from app.cli.desk_call import at_desk
from app.cli.options import HomeOption, JsonOption
from app.cli.table import table
from app.home import DEFAULT_HOME, open_home

STAFF = typer.Typer(help="Add, reset, disable and list the people who work here.")
ROLES = {
    "agent": "オペレーター",
    "supervisor": "管理者（SV）",
    "manager": "部門責任者",
    "client": "委託者",
    "admin": "システム管理者",
}
FIRST = "最初のパスワード（一度だけ表示します。最初のサインインで本人が変えます）"


class RoleName(StrEnum):
    """The roles as the command line takes them."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    CLIENT = "client"
    ADMIN = "admin"


LoginArgument = Annotated[str, typer.Argument(help="What the person types at sign-in.")]


def _day(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError as exc:
        raise typer.BadParameter("write a day like 2026-02-02") from exc
    return text


def _day_or_none(text: str | None) -> str | None:
    return None if text is None else _day(text)


@STAFF.command("add")
def add(
    login: LoginArgument,
    name: Annotated[str, typer.Option("--name", help="The person's name, as colleagues see it.")],
    role: Annotated[RoleName, typer.Option("--role", help="What the person is here for.")],
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Add a person and print a first password, which opens nothing but its own change."""
    from desk import staff
    from desk.roles import Role

    password = at_desk(
        open_home(home),
        lambda desk, actor: staff.add(
            desk, login=login, name=name, role=Role(role.value), actor=actor
        ),
    )
    _tell_password(login, password, as_json=as_json)


@STAFF.command("reset")
def reset(
    login: LoginArgument,
    authenticator: Annotated[
        bool,
        typer.Option("--authenticator", help="Forget the authenticator too: the phone was lost."),
    ] = False,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Give a person a first password again and end every sign-in; also lets a disabled one back."""
    from desk import staff

    password = at_desk(
        open_home(home),
        lambda desk, actor: staff.reset(desk, login, authenticator=authenticator, actor=actor),
    )
    _tell_password(login, password, as_json=as_json)


@STAFF.command("disable")
def disable(login: LoginArgument, home: HomeOption = DEFAULT_HOME) -> None:
    """Let a person in no more: open pages close at once, the designation ends today."""
    from desk import staff

    at_desk(open_home(home), lambda desk, actor: staff.disable(desk, login, actor=actor))
    typer.echo(f"{login}: 停止しました")


@STAFF.command("list")
def list_staff(home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False) -> None:
    """List everybody who is or was here."""
    from desk import staff

    cards = at_desk(open_home(home), lambda desk, actor: staff.listed(desk, actor=actor))
    if as_json:
        told = [
            {
                "id": each.id,
                "login": each.login,
                "name": each.name,
                "role": each.role.value,
                "authenticator": each.has_authenticator,
                "must_change_password": each.must_change_password,
                "created_at": _instant(each.created_at),
                "disabled_at": _instant(each.disabled_at),
                "designated_from": _text(each.designated_from),
                "designated_to": _text(each.designated_to),
            }
            for each in cards
        ]
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    headings = ("ログイン", "氏名", "役割", "認証アプリ", "個人情報の取扱い", "状態")
    rows = [
        (
            each.login,
            each.name,
            ROLES[each.role.value],
            "あり" if each.has_authenticator else "なし",
            f"{each.designated_from} から" if each.designated_from else "指定なし",
            "停止" if each.disabled_at else "初期" if each.must_change_password else "有効",
        )
        for each in cards
    ]
    typer.echo(table(headings, rows))


@STAFF.command("designate")
def designate(
    login: LoginArgument,
    first_day: Annotated[
        str | None, typer.Option("--from", callback=_day_or_none, help="First day, 2026-02-02.")
    ] = None,
    last_day: Annotated[
        str | None, typer.Option("--to", callback=_day_or_none, help="Last day: ends it.")
    ] = None,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Note from when, or until when, a person may handle personal data (従事者名簿)."""
    from desk import roster

    if (first_day is None) == (last_day is None):
        raise typer.BadParameter("give either --from or --to")
    if first_day is not None:
        first = date.fromisoformat(first_day)
        done = at_desk(
            open_home(home),
            lambda desk, actor: roster.designate(desk, login, first_day=first, actor=actor),
        )
        typer.echo(f"{login}: {first} から" if done else f"{login}: すでに指定されています")
    if last_day is not None:
        last = date.fromisoformat(last_day)
        done = at_desk(
            open_home(home),
            lambda desk, actor: roster.end_designation(desk, login, last_day=last, actor=actor),
        )
        typer.echo(f"{login}: {last} まで" if done else f"{login}: 指定がありません")


@STAFF.command("roster")
def show_roster(
    day: Annotated[
        str | None,
        typer.Option("--day", callback=_day_or_none, help="Only what is in force on this day."),
    ] = None,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """List who may handle personal data, from which day to which."""
    from desk import roster

    wanted = date.fromisoformat(day) if day else None
    lines = at_desk(
        open_home(home), lambda desk, actor: roster.roster(desk, actor=actor, day=wanted)
    )
    if as_json:
        told = [
            {
                "login": each.login,
                "name": each.name,
                "role": each.role.value,
                "from": _text(each.first_day),
                "to": _text(each.last_day),
            }
            for each in lines
        ]
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    rows = [
        (str(each.first_day), _text(each.last_day) or "", each.login, each.name, ROLES[each.role])
        for each in lines
    ]
    typer.echo(table(("から", "まで", "ログイン", "氏名", "役割"), rows))


def _tell_password(login: str, password: str, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"login": login, "first_password": password}))
    else:
        typer.echo(f"{login}: {password}\n{FIRST}")


def _instant(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
