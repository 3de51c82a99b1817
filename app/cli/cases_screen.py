"""`madoguchi cases screen`: what we propose for a case (審査), and a second person's word."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.options import ByOption, HomeOption, JsonOption
from app.cli.table import table
from app.home import DEFAULT_HOME, open_home

if TYPE_CHECKING:
    from app.case_desk import CaseDesk

SCREEN = typer.Typer(
    help="Screening (審査): the next case, results, second confirmation.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@SCREEN.command("next")
def next_(
    by: ByOption = "operator", home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False
) -> None:
    """Take the next case: the oldest that nobody screens, for half an hour yours alone."""
    desk = _desk(home)
    case = desk.next_to_screen(by=by)
    criteria = desk.work.plan.criteria
    if as_json:
        told = None if case is None else {"number": case.number, "criteria": criteria}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
    elif case is None:
        typer.echo("審査を待つ申請はありません。")
    else:
        typer.echo("\n".join([case.number, *(f"□ {each}" for each in criteria)]))


@SCREEN.command("result")
def result(
    numbers: Annotated[list[str], typer.Argument(help="Receipt numbers.")],
    suitable: Annotated[
        bool, typer.Option("--suitable/--unsuitable", help="支給相当 or 却下相当.")
    ],
    why: Annotated[str, typer.Option("--why", help="Reason; a rejection needs one.")] = "",
    by: ByOption = "operator",
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Give the result of cases that you have looked at; one that cannot be given stops all."""
    from cases.screening import RESULTS, Judgement, Result

    word = Result.SUITABLE if suitable else Result.UNSUITABLE
    counts = _desk(home).screen(numbers, Judgement(word, why), by=by)
    then = "にしました" if counts else "とし、ほかの人の確認待ちにしました"
    typer.echo(f"{len(numbers)} 件を{RESULTS[word]}{then}。")


@SCREEN.command("confirm")
def confirm(
    number: Annotated[str, typer.Argument(help="Receipt number.")],
    agrees: Annotated[
        bool, typer.Option("--agree/--put-back", help="Confirm, or have it screened again.")
    ],
    why: Annotated[str, typer.Option("--why", help="Reason.")] = "",
    by: ByOption = "operator",
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Confirm another person's result, where the campaign asks for it."""
    _desk(home).confirm(number, by=by, agrees=agrees, reason=why)
    typer.echo(f"{number}: {'確認しました' if agrees else '審査に戻しました'}。")


@SCREEN.command("waiting")
def waiting(
    by: ByOption = "operator", home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False
) -> None:
    """List the results that wait for a second person."""
    from cases.screening import RESULTS, Result, ticked

    waits = _desk(home).to_confirm(by=by)
    rows = [
        {"number": case.number, "result": row.result, "by": row.by, "reason": row.reason}
        | {"criteria": ticked(row)}
        for case, row in waits
    ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    shown = [
        [case.number, RESULTS[Result(row.result)], row.by, row.reason, "、".join(ticked(row))]
        for case, row in waits
    ]
    headings = ("受付番号", "審査結果", "審査した人", "理由", "確認した判断基準")
    typer.echo(table(headings, shown) if rows else "確認を待つ審査結果はありません。")


def _desk(home: Path) -> CaseDesk:
    from app.case_desk import CaseDesk
    from app.case_work import open_cases

    return CaseDesk(open_cases(open_home(home), os.environ))
