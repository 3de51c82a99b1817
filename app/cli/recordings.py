"""`madoguchi recordings`: what the vault has, heard, proved, taken out, erased by the book."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.dates import DAY, day_given
from app.cli.options import HomeOption, JsonOption
from app.cli.recordings_erase import ERASE
from app.cli.recordings_list import list_
from app.cli.recordings_package import PACKAGE
from app.cli.sound_call import at_sounds
from app.clock import shown_time
from app.home import DEFAULT_HOME, open_home
from app.printed import tell

if TYPE_CHECKING:
    from app.sound_desk import SoundDesk

RECORDINGS = typer.Typer(help="List, hear, prove, take out and erase recordings.")
RECORDINGS.command("list")(list_)
RECORDINGS.add_typer(ERASE, name="erase")
RECORDINGS.add_typer(PACKAGE, name="package")
CallArgument = Annotated[
    str, typer.Argument(help="The call's id, as `calls` lists it, or a voice message's.")
]


class PurposeName(StrEnum):
    """What somebody listens for."""

    COMPLAINT = "complaint"
    MESSAGE = "message"
    QUALITY = "quality"
    RECORD = "record"
    REQUEST = "request"
    TRAINING = "training"


PurposeOption = Annotated[
    PurposeName, typer.Option("--purpose", help="What for; kept in the audit trail.")
]


@RECORDINGS.command("play")
def play(call: CallArgument, purpose: PurposeOption, home: HomeOption = DEFAULT_HOME) -> None:
    """Write a recording's sound to a player: `recordings play ID --purpose quality | aplay`."""
    if sys.stdout.isatty():
        raise typer.BadParameter("pipe it into a player, for example: | aplay")
    sys.stdout.buffer.write(_taken_out(home, call, purpose, is_export=False))


