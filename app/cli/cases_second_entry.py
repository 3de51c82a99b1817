"""`madoguchi cases second-entry`: accounts on paper, typed by a second person (SPR-III-3-2)."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.options import ByOption, HomeOption, JsonOption
from app.cli.table import table
from app.clock import shown_time
from app.home import DEFAULT_HOME, open_home

if TYPE_CHECKING:
    from app.case_counter import CaseCounter

SECOND_ENTRY = typer.Typer(
    help="Second entry of accounts on paper, by another person than the first.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@SECOND_ENTRY.command("list")
def list_(
    by: ByOption = "operator", home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False
) -> None:
    """List the cases whose account waits for a second person, the oldest first."""
    counter = _counter(home)
    rows = [
        {
            "number": case.number,
            "entered_by": row.entered_by,
            "entered_at": shown_time(row.entered_at, counter.work.zone.key),
            "tries": row.tries,
        }
        for case, row in counter.waiting(by=by)
    ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    shown = [
        [
            *(str(each["number"]), str(each["entered_at"])[:16]),
            *(str(each["entered_by"]), str(each["tries"])),
        ]
        for each in rows
    ]
    headings = ("受付番号", "入力", "入力した人", "不一致の回数")
    typer.echo(table(headings, shown) if rows else "二人目の入力を待つ口座はありません。")


@SECOND_ENTRY.command("enter")
def enter(
    number: Annotated[str, typer.Argument(help="Receipt number.")],
    insist: Annotated[
        bool,
        typer.Option("--insist", help="I looked at the paper again: what I type stands there."),
    ] = False,
    by: ByOption = "operator",
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Type an account from the paper: each field is asked for, or read from standard input.

    --by must not be who typed the application. Fields that differ are named, never shown, and the
    exit status is 1.
    """
    counter = _counter(home)
    values = {each.id: typer.prompt(each.label, err=True) for each in counter.twice()}
    wrong = counter.enter(number, values, insists=insist, by=by)
    if as_json:
        typer.echo(json.dumps({"differs": [each.id for each in wrong]}))
    elif wrong:
        labels = "、".join(each.label for each in wrong)
        typer.echo(f"一人目の入力と違います: {labels}。紙をもう一度確かめてください。")
    else:
        typer.echo(f"{number} の口座を確認しました。")
    if wrong:
        raise typer.Exit(1)


def _counter(home: Path) -> CaseCounter:
    from app.case_counter import CaseCounter
    from app.case_work import open_cases

    return CaseCounter(open_cases(open_home(home), os.environ))
