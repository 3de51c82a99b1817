"""`madoguchi cases show`: one application, masked, with all that happened to it."""

from __future__ import annotations

import json
import os
from typing import Annotated

import typer

from app.cli.options import ByOption, HomeOption, JsonOption
from app.cli.table import table
from app.clock import shown_time
from app.home import DEFAULT_HOME, open_home


def show(
    number: Annotated[str, typer.Argument(help="Receipt number.")],
    unmask: Annotated[
        bool,
        typer.Option("--unmask", help="Show what was written, also of deficiencies; that is kept."),
    ] = False,
    supervisor: Annotated[
        bool, typer.Option("--supervisor", help="Show a protected person's case, too.")
    ] = False,
    by: ByOption = "operator",
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Show a case with its line of time; who saw it is kept."""
    from app.case_desk import CaseDesk
    from app.case_work import open_cases
    from cases.deficiencies import FINDERS, FoundBy
    from cases.schema import WITHHELD
    from cases.timeline import SORTS

    work = open_cases(open_home(home), os.environ)
    zone, catalogue = work.zone.key, work.catalogue
    seen = CaseDesk(work).show(number, by=by, unmasked=unmask, as_supervisor=supervisor)
    if as_json:
        told = {
            "number": seen.case.number,
            "status": seen.case.status,
            "is_protected": seen.case.is_protected,
            "fields": {each.label: each.value for each in seen.fields},
            "deficiencies": [
                {"code": each.code, "place": catalogue.place(each.field, each.child)}
                | {"found_by": each.found_by, "is_open": each.closed_at is None, "note": note}
                for each, note in seen.found
            ],
            "timeline": [
                {"at": shown_time(each.at, zone), "sort": each.sort, "what": each.what}
                for each in seen.moments
            ],
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    withheld = f" {WITHHELD}" if seen.case.is_protected else ""
    typer.echo(f"{seen.case.number} {work.shelf.life.word(seen.case.status)}{withheld}\n")
    if seen.fields:
        typer.echo(table(("項目", "内容"), [[each.label, each.value] for each in seen.fields]))
    if seen.found:
        rows = [
            [
                *(catalogue.name(each.code), catalogue.place(each.field, each.child)),
                *(FINDERS[FoundBy(each.found_by)], note, "解消" if each.closed_at else "未解消"),
            ]
            for each, note in seen.found
        ]
        typer.echo("\n" + table(("不備", "項目", "発見", "見つけた内容", "状態"), rows))
    moments = [
        [shown_time(each.at, zone)[:16].replace("T", " "), SORTS[each.sort], each.what, each.by]
        for each in seen.moments
    ]
    typer.echo("\n" + table(("日時", "種類", "出来事", "担当"), moments))
