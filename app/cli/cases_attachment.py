"""`madoguchi cases attachment`: files that go with an application, and their scanner."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.options import ByOption, HomeOption
from app.cli.table import table
from app.home import DEFAULT_HOME, open_home

if TYPE_CHECKING:
    from sqlmodel.ext.asyncio.session import AsyncSession

    from app.case_work import CaseWork
    from cases.attachments import Attachment, Scan

ATTACHMENT = typer.Typer(
    help="Attachments (添付書類): add, list, have them scanned.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
SCAN_S = 60.0
NumberArgument = Annotated[str, typer.Argument(help="Receipt number.")]


@ATTACHMENT.command("add")
def add(
    number: NumberArgument,
    file: Annotated[Path, typer.Argument(help="PDF, JPEG or PNG.", exists=True, dir_okay=False)],
    by: ByOption = "operator",
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Keep a file with a case, encrypted; it is shown once the scanner called it clean."""
    from app.case_trail import Deed
    from cases import attachments
    from cases.store import case_numbered, lock
    from storage.audit import Action

    work = _work(home)
    with file.open("rb") as opened:
        content = opened.read(attachments.MAX_BYTES + 1)
    actor = work.actor(by)

    async def keep(session: AsyncSession) -> str:
        await lock(session)
        case = await case_numbered(session, number)
        return await attachments.add(session, work.shelf, case, file.name, content, actor)

    deed = Deed(action=Action.CASE_FILE_ADDED, by=by, subjects=(number,))
    typer.echo(f"{number}: SHA-256 {work.noted(deed, keep)}（検査待ち）")


@ATTACHMENT.command("list")
def list_(
    number: NumberArgument, by: ByOption = "operator", home: HomeOption = DEFAULT_HOME
) -> None:
    """List the files of a case."""
    from cases import attachments
    from cases.attachments import SCANS
    from cases.store import case_numbered

    work = _work(home)

    async def look(session: AsyncSession) -> list[Attachment]:
        return await attachments.of_case(session, work.shelf, await case_numbered(session, number))

    rows = [
        [str(each.id), each.name, each.media_type, f"{each.size:,}", SCANS[each.scan]]
        for each in work.listing(by, look, lambda _: [number])
    ]
    headings = ("番号", "名前", "種類", "大きさ", "検査")
    typer.echo(table(headings, rows) if rows else "添付書類はありません。")


@ATTACHMENT.command("scan")
def scan(
    command: Annotated[
        str,
        typer.Option(
            "--with",
            help="Scanner that reads its input: exit 0 clean, 1 infected, else not known; "
            "for example 'clamdscan --no-summary -'.",
        ),
    ],
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Have every waiting file scanned; a timer may run this every minute."""
    from cases import attachments
    from cases.attachments import SCANS, Scan

    work = _work(home)
    words = shlex.split(command)

    def ask(content: bytes) -> Scan:
        try:
            done = subprocess.run(
                words, input=content, capture_output=True, timeout=SCAN_S, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            return Scan.WAITING
        return {0: Scan.CLEAN, 1: Scan.INFECTED}.get(done.returncode, Scan.WAITING)

    counts = work.counting(
        lambda session: attachments.scan_waiting(session, work.shelf, ask, work.clock())
    )
    typer.echo("、".join(f"{SCANS[each]} {count}" for each, count in counts.items()))
    if counts[Scan.WAITING] or counts[Scan.INFECTED]:
        raise typer.Exit(1)


def _work(home: Path) -> CaseWork:
    from app.case_work import open_cases

    return open_cases(open_home(home), os.environ)
