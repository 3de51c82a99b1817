"""`madoguchi cases send-back`: online applications that go back to their applicants (差し戻し)."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.options import ByOption, HomeOption, JsonOption
from app.cli.table import table
from app.clock import shown_time
from app.home import DEFAULT_HOME, open_home

if TYPE_CHECKING:
    from app.case_desk import CaseDesk

SEND_BACK = typer.Typer(
    help="Send-backs (差し戻し): texts to paste, done-marks, those without an answer.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@SEND_BACK.command("list")
def list_(
    by: ByOption = "operator", home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False
) -> None:
    """List the cases that are to be sent back, each with the text to paste."""
    drafts = _desk(home).to_send_back(by=by)
    if as_json:
        typer.echo(json.dumps([asdict(each) for each in drafts], ensure_ascii=False, indent=1))
        return
    for each in drafts:
        text = "責任者対応のため、責任者が差し戻します。" if each.is_protected else each.text
        typer.echo(f"――― {each.number}（{each.external_id}）\n{text}\n")
    typer.echo(f"差し戻す申請: {len(drafts)} 件")


@SEND_BACK.command("done")
def done(
    numbers: Annotated[list[str], typer.Argument(help="Receipt numbers.")],
    by: ByOption = "operator",
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Mark cases whose text was pasted and sent; one that cannot be marked stops all."""
    _desk(home).send_back(numbers, by=by)
    typer.echo(f"{len(numbers)} 件を差し戻し中にしました。")


@SEND_BACK.command("open")
def open_(
    overdue: Annotated[
        bool, typer.Option("--overdue", help="Only those that wait too long.")
    ] = False,
    by: ByOption = "operator",
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """List the send-backs that nobody answered yet, the oldest first."""
    desk = _desk(home)
    zone = desk.work.zone.key
    rows = [
        asdict(each) | {"done_at": shown_time(each.done_at, zone)}
        for each in desk.sent_back(by=by)
        if each.is_overdue or not overdue
    ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    shown = [
        [
            *(each["number"], each["done_at"][:10], f"{each['days']} 日"),
            *(each["done_by"], "期限超過" if each["is_overdue"] else ""),
        ]
        for each in rows
    ]
    headings = ("受付番号", "差し戻し日", "経過", "担当", "警告")
    typer.echo(table(headings, shown) if rows else "返答を待つ差し戻しはありません。")


def _desk(home: Path) -> CaseDesk:
    from app.case_desk import CaseDesk
    from app.case_work import open_cases

    return CaseDesk(open_cases(open_home(home), os.environ))
