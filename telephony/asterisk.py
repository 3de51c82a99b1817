"""Finding an Asterisk that we can run: on the PATH, in the cache, or fetched from Debian.

An ARI address in the settings comes before all of these, and then there is nothing to find.
"""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from telephony.asterisk_fetch import cached_roots, fetch
from telephony.asterisk_version import MINIMUM, is_new_enough, version_numbers
from telephony.debian_mirror import machine_mirror
from telephony.errors import AsteriskMissing, AsteriskTooOld

LOADERS = {
    "x86_64": ("x86_64-linux-gnu", "ld-linux-x86-64.so.2"),
    "aarch64": ("aarch64-linux-gnu", "ld-linux-aarch64.so.1"),
}
"""By machine: Debian's triplet, and the name of its loader."""


class Origin(StrEnum):
    """Where an Asterisk was found."""

    PATH = "path"
    CACHE = "cache"


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """An Asterisk that can be started."""

    command: tuple[str, ...]
    """What to run, before Asterisk's own options."""
    version: str
    """As it says itself: `22.10.1+dfsg...`."""
    modules: Path
    data: Path
    """Holds sounds, music, documentation and `rest-api/*.json`."""
    root: Path | None
    """Where Debian's packages are unpacked; None if it is installed on the machine."""
    origin: Origin


def find(cache: Path, *, debian_mirror: str | None, say: Callable[[str], None]) -> Installation:
    """The Asterisk to run: the PATH's if new enough, else the cache's, else Debian's, fetched.

    Args:
        cache: shared folder of things that can be made again; filled under a lock.
        debian_mirror: base address such as `http://deb.debian.org/debian`; None for the machine's.
        say: takes lines of progress while fetching (20 s to some minutes).

    Raises:
        AsteriskMissing: none here, and none could be fetched.
        AsteriskTooOld: the mirror's, or the cached one that was asked, is too old.
    """
    if found := on_path() or in_cache(cache):
        return found
    _triplet_and_loader()
    return unpacked(fetch(cache, debian_mirror or machine_mirror(), say))


def on_path() -> Installation | None:
    """The machine's own Asterisk; None if there is none, or one too old."""
    path = shutil.which("asterisk") or shutil.which("asterisk", path="/usr/sbin:/usr/local/sbin")
    version = version_of((path,)) if path else None
    if path is None or version is None or not is_new_enough(version_numbers(version) or (0,)):
        return None
    modules = _first_folder(_module_folders(), holding="res_ari.so")
    data = _first_folder(_data_folders(), holding="rest-api")
    if modules is None or data is None:
        return None
    return Installation(
        command=(path,),
        version=version,
        modules=modules,
        data=data,
        root=None,
        origin=Origin.PATH,
    )


def in_cache(cache: Path) -> Installation | None:
    """The newest Asterisk in the cache that runs; None if there is none."""
    for root in cached_roots(cache):
        try:
            return unpacked(root)
        except (AsteriskMissing, AsteriskTooOld):
            continue  # a root of another machine's kind, or a damaged one
    return None


def unpacked(root: Path) -> Installation:
    """The Asterisk of an unpacked root, run by the root's own loader.

    Raises:
        AsteriskMissing: it does not run here.
        AsteriskTooOld: it is older than we insist on.
    """
    triplet, loader = _triplet_and_loader()
    libraries = root / "usr/lib" / triplet
    command = (
        str(libraries / loader),
        "--library-path",
        str(libraries),
        str(root / "usr/sbin/asterisk"),
    )
    version = version_of(command)
    if version is None:
        raise AsteriskMissing(why=f"the one in {root} does not run; remove that folder")
    if not is_new_enough(version_numbers(version) or (0,)):
        raise AsteriskTooOld(path=str(root), version=version, minimum=MINIMUM)
    return Installation(
        command=command,
        version=version,
        modules=libraries / "asterisk/modules",
        data=root / "usr/share/asterisk",
        root=root,
        origin=Origin.CACHE,
    )


def version_of(command: tuple[str, ...]) -> str | None:
    """What `-V` says, without the word Asterisk; None if it does not run."""
    try:
        said = subprocess.run([*command, "-V"], capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return None
    words = said.stdout.split()
    return words[1] if said.returncode == 0 and len(words) > 1 else None


def _triplet_and_loader() -> tuple[str, str]:
    machine = platform.machine()
    if machine not in LOADERS:
        raise AsteriskMissing(why=f"none can be fetched for {machine}; install {MINIMUM} or newer")
    return LOADERS[machine]


def _module_folders() -> Iterable[Path]:
    yield from _configured("astmoddir")
    for triplet, _ in LOADERS.values():
        yield Path("/usr/lib") / triplet / "asterisk/modules"
    for folder in ("/usr/lib", "/usr/lib64", "/usr/local/lib"):
        yield Path(folder) / "asterisk/modules"


def _data_folders() -> Iterable[Path]:
    yield from _configured("astdatadir")
    yield from (Path("/usr/share/asterisk"), Path("/var/lib/asterisk"))


def _configured(name: str, file: Path = Path("/etc/asterisk/asterisk.conf")) -> Iterable[Path]:
    """The folder that the machine's own asterisk.conf names, if it can be read."""
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    if found := re.search(rf"^\s*{name}\s*=>?\s*(\S+)", text, re.MULTILINE):
        yield Path(found[1])


def _first_folder(folders: Iterable[Path], *, holding: str) -> Path | None:
    return next((folder for folder in folders if (folder / holding).exists()), None)
