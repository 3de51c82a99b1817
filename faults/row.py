"""The rows of the bench: which faults, at which moments, among which people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Literal

from faults.fault import (
    CutLink,
    Fault,
    FillDisk,
    Freeze,
    Kill,
    LockDatabase,
    LoseLink,
    Nothing,
)
from faults.people import USUAL, Manners

Moment = Literal["any", "ringing", "talking"]
"""What some seat does when the fault is made; `any` waits for nothing."""

LONG_FREEZE_S = 30.0
_FREEZE_S = (0.5, 5.0)
_SOUND_BUFFER_S = 2.1
"""Asterisk writes sound in steps: so much is lost when it dies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row with the real Asterisk."""

    id: str
    title: str
    draw: Callable[[Random], Fault]
    moment: Moment = "any"
    manners: Manners = USUAL
    needs_small_disk: bool = False
    sound_may_miss_s: float = 0.0


@dataclass(frozen=True, slots=True)
class SimulatedRow:
    """One row with the simulated Asterisk; levels of `tests.sim`, and sweeps over one story."""

    id: str
    title: str
    levels: tuple[str, ...] = ()
    sweeps: tuple[str, ...] = ()


def _one_of(*faults: Fault) -> Callable[[Random], Fault]:
    return lambda random: random.choice(faults)


def _freeze(random: Random) -> Fault:
    return Freeze("controller", random.uniform(*_FREEZE_S))


def _long_freeze(random: Random) -> Fault:
    return Freeze("controller", LONG_FREEZE_S)


def _link(random: Random) -> Fault:
    return CutLink() if random.random() < 0.5 else LoseLink(random.uniform(*_FREEZE_S))


def _office(random: Random) -> Fault:
    for_s = random.uniform(*_FREEZE_S)
    return random.choice((LockDatabase(for_s), Kill(("office",)), Freeze("office", for_s)))


def _disk(random: Random) -> Fault:
    return FillDisk(random.uniform(1.0, 4.0))


def _nothing(random: Random) -> Fault:
    return Nothing(random.uniform(2.0, 4.0))


_CONTROLLER = _one_of(Kill(("controller",)))
_BUSY_LEAVING = Manners(leaves=0.8, leaves_s=(0.1, 4.0), every_s=0.5)
_LEAVING_TALKS = Manners(talk_s=(0.8, 3.0), seat_answers_s=(0.1, 0.4), leaves_s=(2.5, 6.0))

ROWS: tuple[Row | SimulatedRow, ...] = (
    Row(
        id="F01",
        title="kill -9 controller while a seat rings",
        draw=_CONTROLLER,
        moment="ringing",
        manners=Manners(seat_answers_s=(0.5, 3.0)),
    ),
    Row(id="F02", title="kill -9 controller in mid-talk", draw=_CONTROLLER, moment="talking"),
    Row(
        id="F03",
        title="kill -9 controller in mid-recording, hang-ups meanwhile",
        draw=_CONTROLLER,
        moment="talking",
        manners=_LEAVING_TALKS,
    ),
    Row(id="F04", title="kill -9 controller at any moment", draw=_CONTROLLER),
    SimulatedRow("F04", "kill -9 controller at each await point", sweeps=("kill",)),
    Row(id="F06", title="controller frozen for 0.5 to 5 s", draw=_freeze),
    Row(id="F07", title="ARI link cut, or silent without FIN", draw=_link),
    Row(
        id="F08",
        title="kill -9 Asterisk",
        draw=_one_of(Kill(("asterisk",))),
        sound_may_miss_s=_SOUND_BUFFER_S,
    ),
    Row(
        id="F09",
        title="Asterisk, controller, supervisor in any order",
        draw=_one_of(
            Kill(("asterisk", "controller")),
            Kill(("controller", "asterisk")),
            Kill(("supervisor",)),
        ),
        sound_may_miss_s=_SOUND_BUFFER_S,
    ),
    Row(id="F10", title="database locked; office killed or frozen", draw=_office),
    Row(
        id="F11",
        title="disk full",
        draw=_disk,
        needs_small_disk=True,
        sound_may_miss_s=float("inf"),
    ),
    SimulatedRow(
        "F16",
        "events lost, doubled, late, out of order",
        levels=("doubled", "late", "swapped", "dropped"),
    ),
    SimulatedRow("F17", "each request fails, each answer is lost", sweeps=("fail", "lose_answer")),
    Row(
        id="F18",
        title="seats refuse, stay silent, sign off while they ring",
        draw=_nothing,
        manners=Manners(refuses=0.25, silent=0.1, signs_off=0.1),
    ),
    Row(
        id="F19",
        title="callers leave at every moment",
        draw=_nothing,
        manners=_BUSY_LEAVING,
    ),
)

LONG_ROW = Row(id="F06L", title="controller frozen for 30 s", draw=_long_freeze)
"""Only on request: the supervisor gives up on it first."""
