"""Debian's Asterisk, unpacked into the cache without root and without touching the machine.

apt resolves, verifies and downloads the whole closure (C library included) into folders of its own;
`dpkg -x` unpacks it into one root, which runs through its own loader on an older system too. About
111 MB are downloaded, 306 MB unpacked. The cache is filled under a lock and by rename, so that
several instances share it and none ever sees half a root.
"""

from __future__ import annotations

import fcntl
import os
import platform
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from telephony.asterisk_version import MINIMUM, is_new_enough, version_numbers
from telephony.errors import AsteriskMissing, AsteriskTooOld

SUITE = "forky"
PACKAGES = ("asterisk", "asterisk-core-sounds-en-wav", "asterisk-moh-opsound-wav")
KEYRING_PACKAGE = "debian-archive-keyring"
MACHINE_KEYRINGS = tuple(
    Path(f"/usr/share/keyrings/{KEYRING_PACKAGE}.{ending}") for ending in ("gpg", "pgp")
)
TIMEOUT_S = 900.0
"""For one apt or dpkg command, on a slow line."""

Say = Callable[[str], None]
"""Takes one line of progress, for a person."""


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def cached_roots(cache: Path) -> list[Path]:
    """Unpacked roots in the cache for this machine's kind that are new enough, newest first."""
    versions = [
        (version, path / "root")
        for path in (cache / "asterisk").glob(f"[0-9]*_{platform.machine()}")
        if (version := version_numbers(path.name)) and is_new_enough(version)
    ]
    return [root for _, root in sorted(versions, reverse=True) if root.is_dir()]


def fetch(cache: Path, mirror: str, say: Say) -> Path:
    """Download and unpack Asterisk, unless another process has just done so; the root's path.

    Raises:
        AsteriskMissing: apt or dpkg is not here, or failed; with its last words.
        AsteriskTooOld: the mirror's is older than we insist on.
    """
    folder = cache / "asterisk"
    for tool in ("apt-get", "dpkg"):
        if shutil.which(tool) is None:
            raise AsteriskMissing(why=f"{tool} is needed to fetch it; install Asterisk {MINIMUM}")
    with _locked(folder):
        if roots := cached_roots(cache):
            return roots[0]
        with tempfile.TemporaryDirectory(prefix=".fetch-", dir=folder) as work:
            return _fetch_into(folder, Path(work), mirror, say)


def mirror_answers(mirror: str) -> bool:
    """Whether apt, with the machine's own proxies, reaches the suite on this mirror in 5 s."""
    with tempfile.TemporaryDirectory(prefix="madoguchi-") as work:
        command = [
            *("/usr/lib/apt/apt-helper", "-oAcquire::Retries=0", "-oAcquire::http::Timeout=5"),
            *("-oAcquire::https::Timeout=5", "-oAPT::Sandbox::User=root", "download-file"),
            *(f"{mirror}/dists/{SUITE}/InRelease", f"{work}/InRelease"),
        ]
        try:
            return subprocess.run(command, capture_output=True, timeout=15).returncode == 0
        except (OSError, subprocess.TimeoutExpired):
            return False


def _fetch_into(folder: Path, work: Path, mirror: str, say: Say) -> Path:
    """Fetch into the work folder and move the finished root to its place in `folder`."""
    say(f"Asterisk: reading {mirror} ({SUITE})")
    keyring = _keyring(work / "keyring", say)
    source = f"deb [signed-by={keyring}] {mirror} {SUITE} main\n"
    apt = [*_own_apt(work / "apt", source), "-oDir::Etc::sourceparts=/dev/null"]
    _run([*apt, "update"], work)
    version = _offered_version(apt, work, mirror)
    say(f"Asterisk: downloading {version} and what it needs (about 110 MB)")
    _run([*apt, "install", "--assume-yes", "--download-only", *PACKAGES], work)
    debs = sorted((work / "apt/cache/archives").glob("*.deb"))
    say(f"Asterisk: unpacking {len(debs)} packages")
    root = work / "unpacked" / "root"
    root.mkdir(parents=True)
    for deb in debs:
        _run(["dpkg", "-x", str(deb), str(root)], work)
    place = folder / f"{version}_{platform.machine()}"
    shutil.rmtree(place, ignore_errors=True)
    (work / "unpacked").rename(place)
    say(f"Asterisk: ready in {place}")
    return place / "root"


def _offered_version(apt: list[str], work: Path, mirror: str) -> str:
    """The version that apt would install, without its epoch and fit for a folder's name."""
    plan = _run([*apt, "install", "--simulate", PACKAGES[0]], work)
    for line in plan.splitlines():
        words = line.split()
        if words[:2] == ["Inst", PACKAGES[0]]:
            version = words[2].strip("(").rpartition(":")[2].replace("~", "-")
            numbers = version_numbers(version)
            if numbers is None or not is_new_enough(numbers):
                raise AsteriskTooOld(path=mirror, version=version, minimum=MINIMUM)
            return version
    raise AsteriskMissing(why=f"{mirror} offers none in {SUITE}")


def _keyring(work: Path, say: Say) -> Path:
    """Debian's archive keys: the machine's, else from the package in the machine's own sources."""
    for path in MACHINE_KEYRINGS:
        if path.is_file():
            return path
    say(f"Asterisk: fetching Debian's keys ({KEYRING_PACKAGE})")
    apt = _own_apt(work, None)
    _run([*apt, "update"], work)
    _run([*apt, "download", KEYRING_PACKAGE], work)
    for deb in work.glob(f"{KEYRING_PACKAGE}*.deb"):
        _run(["dpkg", "-x", str(deb), str(work / "root")], work)
    for path in MACHINE_KEYRINGS:
        unpacked = work / "root" / path.relative_to("/")
        if unpacked.is_file():
            return unpacked
    raise AsteriskMissing(why=f"package {KEYRING_PACKAGE} is needed to verify Debian's packages")


def _own_apt(folder: Path, source: str | None) -> list[str]:
    """`apt-get` on folders of its own, from this source line or, if None, the machine's sources.

    The options stand on the command line because there they win over /etc/apt/apt.conf.d, whose
    proxies go on counting. apt's empty status file makes it resolve everything, C library included.
    """
    for name in ("state/lists/partial", "cache/archives/partial"):
        (folder / name).mkdir(parents=True)
    (folder / "status").touch()
    options = {
        "Dir::State": folder / "state",
        "Dir::State::status": folder / "status",
        "Dir::Cache": folder / "cache",
        "Dir::Etc::preferences": "/dev/null",
        "Dir::Etc::preferencesparts": "/dev/null",
        "APT::Install-Recommends": "false",
        "APT::Sandbox::User": "root",  # `_apt` may not read a person's cache folder
        "Acquire::Languages": "none",
        "Acquire::Retries": "3",
    }
    if source is not None:
        (folder / "sources.list").write_text(source, encoding="utf-8")
        options["Dir::Etc::sourcelist"] = folder / "sources.list"
    return ["apt-get", "--quiet", *(f"-o{key}={value}" for key, value in options.items())]


def _run(command: list[str], folder: Path) -> str:
    """What the command printed; its last words are in the error."""
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=TIMEOUT_S,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise AsteriskMissing(why=f"{command[0]}: {error}") from error
    if done.returncode != 0:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines() or ["no word why"]
        raise AsteriskMissing(why=f"{command[0]} failed: {said[-1]}")
    return done.stdout
