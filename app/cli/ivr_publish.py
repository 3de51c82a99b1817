"""`madoguchi ivr publish`, `revert`, `confirm`, `versions`: flows of a running instance."""

from __future__ import annotations

import json
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from app import flow_files
from app.cli.flows_next import confirm_next
from app.cli.flows_running import running_in, the_one
from app.cli.options import HomeOption, JsonOption
from app.cli.table import table
from app.clock import shown_time
from app.errors import WishRefused
from app.flow_consent import begun_with, unconfirmed, waiting
from app.flow_versions import How
from app.home import DEFAULT_HOME
from app.kept import keep
from japan.my_number import REFUSED, holds_my_number

SHORT = 12
"""So many digits of a version's name are shown, and are enough to name it."""
HOW = {
    How.PUBLISHED: "公開",
    How.REVERTED: "差し戻し",
    How.CONFIRMED: "委託者の確認",
    How.STARTED: "起動",
    How.REFUSED: "取りやめ",
}
UNCONFIRMED = "（未確認）"


def _free_text(typed: str) -> str:
    if holds_my_number(typed):
        raise typer.BadParameter(REFUSED)
    return typed


ByOption = Annotated[
    str, typer.Option("--by", help="Who does it; it is kept.", callback=_free_text)
]
ConfirmedOption = Annotated[
    str,
    typer.Option(
        "--confirmed", help="Where the client's confirmation stands.", callback=_free_text
    ),
]


def publish(
    by: ByOption,
    confirmed: ConfirmedOption = "",
    emergency: Annotated[
        bool, typer.Option("--emergency", help="It goes first, and the client confirms it after.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only check, and tell which flows would change.")
    ] = False,
    campaign: Annotated[
        str, typer.Option("--campaign", help="The campaign, if `up` was given one.")
    ] = "",
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Check and speak the flow files of a running instance; new callers hear them from now on.

    Calls in progress stay on their version. Needs the client's confirmation, or an emergency, of
    which those who wait already hear as well.
    """
    from ivr_flows import plain as flows

    if not (confirmed := confirmed.strip()) and not emergency and not dry_run:
        raise typer.BadParameter("give --confirmed, or --emergency and confirm it after")
    running = running_in(home)
    files = "" if dry_run else flow_files.keep(running.home, flow_files.drafts(running.home))
    checked = running.checked(campaign, files)
    changed = running.changed(campaign, checked)
    says_else = running.says_else(checked)
    if not changed and not says_else:
        raise WishRefused(reason="these flows are in force already")
    typer.echo(f"変わる案内: {'、'.join(changed) or 'なし'}")
    if says_else:
        typer.echo("業務の言葉（金額、時間、名称など）も、いま流れているものから変わります")
    if dry_run:
        return
    running.speak(checked.flows.flows, wavs=checked.flows.wavs)
    version = keep(running.home, flows.encode(checked.flows.flows))
    running.put_in_force(
        version,
        How.PUBLISHED,
        by=by,
        confirmed=confirmed,
        files=files,
        words=running.words_in(checked, files),
        at_once=emergency,
    )
    when = "待っている方にもすぐに流れます" if emergency else "次の着信から流れます"
    typer.echo(f"新しい版を公開しました: {version[:SHORT]}（{when}）")
    if not confirmed:
        typer.echo("委託者の確認が取れたら madoguchi ivr confirm で記録してください")


def revert(
    by: ByOption,
    version: Annotated[
        str, typer.Option("--to", help="Which version; the one before if not given.")
    ] = "",
    emergency: Annotated[
        bool, typer.Option("--emergency", help="Even to one that the client has not confirmed yet.")
    ] = False,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Put a former version in force again, for the calls that come from now on.

    One that the client has not confirmed yet needs an emergency, and is still to be confirmed. With
    a real trunk that is also what the home's first start took.
    """
    running = running_in(home)
    before = running.former(version)
    files = running.files_of(before)
    if not emergency and running.needs_word(before):
        why = f"the client has not confirmed {before[:SHORT]} yet; madoguchi ivr confirm"
        raise WishRefused(reason=f"{why}, or give --emergency")
    running.speak_again(before, files)
    words = running.words_of(before)
    running.put_in_force(
        before,
        How.REVERTED,
        by=by,
        confirmed="",
        files=files,
        words=words,
        emergency=running.needs_word(before),
    )
    typer.echo(f"前の版に戻しました: {before[:SHORT]}（次の着信から流れます）")


def confirm(
    by: ByOption,
    confirmed: ConfirmedOption,
    version: Annotated[
        str, typer.Option("--version", help="Which version; every one that waits if not given.")
    ] = "",
    next_: Annotated[
        bool, typer.Option("--next", help="Of what the next start would make heard, instead.")
    ] = False,
    campaign: Annotated[
        str, typer.Option("--campaign", help="With --next: the campaign, if `up` is given one.")
    ] = "",
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Record the client's confirmation of a version, or of every one that nobody confirmed yet.

    Those are what went first in an emergency, what the home's first start took, and what a start
    said with other words of the campaign, or on other occasions. With a real trunk a start is
    refused that the client has not confirmed: `--next` records it before, running or not.
    """
    if not (confirmed := confirmed.strip()):
        raise typer.BadParameter("tell where the client's confirmation stands")
    if next_:
        told = confirm_next(home, campaign, by=by, confirmed=confirmed)
        typer.echo(f"次の起動の案内に、委託者の確認を記録しました: {told[:SHORT]}")
        return
    running = running_in(home)
    names = list(dict.fromkeys(each.flows for each in waiting(running.entries)))
    if not names:
        raise WishRefused(reason="no version waits for a confirmation")
    for each in [the_one(version, names)] if version else names:
        running.confirm(each, by=by, confirmed=confirmed)
        typer.echo(f"委託者の確認を記録しました: {each[:SHORT]}")


def versions(home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False) -> None:
    """List which versions were put in force, by whom and when, and what is still unconfirmed."""
    running = running_in(home)
    zone = running.plain.zone
    if as_json:
        told = {
            "in_force": running.now,
            "noted": running.noted,
            "unconfirmed": unconfirmed(running.entries),
            "unconfirmed_at_first": begun_with(running.entries),
            "entries": [
                {
                    "at": shown_time(each.at, zone),
                    **{key: getattr(each, key) for key in ("by", "how", "flows", "before")},
                    "confirmed": each.confirmed,
                }
                for each in running.entries
            ],
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    open_ = waiting(running.entries)
    rows = [
        [
            each.at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M"),
            HOW[each.how],
            each.flows[:SHORT],
            each.by,
            each.confirmed or (UNCONFIRMED if each in open_ else ""),
        ]
        for each in running.entries
    ]
    typer.echo(table(("日時", "操作", "版", "担当", "委託者の確認"), rows))
    typer.echo(f"いま流れている版: {running.now[:SHORT]}")
    if running.now != running.noted:
        typer.echo(
            f"最後の操作の版 {running.noted[:SHORT]} は、窓口に届いていません。"
            "もう一度 madoguchi ivr publish（または revert）をしてください"
        )
