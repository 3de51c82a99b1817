"""`madoguchi cases progress`, `status` and `stagnant`: where all applications stand."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from app.cli.options import ByOption, HomeOption, JsonOption
from app.cli.table import table
from app.clock import shown_time
from app.home import DEFAULT_HOME, open_home

if TYPE_CHECKING:
    from app.case_outputs import CaseOutputs


def progress(
    by: ByOption = "operator", home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False
) -> None:
    """Make the progress list (進捗管理リスト) as CSV and workbook; `runs export` gives them."""
    made = _outputs(home).progress(by=by)
    if as_json:
        typer.echo(json.dumps(asdict(made), ensure_ascii=False, indent=1))
        return
    lines = [f"{made.run} {made.cases} 件"]
    lines += [f"{name} SHA-256 {digest}" for name, digest in made.files.items()]
    typer.echo("\n".join(lines))


def status(home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False) -> None:
    """Count all cases by status and channel."""
    from cases.schema import CHANNELS

    outputs = _outputs(home)
    counts, life = outputs.counts(), outputs.work.shelf.life
    if as_json:
        rows = [
            {"status": status, "channel": channel, "cases": count}
            for (status, channel), count in sorted(counts.items())
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    stages = dict.fromkeys([*life.reached(), *(status for status, _ in counts)])
    split = {
        status: [counts.get((status, channel), 0) for channel in CHANNELS] for status in stages
    }
    shown = [
        [life.word(status), *map(str, each), str(sum(each))]
        for status, each in split.items()
        if any(each)
    ]
    shown.append(["合計", *(str(sum(column)) for column in zip(*split.values(), strict=True)), ""])
    shown[-1][-1] = str(sum(counts.values()))
    typer.echo(table(("状態", *CHANNELS.values(), "計"), shown))


def stagnant(
    by: ByOption = "operator", home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False
) -> None:
    """List the cases that stand longer than their status may last (滞留)."""
    outputs = _outputs(home)
    life = outputs.work.shelf.life
    zone = outputs.work.zone.key
    found = outputs.stagnant(by=by)
    if as_json:
        rows = [asdict(each) | {"since": shown_time(each.since, zone)} for each in found]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    shown = [
        [
            *(each.number, life.word(each.status), shown_time(each.since, zone)[:10]),
            *(f"{each.days} 日", f"{each.limit} 日"),
        ]
        for each in found
    ]
    headings = ("受付番号", "状態", "いつから", "経過", "限度")
    typer.echo(table(headings, shown) if found else "滞留している申請はありません。")


def _outputs(home: Path) -> CaseOutputs:
    from app.case_outputs import CaseOutputs
    from app.case_work import open_cases

    return CaseOutputs(open_cases(open_home(home), os.environ))
