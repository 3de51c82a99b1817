"""`madoguchi recordings package`: recordings for the client, from application to password."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from app.cli.dates import DAY, day_given
from app.cli.options import HomeOption, JsonOption
from app.cli.sound_call import at_sounds
from app.cli.table import table
from app.clock import shown_time
from app.errors import NotPacked
from app.home import DEFAULT_HOME, open_home
from app.printed import tell

if TYPE_CHECKING:
    from app.packing import Archive, Packing
    from app.sound_desk import SoundDesk
    from recordings.submission import No
    from storage.submission_tables import Submission

T = TypeVar("T")

PACKAGE = typer.Typer(
    help="Hand recordings to the client: request, approve (another person), make, then password."
)
HEADINGS = ("番号", "状態", "提出先", "依頼文書", "申請", "承認", "作成", "受領", "パスワード")
IdArgument = Annotated[str, typer.Argument(help="The package's id, as `package list` shows it.")]


@PACKAGE.command("request")
def request(
    calls: Annotated[list[str], typer.Argument(help="The calls' ids, as `calls` lists them.")],
    recipient: Annotated[str, typer.Option("--to", help="The client's unit that gets it.")],
    reference: Annotated[str, typer.Option("--reference", help="Number of the client's paper.")],
    reason: Annotated[str, typer.Option("--reason", help="What for.")],
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Apply for a package of recordings; prints its id."""

    async def made(sounds: SoundDesk) -> str:
        from recordings.submission import Application, No
        from recordings.submission import request as ask

        wanted = Application(recipient=recipient, reference=reference, reason=reason)
        done = await ask(sounds.desk.engine, wanted, calls, actor=sounds.actor, at=sounds.at)
        if isinstance(done, No):
            raise _not_packed(done)
        return done

    typer.echo(at_sounds(open_home(home), made))


@PACKAGE.command("approve")
def approve(package: IdArgument, home: HomeOption = DEFAULT_HOME) -> None:
    """Approve a package; not by who applied."""
    _decide(package, home, is_approved=True)


@PACKAGE.command("refuse")
def refuse(package: IdArgument, home: HomeOption = DEFAULT_HOME) -> None:
    """Refuse a package."""
    _decide(package, home, is_approved=False)


@PACKAGE.command("make")
def make(
    package: IdArgument,
    to: Annotated[Path, typer.Option("--to", help="The zip to be written; not written over.")],
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Make the encrypted archive of an approved package; its password is told later."""

    async def made(packing: Packing, sounds: SoundDesk) -> Archive:
        from recordings.submission import No

        archive = await packing.make(package, sounds.actor)
        if isinstance(archive, No):
            raise _not_packed(archive)
        return archive

    with open(to, "xb", opener=_private) as file:
        try:
            archive = at_sounds(open_home(home), _with_packing(made))
        except BaseException:
            to.unlink()
            raise
        with archive.file as packed:
            shutil.copyfileobj(packed, file)
    sha256 = archive.sha256
    tell(f"{to}\nSHA-256 {sha256}\nパスワードは、受領を登録したあとに一度だけ表示します。")


@PACKAGE.command("password")
def password(
    package: IdArgument,
    received_by: Annotated[
        str, typer.Option("--received-by", help="Who of the client received the archive.")
    ],
    handed_on: Annotated[
        datetime,
        typer.Option("--on", parser=day_given, metavar=DAY, help="The day it was received."),
    ],
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Register that the archive was received, and print its password: once, then never again."""

    async def told(packing: Packing, sounds: SoundDesk) -> str:
        shown, no = await packing.tell(
            package, received_by=received_by, handed_on=handed_on.date(), actor=sounds.actor
        )
        if no is not None:
            raise _not_packed(no)
        return shown

    typer.echo(at_sounds(open_home(home), _with_packing(told)))


@PACKAGE.command("list")
def list_(home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False) -> None:
    """List the register of packages, the newest first."""

    async def found(sounds: SoundDesk) -> tuple[Sequence[Submission], str]:
        from storage import submissions
        from storage.engine import transaction

        async with transaction(sounds.desk.engine) as session:
            return await submissions.every(session), sounds.desk.zone.key

    rows, zone = at_sounds(open_home(home), found)
    told = [_told(each, zone) for each in rows]
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    from agent_ui.submission_words import STATES

    columns = (
        *("id", "state", "recipient", "reference", "requested_by", "decided_by"),
        *("made_at", "received_by", "told_at"),
    )
    lines = [
        [STATES[str(each[key])] if key == "state" else str(each[key] or "") for key in columns]
        for each in told
    ]
    typer.echo(table(HEADINGS, lines))


def _decide(package: str, home: Path, *, is_approved: bool) -> None:
    async def done(sounds: SoundDesk) -> None:
        from recordings.submission import decide

        engine, actor = sounds.desk.engine, sounds.actor
        no = await decide(engine, package, is_approved=is_approved, actor=actor, at=sounds.at)
        if no is not None:
            raise _not_packed(no)

    at_sounds(open_home(home), done)


def _with_packing(
    work: Callable[[Packing, SoundDesk], Awaitable[T]],
) -> Callable[[SoundDesk], Awaitable[T]]:
    """Give a work what makes packages, with the people's store open beside it."""

    async def done(sounds: SoundDesk) -> T:
        from app.number import as_written
        from app.opened import campaign_of
        from app.packing import Packing
        from storage.keys import instance_key
        from storage.people import People

        key = instance_key(sounds.home.key)
        with People(sounds.home.people, key, clock=sounds.desk.clock) as people:

            def number_of(caller: str) -> str:
                number = people.number_of(caller)
                return as_written(number) if number else ""

            campaign = campaign_of(sounds.home, sounds.plain.campaign).name
            packing = Packing(sounds.home, campaign, sounds.desk, sounds.vault, number_of)
            return await work(packing, sounds)

    return done


def _not_packed(no: No) -> NotPacked:
    from agent_ui.submission_words import NO

    return NotPacked(why=NO[no])


def _told(each: Submission, zone: str) -> dict[str, str | int | None]:
    def at(instant: datetime | None) -> str | None:
        return shown_time(instant, zone) if instant else None

    return {
        "id": each.id,
        "state": each.state,
        "recipient": each.recipient,
        "reference": each.reference,
        "reason": each.reason,
        "requested_by": each.requested_by,
        "requested_at": at(each.requested_at),
        "decided_by": each.decided_by,
        "decided_at": at(each.decided_at),
        "made_by": each.made_by,
        "made_at": at(each.made_at),
        "bytes": each.size,
        "sha256": each.sha256,
        "received_by": each.received_by,
        "handed_on": each.handed_on.isoformat() if each.handed_on else None,
        "told_by": each.told_by,
        "told_at": at(each.told_at),
    }


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
