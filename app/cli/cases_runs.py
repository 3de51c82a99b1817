"""`madoguchi cases runs`: what was made of the applications, given out again byte for byte."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.options import ByOption, HomeOption, JsonOption
from app.cli.run_files import PasswordOption, hand_out, write_folder
from app.cli.table import table
from app.clock import shown_time
from app.home import DEFAULT_HOME, open_home

if TYPE_CHECKING:
    from app.case_outputs import CaseOutputs

RUNS = typer.Typer(
    help="Runs: lists, notices and payments as they were made.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@RUNS.command("list")
def list_(home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False) -> None:
    """List all runs, kind by kind."""
    from cases.runs import RUNS as WORDS
    from cases.runs import RunKind

    outputs = _outputs(home)
    zone = outputs.work.zone.key
    rows = [
        {
            "run": each.id,
            "kind": each.kind,
            "state": each.state,
            "at": shown_time(each.at, zone),
            "by": each.by,
            "cases": each.cases,
        }
        for each in outputs.runs()
    ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    shown = [
        [
            *(str(each["run"]), WORDS[RunKind(str(each["kind"]))]),
            str(each["at"])[:16].replace("T", " "),
            *(f"{each['cases']:,}", str(each["by"])),
        ]
        for each in rows
    ]
    headings = ("回", "種類", "日時", "件数", "担当")
    typer.echo(table(headings, shown) if rows else "まだありません。")


@RUNS.command("export")
def export(
    run: Annotated[str, typer.Argument(help="Id of the run, for example N-0001.")],
    folder: Annotated[Path, typer.Argument(help="Folder to make; only you can read it.")],
    by: ByOption = "operator",
    home: HomeOption = DEFAULT_HOME,
    password_to: PasswordOption = None,
) -> None:
    """Write the files of a run as they were made, byte for byte, into a new folder.

    They hold personal data: hand them over, then delete them. With --password-to they are one
    encrypted archive, as some campaigns have it.
    """
    outputs = _outputs(home)
    hand_out(
        folder,
        lambda: outputs.files(run, by=by),
        must_be_sealed=outputs.work.plan.sealed,
        password_to=password_to,
        in_the_open=write_folder,
    )


def _outputs(home: Path) -> CaseOutputs:
    from app.case_outputs import CaseOutputs
    from app.case_work import open_cases

    return CaseOutputs(open_cases(open_home(home), os.environ))
