"""`madoguchi why CALL`: what was decided of a call, who was considered, and which rule fired."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
import typer

from app.cli.options import HomeOption, JsonOption
from app.clock import shown_time
from app.errors import NoDecisions
from app.home import DEFAULT_HOME, open_home
from app.plain import read_plain
from callcenter.commands import NoteDecision


def why(
    call: Annotated[str, typer.Argument(help="The call's id, as `calls` lists it.")],
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Tell why a call went where it went: each offer, wait, pass-over, overflow and refusal.

    Every seat that was looked at is listed with why it did not get the call.
    """
    from agent_ui.words import reasons
    from app.cli import rows
    from app.desk_start import rules_of
    from metrics.why import tell
    from storage.decisions import decisions

    opened = open_home(home)
    plain = read_plain(opened.plain)
    zone = ZoneInfo(plain.zone)
    found = rows.ask(plain, lambda database: decisions(database, call))
    if not found:
        raise NoDecisions(call=call)
    if as_json:
        told = [
            {"at": shown_time(each.at, plain.zone), **as_plain(each.decision, plain.zone)}
            for each in found
        ]
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    known = reasons(rules_of(opened, plain), lambda text: text)
    for each in found:
        one = tell(each.at, each.decision, zone, known)
        typer.echo(f"{one.at.astimezone(zone):%Y-%m-%d %H:%M:%S}  {one.headline}{one.rule}")
        for seat, reason in one.seats:
            typer.echo(f"    {seat}  {reason}")


def as_plain(decision: NoteDecision, zone: str) -> dict[str, object]:
    """Give a decision as a program reads it; instants as other commands write them."""
    told: dict[str, object] = msgspec.to_builtins(decision, builtin_types=(datetime,))
    return _plain(told, zone)


def _plain(told: dict[str, object], zone: str) -> dict[str, object]:
    return {key: _value(value, zone) for key, value in told.items()}


def _value(value: object, zone: str) -> object:
    if isinstance(value, datetime):
        return shown_time(value, zone)
    if isinstance(value, tuple | list):
        return [_value(each, zone) for each in value]
    if isinstance(value, dict):
        return _plain(value, zone)
    return value
