"""A log file lived through again by the heart of today, told line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from app.clock import shown_time
from app.errors import HomeUnusable, ReplayDiffers
from app.home import Home
from app.opened import campaign_of, guidance_of
from app.recovery import live_again
from app.source import source_hash
from callcenter.campaign import Campaign
from callcenter.center import Center
from callcenter.commands import Command
from callcenter.events import Event
from callcenter.record import Header, Record
from callcenter.state import State
from telephony import record_log


@dataclass(frozen=True, slots=True)
class Again:
    """A record beside what the heart decides on it now."""

    record: Record
    now: tuple[Command, ...]

    @property
    def differs(self) -> bool:
        """Whether it decides otherwise."""
        return self.record.commands != self.now


def told(file: Path, *, quiet: bool) -> Iterator[str]:
    """Tell a log file's events and commands; with `quiet` only where the commands differ.

    Raises:
        HomeUnusable: the file is no log.
        ReplayDiffers: the same code decided otherwise.
    """
    home = Home(file.absolute().parent.parent)
    header, records = _read(file)
    campaign = campaign_of(home, header.campaign)
    guidance = guidance_of(home, header.flows)
    center = Center(campaign, guidance, State.from_plain(header.state))
    differing = 0
    for again in _lived(center, records):
        differing += again.differs
        if again.differs or not quiet:
            yield from _lines(again, campaign)
    is_same_code = header.source == source_hash()
    if differing and is_same_code:
        raise ReplayDiffers(records=len(records), differing=differing)
    code = "the same code" if is_same_code else "other code"
    yield f"{len(records)} records, {differing} differ ({code})"


def _read(file: Path) -> tuple[Header, list[Record]]:
    read = list(record_log.read_file(file))
    if not read or not isinstance(read[0], Header):
        raise HomeUnusable(path=str(file), why="it does not begin with a log's header")
    return read[0], [each for each in read if isinstance(each, Record)]


def _lived(center: Center, records: Sequence[Record]) -> Iterator[Again]:
    for record in records:
        yield Again(record, live_again(center, record))


def _lines(again: Again, campaign: Campaign) -> Iterator[str]:
    event = again.record.event
    yield f"{again.record.n}  {shown_time(event.at, campaign.zone)}  {_words(event)}"
    if not again.differs:
        yield from (f"    {_words(command)}" for command in again.now)
        return
    yield from (f"  - {_words(command)}" for command in again.record.commands)
    yield from (f"  + {_words(command)}" for command in again.now)


def _words(thing: Event | Command) -> str:
    said = (
        f"{each.name}={getattr(thing, each.name)}" for each in fields(thing) if each.name != "at"
    )
    return f"{type(thing).__name__} {' '.join(said)}".rstrip()
