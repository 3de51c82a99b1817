"""What `madoguchi doctor` finds out: everything that an instance needs, each as one fact.

Nothing is changed, fetched or started.
"""

from __future__ import annotations

import asyncio
import os
import platform
import re
import shutil
import socket
import stat
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from app.announcement_facts import announcements
from app.asterisk_plan import TEMPLATES
from app.checked import Checked, check, lines_of
from app.home import Home
from app.opening_facts import opening_facts
from app.run_file import still_running
from app.running_cache import cache_of, running
from storage import engine
from storage.errors import StorageError
from telephony.asterisk_facts import Fact, facts

_NAME = re.compile(r"^[A-Za-z0-9._-]+")
"""What a requirement begins with."""
FREE_BYTES = 2 * 2**30
"""Below this there is not much room for recordings."""


def diagnose(home: Home) -> list[Fact]:
    """Find out everything; takes some seconds."""
    found = check(home, os.environ)
    told = [*_machine(home)]
    if not isinstance(found, Checked):
        wrong = "; ".join(lines_of(found))
        hint = "`madoguchi check` tells where"
        ja = ("設定と業務", wrong, "「madoguchi check」で場所を確かめて直してください")
        return [*told, Fact(what="Configuration", found=wrong, ok=False, hint=hint, ja=ja)]
    plain = running(home)
    at = found.settings.asterisk
    return [
        *told,
        Fact(
            what="Configuration",
            found=f"{found.campaign.name}",
            ok=True,
            ja=("設定と業務", found.campaign.name, ""),
        ),
        *facts(
            cache_of(plain, os.environ),
            ari_url=at.ari_url,
            debian_mirror=at.debian_mirror,
            modules_conf=(TEMPLATES / "modules.conf").read_text(encoding="utf-8"),
        ),
        _database(found),
        *_ports(home, found),
        announcements(home, found, plain),
        *_key(home),
        *opening_facts(home, found),
    ]


def _machine(home: Home) -> Iterator[Fact]:
    wanted = [each for each in requires("madoguchi") or [] if ";" not in each]
    names = [name for each in wanted for name in _NAME.findall(each)]
    missing = [name for name in names if not _is_installed(name)]
    yield Fact(
        what="Python and packages",
        found=f"{platform.python_version()}, "
        + (f"missing: {missing}" if missing else "all there"),
        ok=not missing,
        hint="uv sync" if missing else "",
        ja=(
            "Python とパッケージ",
            f"{platform.python_version()}、"
            + (f"不足: {', '.join(missing)}" if missing else "すべてあります"),
            "uv sync を実行してください" if missing else "",
        ),
    )
    place = next(each for each in (home.folder, *home.folder.parents) if each.exists())
    free = shutil.disk_usage(place).free
    yield Fact(
        what="Disk",
        found=f"{free / 2**30:.1f} GiB free at {place}",
        ok=free > FREE_BYTES,
        hint="" if free > FREE_BYTES else "recordings need room: 1 MiB a minute",
        ja=(
            "ディスク",
            f"空き {free / 2**30:.1f} GiB（{place}）",
            "" if free > FREE_BYTES else "録音には一分あたり約 1 MiB 要ります。空けてください",
        ),
    )


def _is_installed(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


def _database(found: Checked) -> Fact:
    url = found.settings.database.url.get_secret_value()
    scheme = url.partition(":")[0]
    if scheme == "sqlite":
        path = Path(url.removeprefix("sqlite:///"))
        ja = ("データベース", f"SQLite（{path}）", "")
        return Fact(what="Database", found=f"SQLite, {path}", ok=True, ja=ja)
    why = asyncio.run(_unreachable(url))
    return Fact(
        what="Database",
        found=f"{scheme}: {why or 'answers'}",
        ok=not why,
        hint="calls are taken without it, rows come late" if why else "",
        ja=(
            "データベース",
            f"{scheme}: {why or '応答します'}",
            "なくても電話は受けられますが、画面と集計が遅れます。起動して接続先を確かめてください"
            if why
            else "",
        ),
    )


async def _unreachable(url: str) -> str:
    database = engine.connect(url)
    try:
        async with engine.transaction(database):
            return ""
    except StorageError as exc:
        return str(exc)
    finally:
        await database.dispose()


def _ports(home: Home, found: Checked) -> Iterator[Fact]:
    if still_running(home.processes):
        ja = ("ポート", "稼働中の窓口が使っています", "")
        yield Fact(what="Ports", found="held by the running instance", ok=True, ja=ja)
        return
    web, at = found.settings.web, found.settings.asterisk
    yield _port("Web port", web.host, web.port, socket.SOCK_STREAM)
    if at.ari_url is None:
        yield _port("SIP port", at.sip_host, at.sip_port, socket.SOCK_DGRAM)


def _port(what: str, host: str, port: int, kind: socket.SocketKind) -> Fact:
    what_ja = "画面のポート" if kind is socket.SOCK_STREAM else "電話のポート"
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, kind) as probe:
        if kind is socket.SOCK_STREAM:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as exc:
            return Fact(
                what=what,
                found=f"{host}:{port}: {exc.strerror}",
                ok=False,
                hint="end who uses it, or choose another port in madoguchi.toml",
                ja=(
                    what_ja,
                    f"{host}:{port} は使えません（{exc.strerror}）",
                    "使っているものを止めるか、madoguchi.toml で別の番号にしてください",
                ),
            )
    return Fact(
        what=what,
        found=f"{host}:{port} is free" if port else "any free one",
        ok=True,
        ja=(what_ja, f"{host}:{port} は空いています" if port else "空いている番号を使います", ""),
    )


def _key(home: Home) -> Iterator[Fact]:
    try:
        mode = home.key.stat()
    except OSError:
        yield Fact(
            what="Instance key",
            found="none yet; made at the first start",
            ok=True,
            ja=("鍵", "まだありません。最初の起動で作ります", ""),
        )
        return
    is_private = not mode.st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    yield Fact(
        what="Instance key",
        found=str(home.key),
        ok=is_private and mode.st_size == 32,
        hint="" if is_private else f"others may read it: chmod 600 {home.key}",
        ja=(
            "鍵",
            str(home.key),
            "" if is_private else f"他人が読めます。chmod 600 {home.key} を実行してください",
        ),
    )
