"""`madoguchi up` and `madoguchi demo`: start an instance and stay with it until Ctrl-C."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from app import up as starting
from app.cli.options import HomeOption
from app.errors import ChildFailed
from app.home import DEFAULT_HOME, open_home

DEMO_CLOCK = "2026-02-02T10:00+09:00"
"""The campaign's first Monday."""
DEMO_SEATS = ("seat-01", "seat-02", "seat-03")


def _instant(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as exc:
        raise typer.BadParameter("write it like 2026-02-02T10:00+09:00") from exc
    if instant.tzinfo is None:
        raise typer.BadParameter("the offset is missing: 2026-02-02T10:00+09:00")
    return text


CampaignOption = Annotated[
    str | None,
    typer.Option("--campaign", help="Name of a campaign of ours, or a campaign file."),
]
ClockOption = Annotated[
    str | None,
    typer.Option(
        "--clock",
        callback=_instant,
        help="Instant at which business time begins, like 2026-02-02T10:00+09:00; "
        "fixed at the home's first start.",
    ),
]


def up(
    home: HomeOption = DEFAULT_HOME,
    campaign: CampaignOption = None,
    clock: ClockOption = None,
    take_over: Annotated[
        bool,
        typer.Option(
            "--take-over", help="If it runs already, hand it and its calls over to this code."
        ),
    ] = False,
) -> None:
    """Start the instance: Asterisk, the controller, the office. Ctrl-C stops it."""
    try:
        starting.up(open_home(home), campaign=campaign, clock=clock, take_over=take_over)
    except ChildFailed as exc:
        raise typer.Exit(1) from exc


def demo(
    home: HomeOption = DEFAULT_HOME,
    campaign: CampaignOption = None,
    clock: ClockOption = DEMO_CLOCK,
    keep: Annotated[bool, typer.Option("--keep", help="Go on with the last demo's home.")] = False,
    take_over: Annotated[
        bool,
        typer.Option(
            "--take-over",
            help="If it runs already, hand it and its calls over to this code; keeps the home.",
        ),
    ] = False,
) -> None:
    """Try it out: the shipped campaign on its first Monday, three seats ready. Begins afresh.

    Whom you call answers and says again what it hears; numbers that end with 1 are busy, with 2
    nobody is there.
    """
    opened = open_home(home)
    lock = None if keep or take_over else starting.fresh_demo(opened)
    try:
        starting.up(
            opened,
            campaign=campaign,
            clock=clock,
            ready=DEMO_SEATS,
            lock=lock,
            take_over=take_over,
        )
    except ChildFailed as exc:
        raise typer.Exit(1) from exc
