"""`madoguchi ivr walk`: be the caller of a flow, at the terminal."""

from __future__ import annotations

import re
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.flow_file import (
    POSITION,
    WAIT_MIN,
    CampaignOption,
    FlowArgument,
    NextOpeningOption,
    opening_after,
    read_flow,
)
from app.cli.options import HomeOption, JsonOption
from app.home import DEFAULT_HOME

if TYPE_CHECKING:
    from ivr_flows.rehearsal import Line, Rehearsal

KEYS = re.compile(r"[0-9*#]+")
PASS = re.compile(r"\+(\d+(?:\.\d+)?)")
HANG_UP = "q"
HELP = (
    "Enter: 次に何かが起きるまで進む　0-9 * #: キーを押す　+秒: 時間を進める　"
    f"{HANG_UP}: 電話を切る"
)
SIGNS = {"node": "■", "say": "♪", "key": "⌨", "end": "●"}


class Agreed(StrEnum):
    """What a client may agree to."""

    STATUS_LOOKUP = "status_lookup"
    CALLBACK = "callback"


class Verdict(StrEnum):
    """What the calendar may say."""

    OPEN = "open"
    BEFORE_OPENING = "before_opening"
    AFTER_CLOSING = "after_closing"
    CLOSED_DAY = "closed_day"
    HOLIDAY = "holiday"
    NOT_YET = "not_yet"
    OVER = "over"
    EMERGENCY = "emergency"


def walk(
    flow: FlowArgument,
    campaign: CampaignOption = "",
    home: HomeOption = DEFAULT_HOME,
    hours: Annotated[
        Verdict, typer.Option("--hours", help="What the calendar says.")
    ] = Verdict.OPEN,
    position: Annotated[int | None, POSITION] = None,
    wait_min: Annotated[float | None, WAIT_MIN] = None,
    waited_min: Annotated[
        float, typer.Option("--waited-min", min=0, help="For how long the caller has waited.")
    ] = 0,
    next_opening: NextOpeningOption = None,
    caller: Annotated[
        str, typer.Option("--caller", help='The caller\'s number; "" is withheld.')
    ] = "090-0000-0000",
    agreed: Annotated[
        list[Agreed] | None,
        typer.Option("--agreed", help="What the client has agreed to; may be repeated."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Be the caller of a flow: type keys, see what is heard, jump in time. Nothing is dialled."""
    from callcenter.guidance import Facts
    from ivr_flows.rehearsal import Rehearsal

    loaded, values = read_flow(flow, campaign, home)
    facts = Facts(
        verdict=hours.value,
        position=position,
        wait_s=None if wait_min is None else wait_min * 60,
        waited_s=waited_min * 60,
        next_opening=opening_after(values, next_opening),
        withheld=not caller,
        agreed=tuple(each.value for each in agreed or ()),
    )
    rehearsal = Rehearsal(loaded.flows[0], facts, caller=caller)
    if not as_json:
        typer.echo(HELP)
    _show(rehearsal.begin(), as_json=as_json)
    while not rehearsal.is_over:
        _show(_do(rehearsal, _typed(rehearsal, as_json=as_json)), as_json=as_json)


def _typed(rehearsal: Rehearsal, *, as_json: bool) -> str:
    """Read one line from the terminal; its end is a hang-up."""
    if not as_json and rehearsal.answers:
        typer.echo(f"         返事: {' / '.join(rehearsal.answers)}")
    if not as_json and sys.stdin.isatty():
        typer.echo("> ", nl=False)
    line = sys.stdin.readline()
    return line.strip() if line else HANG_UP


def _do(rehearsal: Rehearsal, typed: str) -> list[Line]:
    if not typed:
        return rehearsal.let_happen()
    if typed == HANG_UP:
        return [rehearsal.hang_up()]
    if typed in rehearsal.answers:
        return rehearsal.answer(typed)
    if KEYS.fullmatch(typed):
        return _press(rehearsal, typed)
    if found := PASS.fullmatch(typed):
        return rehearsal.let_pass(float(found[1]))
    typer.echo(f"「{typed}」は分かりません。{HELP}", err=True)
    return []


def _press(rehearsal: Rehearsal, keys: str) -> list[Line]:
    lines: list[Line] = []
    for key in keys:
        if not rehearsal.is_over:
            lines += rehearsal.press(key)
    return lines


def _show(lines: list[Line], *, as_json: bool) -> None:
    import msgspec

    for line in lines:
        if as_json:
            typer.echo(msgspec.json.encode(line).decode())
        else:
            minutes, seconds = divmod(line.at_s, 60)
            sign = SIGNS.get(line.what, "・")
            typer.echo(f"{minutes:02.0f}:{seconds:04.1f}  {sign} {line.text}")
