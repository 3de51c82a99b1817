"""`madoguchi backup`: made with calls up, listed, proved, brought back; the keys kept apart."""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.options import HomeOption, JsonOption
from app.cli.table import table
from app.home import DEFAULT_HOME, open_home
from app.printed import complain, tell

if TYPE_CHECKING:
    from app.backup_form import Head
    from app.backup_source import Progress
    from app.key_copy import KeyCopy

BACKUP = typer.Typer(help="Make, list, prove and restore backups; the keys are kept apart.")
SAY_S = 2.0
"""How often progress is told."""
HEADINGS = ("名前", "作成（UTC）", "行", "ファイル", "録音", "大きさ", "版")
ToOption = Annotated[
    Path | None, typer.Option("--to", help="Folder of backups; else `backup.folder`.")
]
KeysToOption = Annotated[
    Path | None,
    typer.Option("--keys-to", help="Folder of the copy of the keys, apart; else `backup.keys`."),
]
KeysOption = Annotated[
    Path | None, typer.Option("--keys", help="The copy of the keys, NAME.keys.", exists=True)
]
WrittenOption = Annotated[
    Path | None,
    typer.Option(
        "--recovery-key-file", help="File with the recovery key; without it, it is asked for."
    ),
]


@BACKUP.command("recovery-key")
def recovery_key(
    home: HomeOption = DEFAULT_HOME,
    replace: Annotated[
        bool, typer.Option("--replace", help="Make another one; the former opens older copies.")
    ] = False,
) -> None:
    """Make the key that opens the copies of the keys; it is shown once. Keep it on paper."""
    from app.backup_errors import BackupRefused
    from app.home import make_home
    from app.key_copy import PUBLIC
    from app.written import write_atomically
    from storage.recovery import new_recovery_key

    opened = open_home(home)
    path = opened.folder / PUBLIC
    if path.exists() and not replace:
        raise BackupRefused("there is a recovery key already; --replace makes another one")
    make_home(opened)
    written, public = new_recovery_key()
    write_atomically(path, f"{public.hex()}\n")
    typer.echo(written)
    complain("復旧キーです。紙に書き写して金庫に保管してください。二度と表示できません。")


