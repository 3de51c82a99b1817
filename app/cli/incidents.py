"""`madoguchi incidents`: what went wrong with personal data, noted and listed."""

from __future__ import annotations

import json
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.dates import MOMENT, in_zone, moment_given
from app.cli.desk_call import at_desk
from app.cli.options import HomeOption, JsonOption
from app.cli.table import table
from app.errors import IncidentRefused
from app.home import DEFAULT_HOME, open_home

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desk.desk import Desk
    from desk.incidents import Wrong
    from storage.audit import Actor
    from storage.report_tables import Incident

INCIDENTS = typer.Typer(help="Note and list incidents, above all with personal data (事故).")


class KindName(StrEnum):
    """What went wrong, as the command line takes it."""

    LEAK = "leak"
    LOSS = "loss"
    DAMAGE = "damage"
    ACCESS = "access"
    MISDIRECTED = "misdirected"
    UNALLOWED = "unallowed"
    BREACH = "breach"
    FAILURE = "failure"
    NEAR_MISS = "near_miss"
    OTHER = "other"


@INCIDENTS.command("list")
def listed(home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False) -> None:
    """List every incident as it is known now, the latest first."""
    from desk.incidents import KINDS, Kind, register

    async def done(desk: Desk, _: Actor) -> tuple[Sequence[Incident], str]:
        return await register(desk), str(desk.zone)

    found, zone = at_desk(open_home(home), done)
    if as_json:
        typer.echo(json.dumps([_told(each, zone) for each in found], ensure_ascii=False, indent=1))
        return
    rows = [
        [
            *(
                str(each.id),
                str(_told(each, zone)["found_at"])[:16].replace("T", " "),
                KINDS[Kind(each.kind)],
            ),
            "-" if each.persons is None else f"{each.persons:,}",
            str(_told(each, zone)["told_at"] or "未報告")[:16].replace("T", " "),
            *("終了" if each.is_closed else "対応中", each.what),
        ]
        for each in found
    ]
    typer.echo(table(("番号", "判明", "種類", "人数", "委託者への報告", "状態", "内容"), rows))


@INCIDENTS.command("note")
def note(
    kind: Annotated[KindName, typer.Argument(help="What went wrong.")],
    what: Annotated[str, typer.Option("--what", help="What happened, without anybody's name.")],
    found: Annotated[
        datetime,
        typer.Option(
            "--found",
            parser=moment_given,
            metavar=MOMENT,
            help="When it was found, as 2026-02-02T10:00.",
        ),
    ],
    persons: Annotated[
        int | None, typer.Option("--persons", min=0, help="How many persons it concerns.")
    ] = None,
    measures: Annotated[str, typer.Option("--measures", help="What was done about it.")] = "",
    cause: Annotated[str, typer.Option("--cause", help="Why it came, as far as is known.")] = "",
    told: Annotated[
        datetime | None,
        typer.Option(
            "--told", parser=moment_given, metavar=MOMENT, help="When the client was told."
        ),
    ] = None,
    suspected: Annotated[
        bool, typer.Option("--suspected", help="It is feared, and not certain yet.")
    ] = False,
    closed: Annotated[bool, typer.Option("--closed", help="It is over.")] = False,
    incident: Annotated[
        int | None, typer.Option("--incident", help="Its number: note the next version of it.")
    ] = None,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Note an incident, or what is known now of one; earlier versions stay."""
    from desk.incidents import Kind, Said
    from desk.incidents import note as noted

    async def done(desk: Desk, actor: Actor) -> tuple[Incident | Wrong, str]:
        said = Said(
            kind=Kind(kind.value),
            found_at=in_zone(found, desk.zone),
            persons=persons,
            what=what.strip(),
            measures=measures.strip(),
            cause=cause.strip(),
            is_suspected=suspected,
            told_at=None if told is None else in_zone(told, desk.zone),
            is_closed=closed,
        )
        return await noted(desk, said, actor=actor, incident=incident), str(desk.zone)

    row, zone = at_desk(open_home(home), done)
    if isinstance(row, str):
        raise IncidentRefused(why=row.value)
    if as_json:
        typer.echo(json.dumps(_told(row, zone), ensure_ascii=False, indent=1))
    else:
        typer.echo(f"事故 {row.id} を記録しました（第{row.n}版）。")


def _told(row: Incident, zone: str) -> dict[str, object]:
    from zoneinfo import ZoneInfo

    from desk.incidents import minutes_to_report

    def here(at: datetime | None) -> str | None:
        return None if at is None else at.astimezone(ZoneInfo(zone)).isoformat()

    return {
        "incident": row.id,
        "version": row.n,
        "kind": row.kind,
        "found_at": here(row.found_at),
        "persons": row.persons,
        "what": row.what,
        "measures": row.measures,
        "cause": row.cause,
        "suspected": row.is_suspected,
        "told_at": here(row.told_at),
        "minutes_to_report": minutes_to_report(row),
        "closed": row.is_closed,
        "noted_at": here(row.noted_at),
        "by": row.who,
    }
