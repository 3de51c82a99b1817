"""`madoguchi api`: programs that may read `/api/v1`, each with a token of its own."""

from __future__ import annotations

import json
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.desk_call import at_desk
from app.cli.options import HomeOption, JsonOption
from app.cli.table import table
from app.home import DEFAULT_HOME, open_home

if TYPE_CHECKING:
    from desk.desk import Desk
    from storage.audit import Action, Actor

API = typer.Typer(help="Admit programs to /api/v1, list them, end them; the OpenAPI document.")
LONGEST_DAYS = 366
NameArgument = Annotated[str, typer.Argument(help="The program's name: a-z, 0-9 and -.")]


class Reader(StrEnum):
    """As whom a program reads."""

    SUPERVISOR = "supervisor"
    MANAGER = "manager"


@API.command("add")
def add(
    name: NameArgument,
    role: Annotated[Reader, typer.Option("--role", help="As whom it reads.")] = Reader.MANAGER,
    days: Annotated[
        int, typer.Option("--days", min=1, max=LONGEST_DAYS, help="So long it may.")
    ] = 90,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Admit a program and print its token, once: `Authorization: Bearer TOKEN`."""
    from app.programs import admit
    from desk.roles import Role
    from storage.audit import Action

    opened = open_home(home)

    async def done(desk: Desk, actor: Actor) -> str:
        at = desk.machine_clock()
        token = admit(opened, name, Role(role.value), at=at, until=at + timedelta(days=days))
        await _note(desk, actor, Action.PROGRAM_ADMITTED, name)
        return token

    typer.echo(at_desk(opened, done))


@API.command("list")
def list_(home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False) -> None:
    """List the programs, without their tokens."""
    from app.programs import programs_of

    found = programs_of(open_home(home))
    told = [
        {
            "name": each.name,
            "role": each.role.value,
            "made_at": each.made_at.isoformat(timespec="seconds"),
            "until": each.until.isoformat(timespec="seconds"),
        }
        for each in found
    ]
    if as_json:
        typer.echo(json.dumps(told))
    else:
        rows = [[*each.values()] for each in told]
        typer.echo(table(("名前", "役割", "登録", "期限"), rows))


@API.command("revoke")
def revoke(name: NameArgument, home: HomeOption = DEFAULT_HOME) -> None:
    """End a program's token, at once."""
    from app.programs import end
    from storage.audit import Action

    opened = open_home(home)

    async def done(desk: Desk, actor: Actor) -> None:
        end(opened, name)
        await _note(desk, actor, Action.PROGRAM_ENDED, name)

    at_desk(opened, done)


@API.command("document")
def document() -> None:
    """Print the OpenAPI document."""
    from agent_ui.api_table import openapi

    typer.echo(json.dumps(openapi(), ensure_ascii=False, indent=1))


async def _note(desk: Desk, actor: Actor, action: Action, name: str) -> None:
    from storage.audit import trailed

    async with trailed(desk.engine) as trail:
        await trail.note(desk.clock(), actor, action, name)
