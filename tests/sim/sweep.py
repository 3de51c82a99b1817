"""One story of calls, broken at each of its points in turn: every kill, request and event."""

from __future__ import annotations

import functools
from typing import Any

import msgspec

from tests.sim.script import (
    Caller,
    Kill,
    Leave,
    Mutation,
    Press,
    Refusal,
    Ring,
    Script,
    Terms,
)
from tests.sim.world import play

STATUSES = (404, 409, 500, 0)
SWEEPS = ("kill", "drop", "double", "late", "swap", "fail", "lose_answer")
BY = {"double": 0.5, "late": 2.0, "swap": 2.0}

STORY = Script(
    seed=1,
    ends=75.0,
    terms=Terms(seats=2, lines=4, wait_limit=30.0, ring=6.0, wrap_up=3.0),
    callers=(
        Caller(at=2.0, leaves=(Leave("talking", 12.0),)),
        Caller(at=3.0, leaves=(Leave("talking", 25.0),)),
        Caller(at=4.0, leaves=(Leave("talking", 8.0),)),
        Caller(at=5.0, leaves=(Leave("arrived", 20.0),)),
        Caller(at=6.0, leaves=(Leave("talking", 8.0),)),
        Caller(at=40.0, leaves=(Leave("rings", 0.4),)),
    ),
    rings={
        "seat-01": (
            Ring(how="answer", after=1.0, leaves=(Leave("talking", 9.0),)),
            Ring(how="busy", after=0.1),
            Ring(how="answer", after=2.0),
        ),
        "seat-02": (Ring(how="silent"), Ring(how="answer", after=1.5)),
    },
    presses=(Press(at=1.0, seat="seat-01", ready=True), Press(at=1.2, seat="seat-02", ready=True)),
)
"""Welcome, all busy, notice, music, a seat that is busy and one that is silent, talks that either
side ends, an impatient caller, and one too many."""


@functools.cache
def broken_at_each(sweep: str) -> list[Script]:
    """Give the story with one fault at each of its points.

    Args:
        sweep: One of `SWEEPS`.
    """
    history = play(STORY)[1]
    match sweep:
        case "kill":
            return [_with(kills=(Kill(point=n, down=0.3),)) for n in range(history.points)]
        case "fail" | "lose_answer":
            return [
                _with(refusals=(Refusal(n=n, status=status, is_done=sweep == "lose_answer"),))
                for n in range(history.requests)
                for status in STATUSES
            ]
        case "drop" | "double" | "late" | "swap":
            by = BY.get(sweep, 0.0)
            return [
                _with(mutations=(Mutation(n=n, how=sweep, by=by),)) for n in range(history.events)
            ]
        case _:
            raise ValueError(sweep)


def _with(**broken: Any) -> Script:
    return msgspec.structs.replace(STORY, **broken)
