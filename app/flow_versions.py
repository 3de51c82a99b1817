"""The versions of the flows that were put in force: by whom, and when.

A line of JSON for each, only ever added. A version itself lies beside them, named by its content,
and is never removed.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import BinaryIO

import msgspec

from app.errors import HomeUnusable
from app.home import Home


class How(StrEnum):
    """What somebody did."""

    PUBLISHED = "published"
    REVERTED = "reverted"
    CONFIRMED = "confirmed"
    """The client's word came after an emergency version had gone first."""
    STARTED = "started"
    """A start made this version of the files: the home's first one (`before` is empty), one on
    another day, or one of another release."""
    REFUSED = "refused"
    """The instance did not take what the entry before says: `flows` stayed in force."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line."""

    at: datetime
    by: str
    how: How
    flows: str
    """The version: the hash of its content."""
    started: str
    """The version that was checked at the instance's start; another start begins anew with its."""
    before: str = ""
    """The version that was in force until then."""
    confirmed: str = ""
    """Where the client's confirmation stands; empty while it is still to come."""
    files: str = ""
    """Content hash of its files (`app.flow_files`), with which the next start goes on."""
    files_before: str = ""
    """Those of `before`."""
    words: str = ""
    """Name of what its files say with the campaign's words (`app.flow_words`); empty: not noted."""
    words_before: str = ""
    """That of `before`."""
    ways: str = ""
    """Name of the occasions on which it is heard, and of what it may offer; empty: not noted."""
    ways_before: str = ""
    """That of what was in force until then."""
    emergency: bool = False
    """It was to go back to what the client had not confirmed."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the file gave."""

    entries: list[Entry]
    """The oldest first."""
    damaged: str = ""
    """Why a line, or the file, cannot be read; empty if all can."""
    is_torn: bool = False
    """The last line was never written whole: the power failed."""


def readable(home: Home) -> Found:
    """Read every entry that can be read, and tell whether something cannot."""
    try:
        *whole, tail = home.published.read_bytes().split(b"\n")
    except (FileNotFoundError, NotADirectoryError):
        return Found([])
    except OSError as exc:
        return Found([], damaged=exc.strerror or str(exc))
    read = [_entry(line) for line in whole]
    last = _entry(tail) if tail else None
    entries = [each for each in (*read, last) if isinstance(each, Entry)]
    damaged = next((each for each in read if isinstance(each, str)), "")
    return Found(entries, damaged, is_torn=isinstance(last, str))


def history(home: Home) -> list[Entry]:
    """Read all entries, the oldest first; one that was never written whole is none.

    Raises:
        HomeUnusable: a line cannot be read.
    """
    found = readable(home)
    if found.damaged:
        raise HomeUnusable(path=str(home.published), why=found.damaged)
    return found.entries


def note(home: Home, entry: Entry) -> None:
    """Add an entry.

    Raises:
        HomeUnusable: it cannot be written.
    """
    line = msgspec.json.encode(entry) + b"\n"
    try:
        with open(home.published, "a+b", opener=_for_owner) as file:
            file.write(_after(file) + line)
            file.flush()
            os.fsync(file.fileno())
    except OSError as exc:
        raise HomeUnusable(path=str(home.published), why=exc.strerror or str(exc)) from exc


def in_force(entries: list[Entry], *, at_start: str) -> str:
    """Tell which version is in force, by what was done since the start with `at_start`.

    A confirmation does nothing, also one of what another start would make heard.
    """
    last = next((each for each in reversed(entries) if each.how is not How.CONFIRMED), None)
    return last.flows if last is not None and last.started == at_start else at_start


def words_of(entries: list[Entry], version: str) -> str:
    """Name what a version says with the campaign's words of then; "" if it was not noted."""
    named = {each.before: each.words_before for each in entries}
    named |= {each.flows: each.words for each in entries if each.words}
    return named.get(version, "")


def ways_of(entries: list[Entry], version: str) -> str:
    """Name on which occasions a version was heard last; "" if that was not noted."""
    named = {each.before: each.ways_before for each in entries}
    named |= {each.flows: each.ways for each in entries if each.ways}
    return named.get(version, "")


def former(entries: list[Entry]) -> str:
    """Name what was in force before the last change; "" if there was none.

    A start that made another version of the same files and words changed nothing, and from other
    occasions of the campaign no version leads back.
    """
    gone = [each for each in done(entries) if changes(each) and each.before != each.flows]
    return gone[-1].before if gone else ""


def done(entries: Sequence[Entry], *, confirmations: bool = False) -> list[Entry]:
    """Leave out what the instance refused to take and, unless they are wanted, confirmations."""
    taken: list[Entry] = []
    for each in entries:
        if each.how is How.REFUSED:
            last = max(
                (n for n, one in enumerate(taken) if one.how is not How.CONFIRMED), default=0
            )
            del taken[last : last + 1]
        elif confirmations or each.how is not How.CONFIRMED:
            taken.append(each)
    return taken


def changes(entry: Entry) -> bool:
    """Whether callers hear more than other dates; of starts before words were noted, by files."""
    says_else = _differ(entry.words, entry.words_before) or _differ(entry.ways, entry.ways_before)
    return entry.how is not How.STARTED or entry.files != entry.files_before or says_else


def is_first(entry: Entry) -> bool:
    """Whether it is the home's first start."""
    return entry.how is How.STARTED and not entry.before


def _differ(now: str, before: str) -> bool:
    return bool(now and before) and now != before


def _entry(line: bytes) -> Entry | str:
    try:
        return msgspec.json.decode(line, type=Entry)
    except msgspec.DecodeError as exc:
        return str(exc)


def _after(file: BinaryIO) -> bytes:
    """Give what must stand before a new line; what was never written whole is cut off."""
    file.seek(0)
    tail = file.read().rpartition(b"\n")[2]
    if not tail:
        return b""
    if isinstance(_entry(tail), Entry):
        return b"\n"
    file.truncate(file.tell() - len(tail))
    return b""


def _for_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
