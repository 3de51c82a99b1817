"""`madoguchi cases pay`: what the client decided, as files that a bank takes."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from app.cli.dates import DAY, day_given
from app.cli.options import ByOption, HomeOption, JsonOption
from app.cli.run_files import PasswordOption, hand_out, write_folder
from app.cli.table import table
from app.home import DEFAULT_HOME, open_home

if TYPE_CHECKING:
    from app.case_payments import CasePayments
    from cases.paying import Outcome, Step

PAY = typer.Typer(
    help="Payment runs (総合振込データ): make, list, export and cancel them; duplicates.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
SHOWN = 50
"""So many wrong payees stand on the screen; `--json` has all of them."""

RunArgument = Annotated[str, typer.Argument(help="Id of the run, for example F-0001.")]


@PAY.command("make")
def make(
    on: Annotated[
        datetime,
        typer.Option("--on", parser=day_given, metavar=DAY, help="Day of payment, a bank day."),
    ],
    with_push: Annotated[
        bool, typer.Option("--with-push", help="Pay also those who are paid without applying.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would be paid, and change nothing.")
    ] = False,
    by: ByOption = "operator",
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Make a payment run of all cases that the client granted and that are in no run yet.

    Duplicates are held first and stay out (`pay held`). Needs the list of past payees
    (`cases import --kind past`). The files are kept; `pay export` writes them.
    """
    show = told_on(typer.get_text_stream("stderr"))
    outcome = _payments(home).make(
        on.date(), by=by, with_push=with_push, dry_run=dry_run, on_step=show
    )
    typer.echo(_json(outcome) if as_json else _text(outcome, is_dry=dry_run))
    if outcome.wrong:
        raise typer.Exit(1)


@PAY.command("list")
def list_(home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False) -> None:
    """List the payment runs with their counts and sums."""
    rows = [
        {
            "run": each.id,
            "state": each.state,
            **json.loads(each.details),
            "cases": each.cases,
            "amount": each.amount,
            "by": each.by,
        }
        for each in _payments(home).runs()
    ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    words = {"closed": "作成済", "cancelled": "取消し"}
    shown = [
        [
            *(each["run"], words[each["state"]], each["on"], each["check"]),
            *(f"{each['cases']:,}", f"{each['amount']:,}"),
        ]
        for each in rows
    ]
    headings = ("回", "状態", "振込日", "重複確認", "件数", "金額（円）")
    typer.echo(table(headings, shown) if rows else "振込データはまだありません。")


@PAY.command("export")
def export(
    run: RunArgument,
    folder: Annotated[Path, typer.Argument(help="Folder to make; only you can read it.")],
    by: ByOption = "operator",
    home: HomeOption = DEFAULT_HOME,
    password_to: PasswordOption = None,
) -> None:
    """Write the files of a run as they were made, byte for byte, into a new folder.

    They hold personal data: hand them over, then delete them. With --password-to they are one
    encrypted archive, as some campaigns have it.
    """
    payments = _payments(home)
    hand_out(
        folder,
        lambda: payments.files(run, by=by),
        must_be_sealed=payments.work.plan.sealed,
        password_to=password_to,
        in_the_open=write_folder,
    )


@PAY.command("cancel")
def cancel(
    run: RunArgument,
    why: Annotated[str, typer.Option("--why", help="Reason, kept with the run.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    by: ByOption = "operator",
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Take a run back that no bank has carried out: its cases may be paid again."""
    if not yes:
        typer.confirm(f"{run} を取り消します。銀行に渡していないことを確かめましたか。", abort=True)
    count = _payments(home).cancel(run, by=by, reason=why)
    typer.echo(f"{run} を取り消しました。{count} 件が支給決定に戻りました。")


@PAY.command("paid")
def paid(
    run: RunArgument,
    by: ByOption = "operator",
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Mark all cases of a run as paid (支給済), once the bank has carried it out.

    What the bank returned (`cases import --kind returns`) stays out. --by is a supervisor's login.
    """
    count = _payments(home).paid(run, by=by)
    typer.echo(f"{run}: {count:,} 件を支給済にしました。")


@PAY.command("held")
def held(
    by: ByOption = "operator", home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False
) -> None:
    """List the cases that the duplicate check holds, and what each is like."""
    from cases.duplicates import WORDS, Level

    rows = [
        {
            "number": case.number,
            "level": hold.level,
            "against": hold.against,
            "is_block": hold.is_block,
            "check": hold.run,
        }
        for case, hold in _payments(home).held(by=by)
    ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    shown = [
        [
            str(each["number"]),
            "支給不可" if each["is_block"] else "保留",
            WORDS[Level(str(each["level"]))],
            *(str(each["against"]), str(each["check"])),
        ]
        for each in rows
    ]
    headings = ("受付番号", "扱い", "理由", "相手", "重複確認")
    typer.echo(table(headings, shown) if rows else "重複の疑いで止まっている申請はありません。")


@PAY.command("release")
def release(
    number: Annotated[str, typer.Argument(help="Receipt number.")],
    why: Annotated[str, typer.Option("--why", help="Reason, kept with the hold.")],
    client_decided: Annotated[
        bool,
        typer.Option("--client-decided", help="The client decided so; needed where it is blocked."),
    ] = False,
    by: ByOption = "operator",
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Let a held case into the next payment run: --by is the login of a supervisor."""
    _payments(home).release(number, by=by, reason=why, client_decided=client_decided)
    typer.echo(f"{number} の重複保留を解除しました。")


def told_on(stream: TextIO) -> Callable[[Step], None]:
    """Tell a person who waits what a run is at; where nobody looks on, nothing is written."""
    from cases.paying import STEPS

    def tell(step: Step) -> None:
        if stream.isatty():
            stream.write(f"{list(STEPS).index(step) + 1}/{len(STEPS)} {STEPS[step]}…\n")
            stream.flush()

    return tell


def _payments(home: Path) -> CasePayments:
    from app.case_payments import CasePayments
    from app.case_work import open_cases

    return CasePayments(open_cases(open_home(home), os.environ))


def _text(outcome: Outcome, *, is_dry: bool) -> str:
    check, totals = outcome.check, outcome.totals
    lines = [f"{each.number} {each.why}".strip() for each in outcome.wrong[:SHOWN]]
    if len(outcome.wrong) > SHOWN:
        lines.append(f"ほか {len(outcome.wrong) - SHOWN} 件（--json ですべて出します）")
    lines.append(
        f"重複確認 {outcome.check_run or ''}: 確認 {check.compared:,}、相手 {check.priors:,}、"
        f"支給不可 {check.blocked:,}、保留 {check.held:,}、解除済み {check.released:,}"
    )
    lines += [f"{each.number} {each.why}（振込から除きました）" for each in outcome.unpaid[:SHOWN]]
    if outcome.wrong:
        lines.append("振込データは作っていません。上の点を直してから、もう一度実行してください。")
    else:
        state = "（確認だけで、何も変えていません）" if is_dry else ""
        lines.append(
            f"{outcome.run or ''} {totals.records:,} 件 {totals.amount:,} 円 {state}".strip()
        )
    lines += [f"{name} SHA-256 {digest}" for name, digest in outcome.files.items()]
    return "\n".join(lines)


def _json(outcome: Outcome) -> str:
    def plain(value: object) -> str:
        assert isinstance(value, date)
        return value.isoformat()

    return json.dumps(asdict(outcome), ensure_ascii=False, indent=1, default=plain)
