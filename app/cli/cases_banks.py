"""`madoguchi cases banks`: which banks and branches there are, shipped or of one's own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.desk_call import at_desk
from app.cli.options import HomeOption, JsonOption
from app.home import DEFAULT_HOME, open_home

if TYPE_CHECKING:
    from cases.bank_list import BankList
    from cases.banks import Banks
    from desk.desk import Desk
    from storage.audit import Action, Actor

BANKS = typer.Typer(
    help="Banks and branches (金融機関) by their numbers: the shipped ones, or a list of your own.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@BANKS.command("show")
def show(home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False) -> None:
    """Tell which banks hold now, and how many there are."""
    banks = _list(home)
    told = {"is_own": banks.is_own, **_counted(banks())}
    source = "この業務の一覧" if banks.is_own else "同梱の一覧（zengin-code）"
    typer.echo(json.dumps(told) if as_json else f"{source}: {_text(banks())}")


@BANKS.command("replace")
def replace(
    file: Annotated[
        Path,
        typer.Argument(
            help="CSV in UTF-8 or Shift_JIS, one line a branch: 金融機関番号, 金融機関名, "
            "金融機関カナ, 支店番号, 支店名, 支店カナ.",
            exists=True,
            dir_okay=False,
        ),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read the list through, and change nothing.")
    ] = False,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Let a list of your own hold instead of the shipped banks, for imports, pages and payments.

    It holds at once and as a whole: a bank that is not in it does not exist. Applications that
    are there are judged by it when they change.
    """
    from cases.bank_list import MAX_BYTES, checked
    from storage.audit import Action

    with file.open("rb") as opened:
        data = opened.read(MAX_BYTES + 1)
    banks = checked(data)
    if dry_run:
        typer.echo(f"{file}: {_text(banks)}（確認だけで、何も変えていません）")
        return
    kept = _list(home)
    digest = hashlib.sha256(data).hexdigest()
    _noted(home, Action.BANKS_REPLACED, digest, lambda: kept.replace(data))
    typer.echo(f"{file}: {_text(banks)} に替えました。SHA-256 {digest}")


@BANKS.command("restore")
def restore(home: HomeOption = DEFAULT_HOME) -> None:
    """Let the shipped banks hold again."""
    from storage.audit import Action

    kept = _list(home)
    if kept.is_own:
        _noted(home, Action.BANKS_RESTORED, "", kept.restore)
    typer.echo(f"同梱の一覧（zengin-code）: {_text(kept())}")


def _noted(home: Path, action: Action, subject: str, act: Callable[[], None]) -> None:
    """Do it, and keep in the trail who did; both or neither."""
    from storage.audit import trailed

    async def done(desk: Desk, actor: Actor) -> None:
        async with trailed(desk.engine) as trail:
            await trail.note(desk.clock(), actor, action, subject)
            act()

    at_desk(open_home(home), done)


def _list(home: Path) -> BankList:
    from cases.bank_list import BankList

    return BankList(open_home(home).banks)


def _counted(banks: Banks) -> dict[str, int]:
    return {"banks": len(banks), "branches": sum(len(each.branches) for each in banks.values())}


def _text(banks: Banks) -> str:
    counted = _counted(banks)
    return f"金融機関 {counted['banks']:,}、支店 {counted['branches']:,}"
