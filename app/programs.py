"""Programs that may read `/api/v1`: each has a token of its own, kept as its hash in the home.

A token is 256 random bits, so it is not guessed; it ends by itself, or by being revoked, at once.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime
from pathlib import Path

import msgspec

from app.errors import AppError
from app.home import Home
from app.written import write_atomically
from desk.roles import Role
from desk.sessions import Who
from desk.stages import Stage

FILE = "programs.json"
ROLES = (Role.SUPERVISOR, Role.MANAGER)
_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")


class Program(msgspec.Struct, frozen=True, kw_only=True):
    """One program."""

    name: str
    role: Role
    token_sha256: str
    made_at: datetime
    until: datetime


class ProgramRefused(AppError):
    """A program cannot be admitted or ended so."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def programs_of(home: Home) -> list[Program]:
    """List the programs.

    Raises:
        ProgramRefused: the file cannot be read.
    """
    try:
        return msgspec.json.decode((home.folder / FILE).read_bytes(), type=list[Program])
    except FileNotFoundError:
        return []
    except (OSError, msgspec.DecodeError) as exc:
        raise ProgramRefused(f"{home.folder / FILE}: {exc}") from exc


def admit(home: Home, name: str, role: Role, *, at: datetime, until: datetime) -> str:
    """Admit a program; gives its token, which is kept nowhere.

    Raises:
        ProgramRefused: the name is taken or none, or the role is not one of those that read.
        HomeUnusable: the file cannot be written.
    """
    before = programs_of(home)
    if not _NAME.fullmatch(name):
        raise ProgramRefused("a program's name is a-z, 0-9 and -, at most 40 letters")
    if any(each.name == name for each in before):
        raise ProgramRefused(f"there is a program {name} already; revoke it first")
    if role not in ROLES:
        raise ProgramRefused("a program reads as supervisor or manager")
    token = secrets.token_urlsafe(32)
    made = Program(name=name, role=role, token_sha256=_hash(token), made_at=at, until=until)
    _write(home, [*before, made])
    return token


def end(home: Home, name: str) -> None:
    """End a program's token.

    Raises:
        ProgramRefused: there is no such program.
        HomeUnusable: the file cannot be written.
    """
    before = programs_of(home)
    left = [each for each in before if each.name != name]
    if len(left) == len(before):
        raise ProgramRefused(f"there is no program {name}")
    _write(home, left)


class Programs:
    """Tells who a token is; the file is read again when it has changed."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._path: Path = home.folder / FILE
        self._seen = 0
        self._known: dict[str, Program] = {}

    def who(self, token: str, address: str, at: datetime) -> Who | None:
        """Give who holds a token; None if it opens nothing (any more)."""
        self._read()
        found = self._known.get(_hash(token))
        if found is None or found.until <= at:
            return None
        return Who(
            session=f"api:{found.name}",
            staff=f"api:{found.name}",
            login=found.name,
            name=found.name,
            role=found.role,
            language="ja",
            stage=Stage.ACTIVE,
            is_locked=False,
            seat=None,
            address=address,
        )

    def _read(self) -> None:
        try:
            seen = self._path.stat().st_mtime_ns
        except OSError:
            seen = 0
        if seen != self._seen:
            try:
                self._known = {each.token_sha256: each for each in programs_of(self._home)}
            except ProgramRefused:
                self._known = {}  # nobody is let in by a file that cannot be read
            self._seen = seen


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _write(home: Home, programs: list[Program]) -> None:
    plain = msgspec.json.format(msgspec.json.encode(programs)).decode()
    write_atomically(home.folder / FILE, f"{plain}\n")
