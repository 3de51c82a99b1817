"""One flow for the commands that look at one: ours by its name, or any file by its path."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from app.printed import complain

if TYPE_CHECKING:
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


def path_of(given: str) -> Path:
    """Find the file of a flow: a path has a `/` or ends in `.toml`."""
    from ivr_flows import loader

    if "/" in given or given.endswith(".toml"):
        return Path(given)
    return loader.SHIPPED / f"{given}.toml"


def read_flow(given: str, campaign: str) -> tuple[Loaded, Values]:
    """Read one flow and what fills it; its problems are told, and the command ends."""
    from config.campaign import spoken_values
    from ivr_flows import loader

    path = path_of(given)
    shipped = sorted(each.stem for each in loader.SHIPPED.glob("*.toml"))
    if not path.is_file():
        raise typer.BadParameter(f"there is no {given}; shipped flows: {', '.join(shipped)}")
    values = spoken_values(campaign, flows={path.stem, *shipped})
    if isinstance(values, list):
        refuse(values)
    loaded = loader.read(path, values)
    if loaded.problems:
        refuse(loaded.problems)
    return loaded, values


def refuse(problems: list[Problem] | tuple[Problem, ...]) -> NoReturn:
    """Tell problems, one line each, and end the command."""
    from config.problem import line_for

    for each in problems:
        complain(line_for(each))
    raise typer.Exit(1)
