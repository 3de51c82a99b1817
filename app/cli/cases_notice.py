"""`madoguchi cases notice`: deficiency notices, from their data to the day of posting."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.dates import DAY, day_given
from app.cli.options import ByOption, HomeOption
from app.home import DEFAULT_HOME, open_home

if TYPE_CHECKING:
    from app.case_outputs import CaseOutputs
    from cases.notices import Printing

NOTICE = typer.Typer(
    help="Deficiency notices (不備通知): data, print log, issue.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
RunArgument = Annotated[str, typer.Argument(help="Id of the run, for example T-0001.")]


@NOTICE.command("make")
def make(
    numbers: Annotated[
        list[str] | None,
        typer.Argument(help="Receipt numbers; none means all that could not be reached."),
    ] = None,
    by: ByOption = "operator",
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Make the data of notices; `runs export` gives them to the printer.

    Without numbers it is for all that could not be reached, also those who were given up before
    notices began; left out are cases of which the client said 返送不可.
    """
    made = _outputs(home).make_notices(numbers or [], by=by)
    left_out = {"責任者対応": made.withheld, "返送不可": made.unreturnable}
    told = "、".join(f"{why} {count} 件" for why, count in left_out.items() if count)
    without = f"（{told}を除く）" if told else ""
    typer.echo(f"{made.run} {made.notices} 通{without} SHA-256 {made.sha256}")


@NOTICE.command("print")
def print_(
    run: RunArgument,
    result: Annotated[str, typer.Option("--result", help="good, spoiled or pulled.")],
    first: Annotated[int, typer.Option("--from", min=1, help="First place in the run.")],
    last: Annotated[
        int | None, typer.Option("--to", min=1, help="Last place; else the first.")
    ] = None,
    by: ByOption = "operator",
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Log printed sheets after they were read against their data."""
    from cases.notices import Sheet

    if result not in set(Sheet):
        raise typer.BadParameter("good、spoiled、pulled のどれかです。", param_hint="--result")
    places = range(first, (last or first) + 1)
    _show(_outputs(home).log_sheets(run, places, Sheet(result), by=by))


@NOTICE.command("status")
def status(run: RunArgument, home: HomeOption = DEFAULT_HOME) -> None:
    """Tell how far the printing of a run is."""
    _show(_outputs(home).printing(run))


@NOTICE.command("issue")
def issue(
    run: RunArgument,
    on: Annotated[
        datetime,
        typer.Option(
            "--on", parser=day_given, metavar=DAY, help="Day of handing over for posting."
        ),
    ],
    by: ByOption = "operator",
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Hand a printed run over for posting: the two weeks of its cases begin."""
    count = _outputs(home).issue_notices(run, on.date(), by=by)
    typer.echo(f"{run} {count} 通を {on.date()} に引き渡しました。")


def _show(printing: Printing) -> None:
    rest = f"、残り {len(printing.missing)}" if printing.missing else ""
    typer.echo(
        f"{printing.run} {printing.notices} 通: 良 {printing.good}、抜取り {printing.pulled}、"
        f"刷り損じ {printing.spoiled} 枚{rest}"
    )


def _outputs(home: Path) -> CaseOutputs:
    from app.case_outputs import CaseOutputs
    from app.case_work import open_cases

    return CaseOutputs(open_cases(open_home(home), os.environ))
