"""Collects what was seen in a round: phones, packets, command line, console, files."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.call_book import Packet
from faults import machine
from faults.campaign import GUIDANCE_S, RING_S, WRAP_UP_S
from faults.facts import (
    HEARD_S,
    CallerFact,
    Facts,
    Injected,
    RingFact,
    RowFact,
    SoundFact,
    Terms,
)
from faults.instance import Madoguchi
from faults.invariants.spans import Talk, talk_of
from faults.page_call import PageCall
from faults.people import CallerSeen, RingSeen, Seen
from faults.row import Row
from faults.wire import Wire
from recordings.codec import decode
from recordings.errors import RecordingsError
from recordings.processing import Place
from storage.errors import StorageError
from tests.asterisk.phones.call import PhoneCall
from tests.asterisk.phones.incoming_call import IncomingCall
from tests.asterisk.phones.sound import RATE, Samples, tones

EMPTY_WITHIN_S = 5.0
FILED_WITHIN_S = 8.0
"""Rows and recordings follow the calls' ends within this time, and what their makers wait for a
processor: they stand back for calls, our own and everybody's."""
_LISTEN_S = 1.0
PAGE_LATE_S = 0.3
"""What a page hears is behind what came to it: its buffer, and the begin of its ear."""
PAGE_WORD_S = 0.8
"""In a shorter talk a page tells of no whole block of sound."""
_LOOK_S = 0.3
_SPANS = ("guidance_s", "wait_s", "ring_s", "talk_s", "hold_s")
_FOLDERS = ("recordings", "asterisk/spool/recording", "asterisk/spool/monitor")
_NUMBER = re.compile(rb"(?<!\d)(?:0|\+?81|0081)?(3\d{8})(?!\d)")


@dataclass(frozen=True, slots=True)
class Watched:
    """What was watched while the round went on."""

    seen: Seen
    packets: Sequence[Packet]
    seats: tuple[str, ...]
    controls: Sequence[PhoneCall]
    """Both ends of the control calls."""
    faults: tuple[Injected, ...]
    left: tuple[str, ...]
    """What Asterisk still held 5 s after the last hang-up."""
    stale: set[Path]
    """Files of recordings that were there before."""


def files(home: Path) -> set[Path]:
    """Name the files of sound in the folders where recordings are made and kept."""
    return {path for name in _FOLDERS for path in (home / name).rglob("*.*") if path.is_file()}


async def emptied(instance: Madoguchi) -> tuple[str, ...]:
    """Wait until Asterisk holds nothing, and tell what is left after 5 s."""
    until = time.monotonic() + EMPTY_WITHIN_S
    while (left := await _held(instance)) and time.monotonic() < until:  # noqa: ASYNC110
        await asyncio.sleep(_LOOK_S)
    return left


async def _held(instance: Madoguchi) -> tuple[str, ...]:
    channels = await instance.console.tell("core show channels concise")
    bridges = await instance.console.tell("bridge show all")
    return (
        *(f"channel {line.partition('!')[0]}" for line in channels.splitlines() if line),
        *(f"bridge {line.split()[0]}" for line in bridges.splitlines()[1:] if line.strip()),
    )


async def collect(instance: Madoguchi, row: Row, watched: Watched) -> Facts:
    """Put together what the checker reads; waits a little for rows to follow."""
    seen = watched.seen
    wire = Wire(watched.packets, server=instance.sip[1])
    callers = tuple(_caller(each, wire) for each in seen.callers)
    rings = tuple(_rings(seen, callers, wire))
    rows = await _rows(instance, callers)
    return Facts(
        terms=Terms(
            guidance_s=GUIDANCE_S,
            wrap_up_s=WRAP_UP_S,
            ring_s=RING_S,
            sound_may_miss_s=row.sound_may_miss_s,
        ),
        callers=callers,
        rings=rings,
        aways=tuple(seen.aways),
        controls=tuple(wire.control(each) for each in watched.controls),
        faults=watched.faults,
        rows=rows,
        sounds={
            each.recording: listen(instance.home / each.recording)
            for each in rows
            if each.recording and (instance.home / each.recording).exists()
        },
        left=watched.left,
        orphans=await orphans(instance.home, rows, watched.stale),
        leaks=tuple(leaks(instance.home, {each.number[1:] for each in callers})),
        seats=await _seats(instance, row, watched.seats),
    )


def _caller(seen: CallerSeen, wire: Wire) -> CallerFact:
    call = seen.call
    times = wire.times(seen)
    stream = wire.stream(call, times)
    return CallerFact(
        number=seen.number,
        tone_hz=seen.tone_hz,
        invited=times.invited,
        trying=times.trying,
        answered=times.answered,
        ended=times.ended or time.time(),
        ended_by=call.ended_by,
        is_end_heard=times.is_end_heard,
        status=call.status,
        is_lost=seen.lost,
        packets=stream.arrived,
        sent=stream.sent,
    )


def _rings(seen: Seen, callers: tuple[CallerFact, ...], wire: Wire) -> Iterator[RingFact]:
    by_number = {caller.number: caller for caller in callers}
    calls = {each.number: each.call for each in seen.callers}
    for each in seen.rings:
        number = _number_in(each, by_number)
        ring = _ring(each, number, wire)
        talk = talk_of(by_number[number], ring) if number else None
        if talk is not None:
            until = min(talk.ended, talk.began + _LISTEN_S)
            ring = replace(
                ring,
                seat_heard=_seat_heard(each.call, talk),
                caller_heard=_tones(calls[number].heard(since=talk.began, until=until)),
            )
        yield ring


