"""`madoguchi cases deliver`: applications whose screening is complete, handed to the client."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.options import ByOption, HomeOption, JsonOption
from app.cli.run_files import write_folder
from app.cli.table import table
from app.home import DEFAULT_HOME, open_home

if TYPE_CHECKING:
    from app.case_desk import CaseDesk

DELIVER = typer.Typer(
    help="Deliveries (納品) of screened applications: make, list and export them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@DELIVER.command("make")
def make(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would be delivered, and change nothing.")
    ] = False,
    by: ByOption = "operator",
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Deliver all cases that were screened and not delivered yet; the list is kept."""
    from cases.schema import CHANNELS, Channel

    made = _desk(home).deliver(by=by, dry_run=dry_run)
    if as_json:
        typer.echo(json.dumps(asdict(made), ensure_ascii=False, indent=1))
        return
    split = "、".join(f"{CHANNELS[Channel(key)]} {n}" for key, n in made.by_channel.items())
    state = "（確認だけで、何も変えていません）" if dry_run else ""
    typer.echo(f"{made.run or ''} {made.cases} 件（{split}）{state}".strip())


@DELIVER.command("list")
def list_(home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False) -> None:
    """List the deliveries with their day and count."""
    from cases.runs import RunKind

    rows = [
        {"run": each.id, **json.loads(each.details), "cases": each.cases, "by": each.by}
        for each in _desk(home).runs(RunKind.DELIVERY)
    ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    shown = [[each["run"], each["on"], f"{each['cases']:,}", each["by"]] for each in rows]
    headings = ("回", "納品日", "件数", "担当")
    typer.echo(table(headings, shown) if rows else "納品はまだありません。")


@DELIVER.command("export")
def export(
    run: Annotated[str, typer.Argument(help="Id of the run, for example N-0001.")],
    folder: Annotated[Path, typer.Argument(help="Folder to make; only you can read it.")],
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Write the list of a delivery as it was made, byte for byte, into a new folder."""
    from cases.runs import RunKind

    write_folder(folder, _desk(home).files(RunKind.DELIVERY, run))


def _desk(home: Path) -> CaseDesk:
    from app.case_desk import CaseDesk
    from app.case_work import open_cases

    return CaseDesk(open_cases(open_home(home), os.environ))
