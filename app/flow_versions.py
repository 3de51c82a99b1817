"""The versions of the flows that were put in force: by whom, when, and what the client said to it.

A line of JSON for each, only ever added. A version itself lies beside them, named by its content,
and is never removed.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import takewhile
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
    """Tell which version is in force, by what was done since the start with `at_start`."""
    since = takewhile(lambda each: each.started == at_start, reversed(entries))
    done = next((each for each in since if each.how is not How.CONFIRMED), None)
    return done.flows if done is not None else at_start


def unconfirmed(entries: list[Entry]) -> list[str]:
    """List the versions that went first and that the client has not confirmed yet."""
    told = {each.flows for each in entries if each.confirmed}
    gone = [each.flows for each in _done(entries) if not each.confirmed and _went_first(each)]
    return [each for each in dict.fromkeys(gone) if each not in told]


def begun_with(entries: list[Entry]) -> str:
    """Name the version of the home's first start while the client has not confirmed it; else "".

    Nothing was heard before it, so nobody waits to go back; real callers need its confirmation.
    """
    first = next((each.flows for each in entries if _is_first(each)), "")
    return "" if any(each.flows == first for each in entries if each.confirmed) else first


def waits(entries: list[Entry], version: str, *, files: str) -> bool:
    """Whether the client has still to confirm a version, or what it says under another name."""
    waiting = unconfirmed(entries)
    words = words_of(entries, version)
    return version in waiting or any(
        each.flows in waiting and each.files == files and words in ("", each.words)
        for each in entries
        if files
    )


def words_of(entries: list[Entry], version: str) -> str:
    """Name what a version says with the campaign's words of then; "" if it was not noted."""
    named = {each.before: each.words_before for each in entries}
    named |= {each.flows: each.words for each in entries if each.words}
    return named.get(version, "")


def former(entries: list[Entry]) -> str:
    """Name what was in force before the last change; "" if there was none.

    A start that made another version of the same files and words changed nothing.
    """
    done = [each for each in _done(entries) if _changes(each)]
    return done[-1].before if done else ""


def _done(entries: list[Entry]) -> list[Entry]:
    """Leave out confirmations, and what the instance refused to take."""
    done: list[Entry] = []
    for each in entries:
        if each.how is How.REFUSED:
            done = done[:-1]
        elif each.how is not How.CONFIRMED:
            done.append(each)
    return done


def _changes(entry: Entry) -> bool:
    """Whether callers hear more than other dates; of starts before words were noted, by files."""
    has_words = bool(entry.words and entry.words_before)
    says_else = has_words and entry.words != entry.words_before
    return entry.how is not How.STARTED or entry.files != entry.files_before or says_else


def _went_first(entry: Entry) -> bool:
    """Whether it put something in force of which nobody had asked the client."""
    return entry.how is not How.REVERTED and _changes(entry) and not _is_first(entry)


def _is_first(entry: Entry) -> bool:
    return entry.how is How.STARTED and not entry.before


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
