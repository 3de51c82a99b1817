"""`madoguchi recordings erase`: an erasure from application to certificate (SPR-I-7-4)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.dates import DAY, day_given
from app.cli.options import HomeOption, JsonOption
from app.cli.sound_call import at_sounds
from app.cli.table import table
from app.clock import shown_time
from app.errors import NotErased
from app.home import DEFAULT_HOME, open_home
from app.printed import tell

if TYPE_CHECKING:
    from app.sound_desk import SoundDesk
    from recordings.erasing import Application, No
    from storage.vault_tables import Erasure

ERASE = typer.Typer(help="Erase recordings by the book: request, approve, execute, certificate.")
STATES = {"requested": "申請中", "approved": "承認済", "refused": "却下", "done": "実施済"}
HEADINGS = ("番号", "状態", "件数", "予定日", "申請", "承認", "実施", "同意")
IdArgument = Annotated[str, typer.Argument(help="The erasure's id, as `erase list` shows it.")]
DayOption = Annotated[
    datetime, typer.Option("--on", parser=day_given, metavar=DAY, help="The day.")
]


@ERASE.command("due")
def due(home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False) -> None:
    """List the calls whose recordings are kept beyond their period and not held."""

    async def found(sounds: SoundDesk) -> list[str]:
        from storage import erasures
        from storage.engine import transaction

        today = sounds.at.astimezone(sounds.desk.zone).date()
        async with transaction(sounds.desk.engine) as session:
            return [each.call for each in await erasures.due(session, today)]

    calls = at_sounds(open_home(home), found)
    typer.echo(json.dumps(calls) if as_json else "\n".join(calls))


def _application(  # the five fields of the contract, and what for
    item: str, medium: str, quantity: int, method: str, on: datetime, reason: str
) -> Application:
    from recordings.erasing import Application

    return Application(
        item=item,
        medium=medium,
        quantity=quantity,
        method=method,
        planned_on=on.date(),
        reason=reason,
    )


@ERASE.command("request")
def request(
    calls: Annotated[list[str], typer.Argument(help="The calls' ids; `-` reads them from a file.")],
    item: Annotated[str, typer.Option("--item", help="項目")],
    medium: Annotated[str, typer.Option("--medium", help="媒体名")],
    quantity: Annotated[int, typer.Option("--quantity", min=1, help="数量")],
    method: Annotated[str, typer.Option("--method", help="方法")],
    on: Annotated[
        datetime, typer.Option("--planned", parser=day_given, metavar=DAY, help="処理予定日")
    ],
    reason: Annotated[str, typer.Option("--reason", help="What for.")],
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Apply for an erasure with the five fields of the contract; prints its id."""
    import sys

    named = sys.stdin.read().split() if calls == ["-"] else calls

    async def made(sounds: SoundDesk) -> str:
        from recordings.erasure import request as ask

        done = await ask(
            sounds.desk.engine,
            _application(item, medium, quantity, method, on, reason),
            named,
            actor=sounds.actor,
            at=sounds.at,
        )
        return applied(done)

    typer.echo(at_sounds(open_home(home), made))