@RECORDINGS.command("export")
def export(
    call: CallArgument,
    purpose: PurposeOption,
    to: Annotated[Path, typer.Option("--to", help="The wav to be written; not written over.")],
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Take a recording out as a wav, marked with who took it, when and what for."""
    sound = _taken_out(home, call, purpose, is_export=True)
    with open(to, "xb", opener=_private) as file:
        file.write(sound)
    tell(f"{to}: {len(sound):,} バイト。取り出したことは監査証跡に残りました。")


@RECORDINGS.command("verify")
def verify(
    call: Annotated[str | None, typer.Argument(help="One call; all, if it is left out.")] = None,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Read recordings from beginning to end and prove them; status 1 if one is not whole."""

    async def proved(sounds: SoundDesk) -> dict[str, str]:
        from storage.kept import every_kept

        readable = [each.call for each in await every_kept(sounds.desk.engine)]
        calls = [call] if call is not None else readable
        found = {}
        for n, each in enumerate(calls, start=1):
            found[each] = await _proof(sounds, each)
            if n % 100 == 0:
                tell(f"{n}/{len(calls)}")
        return found

    found = at_sounds(open_home(home), proved)
    wrong = {each: why for each, why in found.items() if why}
    if as_json:
        typer.echo(json.dumps({"read": len(found), "wrong": wrong}, ensure_ascii=False, indent=1))
    else:
        for each, why in wrong.items():
            typer.echo(f"{each}: {why}")
        typer.echo(f"{len(found)} 件を確かめ、{len(wrong)} 件に問題があります。")
    if wrong:
        raise typer.Exit(1)


@RECORDINGS.command("reconcile")
def reconcile(
    day: Annotated[
        datetime | None,
        typer.Option(
            "--day", parser=day_given, metavar=DAY, help="The business day; else yesterday."
        ),
    ] = None,
    seen: Annotated[
        bool, typer.Option("--seen", help="Compare nothing: its differences were looked into.")
    ] = False,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Compare a day's calls with their sound; status 1 if anything differs.

    What differs is told by `/healthz` until the day fits, or --seen says that somebody looked.
    """
    from datetime import timedelta

    from agent_ui.sound_words import DIFFERENCES

    wanted = day.date() if day else None
    if seen:
        _seen(home, wanted)
        return

    async def compared(sounds: SoundDesk) -> tuple[date, int, int, list[dict[str, str]]]:
        of = wanted or sounds.at.astimezone(sounds.desk.zone).date() - timedelta(days=1)
        done = await sounds.reconcile(of)
        told = [
            {"kind": each.kind.value, "subject": each.subject, "why": each.why}
            for each in done.differences
        ]
        return done.day, done.answered, done.heard, told

    of, answered, heard, told = at_sounds(open_home(home), compared)
    if as_json:
        summary = {"day": of.isoformat(), "answered": answered, "heard": heard}
        typer.echo(json.dumps({**summary, "differences": told}, ensure_ascii=False, indent=1))
    else:
        for each in told:
            typer.echo(f"{DIFFERENCES[each['kind']]}: {each['subject']} {each['why']}".rstrip())
        typer.echo(f"{of}: 応答 {answered} 件、録音 {heard} 件を照合。相違 {len(told)} 件。")
    if told:
        raise typer.Exit(1)


def _seen(home: Path, day: date | None) -> None:
    """Note that somebody looked into a day's differences."""
    if day is None:
        raise typer.BadParameter("say which day: --day")

    async def noted(sounds: SoundDesk) -> bool:
        return await sounds.look_into(day)

    if not at_sounds(open_home(home), noted):
        tell(f"{day}: 知らせている相違はありません。")
        raise typer.Exit(1)
    typer.echo(f"{day}: 相違を確かめたことを記録しました。警報は止まります。")


@RECORDINGS.command("turn-keys")
def turn_keys(home: HomeOption = DEFAULT_HOME) -> None:
    """Wrap all recordings' keys by a fresh key and destroy the old one; no sound is touched."""

    async def turned(sounds: SoundDesk) -> int:
        from storage.audit import Action, trailed

        def progress(done: int, of: int) -> None:
            if done == of or done % 1000 == 0:
                tell(f"{done}/{of}")

        count = sounds.vault.turn(progress)
        async with trailed(sounds.desk.engine) as trail:
            await trail.note(sounds.at, sounds.actor, Action.KEYS_TURNED, "", {"count": count})
        return count

    typer.echo(f"{at_sounds(open_home(home), turned)} 件の鍵を包み直しました。")


@RECORDINGS.command("hold")
def hold(
    call: CallArgument,
    why: Annotated[str, typer.Option("--why", help="As request, dispute.")] = "request",
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Place a legal hold: the recording is not erased while it stands."""

    async def placed(sounds: SoundDesk) -> None:
        from app.errors import NoSound, NotErased
        from japan.my_number import REFUSED
        from recordings.erasing import No
        from recordings.holding import place

        await sounds.kept(call)
        no = await place(sounds.desk.engine, call, why=why, actor=sounds.actor, at=sounds.at)
        if no is No.MY_NUMBER:
            raise NotErased(why=REFUSED)
        if no is not None:  # it was erased in this very moment
            raise NoSound(call=call, why="erased")

    at_sounds(open_home(home), placed)


@RECORDINGS.command("release")
def release(call: CallArgument, home: HomeOption = DEFAULT_HOME) -> None:
    """Release every legal hold of a recording."""

    async def released(sounds: SoundDesk) -> int:
        from storage import erasures
        from storage.audit import trailed

        async with trailed(sounds.desk.engine) as trail:
            return await erasures.release(trail, call, actor=sounds.actor, at=sounds.at)

    typer.echo(f"{at_sounds(open_home(home), released)} 件の保全を解きました。")


def _taken_out(home: Path, call: str, purpose: PurposeName, *, is_export: bool) -> bytes:
    async def read(sounds: SoundDesk) -> bytes:
        from app.watermark import wav
        from storage.audit import Action

        action = Action.SOUND_EXPORTED if is_export else Action.SOUND_PLAYED
        kept, encoded = await sounds.read(call, purpose=purpose.value, action=action)
        at = shown_time(sounds.at, sounds.desk.zone.key)
        mark = f"{call} / {purpose.value} / {sounds.actor.who} / {at} / sha256 {kept.sha256}"
        return wav(encoded, told=mark)

    return at_sounds(open_home(home), read)


async def _proof(sounds: SoundDesk, call: str) -> str:
    from app.errors import NoSound
    from recordings.errors import RecordingsError
    from storage.errors import DataKeyGone, DataKeyUnusable, KeyUnusable

    try:
        return await sounds.verify(call)
    except (NoSound, RecordingsError, DataKeyGone, DataKeyUnusable, KeyUnusable) as exc:
        return str(exc)


def _private(path: str, flags: int) -> int:
    import os

    return os.open(path, flags, 0o600)
