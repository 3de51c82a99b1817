"""Scripts of what happens and what is then asked for, played against a center.

`book >> event << command` says: this happens, and this is asked for. A script must be asserted
(`assert book >> ... << ...`): only then it is played; one that never was fails its test. What does
not agree is shown as the difference of the two scripts. Nobody expects `ShowCall` and `ShowSeat`,
unless the book was made with `shows=True`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from callcenter import commands, events
from callcenter.center import Center
from callcenter.commands import Command
from callcenter.events import Event

MONDAY = datetime(2026, 2, 2, 1, 0, tzinfo=UTC)
"""The first day of operation, 10:00 in Sapporo."""

NOW = datetime.min.replace(tzinfo=UTC)
"""In an event of a script: the instant at which the script has arrived."""

SHOWS = (
    commands.ShowCall,
    commands.ShowSeat,
    commands.ShowFloor,
    commands.Lease,
)
"""What a script says nothing of, unless it wants to: nobody on the phone notices."""
NOTES = (commands.NoteDecision,)
"""What is kept beside what is done; tests of its own look at it."""


@dataclass(frozen=True)
class After:
    """This many seconds pass."""

    seconds: float


@dataclass(frozen=True)
class Due:
    """The script goes on at the instant for which a timer is set, and it fires."""

    timer: str


@dataclass(frozen=True)
class Some:
    """A command of which only these fields are looked at."""

    kind: type[Command]
    wanted: dict[str, object]

    def fits(self, command: Command) -> bool:
        """Tell whether a command is one of these."""
        return isinstance(command, self.kind) and all(
            getattr(command, name) == value for name, value in self.wanted.items()
        )

    def __str__(self) -> str:
        return f"{self.kind.__name__}({_named(self.wanted)}, ...)"


@dataclass(frozen=True)
class SetsTimer:
    """A timer is set for so many seconds from now."""

    timer: str
    seconds: float


Heard = Event | After | Due
Expected = Command | Some | SetsTimer


class Playbook:
    """A script for one center. Its clock begins at `MONDAY` and goes on from play to play."""

    unfinished: ClassVar[list[Playbook]] = []
    """Books with lines that were never played."""

    def __init__(self, center: Center, *, at: datetime = MONDAY, shows: bool = False) -> None:
        self.center = center
        self.at = at
        self.last: list[Command] = []
        """What the last event brought about, shows and all."""
        self._shows = shows
        self._lines: list[tuple[Heard, list[Expected]]] = []

    def __rshift__(self, heard: Heard) -> Playbook:
        self._open()
        self._lines.append((heard, []))
        return self

    def __lshift__(self, expected: Expected) -> Playbook:
        self._open()
        self._lines[-1][1].append(expected)
        return self

    def __bool__(self) -> bool:
        lines, self._lines = self._lines, []
        Playbook.unfinished[:] = [each for each in Playbook.unfinished if each is not self]
        wanted: list[str] = []
        played: list[str] = []
        for heard, expected in lines:
            got = self._play(heard)
            played += [_text(heard, ">>"), *(_text(each, "<<") for each in got)]
            wanted += [_text(heard, ">>"), *self._wanted(expected, got)]
        if wanted != played:
            raise AssertionError("\n" + "\n".join(difflib.ndiff(wanted, played)))
        return True

    def _open(self) -> None:
        if not any(each is self for each in Playbook.unfinished):
            Playbook.unfinished.append(self)

    def _play(self, heard: Heard) -> list[Command]:
        if isinstance(heard, After):
            self.at += timedelta(seconds=heard.seconds)
            return []
        self.last = self.center.handle(self._event(heard))
        hidden = NOTES if self._shows else (*SHOWS, *NOTES)
        return [each for each in self.last if not isinstance(each, hidden)]

    def _event(self, heard: Event | Due) -> Event:
        if isinstance(heard, Due):
            self.at = self.center.state.timers[heard.timer]
            return events.TimerFired(at=self.at, timer=heard.timer)
        if heard.at == NOW:
            return replace(heard, at=self.at)
        self.at = max(self.at, heard.at)
        return heard

    def _wanted(self, expected: list[Expected], got: list[Command]) -> Iterator[str]:
        for index, each in enumerate(expected):
            if isinstance(each, SetsTimer):
                due = self.at + timedelta(seconds=each.seconds)
                yield _text(commands.SetTimer(timer=each.timer, due=due), "<<")
            elif isinstance(each, Some) and index < len(got) and each.fits(got[index]):
                yield _text(got[index], "<<")
            else:
                yield _text(each, "<<")


def _text(thing: Heard | Expected, sign: str) -> str:
    if isinstance(thing, Some):
        return f"{sign} {thing}"
    values = {each.name: getattr(thing, each.name) for each in fields(thing) if each.compare}
    if values.get("at") == NOW:
        del values["at"]
    return f"{sign} {type(thing).__name__}({_named(values)})"


def _named(values: dict[str, object]) -> str:
    return ", ".join(f"{name}={_value(value)}" for name, value in values.items())


def _value(value: object) -> str:
    return f"{value:%m-%dT%H:%M:%S.%fZ}" if isinstance(value, datetime) else repr(value)


def play(center: Center, *heard: Event, at: datetime = MONDAY) -> list[Command]:
    """Let things happen whose commands nobody looks at; give those of the last one."""
    asked: list[Command] = []
    for each in heard:
        asked = center.handle(replace(each, at=at) if each.at == NOW else each)
    return asked


def unplayed() -> list[Playbook]:
    """Give the books that were written but never asserted, and forget them."""
    left = list(Playbook.unfinished)
    Playbook.unfinished.clear()
    return left
