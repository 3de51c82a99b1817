"""Files against rows, as a table: what is found, and what is left alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from recordings.findings import (
    GRACE_S,
    SETTLED,
    Finding,
    Found,
    Missing,
    Needless,
    Undelivered,
    Unlinked,
    findings,
)
from recordings.spool import RawFile
from storage.sound import SoundRow

pytestmark = pytest.mark.unit

NOW = datetime(2026, 2, 2, 3, tzinfo=UTC)
MACHINE_NOW = 1_800_000_000.0
ENDED = NOW - 2 * SETTLED
PATH = "recordings/2026-02-02/c.wav"
PENDING = SoundRow(
    call="c",
    business_date=date(2026, 2, 2),
    joined_at=ENDED - timedelta(seconds=30),
    ended_at=ENDED,
    state="pending",
    caller_part="c~r1",
    seat_part="c~r2",
    path=None,
    why="",
)
KEPT = replace(PENDING, state="kept", path=PATH)
LOST = replace(PENDING, state="lost")
UNRECORDED = replace(PENDING, state=None, caller_part=None, seat_part=None)
UNANSWERED = replace(UNRECORDED, joined_at=None)
RAW = RawFile(name="c~r1", size=16_044, written_at=MACHINE_NOW - 2 * GRACE_S, is_open=False)
OTHER_OFFER = replace(RAW, name="c~r7")
EMPTY = replace(RAW, size=44)
RUNNING = replace(RAW, is_open=True)
YOUNG = replace(RAW, written_at=MACHINE_NOW - 1)


def look(
    row: SoundRow | None,
    *raw: RawFile,
    kept: dict[str, float] | None = None,
    since: float | None = 0.0,
    works: bool = False,
) -> list[Finding]:
    found = Found(
        raw=raw,
        kept=kept or {},
        rows={row.call: row} if row else {},
        asterisk_since=since,
        machine_now=MACHINE_NOW,
        now=NOW,
    )
    return findings(found, lambda _: works)


THERE = {PATH: 0.0}


@pytest.mark.parametrize(
    ("row", "raw", "kept", "expected"),
    [
        (PENDING, [RAW], {}, [Undelivered(PENDING)]),
        (PENDING, [RAW, replace(RAW, name="c~r2")], {}, [Undelivered(PENDING)]),
        (PENDING, [], {}, [Undelivered(PENDING)]),
        (PENDING, [OTHER_OFFER], {}, [Undelivered(PENDING)]),
        (PENDING, [], THERE, [Undelivered(PENDING)]),
        (KEPT, [RAW], THERE, [Needless("c~r1")]),
        (KEPT, [OTHER_OFFER], THERE, [Needless("c~r7")]),
        (KEPT, [RAW], {}, [Undelivered(KEPT)]),
        (KEPT, [], {}, [Missing("c")]),
        (KEPT, [], THERE, []),
        (LOST, [RAW], {}, [Undelivered(LOST)]),
        (LOST, [EMPTY], {}, [Needless("c~r1")]),
        (LOST, [], {}, []),
        (LOST, [], THERE, [Undelivered(LOST)]),
        (UNANSWERED, [RAW], {}, [Needless("c~r1")]),
        (UNRECORDED, [RAW], {}, [Unlinked("c~r1.wav")]),
        (UNRECORDED, [EMPTY], {}, [Needless("c~r1")]),
        (None, [RAW], {}, [Unlinked("c~r1.wav")]),
        (None, [YOUNG], {}, []),
        (None, [replace(RAW, name="notes")], {}, [Unlinked("notes.wav")]),
        (None, [], THERE, [Unlinked(PATH)]),
        (None, [], {PATH: MACHINE_NOW - 1}, []),
        (None, [], {}, []),
    ],
)
def test_what_does_not_fit_is_found(
    row: SoundRow | None,
    raw: Sequence[RawFile],
    kept: dict[str, float],
    expected: list[Finding],
) -> None:
    assert look(row, *raw, kept=kept) == expected


@pytest.mark.parametrize("row", [PENDING, KEPT, LOST, UNRECORDED, UNANSWERED])
def test_a_call_in_progress_just_ended_or_in_work_is_left_alone(row: SoundRow) -> None:
    assert look(replace(row, ended_at=None), RAW) == []
    assert look(replace(row, ended_at=NOW - SETTLED), RAW) == []
    assert look(row, RAW, works=True) == []


@pytest.mark.parametrize("row", [PENDING, KEPT, LOST, UNRECORDED, UNANSWERED])
def test_a_recording_that_asterisk_runs_is_left_alone(row: SoundRow) -> None:
    assert look(row, RUNNING, kept=THERE) in ([], [Undelivered(LOST)])
    assert look(replace(row, state=None), RUNNING) == []
    assert look(row, RUNNING, since=None, kept=THERE) != [] or row is LOST
