"""`madoguchi cases list`, `sheets` and `due`: what a campaign's file says of its own cases."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.dates import MONTH, month_given
from app.cli.options import ByOption, HomeOption, JsonOption
from app.cli.table import table
from app.home import DEFAULT_HOME, open_home

if TYPE_CHECKING:
    from app.case_outputs import CaseOutputs


def list_(
    id_: Annotated[
        str, typer.Argument(metavar="[LIST]", help="Which list; without it, all are named.")
    ] = "",
    by: ByOption = "operator",
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Make a list of the campaign's own (`[[cases.lists]]`); `runs export` gives its files."""
    outputs = _outputs(home)
    if not id_:
        rows = [[each.id, each.title] for each in outputs.work.plan.lists]
        if as_json:
            typer.echo(json.dumps([{"id": i, "title": t} for i, t in rows], ensure_ascii=False))
        else:
            typer.echo(table(("一覧", "名称"), rows) if rows else "この業務の一覧はありません。")
        return
    made = outputs.list_named(id_, by=by)
    if as_json:
        typer.echo(json.dumps(asdict(made), ensure_ascii=False, indent=1))
        return
    lines = [made.run, *(f"{name} {count:,} 件" for name, count in made.cases.items())]
    if made.left_out:
        lines.append(f"責任者対応のため載せていない方: {made.left_out} 件")
    if made.external:
        lines.append(
            f"外字を含む行: {made.external} 件。委託者の外字フォントを入れた機械で印刷してください"
            "（「外字を含む対象者.csv」に一覧があります）。"
        )
    typer.echo("\n".join(lines))


def sheets(
    month: Annotated[
        datetime,
        typer.Option(
            "--month", parser=month_given, metavar=MONTH, help="Of which month, as 2026-04."
        ),
    ],
    by: ByOption = "operator",
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Make the monthly sheets of persons; `runs export` gives the workbooks."""
    from app.desk_start import rules_of
    from app.plain import read_plain
    from cases.person_sheets import Month
    from metrics.words import RESULTS

    opened = open_home(home)
    rules = rules_of(opened, read_plain(opened.plain))
    categories = {path[-1].id: path[-1].name for path in rules.paths()}
    wanted = Month(month.date(), categories, RESULTS)
    made = _outputs(home).sheets(wanted, by=by)
    if as_json:
        typer.echo(json.dumps(asdict(made), ensure_ascii=False, indent=1))
        return
    lines = [made.run, *(f"{part} {count:,} 人" for part, count in made.sheets.items())]
    typer.echo("\n".join([*lines, f"この月に記録のない対象者: {made.missing:,} 人"]))


def due(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would be done, and change nothing.")
    ] = False,
    by: ByOption = "operator",
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Take the steps whose day has come (締切); a running instance does it each hour by itself."""
    found = _outputs(home).end_deadlines(by=by, dry_run=dry_run)
    if as_json:
        typer.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=1))
        return
    for each in found:
        held = f"、不備のため残したもの {len(each.lacking):,} 件" if each.lacking else ""
        typer.echo(f"「{each.name}」 {each.moved:,} 件{held}")
    if not found:
        typer.echo("締切の来た段取りはありません。")


def _outputs(home: Path) -> CaseOutputs:
    from app.case_outputs import CaseOutputs
    from app.case_work import open_cases

    return CaseOutputs(open_cases(open_home(home), os.environ))
