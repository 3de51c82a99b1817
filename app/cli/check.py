"""`madoguchi check`: is everything right that the operator wrote, and what does it mean?"""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.dates import MOMENT, in_zone, moment_given
from app.cli.options import HomeOption, JsonOption
from app.home import DEFAULT_HOME, open_home
from app.printed import complain

if TYPE_CHECKING:
    from app.checked import Checked
    from ivr_flows.problem import Problem

CampaignArgument = Annotated[
    str,
    typer.Argument(help="A campaign, by name or file; without it, the instance's own."),
]
ExplainOption = Annotated[
    bool, typer.Option("--explain", help="Tell in plain Japanese what the campaign means.")
]
AtOption = Annotated[
    datetime | None,
    typer.Option(
        "--at",
        parser=moment_given,
        metavar=MOMENT,
        help="Tell what a citizen meets who calls then (the campaign's zone).",
    ),
]
DiffOption = Annotated[
    str, typer.Option("--diff", help="List in which keys the campaign differs from this one.")
]


def check(
    campaign: CampaignArgument = "",
    home: HomeOption = DEFAULT_HOME,
    explain: ExplainOption = False,
    at: AtOption = None,
    diff: DiffOption = "",
    as_json: JsonOption = False,
) -> None:
    """Check settings, campaign and announcements; tell every problem at once."""
    from app.checked import Checked
    from app.checked import check as check_all

    environ = {**os.environ, **({"MADOGUCHI_CAMPAIGN": campaign} if campaign else {})}
    found = check_all(open_home(home), environ)
    if diff:
        _tell_differences(campaign, diff, home, as_json=as_json)
    elif isinstance(found, Checked) and (explain or at is not None):
        _tell_meaning(found, at, explain=explain, as_json=as_json)
    else:
        _tell_result(found, as_json=as_json)
    if not isinstance(found, Checked):
        raise typer.Exit(1)


def _tell_result(found: Checked | list[Problem], *, as_json: bool) -> None:
    from app.checked import lines_of

    problems = found if isinstance(found, list) else []
    unconfirmed = () if isinstance(found, list) else found.unconfirmed
    if as_json:
        told = {
            "ok": not problems,
            "problems": [asdict(each) for each in problems],
            "unconfirmed": list(unconfirmed),
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
    elif isinstance(found, list):
        for line in lines_of(problems):
            complain(line)
    else:
        typer.echo(f"問題はありません（{found.campaign.name}）")
        if unconfirmed:
            typer.echo("委託者に確かめていない想定（本物の回線につなぐ前に確かめてください）:")
            typer.echo("\n".join(f"  {key}" for key in unconfirmed))


def _tell_meaning(found: Checked, at: datetime | None, *, explain: bool, as_json: bool) -> None:
    from zoneinfo import ZoneInfo

    from app import explain as told
    from app.explain_work import grouped, work

    campaign, flows = found.campaign, found.flows
    whole = [*told.explain(campaign, flows), *work(found)] if explain else []
    zone = ZoneInfo(campaign.zone)
    local = None if at is None else in_zone(at, zone)
    moment = [] if local is None else list(told.moment(campaign, flows, local))
    if not as_json:
        typer.echo("\n".join([*whole, *moment]))
        return
    answer: dict[str, object] = {"campaign": campaign.id, "name": campaign.name}
    if explain:
        answer["sections"] = grouped(whole[1:])
    if local is not None:
        answer["at"] = local.isoformat()
        answer["moment"] = [each.strip() for each in moment]
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=1))


def _tell_differences(campaign: str, other: str, home: Path, *, as_json: bool) -> None:
    from config.campaign import differences
    from config.problem import line_for
    from config.settings import load_settings
    from ivr_flows.problem import Problem

    settings = load_settings(home, os.environ)
    one = campaign or ("" if isinstance(settings, list) else settings.campaign)
    found = differences(one, other)
    if as_json:
        told = [asdict(each) if isinstance(each, Problem) else each for each in found]
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for each in found:
        if isinstance(each, Problem):
            complain(line_for(each))
        else:
            typer.echo(f"{each[0]}\n  {one}: {each[1] or '—'}\n  {other}: {each[2] or '—'}")
