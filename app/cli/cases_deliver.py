"""`madoguchi cases deliver`: applications whose screening is complete, handed to the client."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from typing import Annotated

import typer

from app.cli.options import ByOption, HomeOption, JsonOption
from app.home import DEFAULT_HOME, open_home


def deliver(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would be delivered, and change nothing.")
    ] = False,
    by: ByOption = "operator",
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Deliver (納品) all cases that were screened; `runs export` gives the list."""
    from app.case_outputs import CaseOutputs
    from app.case_work import open_cases
    from cases.handover_clock import next_delivery
    from cases.schema import CHANNELS, Channel

    work = open_cases(open_home(home), os.environ)
    made = CaseOutputs(work).deliver(by=by, dry_run=dry_run)
    day = next_delivery(work.today(), work.plan.delivery_weekday)
    if as_json:
        told = asdict(made) | {"next_delivery": day.isoformat()}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    split = "、".join(f"{CHANNELS[Channel(key)]} {n}" for key, n in made.by_channel.items())
    state = "（確認だけで、何も変えていません）" if dry_run else ""
    typer.echo(f"{made.run or ''} {made.cases} 件（{split}）{state}".strip())
    typer.echo(f"定例の納品日: {day}")
