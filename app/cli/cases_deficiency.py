"""`madoguchi cases deficiency`: what is missing or wrong in a case, found and closed by people."""

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
    from app.case_desk import CaseDesk

DEFICIENCY = typer.Typer(
    help="Deficiencies (不備) of a case: list, open and close them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
HEADINGS = ("コード", "項目", "内容", "発見", "発見日時", "解消")
NumberArgument = Annotated[str, typer.Argument(help="Receipt number.")]


@DEFICIENCY.command("list")
def list_(
    number: NumberArgument,
    by: ByOption = "operator",
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """List the deficiencies of a case, open and closed."""
    from cases.deficiencies import ENDS, FINDERS, FoundBy, How

    desk = _desk(home)
    catalogue, zone = desk.work.catalogue, desk.work.zone.key
    rows = [
        {
            "code": each.code,
            "place": catalogue.place(each.field, each.child),
            "name": catalogue.name(each.code),
            "found_by": each.found_by,
            "found_at": shown_time(each.found_at, zone),
            "closed_at": shown_time(each.closed_at, zone) if each.closed_at else None,
            "how": each.how,
        }
        for each in desk.deficiencies(number, by=by)
    ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    shown = [
        [
            *(str(each["code"]), str(each["place"]), str(each["name"])),
            FINDERS[FoundBy(str(each["found_by"]))],
            str(each["found_at"])[:16].replace("T", " "),
            ENDS[How(str(each["how"]))] if each["closed_at"] else "未解消",
        ]
        for each in rows
    ]
    typer.echo(table(HEADINGS, shown) if rows else "不備はありません。")


@DEFICIENCY.command("open")
def open_(
    number: NumberArgument,
    code: Annotated[str, typer.Option("--code", help="Code of the campaign, such as ID_PAPER.")],
    field: Annotated[str, typer.Option("--field", help="Label of the field, if one's.")] = "",
    child: Annotated[int, typer.Option("--child", min=0, max=99, help="Number of the child.")] = 0,
    note: Annotated[str, typer.Option("--note", help="What was seen; kept encrypted.")] = "",
    by: ByOption = "operator",
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Open a deficiency that a person found: the case goes into the loop."""
    from cases.deficiencies import Typed

    desk = _desk(home)
    catalogue = desk.work.catalogue
    if code not in catalogue:
        raise typer.BadParameter(f"不備コードは次のどれかです: {', '.join(catalogue.ids)}")
    place = catalogue.field_of(field) if field else ""
    if place is None:
        raise typer.BadParameter("この名前の項目はありません。", param_hint="--field")
    is_new = desk.find(number, Typed(code, place, child, note), by=by)
    word = "を登録しました" if is_new else "は登録済みです"
    typer.echo(f"{number}: 不備「{catalogue.name(code)}」{word}。")


@DEFICIENCY.command("close")
def close(
    number: NumberArgument,
    code: Annotated[str, typer.Option("--code", help="Which one.")],
    how: Annotated[str, typer.Option("--how", help="corrected, supplied, waived or mistaken.")],
    why: Annotated[str, typer.Option("--why", help="Reason, kept with the case.")] = "",
    by: ByOption = "operator",
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Close the open deficiencies of a code; with the last one the case leaves the loop."""
    from cases.deficiencies import How

    if how not in set(How):
        raise typer.BadParameter("corrected、supplied、waived、mistaken のどれかです。")
    count = _desk(home).end(number, code, How(how), by=by, reason=why)
    typer.echo(f"{number}: 不備を {count} 件解消しました。")


def _desk(home: Path) -> CaseDesk:
    from app.case_desk import CaseDesk
    from app.case_work import open_cases

    return CaseDesk(open_cases(open_home(home), os.environ))
