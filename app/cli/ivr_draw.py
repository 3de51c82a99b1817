"""`madoguchi ivr draw`: a picture of a flow."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.dates import DAY, day_given
from app.cli.flow_file import CampaignOption, FlowArgument, read_flow
from app.cli.options import HomeOption
from app.home import DEFAULT_HOME, open_home

if TYPE_CHECKING:
    from collections.abc import Mapping


def draw(
    flow: FlowArgument,
    campaign: CampaignOption = "",
    home: HomeOption = DEFAULT_HOME,
    counts: Annotated[
        datetime | None,
        typer.Option(
            "--counts",
            parser=day_given,
            metavar=DAY,
            help="Write on each way how often the home's callers went it on this day.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="File to write; FLOW.svg here if not given, - for the standard output.",
            allow_dash=True,
            dir_okay=False,
        ),
    ] = None,
) -> None:
    """Draw a flow as an SVG picture: its nodes, what they say, and where each key leads."""
    from ivr_flows.drawing import counts_in
    from ivr_flows.drawing import draw as drawn

    loaded, _ = read_flow(flow, campaign, home)
    (found,) = loaded.flows
    counted = counts_in(found, _counted(home, counts.date())) if counts else None
    picture = drawn(found, counted)
    if str(out) == "-":
        typer.echo(picture, nl=False)
        return
    path = out or Path(f"{found.name}.svg")
    path.write_text(picture, encoding="utf-8")
    typer.echo(f"{path} に描きました（場面 {len(found.nodes)}）")


def _counted(home: Path, day: date) -> Mapping[str, int]:
    """Count the ways that a home's callers went through flows on a day."""
    from app.cli import rows
    from app.plain import read_plain
    from storage.calls import ways_of_day

    plain = read_plain(open_home(home).plain)
    return rows.ask(plain, lambda database: ways_of_day(database, day))
