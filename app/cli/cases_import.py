"""`madoguchi cases import`: a CSV of applications into the database."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.options import HomeOption, JsonOption
from app.home import DEFAULT_HOME, open_home

if TYPE_CHECKING:
    from cases.files import Report
    from cases.intake import Problem

SHOWN = 50
"""So many problems stand on the screen; `--report` has all of them."""


class Kind(StrEnum):
    """What the file is of."""

    ONLINE = "online"
    PUSH = "push"
    PAST = "past"
    DECISIONS = "decisions"
    FINDINGS = "findings"
    RETURNS = "returns"
    PROTECTED = "protected"


def import_(
    file: Annotated[Path, typer.Argument(help="CSV in UTF-8 or Shift_JIS.", exists=True)],
    kind: Annotated[
        Kind,
        typer.Option(
            "--kind",
            help="online: applications; push: paid without applying; past: paid elsewhere; "
            "decisions and findings: the client's; returns: the bank's; "
            "protected: persons whom nobody may see.",
        ),
    ] = Kind.ONLINE,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would be done, and change nothing.")
    ] = False,
    report: Annotated[
        Path | None, typer.Option("--report", help="Write every problem to this CSV.")
    ] = None,
    by: Annotated[str, typer.Option("--by", help="Who imports it.", envvar="USER")] = "operator",
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Import a file: new rows are added, changed ones are the next revision, the same ones stay.

    A row that is wrong never stops the file; a file that cannot be used changes nothing. The one
    exception is --kind past: a row that cannot be compared could let somebody be paid twice, so
    such a list is taken whole or not at all. --report then has every row that is wrong.
    """
    from app.case_work import open_cases
    from cases import files
    from cases.errors import FileRefused
    from cases.intake import Problem
    from cases.sheet import MAX_BYTES

    size = file.stat().st_size
    if size > MAX_BYTES:
        raise FileRefused(reasons=["ファイルが大きすぎます。日ごとのファイルか確かめてください。"])
    work = open_cases(open_home(home), os.environ)
    taken = files.File(file.name, file.read_bytes(), files.Kind(kind.value))
    with typer.progressbar(
        length=100, label=file.name, file=typer.get_text_stream("stderr")
    ) as bar:

        def show(done: int, of: int) -> None:
            bar.update(100 * done // max(of, 1) - bar.pos)

        try:
            found = work.take(taken, by=by, dry_run=dry_run, on_progress=show)
        except FileRefused as refused:
            if report is not None and refused.rows:
                _write(report, [Problem(n, "", "", why, "", True) for n, why in refused.rows])
            raise
    if report is not None:
        _write(report, found.problems)
    typer.echo(_json(found) if as_json else _text(found))


def _text(found: Report) -> str:
    lines = [_line(each) for each in found.problems[:SHOWN]]
    if len(found.problems) > SHOWN:
        lines.append(f"ほか {len(found.problems) - SHOWN} 件（--report FILE ですべて書き出します）")
    state = "（確認だけで、何も変えていません）" if found.is_dry else ""
    return "\n".join(
        [
            *lines,
            f"{found.file_name}: {found.lines} 行 {state}",
            f"新規 {found.added}、変更 {found.changed}、同じ {found.same}、"
            f"削除 {found.removed}、取り込めない行 {found.refused}、"
            f"不備のある申請 {found.deficient}",
        ]
    )


def _line(each: Problem) -> str:
    parts = (f"{each.line} 行目", each.id, each.field, each.why, each.value)
    return " ".join(part for part in parts if part)


def _json(found: Report) -> str:
    return json.dumps(asdict(found), ensure_ascii=False, indent=1)


def _write(path: Path, problems: Sequence[Problem]) -> None:
    from cases.sheet import write_sheet

    rows = [
        [str(each.line), each.id, each.field, each.why, each.value, "×" if each.is_refused else ""]
        for each in problems
    ]
    header = ["行", "申請の番号", "項目", "内容", "値（伏せ字）", "取り込めない"]
    path.write_bytes(write_sheet(header, rows))
