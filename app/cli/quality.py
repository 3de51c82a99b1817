"""`madoguchi quality`: the week's sample, the scores, how far scorers agree."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.options import HomeOption, JsonOption
from app.cli.sound_call import at_sounds
from app.cli.table import table
from app.clock import shown_time
from app.errors import NotScored
from app.home import DEFAULT_HOME, open_home

if TYPE_CHECKING:
    from app.sound_desk import SoundDesk
    from recordings.quality import No, Versioned, Week

QUALITY = typer.Typer(help="Draw talks to be scored, list the scores, compare scorers.")
WeekOption = Annotated[
    str, typer.Option("--week", help="ISO week, as 2026-W06; else the one before this.")
]


@QUALITY.command("sample")
def sample(
    week: WeekOption = "",
    draw: Annotated[bool, typer.Option("--draw", help="Draw it if it was not drawn.")] = False,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """List the talks that a week's sample has."""

    async def found(sounds: SoundDesk) -> list[dict[str, str | bool]]:
        from recordings import quality as works
        from recordings.quality import No
        from storage import quality as rows
        from storage.engine import transaction

        of, engine = _week(sounds, week), sounds.desk.engine
        if draw:
            drawn = await works.draw(
                engine,
                _sheet(sounds).sheet,
                of,
                today=sounds.at.astimezone(sounds.desk.zone).date(),
                actor=sounds.actor,
                at=sounds.at,
            )
            if isinstance(drawn, No):
                raise _not_scored(drawn)
        async with transaction(engine) as session:
            samples = await rows.samples(session, of.name)
        return [
            {
                "week": each.week,
                "staff": each.staff,
                "call": each.call,
                "seed": each.seed,
                "double": each.is_double,
            }
            for each in samples
        ]

    told = at_sounds(open_home(home), found)
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    lines = [
        [str(each["staff"]), str(each["call"]), "二人" if each["double"] else ""] for each in told
    ]
    typer.echo(table(("応対した人", "通話ID", "評価"), lines))


@QUALITY.command("repeat")
def repeat(week: WeekOption = "", home: HomeOption = DEFAULT_HOME) -> None:
    """Draw a week again by its seed; status 1 if that gives another sample."""

    async def again(sounds: SoundDesk) -> tuple[bool, int]:
        from recordings.quality import repeated

        return await repeated(sounds.desk.engine, _sheet(sounds).sheet, _week(sounds, week))

    is_same, count = at_sounds(open_home(home), again)
    typer.echo(f"{count} 件の通話から抽出し直し、{'同じ' if is_same else '違う'}結果になりました。")
    if not is_same:
        raise typer.Exit(1)


@QUALITY.command("list")
def list_(home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False) -> None:
    """List the latest scores."""

    async def found(sounds: SoundDesk) -> list[dict[str, str | float | bool | None]]:
        from storage import quality as rows
        from storage.engine import transaction

        zone = sounds.desk.zone.key
        async with transaction(sounds.desk.engine) as session:
            return [
                {
                    "id": each.id,
                    "given_at": shown_time(each.given_at, zone),
                    "call": each.call,
                    "staff": each.staff,
                    "scorer": each.scorer,
                    "sheet": each.sheet,
                    "kind": each.kind,
                    "points": each.points,
                    "knocked_out": each.knocked_out,
                    "seen_at": shown_time(each.seen_at, zone) if each.seen_at else None,
                }
                for each in await rows.latest(session)
            ]

    told = at_sounds(open_home(home), found)
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    columns = ("given_at", "staff", "points", "scorer", "kind", "call")
    lines = [[str(each[key]) for key in columns] for each in told]
    typer.echo(table(("評価した日時", "応対した人", "点", "評価した人", "種別", "通話ID"), lines))


@QUALITY.command("agreement")
def agreement(home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False) -> None:
    """Tell how far scorers agree on the talks that two scored by the present sheet."""

    async def found(sounds: SoundDesk) -> dict[str, float | int | None]:
        from dataclasses import asdict

        from recordings.scoring import agreement as compare
        from storage import quality as rows
        from storage.engine import transaction

        by = _sheet(sounds)
        async with transaction(sounds.desk.engine) as session:
            twice = await rows.twice(session, by.hash)
        pairs = [(one.marks, other.marks) for one, other in twice]
        return {"talks": len(pairs), **asdict(compare(by.sheet, pairs))}

    told = at_sounds(open_home(home), found)
    if as_json:
        typer.echo(json.dumps(told, indent=1))
        return
    names = {
        "talks": "比べた通話",
        "marks": "比べた点",
        "same": "同じ点の割合",
        "near": "一点差までの割合",
        "kappa": "カッパ係数",
        "points_apart": "総合点の差（平均）",
    }
    for key, name in names.items():
        value = told[key]
        typer.echo(f"{name}　{'–' if value is None else f'{value:.4g}'}")


def _week(sounds: SoundDesk, name: str) -> Week:
    from datetime import timedelta

    from recordings.quality import week_named, week_of

    if not name:
        today = sounds.at.astimezone(sounds.desk.zone).date()
        return week_of(today - timedelta(days=7))
    week = week_named(name)
    if week is None:
        raise NotScored(why=f"{name}: 週は 2026-W06 のように書いてください。")
    return week


def _sheet(sounds: SoundDesk) -> Versioned:
    from app.quality_rules import versioned
    from recordings.quality import No

    found = versioned(sounds.home, sounds.plain)
    if found is None:
        raise _not_scored(No.NO_SHEET)
    return found


def _not_scored(no: No) -> NotScored:
    from agent_ui.quality_words import NO

    return NotScored(why=NO[no])
