"""`madoguchi ivr draw`: a picture of a flow."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.flow_file import CampaignOption, FlowArgument, read_flow
from app.cli.options import HomeOption
from app.home import DEFAULT_HOME


def draw(
    flow: FlowArgument,
    campaign: CampaignOption = "",
    home: HomeOption = DEFAULT_HOME,
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
    from ivr_flows.drawing import draw as drawn

    loaded, _ = read_flow(flow, campaign, home)
    (found,) = loaded.flows
    picture = drawn(found)
    if str(out) == "-":
        typer.echo(picture, nl=False)
        return
    path = out or Path(f"{found.name}.svg")
    path.write_text(picture, encoding="utf-8")
    typer.echo(f"{path} に描きました（場面 {len(found.nodes)}）")
