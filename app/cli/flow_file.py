"""Flows for the commands that look at them, by their name or by a file's path.

As in a running instance, a flow in the home's folder `flows` stands before the shipped one of its
name, and the campaign is the home's, unless another is named.
"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from app.cli.dates import DAY, day_given
from app.home import open_home
from app.printed import complain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from ivr_flows.loader import Loaded
    from ivr_flows.problem import Problem
    from ivr_flows.values import Values

FlowArgument = Annotated[
    str,
    typer.Argument(
        help="A flow file, or the name of a flow of the home or of a shipped one (welcome).",
        metavar="FLOW",
    ),
]
CampaignOption = Annotated[
    str,
    typer.Option(
        "--campaign", help="Whose words and dates fill the texts; the home's if not given."
    ),
]
POSITION = typer.Option("--position", min=1, help="Place in the queue.")
WAIT_MIN = typer.Option("--wait-min", min=0, help="Expected wait in minutes.")
NextOpeningOption = Annotated[
    datetime | None,
    typer.Option(
        "--next-opening",
        parser=day_given,
        metavar=DAY,
        help="When calls are taken next; the campaign's first day if not given.",
    ),
]


def path_of(given: str, home: Path) -> Path:
    """Find the file of a flow: a path has a `/` or ends in `.toml`."""
    from ivr_flows import loader

    if "/" in given or given.endswith(".toml"):
        return Path(given)
    own = open_home(home).flows / f"{given}.toml"
    return own if own.is_file() else loader.SHIPPED / f"{given}.toml"


def files_of(given: Iterable[Path] | None, home: Path) -> list[Path]:
    """List the flow files among files and folders; without any, those that the home would use."""
    from ivr_flows import loader

    if not given:
        both = (*loader.SHIPPED.glob("*.toml"), *open_home(home).flows.glob("*.toml"))
        return sorted({path.stem: path for path in both}.values())
    return [
        path
        for each in given
        for path in (sorted(each.glob("*.toml")) if each.is_dir() else [each])
    ]


def read_flow(given: str, campaign: str, home: Path) -> tuple[Loaded, Values]:
    """Read one flow and what fills it; its problems are told, and the command ends."""
    path = path_of(given, home)
    if not path.is_file():
        known = sorted(each.stem for each in files_of(None, home))
        raise typer.BadParameter(f"there is no {given}; known flows: {', '.join(known)}")
    return read_flows([path], campaign, home, given=[path])


def read_flows(
    paths: Sequence[Path], campaign: str, home: Path, *, given: Iterable[Path] | None
) -> tuple[Loaded, Values]:
    """Read flows and what fills them; all their problems are told, and the command ends.

    `given` are the files and folders that the operator named.
    """
    from ivr_flows import loader

    values = values_of(paths, campaign, home)
    if isinstance(values, list):
        refuse(values)
    found = [read_as_used(path, values, given) for path in paths]
    problems = [each for loaded in found for each in loaded.problems]
    if problems:
        refuse(problems)
    flows = tuple(flow for loaded in found for flow in loaded.flows)
    wavs = {name: wav for loaded in found for name, wav in loaded.wavs.items()}
    return loader.Loaded(flows=flows, wavs=wavs, problems=()), values


def read_as_used(path: Path, values: Values, given: Iterable[Path] | None) -> Loaded:
    """Read a flow that the campaign would use, or that was asked for itself, else nothing."""
    from ivr_flows import loader

    is_named = path in (given or ()) or path.stem in values.flows
    return loader.read(path, values, is_named=is_named)


def values_of(paths: Sequence[Path], campaign: str, home: Path) -> Values | list[Problem]:
    """Read what fills the texts of flows; which flows there are, the campaign may ask."""
    from app.clock import clock_with, stored_offset
    from config.campaign import spoken_values
    from config.settings import load_settings

    if not campaign:
        settings = load_settings(home, os.environ)
        if isinstance(settings, list):
            return settings
        campaign = settings.campaign
    beside = {path for each in paths for path in each.parent.glob("*.toml")}
    known = {path.stem for path in (*files_of(None, home), *beside, *paths)}
    today = clock_with(stored_offset(open_home(home)))().date()
    return spoken_values(campaign, flows=known, today=today)


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
