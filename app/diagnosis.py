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

from app.asterisk_plan import TEMPLATES
from app.checked import Checked, cache_folder, check, lines_of
from app.home import Home
from app.run_file import still_running
from ivr_flows.prompts import each_once
from recordings import sound, speech
from recordings.errors import UnreadableSound
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
        return [*told, Fact(what="Configuration", found=wrong, ok=False)]
    cache = cache_folder(os.environ)
    at = found.settings.asterisk
    return [
        *told,
        Fact(what="Configuration", found=f"{found.campaign.name}", ok=True),
        *facts(
            cache,
            ari_url=at.ari_url,
            debian_mirror=at.debian_mirror,
            modules_conf=(TEMPLATES / "modules.conf").read_text(encoding="utf-8"),
        ),
        _database(found),
        *_ports(home, found),
        _prompts(found, cache / "prompts"),
        *_key(home),
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
    )
    place = next(each for each in (home.folder, *home.folder.parents) if each.exists())
    free = shutil.disk_usage(place).free
    yield Fact(
        what="Disk",
        found=f"{free / 2**30:.1f} GiB free at {place}",
        ok=free > FREE_BYTES,
        hint="" if free > FREE_BYTES else "recordings need room: 1 MiB a minute",
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
        return Fact(what="Database", found=f"SQLite, {path}", ok=True)
    why = asyncio.run(_unreachable(url))
    return Fact(
        what="Database",
        found=f"{scheme}: {why or 'answers'}",
        ok=not why,
        hint="calls are taken without it, rows come late" if why else "",
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
        yield Fact(what="Ports", found="held by the running instance", ok=True)
        return
    web, at = found.settings.web, found.settings.asterisk
    yield _port("Web port", web.host, web.port, socket.SOCK_STREAM)
    if at.ari_url is None:
        yield _port("SIP port", at.sip_host, at.sip_port, socket.SOCK_DGRAM)


def _port(what: str, host: str, port: int, kind: socket.SocketKind) -> Fact:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, kind) as probe:
        if kind is socket.SOCK_STREAM:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as exc:
            return Fact(what=what, found=f"{host}:{port}: {exc.strerror}", ok=False)
    return Fact(what=what, found=f"{host}:{port} is free" if port else "any free one", ok=True)


def _prompts(found: Checked, folder: Path) -> Fact:
    prompts = each_once(each for flow in found.flows.flows for each in flow.prompts())
    made = sum(_is_made(speech.path_of(each, folder)) for each in prompts)
    return Fact(
        what="Announcements",
        found=f"{made} of {len(prompts)} spoken, in {folder}",
        ok=True,
        hint="" if made == len(prompts) else "`madoguchi up` speaks the others",
    )


def _is_made(path: Path) -> bool:
    try:
        sound.read(path)
    except UnreadableSound:
        return False
    return True


def _key(home: Home) -> Iterator[Fact]:
    try:
        mode = home.key.stat()
    except OSError:
        yield Fact(what="Instance key", found="none yet; made at the first start", ok=True)
        return
    is_private = not mode.st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    yield Fact(
        what="Instance key",
        found=str(home.key),
        ok=is_private and mode.st_size == 32,
        hint="" if is_private else f"others may read it: chmod 600 {home.key}",
    )
