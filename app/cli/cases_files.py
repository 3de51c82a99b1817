"""`madoguchi cases files`: the online form's files of each day, and what became of them."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.dates import DAY, day_given
from app.cli.options import ByOption, HomeOption, JsonOption
from app.cli.recordings_erase import applied
from app.cli.run_files import PasswordOption, hand_out, write_alone
from app.cli.sound_call import at_sounds
from app.cli.table import table
from app.clock import shown_time
from app.home import DEFAULT_HOME, open_home

if TYPE_CHECKING:
    from app.case_work import CaseWork
    from app.sound_desk import SoundDesk
    from recordings.erasing import No

FILES = typer.Typer(
    help="Files of the online form (CSV): of each day the last whole one is kept.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@FILES.command("list")
def list_(home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False) -> None:
    """List the files that came, the newest first: kept, held back or erased."""
    from cases.day_files import listed

    work = _work(home)
    rows = [
        {
            "id": each.id,
            "name": each.name,
            "day": each.day.isoformat(),
            "at": shown_time(each.at, work.zone.key),
            "is_whole": each.is_whole,
            "size": each.size,
            "sha256": each.sha256,
            "held": each.held,
            "erased_at": None
            if each.erased_at is None
            else shown_time(each.erased_at, work.zone.key),
            "erasure": each.erasure,
        }
        for each in work.counting(listed)
    ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    shown = [
        [
            *(str(each["id"]), str(each["day"]), str(each["name"]), f"{each['size']:,}"),
            "" if each["is_whole"] else "取込み途中",
            _state(each),
        ]
        for each in rows
    ]
    headings = ("番号", "日", "ファイル", "バイト", "取込み", "扱い")
    typer.echo(table(headings, shown) if rows else "オンライン申請のファイルはまだありません。")


@FILES.command("export")
def export(
    file: Annotated[int, typer.Argument(help="Number of the file, as `files list` shows it.")],
    out: Annotated[Path, typer.Argument(help="File to make; only you can read it.")],
    by: ByOption = "operator",
    home: HomeOption = DEFAULT_HOME,
    password_to: PasswordOption = None,
) -> None:
    """Write a kept file as it came, byte for byte: for the hand-over at the project's end."""
    from app.case_trail import Deed
    from cases.day_files import content_of
    from storage.audit import Action
    from storage.case_files import subject

    work = _work(home)

    def made() -> dict[str, bytes]:
        told = {"file": file}
        content = work.noted(
            Deed(action=Action.CASES_EXPORTED, by=by, subjects=(subject(file),), told=told),
            lambda session: content_of(session, work.shelf, file),
            lambda found: {"bytes": len(found)},
        )
        return {f"{out.stem}.csv": content}

    hand_out(
        out,
        made,
        must_be_sealed=work.plan.sealed,
        password_to=password_to,
        in_the_open=write_alone,
    )


@FILES.command("close")
def close(
    by: ByOption = "operator", home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False
) -> None:
    """Close the days before today now; a running office does it by itself.

    Erases the earlier files of each day under the client's standing consent, each with an erasure
    of its own (`recordings erase list`, `recordings erase certificate`), and holds back those that
    have a row which is nowhere else.
    """
    from app.case_trail import Deed
    from cases.day_files import close_days
    from storage.audit import Action

    work = _work(home)
    consent, today, at = work.plan.file_consent, work.today(), work.clock()
    # What is erased has entries of its own, each with the erasure that it stands in.
    work.note(Deed(action=Action.LONG_WORK_BEGUN, by=by, told={"what": "days"}))
    done = work.with_database(
        lambda database: close_days(database, work.shelf, consent, today=today, at=at)
    )
    if as_json:
        typer.echo(json.dumps({"erased": done.erased, "held": done.held}))
        return
    typer.echo(f"消去 {done.erased} 件、消去していないもの {done.held} 件")


@FILES.command("request-erasure")
def request_erasure(  # the five fields of the contract, and what for
    item: Annotated[str, typer.Option("--item", help="項目")],
    medium: Annotated[str, typer.Option("--medium", help="媒体名")],
    quantity: Annotated[int, typer.Option("--quantity", min=1, help="数量")],
    method: Annotated[str, typer.Option("--method", help="方法")],
    on: Annotated[
        datetime, typer.Option("--planned", parser=day_given, metavar=DAY, help="処理予定日")
    ],
    reason: Annotated[str, typer.Option("--reason", help="What for.")],
    files: Annotated[
        list[int] | None,
        typer.Argument(help="Numbers of the files, as `files list` shows them; none: all."),
    ] = None,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Apply for the erasure of kept files, at the project's end; prints the erasure's id.

    The road is that of recordings: another person approves with the client's consent, it is
    executed before a witness, and certified (`recordings erase approve`, `execute`, `certificate`).
    """

    async def made(sounds: SoundDesk) -> str | No:
        from recordings.erasing import Application
        from recordings.kept_file_erasure import request_kept

        asked = Application(
            item=item,
            medium=medium,
            quantity=quantity,
            method=method,
            planned_on=on.date(),
            reason=reason,
        )
        engine, at = sounds.desk.engine, sounds.at
        return await request_kept(engine, asked, files or None, actor=sounds.actor, at=at)

    typer.echo(applied(at_sounds(open_home(home), made)))


def _state(file: Mapping[str, object]) -> str:
    from cases.day_files import WORDS, Held

    if file["erased_at"]:
        return f"消去済み {file['erasure']}"
    if file["erasure"]:
        return f"消去の申請中 {file['erasure']}"
    return WORDS[Held(str(file["held"]))] if file["held"] else "保管中"


def _work(home: Path) -> CaseWork:
    from app.case_work import open_cases

    return open_cases(open_home(home), os.environ)
