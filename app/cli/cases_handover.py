"""`madoguchi cases handover`: notified cases whose two weeks are over, handed to the client."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.options import ByOption, HomeOption, JsonOption
from app.cli.table import table
from app.home import DEFAULT_HOME, open_home

if TYPE_CHECKING:
    from app.case_outputs import CaseOutputs

HANDOVER = typer.Typer(
    help="Hand-over (引渡し) of cases that stayed deficient: their clocks, their lists.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@HANDOVER.command("due")
def due(
    by: ByOption = "operator", home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False
) -> None:
    """List the two-week clocks that run, the oldest notice first."""
    from cases.handover_clock import STAGES

    clocks = _outputs(home).clocks(by=by)
    if as_json:
        rows = [
            {
                "number": each.number,
                "notice": each.notice.isoformat(),
                "due_from": each.due_from.isoformat(),
                "handed_over_on": each.handed_over_on.isoformat(),
                "stage": each.stage.value,
            }
            for each in clocks
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    shown = [
        [
            *(each.number, each.notice.isoformat(), each.due_from.isoformat()),
            *(each.handed_over_on.isoformat(), STAGES[each.stage]),
        ]
        for each in clocks
    ]
    headings = ("受付番号", "不備通知日", "引渡対象日", "引渡しの営業日", "状況")
    typer.echo(table(headings, shown) if clocks else "期限の進んでいる不備通知はありません。")


@HANDOVER.command("make")
def make(
    close_out: Annotated[
        bool,
        typer.Option("--close-out", help="At the contract's end: everything that is deficient."),
    ] = False,
    by: ByOption = "operator",
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Hand over what is due, with its history; `runs export` gives the lists."""
    made = _outputs(home).hand_over(by=by, close_out=close_out)
    if as_json:
        typer.echo(json.dumps(asdict(made), ensure_ascii=False, indent=1))
        return
    typer.echo(f"{made.run} {made.cases} 件を引渡済にしました。")


def _outputs(home: Path) -> CaseOutputs:
    from app.case_outputs import CaseOutputs
    from app.case_work import open_cases

    return CaseOutputs(open_cases(open_home(home), os.environ))