def _ring(seen: RingSeen, number: str, wire: Wire) -> RingFact:
    call = seen.call
    times = wire.times(seen)
    stream = wire.stream(call, times)
    return RingFact(
        seat=seen.seat,
        tone_hz=seen.tone_hz,
        is_page=isinstance(call, PageCall),
        number=number,
        rang=times.invited,
        answered=times.answered,
        ended=times.ended or time.time(),
        ended_by=call.ended_by,
        status=call.status,
        is_lost=seen.lost,
        packets=stream.arrived,
        sent=stream.sent,
    )


def _seat_heard(call: IncomingCall | PageCall, talk: Talk) -> tuple[float, ...] | None:
    """Read the tones in a seat's ear; a page hears a little later, and whole blocks at a time."""
    if isinstance(call, IncomingCall):
        until = min(talk.ended, talk.began + _LISTEN_S)
        return _tones(call.heard(since=talk.began, until=until))
    since = talk.began + PAGE_LATE_S
    if talk.ended - since < PAGE_WORD_S:
        return None
    return _tones(call.heard(since=since, until=talk.ended)[: round(RATE * _LISTEN_S)])


def _number_in(ring: RingSeen, callers: Iterable[str]) -> str:
    """Find the caller's number in what the seat was shown."""
    shown = re.sub(r"\D", "", ring.call.invite.get("From").partition("@")[0])
    return next((number for number in callers if shown.endswith(number[1:])), "")


def _tones(sound: Samples) -> tuple[float, ...]:
    return tuple(tone.hz for tone in tones(sound))


async def _rows(instance: Madoguchi, callers: tuple[CallerFact, ...]) -> tuple[RowFact, ...]:
    """Ask for the round's rows until they are complete, or late."""
    if not callers:
        return ()
    since = min(each.invited for each in callers) - 1
    (supervisor,) = instance.pids("supervisor").values()
    before = machine.waits_s(supervisor)
    due = time.monotonic() + FILED_WITHIN_S
    while True:
        late_s = machine.waited_s(set(machine.waits_s(supervisor)), before)
        told = await instance.command("calls", "--json", "--last", str(len(callers) + 50))
        rows = tuple(
            row
            for row in (row_of(each, instance.clock_offset_s) for each in json.loads(told))
            if row.arrived > since
        )
        if time.monotonic() > due + late_s or _is_complete(rows, len(callers)):
            return rows
        await asyncio.sleep(_LOOK_S)


def _is_complete(rows: tuple[RowFact, ...], calls: int) -> bool:
    return len(rows) >= calls and all(
        row.outcome and (row.outcome != "answered" or row.recording) for row in rows
    )


def row_of(told: dict[str, Any], clock_offset_s: float) -> RowFact:
    """Read one line of `calls --json`, on the machine's own clock."""

    def at(name: str) -> float | None:
        text = told[name]
        return datetime.fromisoformat(text).timestamp() - clock_offset_s if text else None

    spans = [told[name] for name in _SPANS]
    number = told["from"]
    return RowFact(
        id=told["id"],
        number="0" + number.removeprefix("+81") if number else None,
        arrived=at("arrived_at") or 0.0,
        ended=at("ended_at"),
        outcome=told["outcome"],
        detail=told["detail"],
        seat=told["seat"],
        lasted_s=None if None in spans else sum(spans),
        talk_s=told["talk_s"],
        recording=told["recording"],
        recording_state=told["recording_state"],
        recording_flaw=told["recording_flaw"],
    )


def listen(path: Path) -> SoundFact:
    """Play a recording: how long it is, and which tones stand in each piece on either side."""
    home = path.parents[2]
    vault = Place(keys=str(home / "keys"), folder=str(home / "recordings")).vault()
    try:
        opened = vault.open(path.stem, str(path.relative_to(home / "recordings")))
        frames, rate = decode(b"".join(opened.parts()))
    except (RecordingsError, StorageError, OSError, ValueError):
        return SoundFact(length_s=None)
    size = int(rate * HEARD_S)
    pieces = [frames[at : at + size] for at in range(0, len(frames), size)]
    sides = [
        tuple(tuple(tone.hz for tone in tones(each[:, side], rate)) for each in pieces)
        for side in (0, 1)
    ]
    return SoundFact(length_s=len(frames) / rate, caller_side=sides[0], seat_side=sides[1])


async def orphans(home: Path, rows: Iterable[RowFact], stale: set[Path]) -> tuple[str, ...]:
    """Name the files that belong to no row; one that is gone at a second look was being written."""
    named = {home / row.recording for row in rows if row.recording}
    found = files(home) - stale - named
    if found:
        await asyncio.sleep(_LOOK_S)
    return tuple(str(path.relative_to(home)) for path in sorted(found & files(home)))


def leaks(home: Path, numbers: set[str]) -> Iterator[str]:
    """Name the files in which one of these numbers (without its first 0) stands."""
    sought = {number.encode() for number in numbers}
    for path in sorted(home.rglob("*")):
        if path.is_file() and path.suffix not in {".wav", ".raw"}:
            found = {each for each in _NUMBER.findall(path.read_bytes()) if each in sought}
            if found:
                yield f"{path.relative_to(home)} holds {len(found)} callers' numbers"
        if any(number in path.name for number in numbers):
            yield f"a file in {path.parent.relative_to(home)} is named by a caller's number"


async def _seats(instance: Madoguchi, row: Row, seats: tuple[str, ...]) -> dict[str, str]:
    """Look until all seats that never refused are ready; one that refused may be away."""
    manners = row.manners
    if manners.refuses or manners.silent or manners.signs_off:
        return {}
    until = time.monotonic() + EMPTY_WITHIN_S
    while True:
        states = await instance.seat_states()
        chosen = {seat: state for seat, state in states.items() if seat in seats}
        if time.monotonic() > until or set(chosen.values()) == {"ready"}:
            return chosen
        await asyncio.sleep(_LOOK_S)
