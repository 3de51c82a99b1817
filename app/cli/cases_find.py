"""`madoguchi cases find`: which case is the caller's."""

from __future__ import annotations

import json
import os
from typing import Annotated

import typer

from app.cli.options import HomeOption, JsonOption
from app.cli.table import table
from app.clock import shown_time
from app.home import DEFAULT_HOME, open_home

HEADINGS = ("受付番号", "状態", "受付", "申請者", "一致")


def find(
    text: Annotated[
        str,
        typer.Argument(help="Receipt number, phone, birth date, kana, name in kanji, or place."),
    ],
    by: Annotated[str, typer.Option("--by", help="Who looks.", envvar="USER")] = "operator",
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Find cases; a letter typed or heard wrong is no matter. Who saw what is kept."""
    from app.case_work import open_cases
    from cases.search import applicant

    work = open_cases(open_home(home), os.environ)
    rows = [
        {
            "number": hit.case.number,
            "status": hit.case.status,
            "received_at": shown_time(hit.case.received_at, work.zone.key),
            "applicant": applicant(work.shelf, hit),
            "is_protected": hit.case.is_protected,
            "score": round(hit.score, 2),
        }
        for hit in work.find(text, by=by)
    ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    shown = [
        [
            str(each["number"]),
            work.shelf.life.word(str(each["status"])),
            str(each["received_at"])[:16].replace("T", " "),
            str(each["applicant"]),
            f"{each['score']:.0%}",
        ]
        for each in rows
    ]
    typer.echo(table(HEADINGS, shown) if rows else "該当する申請はありません。")
