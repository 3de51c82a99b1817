"""The versions of the flows that were put in force: by whom, when, and what the client said to it.

A line of JSON for each, only ever added. A version itself lies beside them, named by its content,
and is never removed.
"""

from __future__ import annotations

import os
from datetime import datetime
from enum import StrEnum
from itertools import takewhile

import msgspec

from app.errors import HomeUnusable
from app.home import Home


class How(StrEnum):
    """What somebody did."""

    PUBLISHED = "published"
    REVERTED = "reverted"
    CONFIRMED = "confirmed"
    """The client's word came after an emergency version had gone first."""


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


def history(home: Home) -> list[Entry]:
    """Read all entries, the oldest first.

    Raises:
        HomeUnusable: a line cannot be read.
    """
    try:
        lines = home.published.read_bytes().splitlines()
        return [msgspec.json.decode(line, type=Entry) for line in lines]
    except FileNotFoundError:
        return []
    except (OSError, msgspec.DecodeError) as exc:
        raise HomeUnusable(path=str(home.published), why=str(exc)) from exc


def note(home: Home, entry: Entry) -> None:
    """Add an entry.

    Raises:
        HomeUnusable: it cannot be written.
    """
    line = msgspec.json.encode(entry) + b"\n"
    try:
        with open(home.published, "ab", opener=_for_owner) as file:
            file.write(line)
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
    gone = [each.flows for each in entries if each.how is How.PUBLISHED and not each.confirmed]
    return [each for each in dict.fromkeys(gone) if each not in told]


def _for_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
