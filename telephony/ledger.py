"""Numbering, writing and passing on of records: what happened here is in the log, in one order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from callcenter import record
from callcenter.commands import Command, ShowSeat
from callcenter.events import Event
from callcenter.record import Header, Record, Seen
from callcenter.seat import SeatState
from callcenter.state import State
from telephony.record_log import RecordLog

TOKENS_MAX = 1_000

Publish = Callable[[int, bytes], None]
"""Takes the number and the line of every record that was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """What names an instance in its log."""

    source: str
    """Hash of the code that decides."""
    campaign: str
    """Content hash of the campaign."""
    flows: str
    """Content hash of the flows."""
    offset: timedelta
    """The instance's clock is the machine's plus this."""
    clock: Callable[[], datetime]
    """Now, on the instance's clock (UTC)."""
    day_of: Callable[[datetime], date]
    """The business date of an instant."""


class Entry(NamedTuple):
    """One record, and its line in the log."""

    record: Record
    line: bytes


@dataclass(slots=True)
class Ledger:
    """The log with its count."""

    instance: Instance
    file: RecordLog
    state: State
    publish: Publish
    hurry: Callable[[], None] = lambda: None
    """Told when what was just published shows who rings somewhere: a person waits for it."""
    last_n: int = 0
    tokens: dict[str, Seen] = field(default_factory=dict)
    """Submitters' tokens already seen, with what became of their wishes."""

    def turn_page(self, at: datetime) -> None:
        """Begin a new file if one is due: at the start, at midnight, when the old one is full."""
        day = self.instance.day_of(at)
        if self.file.is_file_due(day):
            self.file.begin_file(self._header(at), day)

    def enter(self, event: Event, commands: Sequence[Command], token: str | None) -> Entry:
        """Write down an event and what was decided on it; `tell` it then."""
        self.last_n += 1
        made = Record(n=self.last_n, event=event, commands=tuple(commands), token=token)
        if token is not None:
            self._remember(token, Seen.of(made))
        line = record.encode(made)
        self.file.write(line)
        return Entry(made, line)

    def tell(self, entry: Entry) -> None:
        """Tell who follows; what was decided is on its way by then, for the caller waits for it."""
        self.publish(entry.record.n, entry.line)
        shown = (each for each in entry.record.commands if isinstance(each, ShowSeat))
        if any(each.state == SeatState.RINGING for each in shown):
            self.hurry()

    def _remember(self, token: str, seen: Seen) -> None:
        self.tokens[token] = seen
        while len(self.tokens) > TOKENS_MAX:
            del self.tokens[next(iter(self.tokens))]

    def _header(self, at: datetime) -> Header:
        return Header(
            n=self.last_n,
            at=at,
            source=self.instance.source,
            campaign=self.instance.campaign,
            flows=self.instance.flows,
            offset_s=self.instance.offset.total_seconds(),
            state=self.state.to_plain(),
            tokens=dict(self.tokens),
        )