@ERASE.command("request-files")
def request_files(
    files: Annotated[list[Path], typer.Argument(help="Files outside of the home, as daily CSVs.")],
    item: Annotated[str, typer.Option("--item", help="項目")],
    medium: Annotated[str, typer.Option("--medium", help="媒体名")],
    quantity: Annotated[int, typer.Option("--quantity", min=1, help="数量")],
    method: Annotated[str, typer.Option("--method", help="方法")],
    on: Annotated[
        datetime, typer.Option("--planned", parser=day_given, metavar=DAY, help="処理予定日")
    ],
    reason: Annotated[str, typer.Option("--reason", help="What for.")],
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Apply for the erasure of files, by the same road as recordings; prints its id."""

    async def made(sounds: SoundDesk) -> str:
        from recordings.file_erasure import request_files as ask

        done = await ask(
            sounds.desk.engine,
            _application(item, medium, quantity, method, on, reason),
            files,
            home=sounds.home.folder,
            actor=sounds.actor,
            at=sounds.at,
        )
        return applied(done)

    typer.echo(at_sounds(open_home(home), made))


@ERASE.command("request-logs")
def request_logs(
    medium: Annotated[str, typer.Option("--medium", help="媒体名")],
    on: Annotated[
        datetime, typer.Option("--planned", parser=day_given, metavar=DAY, help="処理予定日")
    ],
    reason: Annotated[str, typer.Option("--reason", help="What for.")],
    item: Annotated[str, typer.Option("--item", help="項目")] = "ログ",
    method: Annotated[str, typer.Option("--method", help="方法")] = "上書きと削除",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only name the files and how long they are kept.")
    ] = False,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Apply for the erasure of the home's logs once the contract keeps them no longer.

    Files that are still written, and the audit trail, stay. By the same road as recordings.
    """
    from app.log_files import ended_logs

    opened = open_home(home)
    files = ended_logs(opened)

    async def made(sounds: SoundDesk) -> str:
        from recordings.file_erasure import request_logs as ask

        until = sounds.rules.logs_until
        if dry_run:
            kept = f"{until} まで保存します。" if until else "消去しません（[logs] がありません）。"
            return "\n".join([kept, *map(str, files)])
        done = await ask(
            sounds.desk.engine,
            _application(item, medium, len(files), method, on, reason),
            files,
            kept_until=until,
            actor=sounds.actor,
            at=sounds.at,
        )
        return applied(done)

    typer.echo(at_sounds(opened, made))


@ERASE.command("approve")
def approve(
    erasure: IdArgument,
    reference: Annotated[str, typer.Option("--reference", help="Number of the client's paper.")],
    on: DayOption,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Approve an application, citing the client's consent; not by who applied."""

    async def done(sounds: SoundDesk) -> None:
        from recordings.erasure import approve as decide

        _insist(
            await decide(
                sounds.desk.engine,
                erasure,
                reference=reference,
                consented_on=on.date(),
                actor=sounds.actor,
                at=sounds.at,
            )
        )

    at_sounds(open_home(home), done)


@ERASE.command("refuse")
def refuse(erasure: IdArgument, home: HomeOption = DEFAULT_HOME) -> None:
    """Refuse an application."""

    async def done(sounds: SoundDesk) -> None:
        from recordings.erasure import refuse as decide

        _insist(await decide(sounds.desk.engine, erasure, actor=sounds.actor, at=sounds.at))

    at_sounds(open_home(home), done)


@ERASE.command("execute")
def execute(
    erasure: IdArgument,
    witness: Annotated[str, typer.Option("--witness", help="Who is present.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Erase for good what an approved application names."""
    if not yes:
        typer.confirm("消去したものは二度と戻せません。実施しますか", abort=True)

    async def done(sounds: SoundDesk) -> int:
        from recordings.erasing import No
        from recordings.erasure import execute as do

        whole = await do(
            sounds.desk.engine,
            sounds.vault,
            erasure,
            witness=witness,
            actor=sounds.actor,
            at=sounds.at,
        )
        if isinstance(whole, No):
            raise _not_erased(whole)
        return len(whole.items)

    typer.echo(f"{at_sounds(open_home(home), done)} 件を消去しました。")


@ERASE.command("certificate")
def certificate(
    erasure: IdArgument,
    to: Annotated[Path, typer.Option("--to", help="The PDF to be written; not written over.")],
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Write the certificate of an executed erasure as a PDF."""
    pdf = at_sounds(open_home(home), lambda sounds: sounds.certify(erasure))
    with open(to, "xb") as file:
        file.write(pdf)
    tell(f"{to}: {len(pdf):,} バイト")


@ERASE.command("list")
def list_(home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False) -> None:
    """List all erasures, the newest first."""

    async def found(sounds: SoundDesk) -> tuple[Sequence[Erasure], str]:
        from storage import erasures
        from storage.engine import transaction

        async with transaction(sounds.desk.engine) as session:
            return await erasures.every(session), sounds.desk.zone.key

    rows, zone = at_sounds(open_home(home), found)

    def at(instant: datetime | None) -> str | None:
        return shown_time(instant, zone) if instant else None

    if as_json:
        told = [
            {
                "id": each.id,
                "state": each.state,
                "kind": each.kind,
                "item": each.item,
                "medium": each.medium,
                "quantity": each.quantity,
                "method": each.method,
                "planned_on": each.planned_on.isoformat(),
                "requested_by": each.requested_by,
                "decided_by": each.decided_by,
                "reference": each.reference,
                "done_by": each.done_by,
                "done_at": at(each.done_at),
                "witness": each.witness,
                "audit_n": each.audit_n,
            }
            for each in rows
        ]
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    typer.echo(table(HEADINGS, [_shown(each, at(each.done_at) or "") for each in rows]))


def applied(made: str | No) -> str:
    """Give the id of what was applied for.

    Raises:
        NotErased: something stands in the way.
    """
    from recordings.erasing import No

    if isinstance(made, No):
        raise _not_erased(made)
    return made


def _not_erased(no: No) -> NotErased:
    from agent_ui.erasure_words import NO

    return NotErased(why=NO[no])


def _insist(no: No | None) -> None:
    """Go on only if nothing stands in the way.

    Raises:
        NotErased: something does.
    """
    if no is not None:
        raise _not_erased(no)


def _shown(each: Erasure, done_at: str) -> list[str]:
    return [
        each.id,
        STATES[each.state],
        str(each.quantity),
        each.planned_on.isoformat(),
        each.requested_by,
        each.decided_by or "",
        done_at,
        each.reference,
    ]
