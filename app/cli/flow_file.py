"""Flows for the commands that look at them: ours by their name, or any file by its path."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from app.printed import complain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from ivr_flows.loader import Loaded
    from ivr_flows.problem import Problem
    from ivr_flows.values import Values

FlowArgument = Annotated[
    str,
    typer.Argument(help="A flow file, or the name of a shipped flow (welcome).", metavar="FLOW"),
]
CampaignOption = Annotated[
    str, typer.Option("--campaign", help="Whose words and dates fill the texts.")
]
POSITION = typer.Option("--position", min=1, help="Place in the queue.")
WAIT_MIN = typer.Option("--wait-min", min=0, help="Expected wait in minutes.")
NextOpeningOption = Annotated[
    datetime | None,
    typer.Option(
        "--next-opening",
        formats=["%Y-%m-%d"],
        help="When calls are taken next; the campaign's first day if not given.",
    ),
]


def path_of(given: str) -> Path:
    """Find the file of a flow: a path has a `/` or ends in `.toml`."""
    from ivr_flows import loader

    if "/" in given or given.endswith(".toml"):
        return Path(given)
    return loader.SHIPPED / f"{given}.toml"


def files_of(given: Iterable[Path]) -> list[Path]:
    """List the flow files among files and folders."""
    return [
        path
        for each in given
        for path in (sorted(each.glob("*.toml")) if each.is_dir() else [each])
    ]


def read_flow(given: str, campaign: str) -> tuple[Loaded, Values]:
    """Read one flow and what fills it; its problems are told, and the command ends."""
    from ivr_flows import loader

    path = path_of(given)
    if not path.is_file():
        shipped = sorted(each.stem for each in loader.SHIPPED.glob("*.toml"))
        raise typer.BadParameter(f"there is no {given}; shipped flows: {', '.join(shipped)}")
    return read_flows([path], campaign)


def read_flows(paths: Sequence[Path], campaign: str) -> tuple[Loaded, Values]:
    """Read flows and what fills them; all their problems are told, and the command ends."""
    from config.campaign import spoken_values
    from ivr_flows import loader

    known = {path.stem for path in (*loader.SHIPPED.glob("*.toml"), *paths)}
    values = spoken_values(campaign, flows=known)
    if isinstance(values, list):
        refuse(values)
    found = [loader.read(path, values) for path in paths]
    problems = [each for loaded in found for each in loaded.problems]
    if problems:
        refuse(problems)
    flows = tuple(flow for loaded in found for flow in loaded.flows)
    wavs = {name: wav for loaded in found for name, wav in loaded.wavs.items()}
    return loader.Loaded(flows=flows, wavs=wavs, problems=()), values


def opening_after(values: Values, given: datetime | None) -> date | None:
    """Give the day when calls are taken next, as given or as the campaign has it."""
    if given is not None:
        return given.date()
    return values.openings[0][0] if values.openings else None


def refuse(problems: Sequence[Problem]) -> NoReturn:
    """Tell problems, one line each, and end the command."""
    from config.problem import line_for

    for each in problems:
        complain(line_for(each))
    raise typer.Exit(1)
