"""`madoguchi kpi`: the definitions, a week under all of them, and why a call counts as it does."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.options import HomeOption, JsonOption
from app.cli.report_call import at_reports
from app.cli.table import table
from app.clock import shown_time
from app.errors import NoSuchCall
from app.home import DEFAULT_HOME, open_home

if TYPE_CHECKING:
    from collections.abc import Mapping

    from metrics.definition import Definition
    from metrics.explain import Explained, Happened
    from metrics.figures import Figures
    from metrics.reporting import Reporting
    from storage.audit import Actor

KPI = typer.Typer(help="Show the definitions of figures; explain how a call counts.")
CALLED_AGAIN = timedelta(days=1)


@KPI.command("show")
def show(
    definition: Annotated[str | None, typer.Argument(help="Its name; default: all.")] = None,
    week: Annotated[str | None, typer.Option("--week", help="One week under all of them.")] = None,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Show a definition, all of them, or (`--week 2026-W06`) one week under all side by side."""

    async def done(reporting: Reporting, _: Actor) -> _Shown:
        from metrics.period import Kind, read_period

        chosen = reporting.plan.definition.id
        known = [each for each in reporting.plan.beside if definition in (None, each.id)]
        if not known:
            names = ", ".join(each.id for each in reporting.plan.beside)
            raise typer.BadParameter(f"定義「{definition}」がありません。あるのは {names} です。")
        if week is None:
            return chosen, known, None
        period = read_period(Kind.WEEKLY, week)
        if period is None:
            raise typer.BadParameter("週は 2026-W06 のように書いてください。")
        return chosen, known, await reporting.side_by_side(period)

    chosen, known, found = at_reports(open_home(home), done)
    if as_json:
        from app.cli.kpi_shown import as_data

        told = [as_data(each, chosen, None if found is None else found[each.id]) for each in known]
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
    elif found is not None:
        rows = [_line(each, chosen, found[each.id]) for each in known]
        typer.echo(table(("定義", "名前", "分母", "分子", "率", "除いた呼"), rows))
    elif definition is None:
        rows = [_short(each, chosen) for each in known]
        typer.echo(table(("定義", "名前", "合意", "内容のハッシュ"), rows))
    else:
        from app.cli.kpi_shown import as_text

        typer.echo(as_text(known[0]))


@KPI.command("explain")
def explain(
    call: Annotated[str, typer.Argument(help="Id of a call, as `madoguchi calls` lists it.")],
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Explain how an ended call counts under every definition, and list its records in the log."""
    from app.call_story import story_of

    opened = open_home(home)

    async def done(reporting: Reporting, _: Actor) -> tuple[list[Explained], str]:
        from metrics.explain import explain as why
        from storage.calls import one_call
        from storage.engine import transaction
        from storage.tallies import filed_calls

        row = await one_call(reporting.engine, call)
        if row is None or row.outcome is None:
            raise NoSuchCall(call=call)
        day = row.business_date
        async with transaction(reporting.engine) as session:
            around = await filed_calls(session, day - CALLED_AGAIN, day + CALLED_AGAIN)
        (this,) = (each for each in around if each.call == call)
        told = [why(each, this, around) for each in reporting.plan.beside]
        return told, reporting.campaign.zone

    explained, zone = at_reports(opened, done)
    story = story_of(opened.log, call)
    if as_json:
        typer.echo(json.dumps(_explained(explained, story, zone), ensure_ascii=False, indent=1))
        return
    for each in explained:
        typer.echo(f"{each.definition}（{each.name}）")
        for sentence in each.why:
            typer.echo(f"  {sentence}")
    typer.echo()
    rows = [
        [str(each.n), shown_time(each.at, zone), each.event, " ".join(each.commands)]
        for each in story
    ]
    typer.echo(table(("記録", "日時", "出来事", "指示"), rows))


_Shown = tuple[str, "list[Definition]", "Mapping[str, Figures] | None"]


def _short(each: Definition, chosen: str) -> list[str]:
    mark = "（報告書の定義）" if each.id == chosen else ""
    agreed = each.agreed.isoformat() if each.agreed else "合意前"
    return [each.id, f"{each.name}{mark}", agreed, each.digest[:16]]


def _line(each: Definition, chosen: str, found: Figures) -> list[str]:
    from metrics.content import Shape
    from metrics.parts import rate_cell
    from metrics.written import written

    mark = "（報告書の定義）" if each.id == chosen else ""
    counts = [f"{found.offered:,}", f"{found.answered:,}"]
    rate = written(rate_cell(found), Shape.SHARE)
    return [each.id, f"{each.name}{mark}", *counts, rate, f"{found.taken_out:,}"]


def _explained(explained: list[Explained], story: list[Happened], zone: str) -> dict[str, object]:
    return {
        "definitions": [
            {
                "id": each.definition,
                "offered": each.offered,
                "answered": each.answered,
                "in_time": each.in_time,
                "why": list(each.why),
            }
            for each in explained
        ],
        "records": [
            {
                "n": each.n,
                "at": shown_time(each.at, zone),
                "event": each.event,
                "commands": list(each.commands),
            }
            for each in story
        ],
    }
