"""`madoguchi knowledge`: what agents look up while they talk, taken in from files and looked at."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from app.cli.dates import DAY, day_given
from app.cli.desk_call import at_desk
from app.cli.options import HomeOption, JsonOption
from app.cli.table import table
from app.home import DEFAULT_HOME, open_home

if TYPE_CHECKING:
    from desk.article_import import Imported
    from desk.articles import Answer
    from desk.desk import Desk
    from desk.help import Found
    from desk.referrals import Import
    from storage.audit import Actor

KNOWLEDGE = typer.Typer(
    help="FAQ, manuals, scripts and the referral directory.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
KINDS = {"faq": "FAQ", "manual": "マニュアル", "script": "スクリプト"}
STATES = {
    "draft": "作成中",
    "handed_in": "提出",
    "returned": "修正依頼",
    "confirmed": "確認済",
    "published": "公開",
    "ended": "終了",
}
FLAWS = {
    "title": "題名がないか、長すぎます。",
    "text": "本文がないか、長すぎます。",
    "category": "この業務にない分類です（スクリプトには分類が要ります）。",
    "my_number": "マイナンバーと思われる12桁の数字があります。",
}
DryOption = Annotated[bool, typer.Option("--dry-run", help="Say what would happen; do nothing.")]


@KNOWLEDGE.command("import")
def import_(
    file: Annotated[str, typer.Argument(help="A set of ours by name, or a TOML file.")],
    confirmer: Annotated[
        str, typer.Option("--confirmer", help="Who of the client confirmed the whole file.")
    ] = "",
    on: Annotated[
        datetime | None, typer.Option("--on", parser=day_given, metavar=DAY, help="On which day.")
    ] = None,
    reference: Annotated[
        str, typer.Option("--reference", help="Where the client's confirmation is filed.")
    ] = "",
    dry_run: DryOption = False,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Take in articles as drafts; with the client's confirmation they are published at once."""
    from config.knowledge_file import ArticleRow, load_articles
    from config.problem import line_for
    from ivr_flows.problem import Problem

    found = load_articles(file)
    problems = [each for each in found if isinstance(each, Problem)]
    if problems:
        _refuse([line_for(each) for each in problems])
    rows = [each for each in found if isinstance(each, ArticleRow)]
    answer = _answer(confirmer, on, reference)

    async def take(desk: Desk, actor: Actor) -> Imported:
        from app.articles_given import given
        from desk.article_import import take as taken

        return await taken(desk, actor, given(rows), answer=answer, dry_run=dry_run)

    done = at_desk(open_home(home), take)
    if done.flawed:
        _refuse([f"{file}: {key}: {FLAWS[flaw]}" for key, flaw in done.flawed])
    _told(done, dry_run=dry_run, as_json=as_json)


@KNOWLEDGE.command("referrals")
def referrals(
    file: Annotated[Path, typer.Argument(help="The client's list as CSV.", exists=True)],
    first: Annotated[
        datetime,
        typer.Option("--from", parser=day_given, metavar=DAY, help="First day it is used."),
    ],
    dry_run: DryOption = False,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Take in the client's directory of offices; it replaces the one before from its first day."""
    from cases.sheet import read_sheet

    data = file.read_bytes()
    sheet = read_sheet(data)
    if isinstance(sheet, str):
        _refuse([f"{file}: {sheet}"])

    async def take(desk: Desk, actor: Actor) -> Import:
        from desk.referrals import ListFile
        from desk.referrals import take as taken

        listed = ListFile(name=file.name, data=data, header=sheet.header, rows=sheet.rows())
        return await taken(desk, actor, listed, valid_from=first.date(), dry_run=dry_run)

    done = at_desk(open_home(home), take)
    if done.problems:
        _refuse(
            [
                f"{file}:{each.line}: {each.text}" if each.line else f"{file}: {each.text}"
                for each in done.problems
            ]
        )
    word = "取り込めます（まだ取り込んでいません）" if dry_run else "取り込みました"
    typer.echo(f"問合せ先 {done.rows} 件を{word}。{first.date()} から使います。")


@KNOWLEDGE.command("list")
def list_(home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False) -> None:
    """List each article's newest version, and which one is shown."""

    async def listed(desk: Desk, _: Actor) -> list[dict[str, str | int | None]]:
        from desk.article import State
        from storage import knowledge
        from storage.engine import transaction

        async with transaction(desk.engine) as session:
            shown = await knowledge.published_numbers(session, State.PUBLISHED)
            return [
                {
                    "id": article.id,
                    "key": article.key,
                    "kind": article.kind,
                    "title": version.title,
                    "state": version.state,
                    "version": version.n,
                    "published": shown.get(article.id),
                }
                for article, version in await knowledge.latest(session)
            ]

    rows = at_desk(open_home(home), listed)
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    shown = [
        [
            str(each["id"]),
            KINDS[str(each["kind"])],
            str(each["title"]),
            f"{each['version']} {STATES[str(each['state'])]}",
            str(each["published"] or "–"),
        ]
        for each in rows
    ]
    headings = ("番号", "種類", "題名", "最新の版", "公開中の版")
    typer.echo(table(headings, shown) if rows else "まだ何もありません。")


@KNOWLEDGE.command("search")
def search(
    words: Annotated[str, typer.Argument(help="What an agent would type.")],
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Find what agents find: published articles, and offices of the list in force."""

    async def find(desk: Desk, _: Actor) -> Found:
        from desk import help

        return await help.search(desk, words)

    found = at_desk(open_home(home), find)
    if as_json:
        told = {
            "loose": found.is_loose,
            "articles": [
                {"id": each.article, "title": each.title, "text": each.text}
                for each in found.entries
            ],
            "offices": [
                {"scheme": each.scheme, "ward": each.ward, "office": each.office}
                | {"section": each.section, "phone": each.phone, "hours": each.hours}
                for each in found.offices
            ],
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    lines = [f"{KINDS[each.kind]}  {each.title}" for each in found.entries]
    lines += [
        f"問合せ先  {each.scheme}  {each.office} {each.section}  {each.phone}"
        for each in found.offices
    ]
    typer.echo("\n".join(lines) or "見つかりません。")


def _answer(confirmer: str, on: datetime | None, reference: str) -> Answer | None:
    from desk.articles import Answer

    if not (confirmer or on or reference):
        return None
    if on is None or not (confirmer and reference):
        raise typer.BadParameter("--confirmer, --on and --reference are given together")
    return Answer(confirmer=confirmer, on=on.date(), reference=reference)


def _refuse(problems: Sequence[str]) -> NoReturn:
    """Tell every problem on a line of its own; nothing was changed."""
    for each in problems:
        typer.echo(f"madoguchi: {each}", err=True)
    raise typer.Exit(1)


def _told(done: Imported, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        told = {
            "new": done.begun,
            "revised": done.revised,
            "unchanged": done.same,
            "under_way": done.busy,
            "published": done.published,
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    word = "（まだ取り込んでいません）" if dry_run else ""
    typer.echo(
        f"新しいもの {len(done.begun)} 件、改めたもの {len(done.revised)} 件、"
        f"変わらないもの {len(done.same)} 件、公開 {done.published} 件{word}"
    )
    for key in done.busy:
        why = "手続き中の版があるので取り込みませんでした。先にその版を進めてください。"
        typer.echo(f"madoguchi: {key}: {why}", err=True)