@BACKUP.command("create")
def create(
    to: ToOption = None,
    keys_to: KeysToOption = None,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Back up rows, log, files, recordings and campaign; the instance may run, calls go on."""
    from app.backup_start import back_up, places_of
    from app.cli.desk_call import ORIGIN, account
    from storage.audit import Actor

    opened = open_home(home)
    actor = Actor(who=f"{ORIGIN}:{account()}", origin=ORIGIN)
    places = places_of(opened, to=to, keys_to=keys_to)
    made = back_up(opened, places, actor=actor, progress=_say(as_json))
    if as_json:
        told = _plain(made.head) | {"folder": str(made.folder), "keys": str(made.keys)}
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    typer.echo(f"{made.folder}: {made.head.rows} rows, {made.head.sounds} recordings")
    typer.echo(f"鍵の写し: {made.keys}（バックアップとは別の場所に保管してください）")


@BACKUP.command("keys")
def keys(keys_to: KeysToOption = None, home: HomeOption = DEFAULT_HOME) -> None:
    """Write the copy of the keys anew: after an erasure, what was erased has no key in it."""
    from app.backup_start import copy_keys, places_of

    opened = open_home(home)
    folder = places_of(opened, to=opened.folder.parent, keys_to=keys_to).keys
    typer.echo(str(copy_keys(opened, folder)))


@BACKUP.command("list")
def list_(
    to: ToOption = None, home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False
) -> None:
    """List the backups of a folder, the oldest first."""
    from app.backup_form import backups_in
    from app.backup_start import places_of

    opened = open_home(home)
    folder = to or places_of(opened, to=None, keys_to=opened.folder).backups
    found = backups_in(folder)
    if as_json:
        rows = [_plain(head) if head else {"id": path.name, "broken": True} for path, head in found]
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    lines = [
        (
            *(head.id, f"{head.made_at:%Y-%m-%d %H:%M}", str(head.rows), str(head.files)),
            *(str(head.sounds), f"{head.bytes / 2**20:.1f} MiB", head.version),
        )
        if head
        else (path.name, "読めません", "", "", "", "", "")
        for path, head in found
    ]
    typer.echo(table(HEADINGS, lines))


@BACKUP.command("verify")
def verify(
    source: Annotated[Path | None, typer.Argument(help="The backup; else the newest.")] = None,
    copy: KeysOption = None,
    written: WrittenOption = None,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Read a whole backup and compare every part with its hash, with the home's key or a copy."""
    from app.backup_source import verify as prove
    from storage.keys import instance_key

    opened = open_home(home)
    key = _copy(copy, written).key if copy else instance_key(_existing(opened.key))
    manifest = prove(_newest(source, home), key, _say(as_json))
    if as_json:
        told = _plain(manifest.head) | {
            "tables": {each.name: [each.rows, each.sha256] for each in manifest.tables}
        }
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        typer.echo(f"{manifest.head.id}: ok, {_counts(manifest.head)}")


@BACKUP.command("restore")
def restore(
    source: Annotated[Path, typer.Argument(help="The backup, or the folder: its newest.")],
    copy: Annotated[Path, typer.Option("--keys", help="The copy of the keys.", exists=True)],
    written: WrittenOption = None,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Bring a backup back into an empty home; all of it, or nothing."""
    import asyncio

    from app.clock import clock_with
    from app.restore import restore as bring_back

    done = asyncio.run(
        bring_back(
            open_home(home),
            _newest(source, home),
            _copy(copy, written),
            environ=os.environ,
            at=clock_with(0.0)(),
            progress=_say(as_json),
        )
    )
    if as_json:
        typer.echo(json.dumps(asdict(done), ensure_ascii=False))
        return
    typer.echo(f"{done.id}: {done.rows} rows, {done.files} files, {done.sounds} recordings")
    if done.upgraded_from:
        typer.echo(f"以前の版（{done.upgraded_from}）のバックアップを、この版の表に移しました。")
    if done.erased_again:
        typer.echo(f"バックアップの後に消去された録音 {done.erased_again} 件は戻していません。")
    if done.without_key:
        complain(
            f"鍵の写しがバックアップより古いため、録音 {len(done.without_key)} 件は読めません: "
            + ", ".join(done.without_key[:10])
        )
    typer.echo("「madoguchi check」と「madoguchi doctor」で確かめてから起動してください。")


def _newest(source: Path | None, home: Path) -> Path:
    from app.backup_errors import BackupRefused
    from app.backup_form import HEAD, backups_in
    from app.backup_start import places_of

    opened = open_home(home)
    folder = source or places_of(opened, to=None, keys_to=opened.folder).backups
    if (folder / HEAD).exists():
        return folder
    found = backups_in(folder)
    if not found:
        raise BackupRefused(f"no backup is in {folder}")
    return found[-1][0]


def _copy(path: Path, written: Path | None) -> KeyCopy:
    from app.key_copy import read_copy

    if written is not None:
        return read_copy(path, written.read_text(encoding="utf-8", errors="replace"))
    return read_copy(path, typer.prompt("復旧キー", hide_input=True, err=True))


def _existing(path: Path) -> Path:
    from app.backup_errors import BackupRefused

    if not path.exists():
        raise BackupRefused(f"{path} is not there: give the copy of the keys with --keys")
    return path


def _say(as_json: bool) -> Progress:
    last = time.monotonic()

    def say(what: str, done: int, of: int) -> None:
        nonlocal last
        if not as_json and time.monotonic() - last > SAY_S:
            last = time.monotonic()
            tell(f"{what}: {done}/{of}")

    return say


def _counts(head: Head) -> str:
    return f"{head.rows} rows, {head.files} files, {head.sounds} recordings"


def _plain(head: Head) -> dict[str, object]:
    import msgspec

    plain: dict[str, object] = msgspec.to_builtins(head)
    return plain
