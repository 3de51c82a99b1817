"""`madoguchi init`: a new instance from a campaign, by a few questions or from flags."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import HomeOption, JsonOption
from app.home import DEFAULT_HOME, open_home

NEXT = {
    "check": "設定と業務を確かめる",
    "backup recovery-key": "復旧キーを作り、紙に残す",
    "up": "起動する",
    "staff add": "最初の管理者を作る",
    "doctor": "開局前に点検する",
}
"""What comes after, in this order, and what for."""
AddressOption = Annotated[
    list[str] | None,
    typer.Option("--address", help="Under which terminals reach the pages; may be repeated."),
]


def init(
    home: HomeOption = DEFAULT_HOME,
    campaign: Annotated[
        str | None, typer.Option("--campaign", help="A campaign of ours to begin from, or a file.")
    ] = None,
    address: AddressOption = None,
    port: Annotated[
        int | None,
        typer.Option("--port", min=1, max=65535, help="Of the pages; else 8080, or 8443 by TLS."),
    ] = None,
    tls: Annotated[
        bool | None,
        typer.Option(
            "--tls/--local", help="Serve the LAN with a certificate of one's own authority, or not."
        ),
    ] = None,
    trunk: Annotated[
        list[str] | None, typer.Option("--trunk", help="Address of the carrier's side; repeatable.")
    ] = None,
    dial_to: Annotated[str, typer.Option("--dial-to", help="Where calls out go: HOST:PORT.")] = "",
    database: Annotated[
        str, typer.Option("--database", help="postgresql://...; else SQLite in the home.")
    ] = "",
    backups: Annotated[str, typer.Option("--backups", help="Folder of daily backups.")] = "",
    keys: Annotated[str, typer.Option("--keys", help="Folder of the copy of the keys.")] = "",
    renew: Annotated[
        bool, typer.Option("--renew", help="Only sign the pages' certificate anew.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Make a new instance: settings, a campaign file of its own, a certificate for the LAN.

    What is not given is asked for at a terminal; elsewhere the shipped values are taken.
    """
    from app.new_instance import Wishes, make_instance, own_address, shipped, templates
    from app.new_instance import renew as renewed

    opened = open_home(home)
    if renew:
        _tell(opened.folder, renewed(opened, address or []), [], as_json=as_json)
        return
    asks = sys.stdin.isatty() and not as_json
    if campaign is None:
        known = ", ".join(templates())
        campaign = typer.prompt(f"業務（{known}）", default=shipped()) if asks else shipped()
    if tls is None:
        tls = bool(address) or (asks and typer.confirm("ほかの端末から使いますか", default=True))
    if tls and not address:
        found = own_address()
        address = [typer.prompt("この機械のアドレス", default=found) if asks else found]
    if asks and not trunk:
        given = typer.prompt("電話会社側のアドレス（後で書くときは空のまま）", default="")
        trunk = [each for each in given.replace(",", " ").split() if each]
    if asks and not backups:
        backups = typer.prompt("毎日のバックアップのフォルダー（後で書くときは空）", default="")
        keys = typer.prompt("鍵の写しのフォルダー（別の媒体）", default="") if backups else keys
    wishes = Wishes(
        template=campaign,
        addresses=tuple(address or ()) if tls else (),
        port=port or (8443 if tls else 8080),
        trunk=tuple(trunk or ()),
        dial_to=dial_to,
        database=database,
        backups=backups,
        keys=keys,
    )
    shown = make_instance(opened, wishes)
    host = wishes.addresses[0] if wishes.addresses else "127.0.0.1"
    base = f"{'https' if tls else 'http'}://{host}:{wishes.port}"
    _tell(opened.folder, shown, [base], as_json=as_json)


def _tell(folder: Path, shown: str, pages: list[str], *, as_json: bool) -> None:
    """Say what was made, and what comes next."""
    if as_json:
        typer.echo(json.dumps({"home": str(folder), "fingerprint": shown, "pages": pages}))
        return
    typer.echo(f"ホーム: {folder}")
    if shown:
        typer.echo(f"証明書の指紋（SHA-256。紙に写して端末の担当者に渡してください）:\n  {shown}")
    for base in pages:
        if shown:
            typer.echo(f"端末の準備: {base}/trust")
        typer.echo("次に実行すること:")
        here = "" if folder == DEFAULT_HOME.absolute() else f" --home {shlex.quote(str(folder))}"
        width = max(map(len, NEXT))
        for command, why in NEXT.items():
            typer.echo(
                f"  {f'madoguchi {command}{here}':{width + len(f'madoguchi {here}')}}  {why}"
            )
